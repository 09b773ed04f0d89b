"""What hours somebody can enter for calling."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from app.calling.days import HALF_PAST_FOUR, NOON, Calendar, open_hours
from app.calling.rota import Span
from app.clock import TIME_ZONE

SATURDAY, SUNDAY = 5, 6
WEEK = timedelta(days=7)


class Misfit(StrEnum):
    """Why hours cannot be worked on a day."""

    BACKWARDS = "backwards"  # they end before they begin
    SUNDAY = "sunday"
    CLOSED = "closed"
    OUTSIDE = "outside"  # before or after the calling hours
    LONG = "long"  # longer than a part of the day


def misfit(span: Span, day: date, calendar: Calendar) -> Misfit | None:
    """What is wrong with hours on a day; None when they can be worked.

    Hours may go over a pause in the middle of a day: nobody is called then, but nobody needs two rows for it.
    """
    begins, ends = span
    if ends <= begins:
        return Misfit.BACKWARDS
    if day.weekday() == SUNDAY:
        return Misfit.SUNDAY
    if not any(opens < ends and begins < closes for opens, closes in open_hours(day, calendar)):
        usual = calling_hours(day, calendar)
        return Misfit.CLOSED if overlaps(span, [usual]) else Misfit.OUTSIDE
    opens, closes = calling_hours(day, calendar)
    if begins < opens or closes < ends:
        return Misfit.OUTSIDE
    return Misfit.LONG if _length(span) > longest(day, calendar) else None


def calling_hours(day: date, calendar: Calendar) -> Span:
    """From when until when we call on a day like this one, were it not closed."""
    return calendar.saturday if day.weekday() == SATURDAY else calendar.weekday


def longest(day: date, calendar: Calendar) -> timedelta:
    """How long the longest part of a day is: nobody calls well for longer without a pause."""
    begins, ends = calling_hours(day, calendar)
    if day.weekday() == SATURDAY:
        return _length((begins, ends))
    edges = (begins, *(edge for edge in (NOON, HALF_PAST_FOUR) if begins < edge < ends), ends)
    return max(_length(part) for part in pairwise(edges))


def overlaps(span: Span, others: Iterable[Span]) -> Span | None:
    """The first of some hours that share time with these."""
    return next((one for one in others if span[0] < one[1] and one[0] < span[1]), None)


def weekly(first: date, last: date) -> Iterator[date]:
    """A day, and the same day of every week until another."""
    while first <= last:
        yield first
        first += WEEK


def ended(day: date, ends_at: time, now: datetime) -> bool:
    """Whether hours of a day are over."""
    return datetime.combine(day, ends_at, TIME_ZONE) <= now


def _length(span: Span) -> timedelta:
    return datetime.combine(date.min, span[1]) - datetime.combine(date.min, span[0])
