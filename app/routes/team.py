"""The team: who is in it, where she works, her way in, and leaving."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from app import i18n
from app.clock import Clock
from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.routes.trying import Refused, attempt, kept
from app.services import devices, members, people, postings, site_pages, team_pages
from app.services.members import Card, MemberForm
from app.templating import page

router = APIRouter()


@router.get("/team", name="team")
def team(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """Who is in the team and where they are signed in."""
    return _team(request, session, clock)


@router.post("/team", name="add_person")
def add_person(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, sent: Annotated[MemberForm, Form()]
) -> Response:
    """Somebody new, with a way in."""
    cards: list[Card] = []
    if refused := attempt(
        "new-person", lambda: cards.append(members.welcome(session, sent, by=me, now=clock.now())), sent
    ):
        return _team(request, session, clock, refused=refused)
    return _team(request, session, clock, card=cards[0])


@router.post("/team/cards", name="invite_all")
def invite_all(request: Request, session: SessionDep, clock: ClockDep, me: Me) -> Response:
    """A card for everybody who has no way in, to be printed and cut."""
    cards = members.invite_all(session, by=me, now=clock.now())
    base = request.app.state.settings.base_url
    shown = [team_pages.handed(base, card) for card in cards]
    until = clock.now() + people.LINK_LIVES
    return page(request, "study/cards.html", cards=shown, until=until, address=f"{base}/signin")


@router.get("/team/{person_id}", name="member")
def member(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    _: Me,
    person_id: RowId,
    kept: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """One of the team, with everything that can be changed about her."""
    return _member(request, session, clock, person_id, done=kept)


@router.post("/team/{person_id}", name="change_person")
def change_person(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    person_id: RowId,
    sent: Annotated[MemberForm, Form()],
) -> Response:
    """Another name, role, other languages or schools."""
    change = partial(members.change, session, person_id, sent, by=me, now=clock.now())
    if refused := attempt("the-person", change, sent):
        return _member(request, session, clock, person_id, refused=refused)
    return kept(request, "member", "the-person", person_id=person_id)


@router.post("/team/{person_id}/invitation", name="invite")
def invite(request: Request, session: SessionDep, clock: ClockDep, me: Me, person_id: RowId) -> Response:
    """A fresh link, code and QR for one of the team."""
    person = people.person(session, person_id)
    way = people.invite(session, person, now=clock.now(), by=me)
    return _team(request, session, clock, card=Card(person, way))


@router.post("/team/{person_id}/revocation", name="revoke")
def revoke(request: Request, session: SessionDep, clock: ClockDep, me: Me, person_id: RowId) -> Response:
    """Sign somebody out everywhere, at once."""
    people.revoke(session, people.person(session, person_id).id or 0, by=me, now=clock.now())
    return _team(request, session, clock)


@router.post("/team/{person_id}/leaving", name="leave_team")
def leave_team(request: Request, session: SessionDep, clock: ClockDep, me: Me, person_id: RowId) -> Response:
    """She is no longer in the team: signed out everywhere at once; what she did stays."""
    if refused := attempt("leaving", partial(members.leave, session, person_id, by=me, now=clock.now())):
        return _member(request, session, clock, person_id, refused=refused)
    return kept(request, "member", "leaving", person_id=person_id)


@router.post("/team/{person_id}/return", name="return_to_team")
def return_to_team(request: Request, session: SessionDep, clock: ClockDep, me: Me, person_id: RowId) -> Response:
    """She is back; she needs a new way in."""
    if refused := attempt("leaving", partial(members.come_back, session, person_id, by=me, now=clock.now())):
        return _member(request, session, clock, person_id, refused=refused)
    return kept(request, "member", "leaving", person_id=person_id)


def _team(
    request: Request, session: SessionDep, clock: Clock, *, card: Card | None = None, refused: Refused | None = None
) -> Response:
    return page(
        request,
        "team.html",
        status=refused.status if refused else 200,
        members=people.team(session, now=clock.now()),
        gone=members.gone(session),
        works=postings.by_person(session),
        without=len(members.without_way(session, now=clock.now())),
        handed=team_pages.handed(request.app.state.settings.base_url, card) if card else None,
        sites=site_pages.overview(session, today=clock.today()),
        tongues=i18n.languages(),
        refused=refused,
        typed=refused.typed if refused else MemberForm(),
    )


def _member(
    request: Request,
    session: SessionDep,
    clock: Clock,
    person_id: int,
    *,
    refused: Refused | None = None,
    done: str = "",
) -> Response:
    return page(
        request,
        "study/member.html",
        status=refused.status if refused else 200,
        member=team_pages.member(session, person_id, now=clock.now(), today=clock.today()),
        sites=site_pages.overview(session, today=clock.today()),
        tongues=i18n.languages(),
        readable=devices.readable,
        refused=refused,
        kept=done,
        now=clock.now(),
    )
