"""The data file and its codebook as two tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.clock import Clock
from app.export.csv import BOM, CODEBOOK, harmless_rows
from app.export.csv import codebook as entries
from app.export.model import Cell
from app.export.wanted import Wanted
from app.services import export_dataset, instruments, waves
from app.services.codebook import variables

FIRST = "nl"  # the questionnaires were written in it


@dataclass(frozen=True)
class Sheet:
    """A table on its way out: a header and its rows."""

    header: list[str]
    rows: Iterator[Sequence[Cell]]

    def csv(self) -> Iterator[str]:
        """The table as CSV, line by line; the same data give the same bytes."""
        yield BOM + _line(list(self.header))
        for row in self.rows:
            yield _line(row)


def data(session: Session) -> Sheet:
    """One row per finished interview, ordered by respondent and wave."""
    held = export_dataset.dataset(session, Wanted(language=FIRST), now=Clock().now())
    return Sheet([one.name for one in held.variables], harmless_rows(held.rows()))


def codebook(session: Session) -> Sheet:
    """What every column and every code in it means; one row per variable and value."""
    used = export_dataset.in_order(session, instruments.by_row(session))
    columns = variables(used, waves.further(session))
    return Sheet(list(CODEBOOK), ([*row] for row in entries(columns, FIRST)))


def _line(cells: Sequence[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
