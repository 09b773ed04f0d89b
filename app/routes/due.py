"""The due list: whom to call now, the next call, what is in whose hands, and the parent who rings us."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, SealerDep
from app.services import due_page, leases
from app.templating import page

router = APIRouter()


@router.get("/callbacks", name="due_calls")
def due_calls(request: Request, session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """Whom now, and why."""
    return page(request, "callbacks/due.html", block="rows", due=due_page.of(session, me, clock.now()))


@router.post("/callbacks/next", name="next_call")
def next_call(request: Request, session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """One case, into her hands; back to the list, which says when the next one comes, if there is none."""
    case = leases.next_call(session, me, clock.now())
    return _to(request, "case", case_id=case.id) if case else _to(request, "due_calls")


@router.post("/callbacks/inbound", name="inbound_call")
def inbound_call(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    sealer: SealerDep,
    typed: str = Form("", max_length=60),
    *,
    on_the_line: bool = Form(default=False),
) -> Response:
    """A parent rings us: her case, by the code on her card or the number that rings. Or she asks to be called now."""
    answered = leases.inbound if on_the_line else leases.wanted
    case = answered(session, sealer, typed, me, clock.now())
    return _to(request, "case", case_id=case.id) if on_the_line else _to(request, "due_calls")


@router.post("/callbacks/{case_id}/lease", name="take_case")
def take_case(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """This one, for her."""
    leases.take(session, case_id, me, clock.now())
    return _to(request, "case", case_id=case_id)


@router.post("/callbacks/{case_id}/putting-back", name="put_back")
def put_back(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """Not now after all; somebody else may."""
    leases.put_back(session, case_id, me, clock.now())
    return _to(request, "due_calls")


@router.post("/callbacks/{case_id}/renewal", name="renew_lease")
def renew_lease(session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """Her call screen is still open; 409 when it is not hers any more."""
    leases.renew(session, case_id, me, clock.now())
    return Response(status_code=204)


@router.post("/callbacks/{case_id}/assignment", name="reassign_case")
def reassign_case(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId, to: RowId | None = Form(None)
) -> Response:
    """For one caller, or for everybody again."""
    leases.reassign(session, case_id, to, me, clock.now())
    return _to(request, "due_calls")


@router.post("/callbacks/{case_id}/wanted", name="call_now")
def call_now(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """Somebody asked that this parent be called now."""
    leases.call_now(session, case_id, me, clock.now())
    return _to(request, "due_calls")


def _to(request: Request, name: str, **where: int) -> Response:
    return RedirectResponse(request.url_for(name, **where).path, 303)
