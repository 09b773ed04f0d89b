"""The hours of callers: entered by themselves, or by the lead for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.calling.days import Calendar
from app.calling.rota import Span
from app.calling.shifts import WEEK, ended, misfit, overlaps, weekly
from app.clock import local
from app.db import for_update
from app.errors import N_, NotFound
from app.models import Person, PersonRole, Shift
from app.services import audit, callers, hanging, rounds
from app.services.callers import whose
from app.services.hanging import Hanging
from app.services.shift_forms import AHEAD, FAR, OVER, ShiftRefused, Typed, in_the_way, read


@dataclass(frozen=True)
class Entered:
    """What came of hours that were entered or copied: on which days they stand, and which days were left out."""

    kept: list[date] = field(default_factory=list)
    closed: list[date] = field(default_factory=list)
    taken: list[date] = field(default_factory=list)  # there were hours at that time already
    problem: ShiftRefused | None = None  # then nothing is kept


@dataclass(frozen=True)
class Removal:
    """Hours that somebody wants to take out; they stay as long as promises hang on them and nobody is sure."""

    shift: Shift
    hangs: Sequence[Hanging] = ()


def enter(session: Session, typed: Typed, *, by: Person, now: datetime) -> Entered:
    """Enter hours on a day, and on the same day of every week until another; closed days are left out.

    Other hours of hers that are in the way, or hours that cannot be worked, are a problem: nothing is kept then.

    Raises:
        NotAllowed: A caller enters somebody else's.
    """
    try:
        return _enter(session, typed, by=by, now=now)
    except ShiftRefused as problem:
        return Entered(problem=problem)


def _enter(session: Session, typed: Typed, *, by: Person, now: datetime) -> Entered:
    person = whose(session, typed.person, by=by)
    calendar = rounds.rules(session).calendar
    asked = read(typed, calendar, now=now)
    wanted = [(day, asked.span) for first in asked.days for day in weekly(first, asked.last)]
    entered = _keep(session, person, wanted, calendar, now=now, strictly=True)
    if not entered.kept:
        raise ShiftRefused(N_("These hours are in the rota already."))
    return entered


def copy_week(session: Session, week: date, *, by: Person, now: datetime, person: str = "") -> Entered:
    """The hours of the week before a day's once more: a caller's own; for the lead everybody's or one caller's."""
    ahead = week - local(now).date()
    if not -WEEK < ahead < AHEAD:
        return Entered(problem=ShiftRefused(FAR if ahead > AHEAD else OVER))
    monday = week - timedelta(days=week.weekday())
    mine = by.role == PersonRole.CALLER or person
    people = [whose(session, person, by=by)] if mine else callers.everybody(session)
    calendar = rounds.rules(session).calendar
    results = []
    for one in people:
        before = _of(session, one, monday - WEEK, monday - timedelta(days=1))
        wanted = [(shift.day + WEEK, (shift.starts_at, shift.ends_at)) for shift in before]
        results.append(_keep(session, one, wanted, calendar, now=now) if wanted else None)
    copied = [one for one in results if one is not None]
    if not copied:
        nothing = ShiftRefused(N_("There are no hours in the week before, so there is nothing to copy."))
        return Entered(problem=nothing)
    return Entered(
        kept=[day for one in copied for day in one.kept],
        closed=[day for one in copied for day in one.closed],
        taken=[day for one in copied for day in one.taken],
    )


def remove(session: Session, shift_id: int, *, sure: bool, by: Person, now: datetime) -> Removal:
    """Take hours out; when promises hang on them, only when somebody is sure.

    Raises:
        ShiftRefused: They are over.
        NotFound: There are no such hours, or they are somebody else's.
    """
    shift = session.exec(for_update(session, select(Shift).where(Shift.id == shift_id))).one_or_none()
    if shift is None or (by.role == PersonRole.CALLER and shift.person_id != by.id):
        raise NotFound
    if ended(shift.day, shift.ends_at, now):
        raise ShiftRefused(N_("These hours are over. They stay, so that it can be seen who was there."))
    hangs = hanging.on(session, shift, now=now)
    if hangs and not sure:
        return Removal(shift, hangs)
    session.delete(shift)
    audit.record(session, "shift.remove", by=by, now=now, thing=f"shift:{shift.id} promises:{len(hangs)}")
    return Removal(shift)


def _keep(
    session: Session,
    person: Person,
    wanted: list[tuple[date, Span]],
    calendar: Calendar,
    *,
    now: datetime,
    strictly: bool = False,
) -> Entered:
    session.exec(for_update(session, select(Person).where(Person.id == person.id))).one()  # one at a time
    days = [day for day, _ in wanted]
    held: dict[date, list[Span]] = {}
    for shift in _of(session, person, min(days), max(days)):
        held.setdefault(shift.day, []).append((shift.starts_at, shift.ends_at))
    if strictly:
        _refuse_overlaps(wanted, held)
    entered = Entered()
    for day, span in wanted:
        other = overlaps(span, held.get(day, []))
        if ended(day, span[1], now) or other:
            entered.taken.append(day)
        elif misfit(span, day, calendar):
            entered.closed.append(day)
        else:
            session.add(Shift(person_id=person.id, day=day, starts_at=span[0], ends_at=span[1]))
            entered.kept.append(day)
    session.flush()
    return entered


def _refuse_overlaps(wanted: list[tuple[date, Span]], held: dict[date, list[Span]]) -> None:
    for day, span in wanted:
        other = overlaps(span, held.get(day, []))
        if other not in {None, span}:
            raise in_the_way(day, other or span)


def _of(session: Session, person: Person, first: date, last: date) -> Sequence[Shift]:
    query = select(Shift).where(Shift.person_id == person.id, Shift.day >= first, Shift.day <= last)
    return session.exec(query.order_by(col(Shift.day), col(Shift.starts_at))).all()
