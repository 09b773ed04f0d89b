"""The student's evening."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.db import SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.sending import SenderDep
from app.services import fieldwork, refusals, rehearsals, waves
from app.services.refusals import SentRefusal
from app.templating import page

router = APIRouter()
sending = APIRouter()  # what a phone's own cookie opens too


@router.get("/home", name="home")
def home(request: Request, session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """Where am I tonight, how far are we, start."""
    return page(
        request,
        "home.html",
        block="counts",
        days=fieldwork.coming(session, person=me, today=clock.today()),
        lists=waves.lists(session),
        has_rehearsed=rehearsals.has_rehearsed(session, me),
        reasons=fieldwork.REASONS,
        now=clock.now(),
    )


@sending.put("/refusals/{refusal_id}", name="count_refusal")
def count_refusal(
    request: Request,
    session: SessionDep,
    sender: SenderDep,
    clock: ClockDep,
    refusal_id: UUID,
    sent: Annotated[SentRefusal, Form()],
) -> Response:
    """One tap counts one parent who does not take part; on the line or off it, once."""
    counted = refusals.count(session, refusal_id, sent, by=sender.person, phone=sender.phone_id, now=clock.now())
    if request.headers.get("hx-request") == "true":
        reply: Response = page(request, "home_counted.html", refusal=counted, reasons=fieldwork.REASONS)
    else:
        reply = Response(status_code=204)
    reply.headers["Refusal-Revision"] = str(counted.revision)
    return reply


@router.delete("/refusals/{refusal_id}", name="undo_refusal")
def undo_refusal(request: Request, session: SessionDep, me: Me, clock: ClockDep, refusal_id: UUID) -> Response:
    """A tap by mistake is taken back."""
    undone = refusals.undo(session, refusal_id, by=me, now=clock.now())
    return page(request, "home_counted.html", refusal=undone, reasons=fieldwork.REASONS)
