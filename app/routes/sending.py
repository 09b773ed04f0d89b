"""In whose name something is kept that a phone sends by itself: by the session, or by the phone's own cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Request
from sqlmodel import Session

from app.db import RowId, SessionDep
from app.errors import NotAllowed, SignInNeeded
from app.models import Interview, Person, Refusal
from app.routes.cookies import phone_tokens, session_token
from app.routes.doors import NOBODY, POLICY
from app.routes.policy import ClockDep
from app.services import senders


@dataclass(frozen=True)
class Sender:
    """In whose name something is kept, and the phone that it came from."""

    person: Person
    phone_id: int | None


def admit_sender(
    session: Session,
    request: Request,
    thing: UUID,
    kind: type[Interview | Refusal],
    *,
    named: int | None,
    now: datetime,
    route: str,
) -> Sender:
    """Who sends an interview or a refusal, by session or by phone, if the table lets that person send it.

    Raises:
        SignInNeeded: Neither opens this one.
        NotAllowed: Her role sends no such thing.
        SomebodyElses: It belongs to another; who asked is known all the same.
    """
    token, tokens = session_token(request), phone_tokens(request)
    brought, found = senders.carried(session, thing, kind, token=token, phones=tokens, named=named, now=now)
    try:
        key, foreign = senders.way_in(brought), None
    except senders.SomebodyElses as refusal:
        key, foreign = refusal.key, refusal
    if key is None:
        raise SignInNeeded
    person = found[key.person]
    if person.role not in (POLICY.get(route) or NOBODY):
        raise NotAllowed
    request.state.sent_by = key  # whoever is let in, what is refused of hers is kept
    if foreign is not None:
        raise foreign
    return Sender(person, key.phone)


def sender(
    request: Request, session: SessionDep, time: ClockDep, refusal_id: UUID, phone: RowId | None = Form(None)
) -> Sender:
    """The dependency of what a phone counts: its own cookie will do."""
    route = request.scope["route"].name
    return admit_sender(session, request, refusal_id, Refusal, named=phone, now=time.now(), route=route)


SenderDep = Annotated[Sender, Depends(sender)]
