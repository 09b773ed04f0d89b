"""Who may open what: one table, one dependency. A route that is missing here opens for nobody."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.clock import Clock
from app.db import SessionDep
from app.errors import NotAllowed, SignInNeeded
from app.models import Person, PersonRole
from app.security.sealing import Sealer
from app.security.tokens import CookieSigner
from app.services import people

STUDENT = frozenset({PersonRole.STUDENT})
LEAD = frozenset({PersonRole.LEAD})
CALLER = frozenset({PersonRole.CALLER})
NOBODY: frozenset[PersonRole] = frozenset()
TEAM = STUDENT | LEAD | CALLER

#: The name of every route and the roles that may use it; None: anybody, signed in or not.
POLICY: dict[str, frozenset[PersonRole] | None] = {
    "healthz": None,
    "static": None,
    "interview_print": None,  # paper: it holds no person and no token
    "choose_language": None,
    "sign_in_page": None,
    "sign_in": None,
    "sign_out": None,
    "start": None,
    "home": STUDENT,
    "count_refusal": STUDENT,
    "undo_refusal": STUDENT,
    "save_interview": STUDENT | CALLER,
    "check_number": STUDENT | CALLER,
    "board": LEAD,
    "team": LEAD,
    "invite": LEAD,
    "add_person": LEAD,
    "revoke": LEAD,
    "export_data": LEAD,
    "export_codebook": LEAD,
    "due_calls": CALLER | LEAD,
    "case": CALLER | LEAD,
    "reveal_number": CALLER,
    "record_attempt": CALLER,
    "start_call": CALLER,
    "patterns": None,
}


def clock(request: Request) -> Clock:
    """The clock of this server."""
    held: Clock = request.app.state.clock
    return held


def sealer(request: Request) -> Sealer:
    """What seals and opens names and numbers."""
    held: Sealer = request.app.state.sealer
    return held


def session_cookie(request: Request) -> str:
    """The session cookie's name; over HTTPS one that no other host and no plain connection can set (ASVS 5.0, 3.3)."""
    return "__Host-session" if request.app.state.settings.secure else "session"


def session_token(request: Request) -> str | None:
    """The token in the signed session cookie, if nobody touched it."""
    signer: CookieSigner = request.app.state.signer
    return signer.read(request.cookies.get(session_cookie(request)))


def admit(session: Session, request: Request, *, now: datetime, route: str) -> Person | None:
    """Who is asking, if the table lets them in.

    Raises:
        SignInNeeded: The route is for the team and nobody is signed in.
        NotAllowed: The route is for another role.
    """
    allowed = POLICY.get(route, NOBODY)
    person = people.signed_in(session, session_token(request), now=now)
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


def guest(request: Request, session: SessionDep, time: ClockDep) -> Person | None:
    """The dependency of every route: the table decides, by the route's own name."""
    return admit(session, request, now=time.now(), route=request.scope["route"].name)


def member(person: Annotated[Person | None, Depends(guest)]) -> Person:
    """The person that the table let in."""
    if person is None:
        raise SignInNeeded
    return person


Guest = Annotated[Person | None, Depends(guest)]
Me = Annotated[Person, Depends(member)]
