"""A file as rows of a plan: every problem of every sheet at once, each with its row."""

from app.errors import N_
from app.instrument.problems import say
from app.instrument.xlsform import package
from app.plan import commas, values, workbook
from app.plan.rows import Cell, Grid, Plan, Problem, Row, plain
from app.plan.sheets import SHEETS, Column, Sheet

EMPTY = N_("There is no row in this file. Fill in the template, and choose it again.")
NO_COLUMN = N_("The column “%(name)s” is missing. Take the template: its first row names all columns.")
STRANGE = N_("The column “%(name)s” does not belong to this sheet. Take it out, or give it the name of the template.")
TWICE = N_("The column “%(name)s” is there twice. Take one out.")
BESIDE = N_("Something stands in this row beside the columns. Give its column a heading, or clear it.")
UNREAD = ""  # something stands there, and it is among the problems
NEEDED = N_("“%(name)s” is empty. Fill it in.")


def read(content: bytes) -> Plan:
    """What a file says; whatever is wrong with it is among its problems."""
    try:
        grids, problems = _grids(content)
    except (package.Unreadable, commas.NoPlan) as refusal:
        return Plan(problems=[Problem(refusal.sentence)])
    plan = Plan(problems=problems)
    for grid in sorted(grids, key=lambda one: list(SHEETS).index(one.sheet)):
        _take(grid, plan)
    if not plan.rows and not plan.problems:
        plan.problems.append(Problem(say(EMPTY)))
    return plan


def _grids(content: bytes) -> tuple[list[Grid], list[Problem]]:
    if not content.strip():
        return [], []
    if content.startswith(b"PK") and b"xl/" not in content and b".csv" in content.lower():
        return commas.read_zip(content)
    if content.startswith((b"PK", b"%PDF", package.OLE)):
        return workbook.read(content)
    return commas.read(content)


def _take(grid: Grid, plan: Plan) -> None:
    sheet, rows = SHEETS[grid.sheet], [row for row in grid.rows if not _is_remark(row[1])]
    if not rows:
        return
    (number, head), *rest = rows
    at, problems = _headings(sheet, number, head)
    plan.problems += problems
    if any(sheet.column(key) not in at.values() for key in sheet.same if key != "number"):
        return  # of no row could be said which it is
    for number, cells in rest:
        row, told = _row(sheet, at, number, cells)
        plan.problems += told
        if row.said:
            plan.rows.append(row)


def _is_remark(cells: list[Cell]) -> bool:
    return bool(cells) and isinstance(cells[0], str) and cells[0].lstrip().startswith("#")


def _headings(sheet: Sheet, number: int, head: list[Cell]) -> tuple[dict[int, Column | None], list[Problem]]:
    """What stands in each column; None: in one that is not ours."""
    at: dict[int, Column | None] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(head):
        text = plain(cell).strip()
        if not text:
            continue
        wanted = "_".join(text.casefold().split())
        column = next((one for one in sheet.columns if wanted in (one.key, one.nl)), None)
        if column is None or column in at.values():
            sentence = say(STRANGE if column is None else TWICE, name=text[:40])
            problems.append(Problem(sentence, sheet.key, number, text[:40]))
            column = None
        at[place] = column
    lost = [key for key in sheet.same if key != "number" and sheet.column(key) not in at.values()]
    return at, problems + [Problem(say(NO_COLUMN, name=key), sheet.key, number, key) for key in lost]


def _row(sheet: Sheet, at: dict[int, Column | None], number: int, cells: list[Cell]) -> tuple[Row, list[Problem]]:
    said: dict[str, object] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        if cell == "":
            continue
        if place not in at:
            problems.append(Problem(say(BESIDE), sheet.key, number))
        if (column := at.get(place)) is None:
            continue
        try:
            value = values.read(cell, column)
        except values.Unreadable as refusal:
            problems.append(Problem(refusal.sentence, sheet.key, number, column.key))
            value = UNREAD
        if value is not None:
            said[column.key] = value
    return Row(sheet.key, number, said), problems


def missing(row: Row) -> list[Problem]:
    """What a row that is new does not say."""
    sheet = SHEETS[row.sheet]
    return [
        Problem(say(NEEDED, name=one.key), row.sheet, row.number, one.key)
        for one in sheet.columns
        if one.needed and row[one.key] is None
    ]


def value(column: Column, text: str) -> object:
    """The value of a cell that was read before.

    Raises:
        ValueError: It cannot be.
    """
    try:
        return values.read(text, column)
    except values.Unreadable as refusal:
        raise ValueError(refusal.sentence) from refusal
