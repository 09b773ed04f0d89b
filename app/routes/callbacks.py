"""The call screen: one parent, her number while it is in a caller's hands, what is said, and how the call ended."""

import json
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app import i18n
from app.clock import Clock
from app.db import RowId, SessionDep
from app.errors import FieldworkError
from app.instrument.schema import Instrument
from app.models import Person
from app.routes.policy import ClockDep, Me, SealerDep
from app.security.sealing import Sealer
from app.services import call_contact, call_endings, call_interview, call_screen, calls
from app.services.call_endings import Typed
from app.services.case_decisions import BECAUSE
from app.templating import build, page, translated

router = APIRouter()
MOST = 2000  # letters of a field; what is too long is told, with the form as it was


def typed(
    disposition: str = Form("", max_length=64),
    reason: str = Form("", max_length=64),
    note: str = Form("", max_length=MOST),
    slot: str = Form("", max_length=64),
    day: str = Form("", max_length=MOST),
    hour: str = Form("", max_length=MOST),
    language: str = Form("", max_length=64),
    number: str = Form("", max_length=64),
    new_number: str = Form("", max_length=MOST),
) -> Typed:
    """The form of a call as it was typed; what it says is judged by the service, so that nothing of it is lost."""
    return Typed(disposition, reason, note.replace("\0", ""), slot, day, hour, language, number, new_number)


TypedDep = Annotated[Typed, Depends(typed)]


@router.get("/callbacks/{case_id}", name="case")
def case(request: Request, session: SessionDep, me: Me, clock: ClockDep, sealer: SealerDep, case_id: RowId) -> Response:
    """One parent: why now, what happened before; and, in a caller's hands, all that the call needs."""
    shown = call_screen.screen(session, sealer, case_id, by=me, now=clock.now(), own=i18n.current())
    return page(request, "callbacks/case.html", screen=shown, because=BECAUSE)


@router.post("/callbacks/{case_id}/number", name="reveal_number")
def reveal_number(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, sealer: SealerDep, case_id: RowId
) -> Response:
    """Name and number, only now, and written down."""
    calls.reveal(session, sealer, case_id, by=me, now=clock.now())
    shown = call_screen.screen(session, sealer, case_id, by=me, now=clock.now(), own=i18n.current())
    return page(request, "callbacks/case.html", screen=shown, because=BECAUSE)


@router.post("/callbacks/{case_id}/new-number", name="change_number")
def change_number(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    sealer: SealerDep,
    case_id: RowId,
    form: TypedDep,
) -> Response:
    """Another number, read back; or what is wrong with it, with all that stood in the form."""
    refusal = call_contact.add_number(session, sealer, case_id, form.new_number, by=me, now=clock.now())
    form = form if refusal else replace(form, new_number="")
    return _again(request, session, me, clock, sealer, case_id, form, refusal)


@router.post("/callbacks/{case_id}/attempts", name="record_attempt")
def record_attempt(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    sealer: SealerDep,
    case_id: RowId,
    form: TypedDep,
    *,
    take: bool = Form(default=False),
) -> Response:
    """How the call ended, back to the list; or what is missing, with all that stood in the form."""
    refusal = call_endings.write(session, sealer, case_id, form, by=me, now=clock.now(), take=take)
    if refusal is not None:
        return _again(request, session, me, clock, sealer, case_id, form, refusal)
    return RedirectResponse(request.url_for("due_calls").path, 303)


@router.get("/callbacks/{case_id}/interview", name="start_call")
def start_call(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """The telephone interview in the same form; its context travels in the fragment."""
    instrument, context = call_interview.begin(session, case_id, by=me, now=clock.now())
    return RedirectResponse(f"{_paper(request, instrument)}#new?{urlencode(context)}", 303)


@router.post("/callbacks/{case_id}/interview", name="go_on_call")
def go_on_call(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """The interview that broke off comes to this phone, and goes on where it stopped."""
    instrument, record = call_interview.go_on(session, case_id, by=me, phone=request.state.phone_id, now=clock.now())
    goes_to = f"{_paper(request, instrument)}#{record['id']}/{record['place']}"
    return page(request, "callbacks/going_on.html", case_id=case_id, record=json.dumps(record), goes_to=goes_to)


def _paper(request: Request, instrument: Instrument) -> str:
    return request.url_for(
        "interview_print", name=instrument.name, version=instrument.version, language=i18n.current(), release=build()
    ).path


def _again(
    request: Request,
    session: Session,
    me: Person,
    clock: Clock,
    sealer: Sealer,
    case_id: int,
    form: Typed,
    refusal: FieldworkError | None,
) -> Response:
    """The same screen with all that stood in the form, and why it could not be done."""
    shown = call_screen.screen(
        session,
        sealer,
        case_id,
        by=me,
        now=clock.now(),
        own=i18n.current(),
        typed=form,
        refusal=translated(refusal) if refusal else "",
    )
    return page(
        request, "callbacks/case.html", status=refusal.status if refusal else 200, screen=shown, because=BECAUSE
    )
