"""The export as a researcher gets it: a file that is read back."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

from app.db import Database
from app.services import export

Rows = list[dict[str, str]]


def text(sheet: export.Sheet) -> str:
    return "".join(sheet.csv())


def read(file: str) -> Rows:
    """Every row by the names in the header, read the way a statistics package does."""
    assert file.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"), newline=""), strict=True))


def data(session: Session) -> Rows:
    return read(text(export.data(session)))


def codebook(session: Session) -> dict[str, Rows]:
    """The entries of every variable, in the order of the file."""
    entries: dict[str, Rows] = defaultdict(list)
    for row in read(text(export.codebook(session))):
        entries[row["variable"]].append(row)
    return dict(entries)


def files(database: Database) -> tuple[str, str]:
    with database.reading() as session:
        return text(export.data(session)), text(export.codebook(session))


def unexplained(rows: Rows, book: dict[str, Rows]) -> set[tuple[str, str]]:
    """Values in the file whose variable lists its values, and not this one."""
    lists = {name: {entry["value"] for entry in entries} - {""} for name, entries in book.items()}
    return {
        (name, cell) for row in rows for name, cell in row.items() if _listed(book[name]) and cell not in lists[name]
    }


def _listed(entries: Iterable[dict[str, str]]) -> bool:
    return all(entry["type"] == "category" for entry in entries)
