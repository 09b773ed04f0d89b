"""Personal links as the team sees them: a caller makes one and sends it herself."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me, OwnLinksDep, SealerDep
from app.services import by_link, follow_links, mentors, own_lists
from app.templating import page

router = APIRouter()


@router.get("/callbacks/links", name="follow_links")
def links_page(request: Request, session: SessionDep, _: Me, clock: ClockDep) -> Response:
    """Who is reached by a link instead of a call, and how far they are."""
    return page(request, "callbacks/links.html", block="lists", by_link=by_link.overview(session, now=clock.now()))


@router.get("/callbacks/{case_id}/link", name="offer_follow_link")
def offer_follow_link(request: Request, session: SessionDep, _: Me, clock: ClockDep, case_id: RowId) -> Response:
    """A link instead of a call: in which language, and whether they agreed to a message."""
    return page(
        request,
        "callbacks/link.html",
        offer=follow_links.offer(session, case_id),
        about=by_link.about(session, case_id, now=clock.now()),
        made=None,
    )


@router.post("/callbacks/{case_id}/link", name="make_follow_link")
def make_follow_link(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    links: OwnLinksDep,
    sealer: SealerDep,
    case_id: RowId,
    language: str = Form("", max_length=16),
    asked_now: bool = Form(False),
) -> Response:
    """A personal link, shown once, with the words to send it with; who chose no language yet is asked first."""
    if not language:
        return RedirectResponse(request.url_for("offer_follow_link", case_id=case_id).path, 303)
    made = follow_links.make(
        session,
        links,
        sealer,
        case_id,
        language=language,
        asked_now=asked_now,
        base=request.app.state.settings.base_url,
        by=me,
        now=clock.now(),
    )
    about = by_link.about(session, case_id, now=clock.now())
    return page(request, "callbacks/link.html", offer=None, about=about, made=made)


@router.post("/callbacks/{case_id}/links/{link_id}/revocation", name="revoke_follow_link")
def revoke_follow_link(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId, link_id: RowId
) -> Response:
    """End a link at once; what was filled in with it stays."""
    follow_links.revoke(session, case_id, link_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("follow_links").path, 303)


@router.get("/callbacks/{case_id}/mentor", name="remind_mentor")
def remind_mentor(request: Request, session: SessionDep, _: Me, clock: ClockDep, case_id: RowId) -> Response:
    """A mentor whose second list is due, and words to remind him with."""
    about = by_link.about(session, case_id, now=clock.now())
    link = own_lists.to_remind(session, about.case)
    return page(request, "callbacks/mentor.html", about=about, link=link, way=None)


@router.post("/callbacks/{case_id}/mentor", name="renew_mentor_link")
def renew_mentor_link(request: Request, session: SessionDep, me: Me, clock: ClockDep, case_id: RowId) -> Response:
    """The same page of his, under a new link that lasts as long as his list is open; shown once."""
    about = by_link.about(session, case_id, now=clock.now())
    link, token = own_lists.renew(session, about.case, by=me, now=clock.now())
    way = mentors.way(request.app.state.settings.base_url, token)
    return page(request, "callbacks/mentor.html", about=about, link=link, way=way)
