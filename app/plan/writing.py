"""A plan as a workbook: a sheet for each part, headings that explain themselves, and lists to choose from."""

from collections.abc import Sequence
from datetime import date, time
from io import BytesIO
from typing import Any

import xlsxwriter

from app.plan.rows import Row, plain
from app.plan.sheets import EVERYWHERE, SHEETS, Column, Holds, Sheet

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
ASIDE = {"en": "explanation", "nl": "uitleg"}
LINES = {
    "en": (
        "The plan of a study. Fill in the sheets, save as .xlsx, and choose the file in Aloud: Study, Plan.",
        "You see what would change before anything is kept. Everything is taken, or nothing.",
        "An empty cell leaves what is there. A row that you leave out takes nothing away.",
        "A line that begins with # is not read. Nothing of this sheet is read.",
    ),
    "nl": (
        "Het plan van een onderzoek. Vul de bladen in, bewaar als .xlsx en kies het in Aloud: Onderzoek, Plan.",
        "Je ziet wat er zou veranderen voordat er iets wordt bewaard. Alles wordt overgenomen, of niets.",
        "Een lege cel laat staan wat er is. Een rij die je weglaat, haalt niets weg.",
        "Een regel die met # begint, wordt niet gelezen. Dit blad wordt niet gelezen.",
    ),
}
HEAD = {"en": ("sheet", "column", "needed", "what"), "nl": ("blad", "kolom", "nodig", "wat")}
MOST = 3000  # rows that get a list to choose from


def workbook(rows: Sequence[Row], *, language: str) -> bytes:
    """These rows as a workbook, in Dutch or else in English; without rows it is the empty template."""
    tongue = "nl" if language == "nl" else "en"
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F3ECE0", "bottom": 1})
        needed = book.add_format({"bold": True, "bg_color": "#F6DFC4", "bottom": 1})
        for sheet in SHEETS.values():
            page = book.add_worksheet(sheet.nl if tongue == "nl" else sheet.key)
            _head(page, sheet, tongue, bold, needed)
            for number, row in enumerate((row for row in rows if row.sheet == sheet.key), 1):
                for at, column in enumerate(sheet.columns):
                    _write(page, number, at, _cell(column, row[column.key], tongue))
        _explain(book.add_worksheet(ASIDE[tongue]), tongue, bold)
    return file.getvalue()


def example() -> list[Row]:
    """Two schools as they could be filled in; every name is invented."""
    said: dict[str, list[tuple[Any, ...]]] = {
        "study": [("Ouders in gesprek", 200)],
        "schools": [("N1", "Vmbo De Brug", "vmbo", "nl"), ("N2", "Mbo Het Plein", "mbo", "nl")],
        "classes": [("N1", "1A", "1"), ("N1", "1B", "1"), ("N2", "Z1", "mbo1")],
        "interventions": [
            ("start_talk", "Startgesprek", "talk", "no"),
            ("parent_evening", "Ouderavond", "meeting", "yes"),
        ],
        "activities": [
            (None, "N1", "start_talk", date(2026, 11, 24), time(15), time(20), ("1A", "1B"), "intervention"),
            (None, "N2", "parent_evening", date(2026, 12, 1), time(19), time(21, 30), ("Z1",), "control"),
        ],
        "targets": [(EVERYWHERE, 15, 15, 5)],
        "people": [
            ("Samira", "student", ("nl", "ar"), ("N1", "N2")),
            ("Joost", "caller", ("nl", "tr"), ()),
        ],
    }
    return [
        Row(key, 0, {one.key: value for one, value in zip(SHEETS[key].columns, values, strict=False) if value})
        for key, lines in said.items()
        for values in lines
    ]


def _head(page: Any, sheet: Sheet, tongue: str, bold: Any, needed: Any) -> None:
    page.freeze_panes(1, 0)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.nl if tongue == "nl" else column.key, needed if column.needed else bold)
        page.write_comment(0, at, column.about[tongue == "nl"], {"x_scale": 1.4, "y_scale": 0.5})
        page.set_column(at, at, 34 if column.key in ("name", "classes", "people", "schools", "cancelled") else 16)
        if column.holds == Holds.WORD:
            words = [_word(column, word, tongue) for word in column.words]
            page.data_validation(1, at, MOST, at, {"validate": "list", "source": words})


def _explain(page: Any, tongue: str, bold: Any) -> None:
    page.set_column(0, 2, 18)
    page.set_column(3, 3, 70)
    for number, line in enumerate(LINES[tongue]):
        page.write_string(number, 0, line)
    first = len(LINES[tongue]) + 1
    for at, word in enumerate(HEAD[tongue]):
        page.write_string(first, at, word, bold)
    places = [(sheet, column) for sheet in SHEETS.values() for column in sheet.columns]
    dutch = tongue == "nl"
    for number, (sheet, column) in enumerate(places, first + 1):
        words = f" ({', '.join(_word(column, word, tongue) for word in column.words)})" if column.words else ""
        must = ("ja" if dutch else "yes") if column.needed else ""
        texts = (sheet.nl, column.nl) if dutch else (sheet.key, column.key)
        for at, text in enumerate((*texts, must, column.about[dutch] + words)):
            page.write_string(number, at, text)


def _cell(column: Column, value: Any, tongue: str) -> str:
    text = plain(value)
    if column.holds == Holds.WORD and text:
        return _word(column, text, tongue)
    return f"'{text}" if text.startswith(DANGEROUS) else text  # no spreadsheet runs it


def _word(column: Column, word: str, tongue: str) -> str:
    return column.words[word] if tongue == "nl" else word


def _write(page: Any, row: int, at: int, text: str) -> None:
    if text.isascii() and text.isdecimal() and (text == "0" or not text.startswith("0")) and len(text) < 10:
        page.write_number(row, at, int(text))
    elif text:
        page.write_string(row, at, text)
