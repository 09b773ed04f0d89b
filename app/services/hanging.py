"""Promises to parents that hang on somebody's hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.rota import QUARTER, grid, present
from app.clock import TIME_ZONE, local
from app.models import Case, Person, Respondent, Shift
from app.services import rounds, staffing

LONGEST = timedelta(hours=24)  # of the part of a day that was promised


@dataclass(frozen=True)
class Hanging:
    """A promise within somebody's hours, by its code; `others` are there too who speak the language."""

    code: str
    case_id: int
    language: str
    at: datetime
    until: datetime
    firm: bool
    others: int


def on(session: Session, shift: Shift, *, now: datetime) -> list[Hanging]:
    """The promises within hours that are still to be kept and that their caller could keep, the earliest first."""
    person = session.get_one(Person, shift.person_id)
    begins = datetime.combine(shift.day, shift.starts_at, TIME_ZONE).astimezone(UTC)
    ends = datetime.combine(shift.day, shift.ends_at, TIME_ZONE).astimezone(UTC)
    found = []
    for case, code in _promises(session, max(begins, now), ends):
        if case.appointment_at is None or case.assigned_to not in {None, person.id}:
            continue
        if case.language in person.languages.split() or case.assigned_to == person.id:
            at = case.appointment_at
            until = case.appointment_until or at + QUARTER
            others = _others(session, case, person, max(at, begins), until)
            found.append(Hanging(code, case.id, case.language, at, until, case.appointment_is_firm, others))
    return found


def _promises(session: Session, begins: datetime, ends: datetime) -> list[tuple[Case, str]]:
    query = (
        select(Case, Respondent.code)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .where(
            col(Case.closed_by).is_(None),
            col(Case.appointment_at) > begins - LONGEST,
            col(Case.appointment_at) < ends,
            sa.or_(col(Case.appointment_until) > begins, col(Case.appointment_at) >= begins),
        )
        .order_by(col(Case.appointment_at), col(Case.id))
    )
    return [(case, code) for case, code in session.exec(query)]


def _others(session: Session, case: Case, person: Person, begins: datetime, until: datetime) -> int:
    """How many others could keep it: at the hour that was promised, or at any time in the part of the day."""
    if case.assigned_to == person.id:
        return 0
    day = local(begins).date()
    hours = [one for one in staffing.on_rota(session, day, day) or [] if one.caller != person.id]
    calendar = rounds.rules(session).calendar
    there = present(hours, calendar, begins)
    if not case.appointment_is_firm:
        there = [one for _, some in grid(hours, calendar, begins, until) for one in some]
    return len({one.caller for one in there if case.language in one.languages})
