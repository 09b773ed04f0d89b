"""Workbooks as researchers make them, written with openpyxl."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
YES_NO: Rows = [["list_name", "name", "label"], ["yn", 1, "ja"], ["yn", 0, "nee"]]
SETTINGS: Rows = [["form_title", "form_id", "default_language"], ["Ouders", "ouders", "Dutch (nl)"]]


def made(**sheets: Rows) -> bytes:
    """A workbook with these sheets, each a list of rows; `choices` and `settings` are added when not given."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in ({"choices": YES_NO, "settings": SETTINGS} | sheets).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def survey(*rows: Sequence[Any], columns: str = "type name label") -> Rows:
    """The sheet `survey`: its columns and its rows."""
    return [columns.split(), *rows]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same ZIP file with parts added or replaced; `xl__vbaProject_bin` is xl/vbaProject.bin."""
    held = BytesIO()
    named = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in named:
                new.writestr(part, old.read(part))
        for name, text in named.items():
            new.writestr(name, text)
    return held.getvalue()
