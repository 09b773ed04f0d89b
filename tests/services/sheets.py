"""The export as a researcher gets it: a file that is read back."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

from app.clock import Clock
from app.db import Database
from app.export.csv import CODEBOOK, Sheet, harmless_rows
from app.export.csv import codebook as entries_of
from app.export.wanted import Wanted
from app.services import export_dataset, instruments, waves
from app.services.codebook import variables

Rows = list[dict[str, str]]
FIRST = "nl"  # the questionnaires were written in it


def table(session: Session) -> Sheet:
    """One row per finished interview, as the lead's file for a spreadsheet has it."""
    held = export_dataset.dataset(session, Wanted(language=FIRST), now=Clock().now())
    return Sheet([one.name for one in held.variables], harmless_rows(held.rows()))


def book(session: Session) -> Sheet:
    """What every column and every code in it means."""
    columns = variables(export_dataset.in_order(session, instruments.by_row(session)), waves.further(session))
    return Sheet(list(CODEBOOK), iter(entries_of(columns, FIRST)))


def read(file: str) -> Rows:
    """Every row by the names in the header, read the way a statistics package does."""
    assert file.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"), newline=""), strict=True))


def data(session: Session) -> Rows:
    return read(table(session).csv())


def codebook(session: Session) -> dict[str, Rows]:
    """The entries of every variable, in the order of the file."""
    entries: dict[str, Rows] = defaultdict(list)
    for row in read(book(session).csv()):
        entries[row["variable"]].append(row)
    return dict(entries)


def files(database: Database) -> tuple[str, str]:
    with database.reading() as session:
        return table(session).csv(), book(session).csv()


def unexplained(rows: Rows, book: dict[str, Rows]) -> set[tuple[str, str]]:
    """Values in the file whose variable lists its values, and not this one."""
    lists = {name: {entry["value"] for entry in entries} - {""} for name, entries in book.items()}
    return {
        (name, cell) for row in rows for name, cell in row.items() if _listed(book[name]) and cell not in lists[name]
    }


def _listed(entries: Iterable[dict[str, str]]) -> bool:
    return all(entry["type"] == "category" for entry in entries)
