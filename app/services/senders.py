"""In whose name something is kept: the rule for what a phone sends, and the one query that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db import UTCDateTime
from app.errors import NotFound
from app.models import Interview, Person, Phone, Refusal, SignIn
from app.security.tokens import fingerprint

MOST_PHONES = 3  # of different people in one cookie: whoever shares a phone can still send what she began


@dataclass(frozen=True)
class Key:
    """A person, and the phone that goes with her here."""

    person: int
    phone: int | None = None


class SomebodyElses(NotFound):
    """What she sends is somebody else's; she was let in, so that it can be kept for the lead."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key


@dataclass(frozen=True)
class Carried:
    """What a request brings along, each as far as it is alive, and what it is about.

    Attributes:
        session: Who is signed in, and on which phone.
        phones: The phones of its cookie, the newest first.
        named: The phone that the interview says it began on, alive or not; it opens nothing.
        held: Whose the interview is that we hold, and the phone that may go on with it.
    """

    session: Key | None = None
    phones: Sequence[Key] = ()
    named: Key | None = None
    held: Key | None = None


def way_in(carried: Carried) -> Key | None:
    """Who sends this and from which phone; None: she has to sign in first.

    It is sent by the person of the phone that it names, else by whoever is signed in, else by the newest phone.
    Her session opens all that is hers; her phone only what is new and what it began.

    Raises:
        SomebodyElses: It is somebody else's.
    """
    session, phones, held = carried.session, carried.phones, carried.held
    owner = carried.named or session or next(iter(phones), None)
    if owner is None:
        return None
    is_in = session is not None and session.person == owner.person
    key = session if is_in else next((phone for phone in phones if phone.person == owner.person), None)
    if key is not None and held is not None and held.person != key.person:
        raise SomebodyElses(key)
    return key if is_in or held is None or held == key else None


def carried(
    session: Session,
    thing: UUID,
    kind: type[Interview | Refusal],
    *,
    token: str | None,
    phones: Sequence[str],
    named: int | None,
    now: datetime,
) -> tuple[Carried, dict[int, Person]]:
    """All that the rule asks about, found with one query, and the people in it."""
    prints = [fingerprint(one) for one in phones[:MOST_PHONES]]
    slots = dict(zip(("first", "second", "third"), [*prints, "", "", ""], strict=False))
    wanted = {"now": now, "token": fingerprint(token) if token else "", "named": named or 0, "thing": thing, **slots}
    people: dict[int, Person] = {}
    found: dict[str, Key] = {}
    for person, phone, what in session.execute(_asked(kind), wanted):
        people[person.id] = person
        found[what] = Key(person.id, phone)
    own = [found[one] for one in prints if one in found]
    return Carried(found.get("session"), own, found.get("named"), found.get("held")), people


@cache
def _asked(kind: type[Interview | Refusal]) -> sa.Select[tuple[Person, int | None, str]]:
    # Asked at every tap, so it is built once; each part is one step in an index.
    now = sa.bindparam("now", type_=UTCDateTime)
    cookies = [sa.bindparam(name, type_=sa.String) for name in ("first", "second", "third")]
    began = aliased(Phone)
    whose: sa.ColumnElement[int] = sa.func.coalesce(col(began.person_id), col(kind.interviewer_id))
    parts = sa.union_all(
        sa.select(col(SignIn.person_id), col(SignIn.phone_id), sa.literal("session").label("what")).where(
            col(SignIn.fingerprint) == sa.bindparam("token"),
            col(SignIn.revoked_at).is_(None),
            col(SignIn.expires_at) > now,
        ),
        sa.select(col(Phone.person_id), col(Phone.id), col(Phone.fingerprint)).where(
            col(Phone.fingerprint).in_(cookies), col(Phone.revoked_at).is_(None), col(Phone.expires_at) > now
        ),
        sa.select(col(Phone.person_id), col(Phone.id), sa.literal("named")).where(
            col(Phone.id) == sa.bindparam("named")
        ),
        # Its phone says whose it is to send: the lead may have corrected who held it.
        sa.select(whose, col(kind.phone_id), sa.literal("held"))
        .outerjoin_from(kind, began, col(began.id) == col(kind.phone_id))
        .where(col(kind.id) == sa.bindparam("thing")),
    ).subquery()
    return sa.select(Person, parts.c.phone_id, parts.c.what).join(parts, parts.c.person_id == col(Person.id))
