"""Sheets as rows of text: what each cell says under which heading, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.instrument.xlsform.package import MOST_COLUMNS, MOST_ROWS, Package

TOO_LONG = N_("The sheet has more than %(most)s rows. A questionnaire of that size cannot be held; split it.")
ERROR = N_("The cell shows the error %(text)s. Type the text itself.")
A_DATE = N_(
    "The cell holds a date. Excel often makes one of something else; format the cell as text and type it again."
)
UNCALCULATED = N_("The cell holds a formula without a result: %(text)s. Replace it by its result (paste as values).")
CALCULATED = N_("The cell holds a formula; what it showed when the file was saved is taken: “%(text)s”.")
MERGED = N_("The cells %(range)s are merged, so only the first holds a text. Unmerge them and fill in each cell.")
TWICE = N_("There are two columns `%(heading)s`. Take one out.")


class Cell(NamedTuple):
    """Where something stands; row and column may be unknown, when a sheet or a column is missing."""

    sheet: str = ""
    row: int | None = None
    column: str = ""


class Told(NamedTuple):
    """One sentence about one place."""

    cell: Cell
    sentence: Sentence


@dataclass
class Line:
    """One row of a sheet: texts by the number of their column."""

    number: int
    texts: dict[int, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """One sheet as text, and what was strange about its cells."""

    name: str
    headings: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    strange: dict[tuple[int, int], tuple[bool, Sentence]] = field(default_factory=dict)  # (row, column): stops?, why
    merged: list[str] = field(default_factory=list)
    is_cut: bool = False

    def cell(self, row: int | None, column: int | None = None) -> Cell:
        """A place in this sheet."""
        return Cell(self.name, row, get_column_letter(column) if column else "")

    def told(self, columns: set[int]) -> Iterator[tuple[bool, Told]]:
        """What is strange in the columns that are used, and whether it stands in the way."""
        if self.is_cut:
            yield True, Told(self.cell(MOST_ROWS), say(TOO_LONG, most=MOST_ROWS))
        for (row, column), (stops, sentence) in self.strange.items():
            if column in columns:
                yield stops, Told(self.cell(row, column), sentence)
        for merged in self.merged:
            first, row, last = (bound or 1 for bound in range_boundaries(merged)[:3])
            if columns & set(range(first, last + 1)):
                yield True, Told(self.cell(row, first), say(MERGED, range=merged))


def sheet(package: Package, name: str) -> Sheet:
    """A sheet of a workbook; its first row holds the headings."""
    held = Sheet(name, merged=package.merged(name))
    formulas: list[tuple[int, int]] = []
    for number, cells in enumerate(package.rows(name), 1):
        if number > MOST_ROWS:
            held.is_cut = True
            break
        line = Line(number)
        for at, cell in enumerate(cells[:MOST_COLUMNS], 1):
            if cell.value is None:
                continue
            if cell.data_type == "f":
                formulas.append((number, at))
            line.texts[at] = _text(held, cell, number, at)
        _keep(held, line)
    if formulas:
        _calculate(held, package, set(formulas))
    return held


def _keep(held: Sheet, line: Line) -> None:
    line.texts = {at: text for at, text in line.texts.items() if text.strip()}
    if line.number == 1:
        held.headings = line.texts
    elif line.texts:
        held.lines.append(line)


def _text(held: Sheet, cell: Any, row: int, column: int) -> str:
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        held.strange[row, column] = (True, say(A_DATE))
        return value.isoformat()
    if cell.data_type == "e":
        held.strange[row, column] = (True, say(ERROR, text=value))
    return str(getattr(value, "text", value))


def _calculate(held: Sheet, package: Package, formulas: set[tuple[int, int]]) -> None:
    """Put what formulas showed in their place."""
    last = max(row for row, _ in formulas)
    lines = {line.number: line for line in held.lines}
    for number, cells in enumerate(package.rows(held.name, values=True), 1):
        for at, cell in enumerate(cells, 1):
            if (number, at) in formulas:
                texts = held.headings if number == 1 else lines[number].texts
                _result(held, cell, texts, number, at)
        if number == last:
            break


def _result(held: Sheet, cell: Any, texts: dict[int, str], row: int, column: int) -> None:
    if cell.value is None:
        held.strange[row, column] = (True, say(UNCALCULATED, text=texts.get(column, "")))
        return
    texts[column] = _text(held, cell, row, column)
    held.strange.setdefault((row, column), (False, say(CALCULATED, text=texts[column])))
