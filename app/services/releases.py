"""When a translation may be read aloud: reviewed by one named person, released by another.

A status belongs to one text for one source: change either, and it is a draft again. A language of a questionnaire can
be used for real interviews when it is not among its drafts, or when every text of it is released.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import upsert
from app.errors import N_, FieldworkError
from app.instrument.keys import pairs
from app.instrument.schema import Instrument
from app.models import Approval

AT_ONCE = 500  # digests in one question
_NEEDED: dict[tuple[str, str, str], frozenset[str]] = {}


class SamePerson(FieldworkError):
    """Whoever wrote a text does not review it, and whoever reviewed it does not release it."""

    status = 409
    sentence = N_(
        "This needs somebody else: one person writes, a second reviews, and another than the second releases."
    )


class NotReviewed(FieldworkError):
    """A text is released only after somebody reviewed exactly these words."""

    status = 409
    sentence = N_("These words were not reviewed yet, or they changed since. Review them first.")


class Unit(NamedTuple):
    """One text in one language, with the words it was made from and whoever wrote it, if that is known."""

    key: str
    source: str
    text: str
    written_by: str = ""


def digest(name: str, tag: str, unit: Unit) -> str:
    """What a status hangs on: this place in this questionnaire, this language, this source and this text."""
    parts = "\x1f".join((name, unit.key, tag, unit.source, unit.text))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def units(instrument: Instrument, tag: str) -> list[Unit]:
    """Every text that a published questionnaire has in a language."""
    return [Unit(*pair) for pair in pairs(instrument, tag)]


def usable(session: Session, instrument: Instrument) -> tuple[str, ...]:
    """The languages in which a real interview may be held, in the order of the questionnaire."""
    drafts = [tag for tag in instrument.languages if tag in instrument.drafts]
    needed = {tag: _needed(instrument, tag) for tag in drafts}
    held = _released(session, instrument.name, drafts)
    return tuple(tag for tag in instrument.languages if tag not in needed or needed[tag] <= held)


def can_be_used(session: Session, instrument: Instrument, tag: str) -> bool:
    """Whether a real interview may be held in this one language."""
    if tag not in instrument.languages:
        return False
    return tag not in instrument.drafts or _needed(instrument, tag) <= _released(session, instrument.name, [tag])


def review(session: Session, name: str, tag: str, read: Sequence[Unit], *, by: str, now: datetime) -> None:
    """Write down that somebody read these texts beside their sources and stands for them.

    Raises:
        SamePerson: She wrote one of them herself.
    """
    if any(same_person(unit.written_by, by) for unit in read):
        raise SamePerson
    held = approvals(session, name, tag)
    fresh = [unit for unit in read if digest(name, tag, unit) not in held]
    upsert(session, Approval, [_row(name, tag, unit, by, now) for unit in fresh])


def release(session: Session, name: str, tag: str, read: Sequence[Unit], *, by: str, now: datetime) -> None:
    """Let these texts be read aloud to people.

    Raises:
        NotReviewed: One of them was not reviewed in exactly these words.
        SamePerson: One of them was reviewed by the same person.
    """
    held = approvals(session, name, tag)
    wanted = {digest(name, tag, unit) for unit in read}
    if wanted - held.keys():
        raise NotReviewed
    waiting = {one for one in wanted if held[one].released_at is None}
    if any(same_person(held[one].reviewed_by, by) for one in waiting):
        raise SamePerson
    _change(session, waiting, released_by=by, released_at=now)


def vouch(session: Session, name: str, tag: str, read: Sequence[Unit], *, source: str, now: datetime) -> None:
    """Write down that these texts were in use before the desk knew them: whoever made the file stands for them."""
    rows = [_row(name, tag, unit, source, now) | {"released_by": source, "released_at": now} for unit in read]
    held = approvals(session, name, tag)
    upsert(session, Approval, [row for row in rows if row["digest"] not in held])


def take_back(session: Session, name: str, tag: str, read: Sequence[Unit]) -> None:
    """Make drafts of these texts again: a mistake was seen."""
    wanted = [digest(name, tag, unit) for unit in read]
    for some in _portions(wanted):
        session.execute(sa.delete(Approval).where(col(Approval.digest).in_(some)))


def approvals(session: Session, name: str, tag: str) -> dict[str, Approval]:
    """Every status that texts of this questionnaire have or had in a language, by digest."""
    query = sa.select(Approval).where(col(Approval.instrument) == name, col(Approval.language) == tag)
    return {row.digest: row for row in session.scalars(query)}


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's; a name that is not known is nobody's."""
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _needed(instrument: Instrument, tag: str) -> frozenset[str]:
    # What a version says never changes, so each process works it out once.
    key = (instrument.name, instrument.version, tag)
    if key not in _NEEDED:
        _NEEDED[key] = frozenset(digest(instrument.name, tag, unit) for unit in units(instrument, tag))
    return _NEEDED[key]


def _released(session: Session, name: str, tags: list[str]) -> set[str]:
    if not tags:
        return set()
    query = sa.select(col(Approval.digest)).where(
        col(Approval.instrument) == name, col(Approval.language).in_(tags), col(Approval.released_at).is_not(None)
    )
    return set(session.scalars(query))


def _row(name: str, tag: str, unit: Unit, by: str, now: datetime) -> dict[str, object]:
    return {
        "digest": digest(name, tag, unit),
        "instrument": name,
        "language": tag,
        "key": unit.key,
        "source": unit.source,
        "text": unit.text,
        "written_by": unit.written_by,
        "reviewed_by": by,
        "reviewed_at": now,
        "released_by": "",
        "released_at": None,
    }


def _change(session: Session, digests: Iterable[str], **values: object) -> None:
    for some in _portions(sorted(digests)):
        session.execute(sa.update(Approval).where(col(Approval.digest).in_(some)).values(**values))


def _portions(digests: list[str]) -> Iterable[list[str]]:
    return (digests[at : at + AT_ONCE] for at in range(0, len(digests), AT_ONCE))
