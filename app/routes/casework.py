"""What the lead decides about one case."""

from datetime import date, time

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.calling.days import agreed
from app.calling.events import Promise
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import case_decisions
from app.services.calls import AN_HOUR

router = APIRouter()


@router.post("/callbacks/{case_id}/reopening", name="reopen_case")
def reopen_case(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    case_id: RowId,
    because: str = Form("", max_length=40),
) -> Response:
    """Try again; never after an interview or a withdrawal."""
    case_decisions.reopen(session, case_id, because=because, by=me, now=clock.now())
    return _back(request, case_id)


@router.post("/callbacks/{case_id}/extension", name="extend_case")
def extend_case(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    case_id: RowId,
    closes_on: date | None = Form(None),
) -> Response:
    """Keep the window open longer."""
    case_decisions.extend(session, case_id, closes_on=closes_on, by=me, now=clock.now())
    return _back(request, case_id)


@router.post("/callbacks/{case_id}/attempts/{attempt_id}/correction", name="correct_attempt")
def correct_attempt(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    sealer: SealerDep,
    case_id: RowId,
    attempt_id: RowId,
    disposition: str = Form("", max_length=64),
    reason: str = Form("", max_length=64),
    note: str = Form("", max_length=500),
    language: str = Form("", max_length=20),
    day: date | None = Form(None),
    hour: time | None = Form(None),
) -> Response:
    """The call ended otherwise; the case becomes what it would have been."""
    at = agreed(day, hour) if day and hour else None
    case_decisions.correct(
        session,
        sealer,
        case_id,
        attempt_id,
        disposition=disposition,
        by=me,
        now=clock.now(),
        note=note,
        reason=reason,
        language=language or None,
        promise=Promise(at, at + AN_HOUR) if at else None,
    )
    return _back(request, case_id)


def _back(request: Request, case_id: int) -> Response:
    return RedirectResponse(request.url_for("case", case_id=case_id).path, 303)
