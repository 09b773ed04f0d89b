"""A student's own phone in somebody else's hands: locked to one questionnaire, and clean for each next person."""

from functools import partial

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app import i18n
from app.db import RowId, SessionDep
from app.routes.cookies import alone, forget_alone, forget_lock, lock, remember_lock
from app.routes.policy import ClockDep, LinksDep, Me
from app.routes.selves import alone_page, first, kept, kiosk, sent
from app.services import evenings, fieldwork, handovers
from app.services.handovers import Opening
from app.templating import page

router = APIRouter()
locking = APIRouter()  # what the locked phone opens: nobody is signed in there
WARNING, STEP = 30, 10  # seconds that "are you still there" stands, and between its counts where no script counts


@router.get("/activities/{activity_id}/handover", name="hand_over_page")
def hand_over_page(request: Request, session: SessionDep, clock: ClockDep, me: Me, activity_id: RowId) -> Response:
    """Choose the questionnaire and a code of four digits."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    is_around = evenings.is_around(occasion.activity, clock.now())
    offered = evenings.offered(session)
    return page(request, "handover.html", occasion=occasion, offered=offered, is_around=is_around)


@router.post("/activities/{activity_id}/handover", name="hand_over")
def hand_over(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    links: LinksDep,
    me: Me,
    activity_id: RowId,
    tapped: str = Form("", alias="list", max_length=64),
    chosen: str = Form("", max_length=64),  # the same, where a script sends the form
    code: str = Form("", max_length=20),
) -> Response:
    """From here on this phone shows the questionnaire and nothing else."""
    secret, token = handovers.hand_over(
        session, links, activity_id, instrument=tapped or chosen, code=code, by=me, now=clock.now()
    )
    reply = RedirectResponse(request.url_for("self_start", token=token).path, 303)
    forget_alone(reply, request)
    remember_lock(reply, request, secret, token)
    reply.headers["clear-site-data"] = '"cache"'  # prints that the browser kept; what waits to be sent is no cache
    return reply


@locking.get("/s/lock", name="locked")
def locked(request: Request) -> Response:
    """Where the student types her four digits."""
    if not kiosk(request):
        return RedirectResponse("/", 303)
    return alone_page(request, "lock", i18n.current(), outcome=None)


@locking.post("/s/lock", name="unlock")
async def unlock(request: Request, clock: ClockDep) -> Response:
    """The right digits give the phone back."""
    code, secret = first(await sent(request), "code"), lock(request)
    if secret is None:
        return RedirectResponse("/", 303)
    outcome = await kept(request, partial(handovers.unlock, secret=secret, code=code, now=clock.now()))
    if outcome is not Opening.OPEN:
        return alone_page(request, "lock", i18n.current(), status=422, outcome=outcome.value)
    activity_id = await kept(request, partial(handovers.activity_of, secret=secret))
    reply = RedirectResponse(request.url_for("activity", activity_id=activity_id).path, 303)
    forget_alone(reply, request)
    forget_lock(reply, request)
    return reply


@locking.get("/s/lock/still", name="still_there")
def still_there(request: Request, left: int = Query(WARNING, le=WARNING), sheet: int = 1) -> Response:
    """Where no script counts: is anybody there, and how long until this phone is clean again."""
    mine = alone(request)
    if mine is None or left <= 0:
        return RedirectResponse(request.url_for("next_person").path, 303)
    later = f"{request.url_for('still_there').path}?left={left - STEP}&sheet={sheet}"
    return alone_page(request, "still", mine.language, left=left, step=STEP, sheet=sheet, later=later)


@locking.get("/s/lock/next", name="next_person")
def next_person(request: Request) -> Response:
    """The questionnaire leaves this phone; the next person begins anew."""
    reply = RedirectResponse(kiosk(request) or request.url_for("self_door").path, 303)
    forget_alone(reply, request)
    return reply
