"""A file that somebody sent, opened with care: it may be no workbook, a broken one, or one that was made to harm.

Nothing is unpacked before its size is known: the sizes that a ZIP file states bound what is read of it.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from app.errors import N_
from app.instrument.problems import Sentence, say

MOST_BYTES = 8 * 1024 * 1024  # of the file; 200 items in 20 languages are 0.4 MB
MOST_TEXT = 24 * 1024 * 1024  # of XML once unpacked; those 200 items are 4 MB
MOST_UNPACKED = 64 * 1024 * 1024  # pictures and all
MOST_PARTS = 2000
MOST_ROWS, MOST_COLUMNS = 5000, 400

EMPTY = N_("This file is empty.")
PDF = N_("This is a PDF, not a workbook. Open the workbook itself and save it as .xlsx.")
NOT_A_WORKBOOK = N_("This is not a workbook. Save it in Excel or LibreOffice as .xlsx and choose that file.")
OLD = N_("This is a workbook of the old kind (.xls). Open it and save it as .xlsx.")
OTHER_OFFICE = N_("This is a document of another kind, not an .xlsx workbook. Save it as .xlsx.")
LOCKED = N_("This workbook is locked with a password. Take the password off and save it again.")
MACROS = N_("This workbook holds macros, which are never run here. Save it as .xlsx without macros.")
TOO_LARGE = N_("This workbook is too large: %(size)s MB once unpacked, and %(most)s MB is the most.")
TOO_MANY = N_("This workbook has too many parts to be a questionnaire. Copy the three sheets into a new one.")
DAMAGED = N_("This workbook is damaged and cannot be read. Open it, save it again as .xlsx and choose that file.")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError, EOFError, RuntimeError)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


class Unreadable(Exception):
    """It cannot be opened as a workbook; the sentence says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Package:
    """An opened workbook: its sheets with their cells, and which of them are merged."""

    def __init__(self, content: bytes) -> None:
        self.archive = opened(content)
        self.content = content
        self.formulas = _loaded(content, values=False)
        self._values: Any = None

    def names(self) -> list[str]:
        """The names of its sheets, in order."""
        return [sheet.title for sheet in self.formulas.worksheets]

    def rows(self, name: str, *, values: bool = False) -> list[Any]:
        """The cells of a sheet, row by row; as typed, or with the values that formulas had when it was saved."""
        if values and self._values is None:
            self._values = _loaded(self.content, values=True)
        sheet = (self._values if values else self.formulas)[name]
        sheet.reset_dimensions()
        with _careful():
            return list(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))

    def merged(self, name: str) -> list[str]:
        """The ranges of a sheet that are one cell to the eye."""
        path = str(getattr(self.formulas[name], "_worksheet_path", "")).lstrip("/")
        with _careful():
            return [found.decode() for found in MERGED.findall(self.archive.read(path))]


def opened(content: bytes) -> zipfile.ZipFile:
    """The ZIP file that a workbook is, once it is sure to be a harmless one.

    Raises:
        Unreadable: It is something else, or too much.
    """
    if (sentence := _foreign(content)) is not None:
        raise Unreadable(sentence)
    with _careful():
        archive = zipfile.ZipFile(BytesIO(content))
    if (sentence := _unfit(archive)) is not None:
        raise Unreadable(sentence)
    return archive


def _foreign(content: bytes) -> Sentence | None:
    if not content:
        return say(EMPTY)
    if len(content) > MOST_BYTES:
        return _too_large(len(content), MOST_BYTES)
    if content.startswith(b"%PDF"):
        return say(PDF)
    if content.startswith(OLE):
        return say(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    return None if content.startswith(b"PK") else say(NOT_A_WORKBOOK)


def _unfit(archive: zipfile.ZipFile) -> Sentence | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        return say(TOO_MANY)
    if any(part.flag_bits & 1 for part in parts):
        return say(LOCKED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return say(MACROS)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return say(OTHER_OFFICE if {"mimetype", "word/document.xml"} & names else NOT_A_WORKBOOK)
    text = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    if text > MOST_TEXT:
        return _too_large(text, MOST_TEXT)
    return _too_large(whole, MOST_UNPACKED) if whole > MOST_UNPACKED else None


def _too_large(size: int, most: int) -> Sentence:
    return say(TOO_LARGE, size=round(size / 1024**2), most=most // 1024**2)


def _loaded(content: bytes, *, values: bool) -> Any:
    with _careful():
        return load_workbook(BytesIO(content), read_only=True, data_only=values, keep_links=False)


@contextmanager
def _careful() -> Iterator[None]:
    """Whatever is wrong inside the file is one sentence, and what the library warns about does not matter here."""
    try:
        with warnings.catch_warnings():  # colours, print areas, lists of a cell
            warnings.simplefilter("ignore")
            yield
    except (*BROKEN, zipfile.BadZipFile) as problem:
        raise Unreadable(say(DAMAGED)) from problem
