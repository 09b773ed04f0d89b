"""Who may open what: the dependency of every route, by the table in `doors`."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.errors import NotAllowed, SignInNeeded
from app.models import Person
from app.routes.cookies import phone_tokens, session_token
from app.routes.doors import NOBODY, POLICY
from app.security.links import LinkSigner, OwnLinkSigner
from app.security.sealing import Sealer
from app.services import people, phones


def clock(request: Request) -> Clock:
    """The clock of this server."""
    held: Clock = request.app.state.clock
    return held


def sealer(request: Request) -> Sealer:
    """What seals and opens names and numbers."""
    held: Sealer = request.app.state.sealer
    return held


def links(request: Request) -> LinkSigner:
    """What signs and reads the links that an evening shows."""
    held: LinkSigner = request.app.state.links
    return held


def own_links(request: Request) -> OwnLinkSigner:
    """What signs and reads personal links."""
    held: OwnLinkSigner = request.app.state.own_links
    return held


def admit(session: Session, request: Request, *, now: datetime, route: str) -> Person | None:
    """Who is asking, if the table lets them in.

    Raises:
        SignInNeeded: The route is for the team and nobody is signed in.
        NotAllowed: The route is for another role.
    """
    allowed = POLICY.get(route, NOBODY)
    person, request.state.phone_id = people.signed_in(session, session_token(request), now=now)
    if person is not None:
        session.expunge(person)  # a refusal undoes the transaction, and its page still says who is signed in
    request.state.person = person
    if allowed is None:
        return person
    if person is None:
        raise SignInNeeded
    if person.role not in allowed:
        raise NotAllowed
    return person


ClockDep = Annotated[Clock, Depends(clock)]
SealerDep = Annotated[Sealer, Depends(sealer)]
LinksDep = Annotated[LinkSigner, Depends(links)]
OwnLinksDep = Annotated[OwnLinkSigner, Depends(own_links)]


def guest(request: Request, session: SessionDep, time: ClockDep) -> Person | None:
    """The dependency of every route: the table decides, by the route's own name."""
    return admit(session, request, now=time.now(), route=request.scope["route"].name)


def member(person: Annotated[Person | None, Depends(guest)]) -> Person:
    """The person that the table let in."""
    if person is None:
        raise SignInNeeded
    return person


def phone(request: Request, session: SessionDep, time: ClockDep) -> None:
    """The dependency of what a phone says about itself: its own cookie, whoever is signed in on it."""
    now = time.now()
    if not phones.alive(session, phone_tokens(request), now=now):
        admit(session, request, now=now, route=request.scope["route"].name)
        raise SignInNeeded


Guest = Annotated[Person | None, Depends(guest)]
Me = Annotated[Person, Depends(member)]
PhoneDep = Annotated[None, Depends(phone)]
