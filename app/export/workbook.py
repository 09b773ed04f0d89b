"""A workbook that nothing in it can run: every text is written as a text, and stays one when it is edited.

A text that a spreadsheet would run gets Excel's own mark for texts (the one a typed apostrophe sets), so that the value
is unchanged and still harmless after somebody has pressed F2 and Enter in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from app.export.model import Cell

DANGEROUS = tuple("=+-@＝＋－＠\t\r\n|%")
LONGEST = 32_767  # letters in a cell, counted as Excel does: in units of UTF-16
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}


class Book:
    """An open workbook and the few looks that its cells have."""

    def __init__(self, path: Path) -> None:
        self.file = xlsxwriter.Workbook(path, SAFE)
        wrapped = {"text_wrap": True, "valign": "top"}
        self.plain = self.file.add_format({"valign": "top"})
        self.wrapped = self.file.add_format(wrapped)
        self.guarded = self.file.add_format({**wrapped, "quote_prefix": True})
        self.head = self.file.add_format({**wrapped, "bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        self.cut = 0

    def sheet(self, name: str, header: Sequence[str], widths: Sequence[int], *, fixed: int = 1) -> Any:
        """A sheet whose first row stays in sight, as do its first columns."""
        sheet = self.file.add_worksheet(name)
        for turn, width in enumerate(widths):
            sheet.set_column(turn, turn, width)
        sheet.freeze_panes(1, fixed)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for turn, text in enumerate(header):
            sheet.write_string(0, turn, text, self.head)
        return sheet

    def fill(self, sheet: Any, rows: Iterable[Sequence[Cell]]) -> int:
        """Write rows below the header; return how many."""
        number = 0
        for number, row in enumerate(rows, 1):
            for turn, cell in enumerate(row):
                self._write(sheet, number, turn, cell)
        return number

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, column, self._held(cell), self._look(cell))
        elif cell is not None:
            sheet.write_number(row, column, cell, self.plain)

    def _held(self, text: str) -> str:
        size = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if size <= LONGEST:
            return text
        self.cut += 1
        return text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"

    def _look(self, text: str) -> Any:
        return self.guarded if text.lstrip().startswith(DANGEROUS) or text.startswith(DANGEROUS) else self.wrapped


@contextmanager
def book(path: Path, title: str, made_at: datetime) -> Iterator[Book]:
    """A workbook that is written row by row; its only clock is that of the snapshot."""
    made = Book(path)
    made.file.set_properties({"title": title[:255], "created": made_at.replace(microsecond=0, tzinfo=None)})
    yield made
    made.file.close()
