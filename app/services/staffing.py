"""When somebody is there to call in a language, and how much was promised already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.rota import QUARTER, Hours, Promised, grid, present, room
from app.clock import local
from app.models import Case, Person, PersonRole, Shift
from app.services import callers, rounds

NOBODY = 0  # the number of a caller who has no name yet
DAY = timedelta(days=1)
CALLS = (col(Person.role) == PersonRole.CALLER, col(Person.left_at).is_(None))


@dataclass(frozen=True)
class Staffed:
    """A quarter of an hour in which somebody calls in the language that was asked for.

    `promised` counts the callers among them who keep a promise at that time, in this language or in another that
    nobody else can; where it reaches `callers`, nobody more can be promised this time.
    """

    at: datetime
    until: datetime
    callers: int
    promised: int


def staffed(session: Session, language: str, start: datetime, until: datetime, now: datetime) -> list[Staffed]:
    """The quarters between two moments, none of them past, in which somebody calls in a language.

    Where nobody ever entered a shift, every calling hour counts: the desk works before there is a rota.
    """
    since = max(start, now)
    hours = on_rota(session, local(since).date(), local(until).date())
    if hours is None:
        hours = _everybody(session, language, local(since).date(), local(until).date())
    promises = promised(session, since, until)
    found = []
    for at, there in grid(hours, rounds.rules(session).calendar, since, until):
        speakers = sum(language in one.languages for one in there)
        if speakers:
            taken = _taken(there, [one.language for one in promises if one.takes(at)], language)
            found.append(Staffed(at, at + QUARTER, speakers, taken))
    return found


def on_shift(session: Session, language: str, now: datetime) -> int:
    """How many callers who speak a language are there at this moment; where there is no rota, all who speak it."""
    today = local(now).date()
    hours = on_rota(session, today, today)
    if hours is None:
        return sum(language in one.languages.split() for one in callers.everybody(session))
    there = present(hours, rounds.rules(session).calendar, now)
    return len({one.caller for one in there if language in one.languages})


def is_staffed(session: Session, language: str, at: datetime) -> bool:
    """Whether somebody calls in a language at a moment, promised to others or not."""
    day = local(at).date()
    hours = on_rota(session, day, day)
    if hours is None:
        hours = _everybody(session, language, day, day)
    return any(language in one.languages for one in present(hours, rounds.rules(session).calendar, at))


def on_rota(session: Session, first: date, last: date) -> list[Hours] | None:
    """Who calls when on these days; None where nobody ever entered a shift."""
    query = select(Shift, Person).join(Person, col(Shift.person_id) == col(Person.id))
    rows = session.exec(query.where(Shift.day >= first, Shift.day <= last, *CALLS)).all()
    if not rows and session.exec(select(Shift.id).limit(1)).first() is None:
        return None
    return [
        Hours(person.id, frozenset(person.languages.split()), shift.day, shift.starts_at, shift.ends_at)
        for shift, person in rows
    ]


def promised(session: Session, start: datetime, until: datetime) -> list[Promised]:
    """The hours that parents chose between two moments; a part of a day binds nobody to an hour."""
    query = select(Case).where(
        col(Case.closed_by).is_(None),
        col(Case.appointment_is_firm),
        sa.between(col(Case.appointment_at), start - QUARTER * 2, until),
    )
    return [
        Promised(case.language, case.appointment_at, case.appointment_until or case.appointment_at + QUARTER)
        for case in session.exec(query)
        if case.appointment_at is not None
    ]


def _everybody(session: Session, language: str, first: date, last: date) -> list[Hours]:
    team = [(one.id, frozenset(one.languages.split())) for one in callers.everybody(session)]
    if not any(language in languages for _, languages in team):
        team.append((NOBODY, frozenset({language})))
    days = [first + DAY * turn for turn in range((last - first).days + 1)]
    return [Hours(number, languages, day, time.min, time.max) for day in days for number, languages in team]


def _taken(there: Sequence[Hours], promises: list[str], language: str) -> int:
    if not promises:
        return 0
    speakers = sum(language in one.languages for one in there)
    return max(promises.count(language), speakers - room(there, promises, language))
