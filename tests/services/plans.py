"""Plans as workbooks and as CSV, made by hand."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADS = {
    "study": "name minimum",
    "schools": "school name type language",
    "classes": "school class year",
    "interventions": "key name kind collective",
    "activities": "school intervention date from to classes condition",
    "targets": "school parents pupils mentors",
    "people": "name role languages schools",
    "waves": "wave questionnaire mode months window",
}
#: One new school with all that belongs to it; the clock of the tests stands in November 2026.
NEW: dict[str, list[Sequence[Any]]] = {
    "schools": [("N1", "Vmbo De Brug", "vmbo", "nl")],
    "classes": [("N1", "1A", "1"), ("N1", "1B", "1")],
    "interventions": [("home_visit", "Huisbezoek", "talk", "no")],
    "activities": [("N1", "home_visit", "2027-03-16", "19:00", "21:00", "1A, 1B", "intervention")],
    "targets": [("N1", 15, 15, 5)],
    "people": [("Samira", "student", "nl, ar", "N1")],
}


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], heads: Mapping[str, str] = HEADS) -> bytes:
    """A workbook with these rows under our headings."""
    book = Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        page.append(heads[name].split())
        for row in rows:
            page.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def changed(sheet: str, *rows: Sequence[Any]) -> dict[str, list[Sequence[Any]]]:
    """The new school with other rows in one sheet."""
    return {**NEW, sheet: list(rows)}
