"""The closures that come with Aloud: computed by a package, or read and written down with where."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import holidays
import yaml
from holidays import OPTIONAL, PUBLIC, SCHOOL

import app.calling
from app.calling.spans import Effect, Kind, Span
from app.calling.sun import sunset
from app.clock import local

FILE = Path(app.calling.__file__).with_name("closures.yaml")
PACKAGE = f"holidays {version('holidays')}"
YEARLY = f"Feestdagen in Nederland, uit {PACKAGE}"
DECREE = f"Regeling vaststelling schoolvakanties 2025-2030 (Stcrt. 2024, 19237), regio midden, uit {PACKAGE}"
ADVICE = "; dit zijn adviesdata, scholen wijken soms af"
ADVISED = ("Herfstvakantie", "Voorjaarsvakantie")
DECREED = (date(2025, 8, 1), date(2030, 8, 31))  # what the package computes beyond is not laid down anywhere
LIBERATION = "In sommige cao's een vrije dag, elke vijf jaar voor iedereen"
FIVE_MINUTES = 5 * 60  # seconds


@lru_cache
def shipped(first: int, last: int) -> tuple[Span, ...]:
    """Everything that comes with Aloud and begins or goes on in these years."""
    start, end = date(first, 1, 1), date(last, 12, 31)
    found = (*_public(first, last), *_school(first, last), *_written_down())
    return tuple(sorted((span for span in found if span.touches(start, end)), key=lambda span: span.starts_on))


@lru_cache
def optional(year: int) -> tuple[Span, ...]:
    """Days of a year that the lead may close: Liberation Day where it is not a public holiday."""
    public = _holidays(year, year, PUBLIC)
    days = _holidays(year, year, OPTIONAL).items()
    return tuple(
        Span(Kind.PUBLIC, Effect.CLOSED, name, day, day, source=f"{LIBERATION}, uit {PACKAGE}")
        for day, name in days
        if day not in public
    )


def iftar(start: date, end: date, source: str = "") -> Iterator[Span]:
    """The hours around sunset from `start` to `end`, week by week, as the sun sets later or earlier."""
    held = _file()
    place, around = held["place"], held["iftar"]
    days = (end - start).days + 1
    weeks = max(1, round(days / 7))
    for week in range(weeks):
        first, last = start + timedelta(7 * week), end if week == weeks - 1 else start + timedelta(7 * week + 6)
        sets = [local(sunset(day, place["latitude"], place["longitude"])) for day in (first, last)]
        yield Span(
            Kind.RAMADAN,
            Effect.LATER,
            f"Ramadan: rond iftar, week {week + 1}",
            first,
            last,
            _rounded(min(one.time() for one in sets), -around["before"], up=False),
            _rounded(max(one.time() for one in sets), around["after"], up=True),
            source=source or held["ramadan"]["source"],
        )


def _public(first: int, last: int) -> Iterator[Span]:
    for day, name in _holidays(first, last, PUBLIC).items():
        yield Span(Kind.PUBLIC, Effect.CLOSED, name, day, day, source=YEARLY)


def _school(first: int, last: int) -> Iterator[Span]:
    """Days in a row with one name are one holiday; a year more on each side, as one lies over New Year."""
    days = sorted(_holidays(first - 1, last + 1, SCHOOL).items())
    for (name, _), held in groupby(enumerate(days), lambda one: (one[1][1], one[1][0].toordinal() - one[0])):
        row = [day for _, (day, _) in held]
        if DECREED[0] <= row[0] <= DECREED[1]:
            yield Span(
                Kind.SCHOOL,
                Effect.LATER,
                name,
                row[0],
                row[-1],
                source=DECREE + ADVICE if name in ADVISED else DECREE,
            )


def _written_down() -> Iterator[Span]:
    held = _file()
    for start, end in held["ramadan"]["spans"]:
        yield from iftar(start, end)
    for name, days in held["feasts"]["days"].items():
        for day in days:
            yield Span(Kind.FEAST, Effect.LATER, name, day, day, source=held["feasts"]["source"])
    for row in held["school"]:
        yield Span(Kind.SCHOOL, Effect.LATER, **row)


def _holidays(first: int, last: int, category: str) -> dict[date, str]:
    return dict(
        holidays.country_holidays(
            "NL", subdiv="Midden", years=range(first, last + 1), categories=(category,), language="nl"
        )
    )


@lru_cache
def _file() -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return held


def _rounded(hour: time, minutes: int, *, up: bool) -> time:
    """So many minutes later, to five minutes, away from sunset."""
    seconds = hour.hour * 3600 + hour.minute * 60 + hour.second + minutes * 60
    rounded = -(-seconds // FIVE_MINUTES) if up else seconds // FIVE_MINUTES
    hours, left = divmod(rounded * FIVE_MINUTES, 3600)
    return time(hours, left // 60)
