"""How the work was carried out, and in which arm a school is analysed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.models import Condition
from app.routes.downloads import download
from app.routes.policy import ClockDep, Me
from app.services import attendance_files, audit, conditions, monitor
from app.services.monitor import Ratings
from app.templating import page

router = APIRouter()


@router.get("/implementation", name="implementation")
def implementation(request: Request, session: SessionDep, _: Me, kept: int | None = None) -> Response:
    """Every school and what it does, to be rated; and the arms."""
    return _shown(request, session, monitor.board(session), kept=kept)


@router.post("/implementation", name="rate_implementation")
def rate_implementation(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, sent: Annotated[Ratings, Form()]
) -> Response:
    """Keep what was changed."""
    rows = monitor.board(session)
    kept = monitor.rate(session, rows, sent, by=me, now=clock.now())
    if any(row.problem for row in rows):
        return _shown(request, session, rows, kept=None, status=monitor.Unrated.status)
    return RedirectResponse(f"{request.url_for('implementation').path}?kept={kept}", 303)


@router.post("/implementation/condition", name="reassign_site")
def reassign_site(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    site: RowId = Form(),
    condition: Condition = Form(),
    because: str = Form("", max_length=500),
    known_as: str = Form("", max_length=20),
) -> Response:
    """A school counts in another arm from here on, with a reason."""
    conditions.reassign(session, site, condition=condition, because=because, known_as=known_as, by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('implementation').path}#arms", 303)


@router.post("/export/implementation.csv", name="export_implementation")
def export_implementation(session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """Every rating; the newest of each row counts."""
    audit.record(session, "export.download", by=me, now=clock.now(), thing="implementation.csv")
    return download(attendance_files.implementation(session), f"aloud-{clock.today():%Y-%m-%d}-implementation.csv")


def _shown(
    request: Request, session: SessionDep, rows: list[monitor.Row], *, kept: int | None, status: int = 200
) -> Response:
    return page(
        request,
        "attendance/implementation.html",
        status=status,
        rows=rows,
        missing=monitor.missing(rows),
        kept=kept,
        levels=monitor,
        arms=conditions.arms(session),
        moves=conditions.history(session),
    )
