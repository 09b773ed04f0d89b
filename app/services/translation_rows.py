"""What a file of translations holds, whatever its format: for which desk it was made, and a row per text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import N_, FieldworkError
from app.instrument.problems import Sentence
from app.services.desk_texts import Sheet
from app.services.desk_writing import cleaned

MOST_BYTES = 2 * 1024 * 1024  # of a file; 200 texts with their sources are 0.05 MB
MOST_ROWS = 4000


class Format(StrEnum):
    """What translators work with."""

    XLSX = "xlsx"  # Excel, LibreOffice
    PO = "po"  # gettext, and the programs that translators use for it


class FileRefused(FieldworkError):
    """A file that cannot be read at all; nothing was taken from it."""

    status = 422
    sentence = N_("This file cannot be read. Nothing was taken from it.")


@dataclass(frozen=True)
class Row:
    """One text of a file, as it stands there."""

    number: int  # the row of the workbook, the line of the PO file
    key: str
    source: str
    text: str
    back: str | None = None  # None: the format holds none
    fault: Sentence | None = None  # why it cannot be taken, where that shows in the file itself


@dataclass(frozen=True)
class Told:
    """A file: what it says of itself, and its rows."""

    instrument: str
    language: str
    rows: Sequence[Row] = field(default_factory=tuple)


def rows_of(sheet: Sheet) -> list[Row]:
    """What the desk holds, as a file holds it."""
    return [
        Row(number, text.key, cleaned(text.source), cleaned(text.text), text.back)
        for number, text in enumerate(sheet.texts, 2)
    ]
