"""A plan out of CSV: one file in which a column `sheet` says where a row belongs, or a ZIP with a file per sheet."""

import csv
import io
import zipfile
from pathlib import PurePosixPath

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.plan.rows import Cell, Grid, Problem
from app.plan.sheets import SHEETS, named
from app.plan.workbook import MOST_ROWS, STRANGE, TOO_MANY, TWICE

MOST_TEXT = 2 * 1024 * 1024
WHERE = ("sheet", "blad")
NO_FILE = N_("This is no workbook and no CSV file. Take the template, fill it in, and choose it here.")
NO_SHEET = N_("A CSV file needs a column “sheet” that says where each row belongs. Or choose the workbook (.xlsx).")
TOO_LARGE = N_("This file is larger than any plan is. Nothing was taken from it.")


class NoPlan(Exception):
    """It cannot be read at all."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def read(content: bytes) -> tuple[list[Grid], list[Problem]]:
    """The rows of one CSV file, sorted by sheet; every other line with headings begins anew.

    Raises:
        NoPlan: It is no text, or it says of no row where it belongs.
    """
    lines = _lines(content)
    if not lines:
        return [], []
    head = [cell.strip().casefold() for cell in lines[0][1]]
    at = next((place for place, name in enumerate(head) if name in WHERE), None)
    if at is None:
        raise NoPlan(say(NO_SHEET))
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    headings = lines[0]
    for number, cells in lines[1:]:
        name = cells[at].strip() if at < len(cells) else ""
        if name.casefold() in WHERE:  # another sheet begins, with columns of its own
            headings = (number, cells)
            continue
        sheet = named(name)
        if sheet is None:
            problems.append(Problem(say(STRANGE, name=name[:40], names=", ".join(SHEETS)), row=number))
            continue
        grid = grids.setdefault(sheet.key, Grid(sheet.key, [(headings[0], _without(headings[1], at))]))
        grid.rows.append((number, _without(cells, at)))
    return list(grids.values()), problems


def read_zip(content: bytes) -> tuple[list[Grid], list[Problem]]:
    """The files of a ZIP, each called after its sheet: schools.csv.

    Raises:
        NoPlan: It is damaged, too large, or holds something that is no text.
    """
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if not files or sum(one.file_size for one in files) > MOST_TEXT:
                raise NoPlan(say(TOO_LARGE if files else NO_FILE))
            found = {PurePosixPath(one.filename).stem: archive.read(one) for one in files}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise NoPlan(say(NO_FILE)) from None
    for title, text in found.items():
        sheet = named(title)
        if sheet is None:
            problems.append(Problem(say(STRANGE, name=title[:40], names=", ".join(SHEETS)), title[:40]))
        elif sheet.key in grids:
            problems.append(Problem(say(TWICE, name=title[:40]), sheet.key))
        else:
            grids[sheet.key] = Grid(sheet.key, [(number, list(cells)) for number, cells in _lines(text)])
    return list(grids.values()), problems


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Every line in which something stands, with its number; one that begins with # is not read."""
    if b"\0" in content:
        raise NoPlan(say(NO_FILE))
    if len(content) > MOST_TEXT:
        raise NoPlan(say(TOO_LARGE))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # as Windows writes Western letters
    first = next((line for line in text.splitlines() if line.strip(" ,;\t") and not line.startswith("#")), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        numbered = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        raise NoPlan(say(NO_FILE)) from None
    lines = [
        (number, cells)
        for number, cells in numbered
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#")
    ]
    if len(lines) > MOST_ROWS:
        raise NoPlan(say(TOO_MANY, most=MOST_ROWS))
    return lines


def _without(cells: list[str], at: int) -> list[Cell]:
    return [cell for place, cell in enumerate(cells) if place != at]
