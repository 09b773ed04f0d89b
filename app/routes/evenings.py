"""What a student does so that people fill it in themselves: the code on the projector."""

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, LinksDep, Me
from app.services import evenings, fieldwork, qr
from app.templating import page

router = APIRouter()


@router.get("/activities/{activity_id}/evening", name="evening")
def evening(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    links: LinksDep,
    me: Me,
    activity_id: RowId,
    chosen: str = Query("", alias="list", max_length=64),
) -> Response:
    """One big code that everybody scans, on the projector or on paper, and the same to type."""
    occasion = fieldwork.occasion(session, activity_id, person=me)
    offered = evenings.offered(session)
    shown = evenings.shown(session, links, activity_id, instrument=chosen, by=me)
    address = request.app.state.settings.base_url
    return page(
        request,
        "evening.html",
        occasion=occasion,
        offered=offered,
        instrument=next((one for one in offered if one.name == chosen), None),
        shown=shown,
        languages=evenings.languages(session, shown),
        until=evenings.closes(occasion.activity),
        qr=qr.drawing(f"{address}/s/{shown.token}") if shown else None,
        typed=f"{address.partition('://')[2]}/s",
        is_around=evenings.is_around(occasion.activity, clock.now()),
    )


@router.post("/activities/{activity_id}/links", name="open_evening")
def open_evening(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    links: LinksDep,
    me: Me,
    activity_id: RowId,
    chosen: str = Form("", alias="list", max_length=64),
) -> Response:
    """Let people fill in one questionnaire themselves, from now until the evening is over."""
    evenings.open_link(session, links, activity_id, instrument=chosen, by=me, now=clock.now())
    here = request.url_for("evening", activity_id=activity_id).path
    return RedirectResponse(f"{here}?list={chosen}", 303)
