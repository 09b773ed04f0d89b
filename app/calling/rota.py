"""Who is there to call: hours of callers, on the schools' clocks, as a grid of quarters of an hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.calling.days import Calendar, is_callable, open_hours
from app.calling.sharing import share
from app.clock import local

QUARTER = timedelta(minutes=15)
TALK = timedelta(minutes=30)  # the longest that a promise keeps a caller from others
INSTANT = timedelta(microseconds=1)
Span = tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """Hours of one day in which somebody calls, and the languages in which she can."""

    caller: int
    languages: frozenset[str]
    day: date
    starts_at: time
    ends_at: time

    def covers(self, at: datetime) -> bool:
        """Whether she is there for the whole quarter that begins then."""
        return inside((self.starts_at, self.ends_at), self.day, at)


@dataclass(frozen=True)
class Promised:
    """A time that was promised to a parent in some language."""

    language: str
    at: datetime
    until: datetime

    def takes(self, at: datetime) -> bool:
        """Whether somebody is on the telephone because of it in the quarter that begins then."""
        return self.at < at + QUARTER and at < max(min(self.until, self.at + TALK), self.at + INSTANT)


def inside(span: Span, day: date, at: datetime) -> bool:
    """Whether the whole quarter that begins then lies between two times of a day, on the clocks of that day."""
    first, last = local(at), local(at + QUARTER - INSTANT)
    return first.date() == last.date() == day and span[0] <= first.time() and last.time() <= span[1]


def quarters(start: datetime, until: datetime) -> Iterator[datetime]:
    """Every quarter of an hour that begins at or after one moment and ends by another, as time really passes."""
    since = start.astimezone(UTC)
    at = since.replace(minute=since.minute // 15 * 15, second=0, microsecond=0)
    at += QUARTER if at < since else timedelta(0)
    while at + QUARTER <= until:
        yield at
        at += QUARTER


def grid(
    hours: Sequence[Hours], calendar: Calendar, start: datetime, until: datetime
) -> Iterator[tuple[datetime, list[Hours]]]:
    """The quarters in which somebody is there and we call at all, with who is there."""
    by_day: dict[date, list[Hours]] = {}
    for one in hours:
        by_day.setdefault(one.day, []).append(one)
    opened = {day: open_hours(day, calendar) for day in by_day}
    for at in quarters(start, until):
        day = local(at).date()
        there = [one for one in by_day.get(day, ()) if one.covers(at)]
        if there and any(inside(span, day, at) for span in opened[day]):
            yield at, there


def present(hours: Sequence[Hours], calendar: Calendar, at: datetime) -> list[Hours]:
    """Who is there at a moment, if we call at all then."""
    here = local(at)
    if not is_callable(at, calendar):
        return []
    return [one for one in hours if one.day == here.date() and one.starts_at <= here.time() < one.ends_at]


def room(there: Sequence[Hours], promises: Sequence[str], language: str) -> int:
    """How many more can be promised in a language, when callers divide the promises that are there as well as they can.

    Args:
        there: Who is on shift.
        promises: The language of each promise that these callers have to keep at this time.
        language: In which somebody is to be promised a call.
    """
    wishes = [(one, 1) for one in promises] + [(language, len(there))]
    return share(wishes, [(one.languages, 1) for one in there])[-1]
