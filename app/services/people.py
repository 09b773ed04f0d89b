"""Signing in and out: single-use links and codes, sessions that can be revoked, and a brake on guessing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.db import UTCDateTime
from app.errors import N_, FieldworkError, NotFound, TooManyTries
from app.i18n import INTERFACE, plain_digits
from app.models import AuditEntry, Invitation, Person, PersonRole, SignIn, SignInTry, Study
from app.security.tokens import fingerprint, new_code, new_token
from app.services import phones, rehearsals

LINK_LIVES = timedelta(hours=72)
CODE_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(hours=12)
TRIES_KEPT = timedelta(minutes=15)
MOST_TRIES = 5  # from one address in that time
MOST_TRIES_EVERYWHERE = 200  # a code has a million values and lives as long as these tries are kept

#: Asked for every page, so it is built once.
SIGNED_IN = (
    select(Person, SignIn.phone_id)
    .join(SignIn, col(SignIn.person_id) == col(Person.id))
    .where(
        col(SignIn.fingerprint) == sa.bindparam("token"),
        col(SignIn.revoked_at).is_(None),
        col(SignIn.expires_at) > sa.bindparam("now", type_=UTCDateTime),
        col(Person.left_at).is_(None),
    )
)


@dataclass(frozen=True)
class WayIn:
    """What a person is given to sign in with, once: a link's token and a code to type."""

    token: str
    code: str


def invite(session: Session, person: Person, *, now: datetime, by: Person | None = None) -> WayIn:
    """A fresh link (72 hours) and a fresh six-digit code (15 minutes), each to be used once.

    Raises:
        FieldworkError: She left the team.
    """
    if person.left_at is not None:
        raise FieldworkError(N_("This person left the team. Take her back into it first."))
    way = WayIn(new_token(), _free_code(session, now))
    for secret, lives in ((way.token, LINK_LIVES), (way.code, CODE_LIVES)):
        session.add(
            Invitation(person_id=person.id, fingerprint=fingerprint(secret), made_at=now, expires_at=now + lives)
        )
    session.add(AuditEntry(at=now, person_id=by.id if by else None, verb="person.invite", object=str(person.id)))
    return way


def sign_in(session: Session, secret: str, *, origin: str, device: str, now: datetime) -> tuple[Person, str] | None:
    """Exchange a link's token or a code for a session; returns who it is and the session's token.

    None when it is unknown, used or expired; that counts as a failed try, which must be kept, so it is no error.

    Raises:
        TooManyTries: From this address, or everywhere, in the last quarter of an hour.
    """
    secret = plain_digits("".join(secret.split()))
    brake(session, origin, code=secret.isdecimal(), now=now)
    claim = (
        sa.update(Invitation)
        .where(
            col(Invitation.fingerprint) == fingerprint(secret),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(Invitation.person_id))
    )
    person_id = session.execute(claim).scalar_one_or_none()  # one statement: two taps at once cannot both win
    if person_id is None:
        session.add(SignInTry(origin=origin, at=now))
        return None
    token = new_token()
    session.add(
        SignIn(
            person_id=person_id,
            fingerprint=fingerprint(token),
            device=device[:200],
            made_at=now,
            expires_at=now + SESSION_LIVES,
        )
    )
    return session.get_one(Person, person_id), token


def signed_in(session: Session, token: str | None, *, now: datetime) -> tuple[Person | None, int | None]:
    """Whose session this is and on which phone, unless it expired or was revoked."""
    if not token:
        return None, None
    found = session.exec(SIGNED_IN, params={"token": fingerprint(token), "now": now}).one_or_none()
    return (None, None) if found is None else (found[0], found[1])


def sign_out(session: Session, token: str | None, *, now: datetime) -> None:
    """End one session, at once and on the server."""
    if token:
        session.execute(_ending(now).where(col(SignIn.fingerprint) == fingerprint(token)))


def revoke(session: Session, person_id: int, *, by: Person, now: datetime) -> None:
    """End every session and every phone of a person, and make her unused links worthless."""
    session.execute(_ending(now).where(col(SignIn.person_id) == person_id))
    phones.end_all(session, person_id, now=now)
    session.execute(delete(Invitation).where(col(Invitation.person_id) == person_id, col(Invitation.used_at).is_(None)))
    session.add(AuditEntry(at=now, person_id=by.id, verb="session.revoke", object=str(person_id)))


@dataclass(frozen=True)
class Member:
    """A line of the team page."""

    person: Person
    devices: list[SignIn]
    has_rehearsed: bool


def team(session: Session, *, now: datetime) -> list[Member]:
    """Everybody in the team, with the sessions that are alive, and whether she has rehearsed."""
    here = select(Person).where(col(Person.left_at).is_(None))
    everybody = session.exec(here.order_by(col(Person.role), col(Person.name))).all()
    alive = session.exec(select(SignIn).where(col(SignIn.revoked_at).is_(None), SignIn.expires_at > now)).all()
    rehearsed = rehearsals.finished(session)
    return [
        Member(person, [one for one in alive if one.person_id == person.id], person.id in rehearsed)
        for person in everybody
    ]


def person(session: Session, person_id: int) -> Person:
    """One of the team.

    Raises:
        NotFound: Nobody has this number.
    """
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def named(session: Session, role: PersonRole, name: str | None = None) -> Person:
    """The person of a role with this name; without a name, the first of that role.

    Raises:
        NotFound: There is nobody like that.
    """
    query = select(Person).where(Person.role == role, col(Person.left_at).is_(None)).order_by(col(Person.id))
    found = session.exec(query.where(Person.name == name) if name else query).first()
    if found is None:
        raise NotFound
    return found


def named_or_new(session: Session, role: PersonRole, name: str | None) -> Person:
    """The person of a role with this name, made when there is nobody of that name yet.

    Raises:
        NotFound: No name was given and there is nobody in that role, or there is no study.
    """
    try:
        return named(session, role, name)
    except NotFound:
        if name is None or session.exec(select(Study.id)).first() is None:
            raise
        return add(session, name=name, role=role)


def add(session: Session, *, name: str, role: PersonRole, languages: str = "nl") -> Person:
    """A new member of the team; the first of her languages is that of her screens.

    Raises:
        FieldworkError: The name is empty, or the screens do not speak that language.
    """
    if not name.strip() or not set(languages.split()[:1]) & set(INTERFACE):
        raise FieldworkError(N_("Give a name, and one of the languages of the screens."))
    study_id = session.exec(select(Study.id)).one()
    new = Person(study_id=study_id, name=name.strip(), role=role, languages=languages)
    session.add(new)
    session.flush()
    return new


def brake(session: Session, origin: str, *, code: bool, now: datetime) -> None:
    """Refuse whoever failed too often.

    Raises:
        TooManyTries: From this address, or for a code from everywhere, in the last quarter of an hour.
    """
    # A link has 256 bits and needs no brake from everywhere; a code has six digits and does.
    forget_tries(session, now=now)
    tries = session.exec(select(SignInTry.origin)).all()
    if tries.count(origin) >= MOST_TRIES or (code and len(tries) >= MOST_TRIES_EVERYWHERE):
        raise TooManyTries


def forget_tries(session: Session, *, now: datetime) -> None:
    """Of who failed, only what the brake needs is kept, also when nobody knocks any more."""
    session.execute(delete(SignInTry).where(col(SignInTry.at) <= now - TRIES_KEPT))


def _ending(now: datetime) -> sa.Update:
    return sa.update(SignIn).where(col(SignIn.revoked_at).is_(None)).values(revoked_at=now)


def _free_code(session: Session, now: datetime) -> str:
    while True:
        code = new_code()
        held = session.exec(select(Invitation).where(Invitation.fingerprint == fingerprint(code))).one_or_none()
        if held is None:
            return code
        if held.used_at is not None or held.expires_at <= now:
            session.delete(held)
            session.flush()
            return code


def origin(address: str, key: str) -> str:
    """A network address, unreadable but recognisable for a while."""
    return fingerprint(f"{key}/{address}")
