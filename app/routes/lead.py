"""The lead's board and data."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.pictures.funnel import funnel
from app.pictures.heat import square
from app.routes.policy import ClockDep, Me
from app.services import audit, charts, counts, expecting, export, parking, watching
from app.services.fieldwork import REASONS
from app.templating import page

router = APIRouter()


@router.get("/board", name="board")
def board(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """How many, enough, where not, what tonight."""
    return page(request, "board.html", block="figures", **_seen(session, clock))


@router.get("/board/big", name="board_projector")
def board_projector(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """The same for the wall of a team room: few figures, large, and nobody's name."""
    return page(request, "board_big.html", block="figures", **_seen(session, clock))


def _seen(session: Session, clock: Clock) -> dict[str, Any]:
    today, shown = clock.today(), counts.board(session, today=clock.today())
    schools = expecting.schools(session, today)
    return {
        "board": shown,
        "schools": schools,
        "curve": charts.curve(shown, expecting.path(session, shown.study.minimum)),
        "funnel": funnel(shown.funnel),
        "square": square,
        "watched": watching.of(session, clock.now()),
        "reasons": REASONS,
        "parked": parking.count(session),
        "now": clock.now(),
    }


def download(sheet: export.Sheet, name: str) -> Response:
    """A table as a file."""
    # Gathered before the reply begins: a failure half-way must be an error, not a file that ends early.
    text = "".join(sheet.csv())
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/export/data.csv", name="export_data")
def export_data(session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """Every finished interview."""
    audit.record(session, "export.download", by=me, now=clock.now(), thing="data.csv")
    return download(export.data(session), f"aloud-{clock.today():%Y-%m-%d}.csv")


@router.post("/export/codebook.csv", name="export_codebook")
def export_codebook(session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """What every column means."""
    audit.record(session, "export.download", by=me, now=clock.now(), thing="codebook.csv")
    return download(export.codebook(session), f"aloud-{clock.today():%Y-%m-%d}-codebook.csv")
