"""The phones: what each says about itself, and the lead's page of all of them."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from app.db import RowId, SessionDep
from app.routes.cookies import phone_tokens, remember_phone
from app.routes.policy import ClockDep, Me, PhoneDep
from app.services import devices, people, phones, withdrawn
from app.services.snapshots import NO_NUL, Moment
from app.templating import page

router = APIRouter()
sending = APIRouter()  # what a phone's own cookie opens
Count = Annotated[int, Field(ge=0, le=10**6)]


class SentReport(BaseModel):
    """What a phone says about itself."""

    waiting: Count = 0
    parked: Count = 0
    oldest: Moment | None = None
    persisted: bool | None = None
    installed: bool | None = None
    release: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


@sending.put("/phones/mine", name="report_phone")
def report_phone(request: Request, session: SessionDep, _: PhoneDep, clock: ClockDep, sent: SentReport) -> Response:
    """How this phone is doing; its cookie lives on from here."""
    report = phones.Report(**sent.model_dump())
    kept = phones.report(session, phone_tokens(request), report, now=clock.now())
    reply = Response(status_code=204)
    remember_phone(reply, request, kept)
    reply.headers["Respondents-Withdrawn"] = " ".join(map(str, withdrawn.lately(session, now=clock.now())))
    return reply


@router.get("/phones", name="phones")
def show_phones(request: Request, session: SessionDep, clock: ClockDep, _: Me, person: RowId | None = None) -> Response:
    """Each phone, or those of one person: whose, when last seen, and what waits on it."""
    listed = phones.listed(session, now=clock.now(), person_id=person)
    whose = people.person(session, person) if person else None
    return page(request, "phones.html", phones=listed, whose=whose, readable=devices.readable, now=clock.now())


@router.post("/phones/{phone_id}/revocation", name="revoke_phone")
def revoke_phone(request: Request, session: SessionDep, clock: ClockDep, me: Me, phone_id: RowId) -> Response:
    """End a phone, and whoever is signed in on it, at once."""
    phones.revoke(session, phone_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("phones").path, 303)
