"""Times to choose from: the quarters in which somebody calls, as days, parts of days and hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Protocol

from app.calling.days import day_part
from app.calling.events import Promise
from app.clock import local
from app.errors import N_, FieldworkError

FIRM = timedelta(minutes=30)  # so long somebody tries to keep an hour that was promised


class Quarter(Protocol):
    """A quarter of an hour with the callers who are there, and how many of them are promised away."""

    @property
    def at(self) -> datetime:
        """When it begins."""

    @property
    def until(self) -> datetime:
        """When it ends."""

    @property
    def callers(self) -> int:
        """How many are there who speak the language."""

    @property
    def promised(self) -> int:
        """How many of them keep a promise then."""


@dataclass(frozen=True)
class Time:
    """A time to call at."""

    at: datetime
    is_full: bool

    @property
    def key(self) -> str:
        """What the form sends: the moment in UTC, which the clocks of no school can make ambiguous."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@dataclass(frozen=True)
class Part:
    """A part of a day in which somebody calls: promised as a whole, or one of its times."""

    name: str  # of DAY_PARTS
    on: date
    times: tuple[Time, ...]
    until: datetime

    @property
    def at(self) -> datetime:
        """Its first staffed quarter."""
        return self.times[0].at

    @property
    def key(self) -> str:
        """What the form sends."""
        return f"{self.on.isoformat()}/{self.name}"

    @property
    def hours(self) -> tuple[tuple[Time, ...], ...]:
        """The times, an hour a row."""
        rows = groupby(self.times, key=lambda one: local(one.at).hour)
        return tuple(tuple(row) for _, row in rows)


@dataclass(frozen=True)
class Day:
    """A day on which somebody calls."""

    on: date
    parts: tuple[Part, ...]


def days(quarters: Iterable[Quarter]) -> tuple[Day, ...]:
    """The staffed quarters as days and parts of days, in their order."""
    staffed = [(one, part) for one in quarters if (part := day_part(one.at)) is not None]
    found: dict[date, list[Part]] = {}
    for (on, part), some in groupby(staffed, key=lambda pair: (local(pair[0].at).date(), pair[1])):
        inside = [one for one, _ in some]
        times = tuple(Time(one.at, is_full=one.promised >= one.callers) for one in inside)
        found.setdefault(on, []).append(Part(part, on, times, inside[-1].until))
    return tuple(Day(on, tuple(parts)) for on, parts in found.items())


class NotStaffed(FieldworkError):
    """A time at which nobody could keep the promise."""

    status = 409
    sentence = N_("Nobody calls in this language at that time. Choose one of the times below.")


class TimeTaken(FieldworkError):
    """Meanwhile the time was promised to another parent."""

    status = 409
    sentence = N_("That time was given to another parent meanwhile. Choose one beside it.")


def promise(offered: Iterable[Day], key: str) -> Promise:
    """What choosing `key` promises: the hour itself, or the staffed part of the day.

    Raises:
        NotStaffed: Nobody calls then, or not any more.
        TimeTaken: Every caller is promised away at that time.
    """
    for part in (part for day in offered for part in day.parts):
        if key == part.key:
            return Promise(part.at, part.until, firm=False)
        for one in part.times:
            if key == one.key:
                if one.is_full:
                    raise TimeTaken
                return Promise(one.at, one.at + FIRM)
    raise NotStaffed
