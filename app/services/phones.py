"""Phones: enrolled when somebody signs in on one, heard of while they hold interviews, ended by the lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound, SignInNeeded
from app.models import AuditEntry, Person, PersonRole, Phone, SignIn
from app.security.tokens import fingerprint, new_token
from app.services.senders import MOST_PHONES

PHONE_LIVES = timedelta(days=90)  # after it was last seen
LONG = timedelta(hours=24)  # that interviews wait; then it is time to ask
HOLD_INTERVIEWS = {PersonRole.STUDENT, PersonRole.CALLER}


@dataclass(frozen=True)
class Report:
    """What a phone says about itself."""

    waiting: int
    parked: int
    oldest: datetime | None
    persisted: bool | None
    installed: bool | None
    release: str


@dataclass(frozen=True)
class Listed:
    """A line of the lead's page."""

    phone: Phone
    person: Person
    is_late: bool  # something waits on it for longer than a day

    @property
    def is_busy(self) -> bool:
        """Whether it holds anything that the server does not."""
        return bool(self.phone.waiting or self.phone.parked)


def alive(session: Session, tokens: Sequence[str], *, now: datetime) -> dict[str, Phone]:
    """The phones of these tokens that are neither revoked nor too old, in the same order."""
    prints = {fingerprint(token): token for token in tokens}
    living = (col(Phone.revoked_at).is_(None), col(Phone.expires_at) > now)
    found = session.exec(select(Phone).where(col(Phone.fingerprint).in_(prints), *living)).all()
    phones = {prints[phone.fingerprint]: phone for phone in found}
    return {token: phones[token] for token in tokens if token in phones}


def enrol(
    session: Session,
    person: Person,
    tokens: Sequence[str],
    *,
    signed_in: str,
    device: str,
    now: datetime,
    installed: bool | None = None,
    persisted: bool | None = None,
) -> list[str]:
    """Make this device a phone of whoever signed in on it; returns the tokens that it keeps, the newest first.

    Her own phone is taken up again; those of others who share the device stay, so that each can still send what
    she began. Leads hold no interviews and need no phone.
    """
    known = alive(session, tokens, now=now)
    if person.role not in HOLD_INTERVIEWS:
        return list(known)
    own = next((token for token, phone in known.items() if phone.person_id == person.id), new_token())
    mine = known.get(own) or _new(session, person, own, now=now)
    mine.device = device[:200]
    _see(mine, now, installed=installed, persisted=persisted)
    session.execute(sa.update(SignIn).where(col(SignIn.fingerprint) == fingerprint(signed_in)).values(phone_id=mine.id))
    return [own, *(token for token in known if token != own)][:MOST_PHONES]


def report(session: Session, tokens: Sequence[str], said: Report, *, now: datetime) -> list[str]:
    """Write down how a device is doing; returns the tokens it keeps.

    Whoever shares the device is told the same of it: the lead sees at each of them what waits there.

    Raises:
        SignInNeeded: The device is no phone, or none any more.
    """
    known = alive(session, tokens, now=now)
    for phone in known.values():
        phone.waiting, phone.parked, phone.release = said.waiting, said.parked, said.release
        phone.oldest_at = min(said.oldest, now) if said.oldest and said.waiting else None
        phone.reported_at = now
        _see(phone, now, installed=said.installed, persisted=said.persisted)
    if not known:
        raise SignInNeeded
    return list(known)


def revoke(session: Session, phone_id: int, *, by: Person, now: datetime) -> None:
    """End a phone and whoever is signed in on it, at once. What waits on it stays there until somebody signs in.

    Raises:
        NotFound: There is no such phone.
    """
    phone = session.get(Phone, phone_id)
    if phone is None:
        raise NotFound
    phone.revoked_at = phone.revoked_at or now
    on_it = sa.update(SignIn).where(col(SignIn.phone_id) == phone_id, col(SignIn.revoked_at).is_(None))
    session.execute(on_it.values(revoked_at=now))
    session.add(AuditEntry(at=now, person_id=by.id, verb="phone.revoke", object=str(phone_id)))


def end_all(session: Session, person_id: int, *, now: datetime) -> None:
    """End every phone of a person."""
    hers = sa.update(Phone).where(col(Phone.person_id) == person_id, col(Phone.revoked_at).is_(None))
    session.execute(hers.values(revoked_at=now))


def listed(session: Session, *, now: datetime, person_id: int | None = None) -> list[Listed]:
    """The phones that are alive, all or of one person: first where something waits, the longest; then as last seen."""
    query = (
        select(Phone, Person)
        .join(Person, col(Phone.person_id) == col(Person.id))
        .where(col(Phone.revoked_at).is_(None), Phone.expires_at > now)
        .order_by(col(Phone.seen_at).desc(), col(Phone.id).desc())
    )
    query = query if person_id is None else query.where(Phone.person_id == person_id)
    found = [
        Listed(phone, person, is_late=phone.oldest_at is not None and now - phone.oldest_at >= LONG)
        for phone, person in session.exec(query)
    ]
    return sorted(found, key=lambda one: (not one.is_busy, one.phone.oldest_at or now))


def _new(session: Session, person: Person, token: str, *, now: datetime) -> Phone:
    phone = Phone(
        person_id=person.id, fingerprint=fingerprint(token), enrolled_at=now, seen_at=now, expires_at=now + PHONE_LIVES
    )
    session.add(phone)
    session.flush()
    session.add(AuditEntry(at=now, person_id=person.id, verb="phone.enrol", object=str(phone.id)))
    return phone


def _see(phone: Phone, now: datetime, *, installed: bool | None, persisted: bool | None) -> None:
    phone.seen_at, phone.expires_at = now, now + PHONE_LIVES
    phone.installed = phone.installed if installed is None else installed  # it may not know this time
    phone.persisted = phone.persisted if persisted is None else persisted
