"""The student's evening."""

from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.services import fieldwork
from app.templating import page

router = APIRouter()


@router.get("/home", name="home")
def home(request: Request, session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """Where am I tonight, how far are we, start."""
    return page(
        request,
        "home.html",
        block="counts",
        occasions=fieldwork.tonight(session, person=me, today=clock.today()),
        instrument=fieldwork.questionnaire(session),
        reasons=fieldwork.REASONS,
        today=clock.today(),
    )


@router.put("/refusals/{refusal_id}", name="count_refusal")
def count_refusal(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    refusal_id: UUID,
    activity: RowId = Form(),
    reason: str = Form(max_length=20),
) -> Response:
    """One tap counts one parent who does not take part."""
    counted = fieldwork.count_refusal(session, refusal_id, activity_id=activity, reason=reason, by=me, now=clock.now())
    return page(request, "home_counted.html", refusal=counted, reasons=fieldwork.REASONS)


@router.delete("/refusals/{refusal_id}", name="undo_refusal")
def undo_refusal(request: Request, session: SessionDep, me: Me, clock: ClockDep, refusal_id: UUID) -> Response:
    """A tap by mistake is taken back."""
    undone = fieldwork.undo_refusal(session, refusal_id, by=me, now=clock.now())
    return page(request, "home_counted.html", refusal=undone, reasons=fieldwork.REASONS)
