"""Days and hours of the callback round, on the schools' clocks.

Three months are calendar months, because that is what the parent was told. Moments go in and out in UTC; every wall
clock is Europe/Amsterdam, and nothing here adds hours to a wall clock, so the nights in which the clocks change do no
harm.
"""

import calendar as gregorian
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from app.clock import TIME_ZONE, local
from app.errors import N_, FieldworkError

MORNING, AFTERNOON, EVENING, SATURDAY = "weekday_morning", "weekday_afternoon", "weekday_evening", "saturday"
DAY_PARTS = (MORNING, AFTERNOON, EVENING, SATURDAY)
NOON, HALF_PAST_FOUR = time(12), time(16, 30)
ONE_DAY = timedelta(days=1)
FURTHEST = 3 * 366  # days that are looked ahead; a calendar without one callable day in it cannot be meant
PATIENCE = 7  # days in which a preferred day part is waited for: every part of the week comes by once

Hours = tuple[time, time]  # from, until but not at


@dataclass(frozen=True)
class Quiet:
    """Hours of one day on which nobody is called, or (`later`) others come first."""

    name: str
    from_time: time = time.min
    to_time: time = time.max
    later: bool = False

    @property
    def whole_day(self) -> bool:
        """From midnight to midnight."""
        return (self.from_time, self.to_time) == (time.min, time.max)

    def at(self, hour: time) -> bool:
        """Whether it is quiet at that time of the day."""
        return self.from_time <= hour < self.to_time


@dataclass(frozen=True)
class Calendar:
    """On which days and hours we call. Sundays never, unless they asked for it themselves."""

    quiet: Mapping[date, tuple[Quiet, ...]] = field(default_factory=dict)
    weekday: Hours = (time(9, 30), time(20, 30))
    saturday: Hours = (time(10), time(16))
    own: Mapping[int, Mapping[date, tuple[Quiet, ...]]] = field(default_factory=dict)  # days of one school, by its id

    def of_site(self, site: int) -> "Calendar":
        """The same calendar with the school's own days in it."""
        own = self.own.get(site, {})
        together = {day: self.quiet.get(day, ()) + quiet for day, quiet in own.items()}
        return replace(self, quiet={**self.quiet, **together}, own={}) if own else self


@dataclass(frozen=True)
class Dates:
    """The dates of one case."""

    due_on: date  # so many calendar months after the interview
    first_on: date  # the first day from then on that somebody may be called
    opens_on: date  # from here on at their own request
    closes_on: date  # the last day


def add_months(day: date, months: int) -> date:
    """The same day some calendar months later; the last day when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def dates(anchor: date, months: int, days_before: int, window_days: int, calendar: Calendar) -> Dates:
    """What an interview on `anchor` (the schools' date on which it was held, never when it was sent) leads to.

    The window hangs on the day that was promised, not on the first day that happens to be callable.
    """
    due_on = add_months(anchor, months)
    return Dates(
        due_on=due_on,
        first_on=first_callable(due_on, calendar),
        opens_on=due_on - days_before * ONE_DAY,
        closes_on=due_on + window_days * ONE_DAY,
    )


def first_callable(day: date, calendar: Calendar) -> date:
    """The first day from `day` on with an hour to call in.

    Raises:
        FieldworkError: The calendar has none for years.
    """
    for one in _days_from(day):
        if open_hours(one, calendar):
            return one
    raise FieldworkError(NO_HOUR)


def callable_days(start: date, end: date, calendar: Calendar) -> int:
    """On how many days somebody can be called, the first and the last counted."""
    return sum(bool(open_hours(start + n * ONE_DAY, calendar)) for n in range((end - start).days + 1))


def open_hours(day: date, calendar: Calendar, *, calm: bool = False) -> tuple[Hours, ...]:
    """The hours of a day in which we call, after what is closed; `calm` leaves out the hours that come later, too.

    A whole day that comes later keeps its hours: a school holiday puts others first and holds nobody up.
    """
    hours = _usual(day, calendar)
    for quiet in calendar.quiet.get(day, ()):
        if not quiet.later or (calm and not quiet.whole_day):
            hours = tuple(part for one in hours for part in _without(one, quiet))
    return hours


def is_callable(moment: datetime, calendar: Calendar) -> bool:
    """Whether we call at this moment."""
    here = local(moment)
    return any(start <= here.time() < end for start, end in open_hours(here.date(), calendar))


def quiet_now(moment: datetime, calendar: Calendar) -> Quiet | None:
    """What makes this moment quiet, if anything does: first what closes it, then what puts others first."""
    here = local(moment)
    found = [quiet for quiet in calendar.quiet.get(here.date(), ()) if quiet.at(here.time())]
    return min(found, key=lambda quiet: quiet.later, default=None)


def is_later(moment: datetime, calendar: Calendar) -> bool:
    """Whether others come first at this moment (a school holiday, the hours around iftar)."""
    quiet = quiet_now(moment, calendar)
    return quiet is not None and quiet.later


def next_time(
    after: datetime, calendar: Calendar, *, avoid: str | None = None, prefer: tuple[str, ...] = ()
) -> datetime:
    """The next moment from `after` on to call, in UTC.

    A day part they asked for (`prefer`) is waited for up to a week; else any but the one that was tried (`avoid`) is
    better. Who asked for one day part only is tried in it again: what they said outranks what we guess.

    Raises:
        FieldworkError: The calendar has no hour to call in for years.
    """
    wanted = set(prefer) - {avoid} or set(prefer)
    others = set(DAY_PARTS) - {avoid}
    until = after + PATIENCE * ONE_DAY
    second = third = None
    for start in _moments(after, calendar):
        part = day_part(start)
        if start > until and (second or third):
            break
        if part in wanted or (not wanted and part in others):
            return start
        if part in others:
            second = second or start
        third = third or start
    return second or third or _never()


def day_part(moment: datetime) -> str | None:
    """The part of the week that a moment lies in: mornings until 12:00, afternoons until 16:30; None on Sundays."""
    here = local(moment)
    if here.weekday() >= 5:
        return SATURDAY if here.weekday() == 5 else None
    return MORNING if here.time() < NOON else AFTERNOON if here.time() < HALF_PAST_FOUR else EVENING


def agreed(day: date, hour: time) -> datetime:
    """A day and time that were agreed on the telephone, on the clocks of the schools.

    An hour that comes twice, in the night in which winter begins, is the first of the two.

    Raises:
        FieldworkError: The clocks skip that time in the night in which summer begins.
    """
    moment = datetime.combine(day, hour, TIME_ZONE)
    if local(moment.astimezone(UTC)).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise FieldworkError(N_("The clocks skip this time that night. Choose another."))
    return moment


NO_HOUR = N_("The calendar of the calls has no hour to call in for years. Ask the lead to look at it.")


def _never() -> datetime:
    raise FieldworkError(NO_HOUR)


def _days_from(day: date) -> Iterator[date]:
    return (day + n * ONE_DAY for n in range(FURTHEST))


def _moments(after: datetime, calendar: Calendar) -> Iterator[datetime]:
    """From `after` on, the first moment of every stretch of hours within one day part, in UTC."""
    after = after.astimezone(UTC)
    for day in _days_from(local(after).date()):
        for start, end in _stretches(open_hours(day, calendar, calm=True)):
            first, last = (datetime.combine(day, hour, TIME_ZONE).astimezone(UTC) for hour in (start, end))
            if after < last:
                yield max(after, first)


def _stretches(hours: tuple[Hours, ...]) -> Iterator[Hours]:
    """The same hours, cut where a day part ends."""
    for start, end in hours:
        cuts = [start, *(cut for cut in (NOON, HALF_PAST_FOUR) if start < cut < end), end]
        yield from pairwise(cuts)


def _usual(day: date, calendar: Calendar) -> tuple[Hours, ...]:
    hours = {5: calendar.saturday, 6: None}.get(day.weekday(), calendar.weekday)
    return (hours,) if hours and hours[0] < hours[1] else ()


def _without(hours: Hours, quiet: Quiet) -> tuple[Hours, ...]:
    start, end = hours
    left = ((start, min(end, quiet.from_time)), (max(start, quiet.to_time), end))
    return tuple((a, b) for a, b in left if a < b)
