"""What closes the desk or puts others first: spans of days, the calendar that they make, and what is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from app.calling.days import Calendar, Hours, Quiet, add_months

AHEAD = 6  # months before it is needed, what is missing is said


class Kind(StrEnum):
    """What a span is."""

    PUBLIC = "public"
    SCHOOL = "school"
    RAMADAN = "ramadan"
    FEAST = "feast"
    STUDY = "study"


class Effect(StrEnum):
    """What a span does: nobody is called, or others come first."""

    CLOSED = "closed"
    LATER = "later"


#: For how many months at a time a kind is looked for, and from which month on: school holidays by half school years,
#: so that the autumn of a year does not stand for its spring. A study's own days are never missing.
PERIODS = {Kind.PUBLIC: (1, 12), Kind.SCHOOL: (2, 6), Kind.RAMADAN: (1, 12), Kind.FEAST: (1, 12)}


@dataclass(frozen=True)
class Span:
    """Days, or the same hours of days, on which we do not call or rather not; where that was read."""

    kind: str
    effect: str
    name: str
    starts_on: date
    ends_on: date
    from_time: time | None = None
    to_time: time | None = None
    site_id: int | None = None
    source: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """Two spans with this in common say the same thing, whatever they are called."""
        return self.kind, self.starts_on, self.ends_on, self.from_time, self.to_time, self.site_id

    def touches(self, start: date, end: date) -> bool:
        """Whether some of its days lie between these two."""
        return self.starts_on <= end and self.ends_on >= start

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1))

    def quiet(self) -> Quiet:
        """What it does to each of its days."""
        return Quiet(self.name, self.from_time or time.min, self.to_time or time.max, self.effect == Effect.LATER)


def calendar(spans: Iterable[Span], weekday: Hours, saturday: Hours) -> Calendar:
    """The calendar of a desk with these hours; days of one school are kept apart."""
    everywhere: dict[date, tuple[Quiet, ...]] = {}
    own: dict[int, dict[date, tuple[Quiet, ...]]] = {}
    for span in spans:
        there = everywhere if span.site_id is None else own.setdefault(span.site_id, {})
        quiet = span.quiet()
        for day in span.days():
            there[day] = (*there.get(day, ()), quiet)
    return Calendar(everywhere, weekday, saturday, own)


@dataclass(frozen=True)
class Gap:
    """A period for which nobody entered one kind of days yet."""

    kind: Kind
    starts_on: date
    ends_on: date

    def filled_by(self, span: Span) -> bool:
        """Whether a span is what is missing here; days of one school say nothing about the others."""
        return span.kind == self.kind and span.site_id is None and self.starts_on <= span.starts_on <= self.ends_on


def gaps(spans: Iterable[Span], today: date, needed_until: date | None = None) -> tuple[Gap, ...]:
    """What is missing for the six months to come, or for as long as parents wait to be called."""
    last = max(add_months(today, AHEAD), needed_until or today)
    held = tuple(spans)
    wanted = (gap for kind, every in PERIODS.items() for gap in _periods(kind, *every, today, last))
    return tuple(gap for gap in wanted if not any(gap.filled_by(span) for span in held))


def _periods(kind: Kind, first: int, months: int, today: date, last: date) -> Iterator[Gap]:
    start = date(today.year - 1, first, 1)
    while start <= last:
        after = add_months(start, months)
        if after > today:
            yield Gap(kind, start, after - timedelta(days=1))
        start = after
