"""What a week of the rota consists of, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app import i18n
from app.calling.rota import Hours
from app.calling.shifts import WEEK
from app.models import Person, Shift
from app.services.shift_forms import Typed

DAYS = 6  # Monday to Saturday
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """What one caller does on one day."""

    caller: Person
    shifts: Sequence[Shift]
    editable: bool  # by whoever looks, and it is still to come


@dataclass(frozen=True)
class Covered:
    """A part of a day: in which languages somebody calls, and in which that are needed nobody does."""

    part: str
    there: Sequence[str]
    nobody: Sequence[str]


@dataclass(frozen=True)
class Day:
    """A day of the week with its callers; `closed` and `later` name what is on it."""

    date: date
    is_closed: bool
    is_past: bool
    named: Sequence[str]
    cells: Sequence[Cell]
    covered: Sequence[Covered]
    promised: int


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour with who is there."""

    day: date
    part: str
    callers: Sequence[Hours]

    @property
    def languages(self) -> set[str]:
        """What can be spoken in it."""
        return {tag for one in self.callers for tag in one.languages}


@dataclass(frozen=True)
class Spoken:
    """A language in a week: how many hours it is spoken, and how many parents wait for it."""

    tag: str
    hours: float
    cases: int


@dataclass(frozen=True)
class Week:
    """Six days from a Monday on; `editable` are the callers whose hours whoever looks may enter."""

    monday: date
    today: date
    callers: Sequence[Person]
    days: Sequence[Day]
    spoken: Sequence[Spoken]
    editable: Sequence[Person]
    suggested: Typed
    tongues: Sequence[i18n.Language]  # those that can be chosen

    @property
    def number(self) -> int:
        """Its number in the year, as schools count (ISO 8601)."""
        return self.monday.isocalendar().week

    @property
    def before(self) -> date:
        """The Monday of the week before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """The Monday of the next week."""
        return self.monday + WEEK

    @property
    def saturday(self) -> date:
        """Its last day."""
        return self.monday + DAY * (DAYS - 1)

    @property
    def is_past(self) -> bool:
        """Whether nothing can be entered in it any more."""
        return self.saturday < self.today

    @property
    def is_empty(self) -> bool:
        """Whether nobody calls in this week."""
        return not any(cell.shifts for day in self.days for cell in day.cells)
