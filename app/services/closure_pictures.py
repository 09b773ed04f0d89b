"""The calendar as a picture: months with their days, and what lies in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calling.days import add_months
from app.calling.spans import Effect
from app.models import Closure

AT_ONCE = 6  # months
#: What a day looks like, the strongest first.
MARKS = ("closed", "part", "later", "hours", "own")
SUNDAY = 6


@dataclass(frozen=True)
class Day:
    """A day of the picture."""

    on: date
    mark: str  # closed, part (closed for hours), later, hours (later for hours), own (of one school), sunday, or empty
    names: tuple[str, ...]
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month: its weeks from Monday on, with None beside the first and last day."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


def months(rows: Sequence[Closure], first: date, *, today: date) -> list[Month]:
    """Six months from this one on."""
    return [_month(rows, add_months(first.replace(day=1), n), today) for n in range(AT_ONCE)]


def _month(rows: Sequence[Closure], first: date, today: date) -> Month:
    last = add_months(first, 1) - timedelta(days=1)
    here = [row for row in rows if row.starts_on <= last and row.ends_on >= first]
    days = [_day(first + timedelta(days=n), here, today) for n in range(last.day)]
    cells = [*[None] * first.weekday(), *days, *[None] * (-(first.weekday() + last.day) % 7)]
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    return Month(first, weeks)


def _day(day: date, rows: Sequence[Closure], today: date) -> Day:
    here = [row for row in rows if row.starts_on <= day <= row.ends_on]
    marks = sorted((_mark(row) for row in here), key=MARKS.index)
    strongest = next((mark for mark in marks if mark == "closed"), None)
    mark = strongest or ("sunday" if day.weekday() == SUNDAY else marks[0] if marks else "")
    return Day(day, mark, tuple(row.name for row in here), day == today)


def _mark(row: Closure) -> str:
    if row.site_id is not None:
        return "own"
    if row.effect == Effect.CLOSED:
        return "part" if row.from_time else "closed"
    return "hours" if row.from_time else "later"
