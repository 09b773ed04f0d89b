"""One parent's case: what happened before, her number, and what came of the call."""

from datetime import date, time
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import callbacks, calls, contacts, instruments
from app.services.calendar import agreed
from app.templating import build, page

router = APIRouter()


@router.get("/callbacks/{case_id}", name="case")
def case(request: Request, session: SessionDep, _: Me, clock: ClockDep, case_id: RowId) -> Response:
    """One parent: what happened before, and how the call can end. No number yet."""
    return page(
        request, "callbacks/case.html", open_case=callbacks.case(session, case_id, today=clock.today()), contact=None
    )


@router.post("/callbacks/{case_id}/number", name="reveal_number")
def reveal_number(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, sealer: SealerDep, case_id: RowId
) -> Response:
    """Name and number, only now, and written down."""
    contact = calls.reveal(session, sealer, case_id, by=me, now=clock.now())
    opened = callbacks.case(session, case_id, today=clock.today())
    return page(request, "callbacks/case.html", block="contact", open_case=opened, contact=contacts.Shown.of(contact))


@router.post("/callbacks/{case_id}/attempts", name="record_attempt")
def record_attempt(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    sealer: SealerDep,
    case_id: RowId,
    disposition: str = Form("", max_length=20),
    day: date | None = Form(None),
    hour: time | None = Form(None),
    note: str = Form("", max_length=500),
) -> Response:
    """How the call ended; back to the list."""
    calls.record(
        session,
        sealer,
        case_id,
        disposition=disposition,
        by=me,
        now=clock.now(),
        appointment_at=agreed(day, hour) if day and hour else None,
        note=note,
    )
    return RedirectResponse(request.url_for("due_calls").path, 303)


@router.get("/callbacks/{case_id}/interview", name="start_call")
def start_call(request: Request, session: SessionDep, _: Me, clock: ClockDep, case_id: RowId) -> Response:
    """The telephone interview in the same form; its context travels in the fragment."""
    opened = callbacks.case(session, case_id, today=clock.today())
    instrument = instruments.newest(session, opened.wave.instrument)
    paper = request.url_for(
        "interview_print",
        name=instrument.name,
        version=instrument.version,
        language=i18n.current(),
        release=build(),
    )
    return RedirectResponse(f"{paper.path}#new?{urlencode(callbacks.context(session, opened, instrument))}", 303)
