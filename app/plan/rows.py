"""A plan as rows: what stands in which cell of which row, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from app.instrument.problems import Sentence

#: What a cell can hold when it is taken out of a file: text, or what a spreadsheet knows to be a day or a time.
Cell = str | date | time | Sentence


@dataclass(frozen=True)
class Grid:
    """A sheet as it was found: its rows by number, as a spreadsheet counts them."""

    sheet: str  # our key
    rows: list[tuple[int, list[Cell]]]


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands, and what to do."""

    sentence: Sentence
    sheet: str = ""
    row: int = 0  # 0: it is about the sheet
    column: str = ""  # our key, or a heading


@dataclass(frozen=True)
class Row:
    """One row: only the cells in which something stands."""

    sheet: str
    number: int  # as a spreadsheet counts; 0: it is not from a file
    said: Mapping[str, Any]
    id: int = 0  # of what we hold

    def says(self, *keys: str) -> tuple[str, ...]:
        """What stands in these cells, without regard to capitals: what makes two rows the same."""
        return tuple(str(self.said.get(key, "")).casefold() for key in keys)

    def __getitem__(self, key: str) -> Any:
        """What stands in a cell; None: nothing."""
        return self.said.get(key)


@dataclass
class Plan:
    """What a file says, and what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, sheet: str) -> list[Row]:
        """The rows of one sheet."""
        return [row for row in self.rows if row.sheet == sheet]


def plain(value: Any) -> str:
    """A value as it is written in a cell, and as people read it: the same in every language."""
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (list, tuple)):
        return ", ".join(value)
    return str(value)
