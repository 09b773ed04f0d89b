"""The forecast of the callback round: what is expected, for what there are callers, and where hours are short."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlmodel import Session, col, select

from app.calling.days import AFTERNOON, DAY_PARTS, EVENING, MORNING, SATURDAY, day_part
from app.calling.forecast import ANY, WEEKS, Cell, Coming, Pace, Staff, Week, first_monday, forecast
from app.calling.rota import grid
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.clock import TIME_ZONE, local
from app.models import CallAttempt, Case, Wave
from app.services import call_pace, rounds, staffing
from app.services.call_pace import Measured

PARTS = (EVENING, SATURDAY, AFTERNOON, MORNING, ANY)
LOUD = 2  # calls that are missing, from which on it is said in words
NOTICED = 0.5  # calls in sixteen weeks below which a part of the week is not shown


@dataclass(frozen=True)
class Short:
    """A part of a week, in a language, for which there are too few hours."""

    part: str
    language: str
    cell: Cell


@dataclass(frozen=True)
class Gap:
    """A week in which somebody is planned, and where that is not enough."""

    week: Week
    shorts: Sequence[Short]


@dataclass(frozen=True)
class Unplanned:
    """Weeks, one after another, in which nobody has entered hours yet though calls are expected."""

    first: Week
    last: Week
    calls: float
    hours: float


@dataclass(frozen=True)
class Spoken:
    """What is expected in one language, by part of the week."""

    tag: str
    parts: Sequence[str]
    calls: float
    short: int


@dataclass(frozen=True)
class Outlook:
    """Sixteen weeks of the round."""

    weeks: Sequence[Week]
    languages: Sequence[Spoken]
    gaps: Sequence[Gap]
    unplanned: Sequence[Unplanned]
    measured: Measured

    @property
    def calls(self) -> float:
        """All that are expected."""
        return sum(week.calls for week in self.weeks)

    @property
    def hours_needed(self) -> float:
        """For all of them."""
        return self.calls * self.measured.pace.minutes / 60

    @property
    def hours_staffed(self) -> float:
        """Of all callers."""
        return sum(week.staffed for week in self.weeks) / 60


def outlook(session: Session, *, now: datetime) -> Outlook:
    """What the coming sixteen weeks bring."""
    today = local(now).date()
    rules = rounds.rules(session)
    measured = call_pace.measured(session)
    weeks = forecast(_coming(session, today, rules), _staff(session, now, rules), measured.pace, rules, today)
    languages = _languages(weeks)
    return Outlook(weeks, languages, _short(weeks, languages), _unplanned(weeks, measured.pace), measured)


def _coming(session: Session, today: date, rules: Rules) -> list[Coming]:
    tried = Counter(session.exec(select(CallAttempt.case_id).where(col(CallAttempt.corrects).is_(None))))
    waiting = select(Case).where(
        col(Case.closed_by).is_(None), Case.state != CaseState.SUPERVISOR, col(Case.closes_on) >= today
    )
    waiting = waiting.join(Wave, col(Wave.id) == col(Case.wave_id)).where(Wave.mode == "cati")
    return [_of(case, tried[case.id], rules) for case in session.exec(waiting)]


def _of(case: Case, tried: int, rules: Rules) -> Coming:
    starts = case.first_on or case.due_on
    if case.appointment_at is not None:
        starts = local(case.appointment_at).date()
    elif case.next_try_at is not None:
        starts = max(starts, local(case.next_try_at).date())
    left = rules.most_attempts + case.extra_attempts - tried
    return Coming(
        language=case.language,
        starts=starts,
        closes=case.closes_on,
        tries_left=max(left, 1) if case.appointment_at else left,
        prefers=tuple(part for part in case.best_times.split() if part in DAY_PARTS),
        promised=day_part(case.appointment_at) if case.appointment_at else None,
    )


def _staff(session: Session, now: datetime, rules: Rules) -> Staff:
    today = local(now).date()
    monday = first_monday(today)
    until = datetime.combine(monday + timedelta(weeks=WEEKS), time.min, TIME_ZONE)
    hours = staffing.on_rota(session, today, until.date()) or []
    staff = Staff(languages={one.caller: one.languages for one in hours})
    for at, there in grid(hours, rules.calendar, now, until):
        day = local(at).date()
        for one in there:
            staff.minutes[day - timedelta(days=day.weekday()), day_part(at) or ANY, one.caller] += 15
    return staff


def _languages(weeks: Sequence[Week]) -> list[Spoken]:
    tags = sorted({tag for week in weeks for _, tag in week.cells})
    found = []
    for tag in tags:
        calls = {part: sum(week.cell(part, tag).calls for week in weeks) for part in PARTS}
        parts = [part for part in PARTS if calls[part] >= NOTICED]
        short = sum(week.cell(part, tag).short for week in weeks for part in parts)
        if parts:
            found.append(Spoken(tag, parts, sum(calls.values()), short))
    return sorted(found, key=lambda one: -one.calls)


def _short(weeks: Sequence[Week], languages: Sequence[Spoken]) -> list[Gap]:
    """Weeks in which somebody is planned but not enough, each with what misses most first."""
    found = []
    for week in weeks:
        cells = [(week.cell(part, one.tag), part, one.tag) for one in languages for part in one.parts]
        shorts = [Short(part, tag, cell) for cell, part, tag in cells if cell.short >= LOUD]
        if week.staffed and shorts:
            found.append(Gap(week, sorted(shorts, key=lambda one: (-one.cell.short, one.language, one.part))))
    return found


def _unplanned(weeks: Sequence[Week], pace: Pace) -> list[Unplanned]:
    found = []
    for nobody, some in groupby(weeks, key=lambda week: week.staffed == 0):
        busy = list(some)
        while busy and round(busy[-1].calls) == 0:
            busy.pop()
        while busy and round(busy[0].calls) == 0:
            busy.pop(0)
        if nobody and busy:
            calls = sum(week.calls for week in busy)
            found.append(Unplanned(busy[0], busy[-1], calls, calls * pace.minutes / 60))
    return found
