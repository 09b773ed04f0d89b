"""A plan out of a workbook: its sheets as grids, and what is strange about their cells."""

from datetime import date, datetime, time
from typing import Any

from openpyxl.utils import range_boundaries

from app.errors import N_
from app.instrument.problems import say
from app.instrument.xlsform.package import Package
from app.plan.rows import Cell, Grid, Problem
from app.plan.sheets import SHEETS, named
from app.plan.values import FORMULA

MOST_ROWS = 3000
BROKEN = N_("The cell shows the error %(text)s. Write the value itself.")
MERGED = N_("The cells %(range)s are merged, so only the first holds something. Unmerge them and fill in each cell.")
TOO_MANY = N_("This sheet has more than %(most)s rows. Take out what does not belong to it.")
STRANGE = N_("The sheet “%(name)s” does not belong to the plan. Take it out, or give it one of these names: %(names)s.")
TWICE = N_("The sheet “%(name)s” is there twice. Take one out.")
#: Sheets that explain; nothing is read from them.
ASIDE = {"uitleg", "explanation"}


def read(content: bytes) -> tuple[list[Grid], list[Problem]]:
    """The sheets of a workbook.

    Raises:
        xlsform.package.Unreadable: It cannot be opened as one.
    """
    package = Package(content)
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    for title in package.names():
        if title.casefold().strip() in ASIDE:
            continue
        sheet = named(title)
        if sheet is None:
            rows = package.rows(title)
            if any(cell.value is not None for row in rows for cell in row):
                problems.append(Problem(say(STRANGE, name=title[:40], names=", ".join(SHEETS)), title[:40]))
        elif sheet.key in grids:
            problems.append(Problem(say(TWICE, name=title), sheet.key))
        else:
            grids[sheet.key], told = _grid(package, title, sheet.key)
            problems += told
    return list(grids.values()), problems


def _grid(package: Package, title: str, key: str) -> tuple[Grid, list[Problem]]:
    found = package.rows(title)
    problems = [
        Problem(say(MERGED, range=merged), key, range_boundaries(merged)[1] or 1) for merged in package.merged(title)
    ]
    if len(found) > MOST_ROWS + 1:
        problems.append(Problem(say(TOO_MANY, most=MOST_ROWS), key))
    rows = [(number, [_cell(cell) for cell in cells]) for number, cells in enumerate(found[: MOST_ROWS + 1], 1)]
    return Grid(key, [(number, cells) for number, cells in rows if any(cell != "" for cell in cells)]), problems


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return say(FORMULA)
    if cell.data_type == "e":
        return say(BROKEN, text=value)
    return _value(value)


def _value(value: Any) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    return value if isinstance(value, date) else str(getattr(value, "text", value))
