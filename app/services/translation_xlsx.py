"""Translations as a workbook: source beside translation, made so that nothing in it is ever calculated."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection

from app.errors import N_
from app.instrument.problems import say
from app.instrument.xlsform.package import Package, Unreadable
from app.services.desk_texts import Sheet
from app.services.translation_rows import MOST_ROWS, FileRefused, Row, Told, rows_of

TEXTS, ABOUT = "translation", "about"
COLUMNS = ("key", "source", "translation", "says back", "note", "status")
WIDTHS = (34, 60, 60, 40, 40, 14)
NO_SHEET = N_("This workbook has no sheet “translation” and “about”. Export one here, and fill in that.")
NO_COLUMN = N_("The sheet “translation” has no column “%(name)s”. Export it again, and fill in the column translation.")
TOO_MANY = N_("This workbook has more than %(most)s rows. Export one here, and fill in that.")
FORMULA = N_("There is a formula instead of words. Write the words themselves.")
NO_WORDS = N_("There is a date or an error instead of words. Write the words themselves.")


def write(sheet: Sheet) -> bytes:
    """The whole desk of one language."""
    book = Workbook(write_only=True)
    texts = book.create_sheet(TEXTS)
    texts.freeze_panes = "C2"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        texts.column_dimensions[letter].width = width
    texts.append([_cell(texts, name, bold=True) for name in COLUMNS])
    for row, text in zip(rows_of(sheet), sheet.texts, strict=True):
        rtl = sheet.language.dir == "rtl"
        texts.append(
            [
                _cell(texts, row.key, quiet=True),
                _cell(texts, row.source),
                _cell(texts, row.text, rtl=rtl, open_=True),
                _cell(texts, row.back or "", open_=True),
                _cell(texts, text.note, quiet=True),
                _cell(texts, text.status, quiet=True),
            ]
        )
    about = book.create_sheet(ABOUT)
    for name, value in _about(sheet).items():
        about.append([_cell(about, name), _cell(about, value)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read(content: bytes) -> Told:
    """What a workbook holds.

    Raises:
        FileRefused: It is none of ours, or too much; the sentence says what to do.
    """
    try:
        package = Package(content)
        if not {TEXTS, ABOUT} <= set(package.names()):
            raise FileRefused(NO_SHEET)
        about = {_plain(row[0]): _plain(row[1]) for row in package.rows(ABOUT) if len(row) > 1}
        rows = package.rows(TEXTS)
    except Unreadable as refusal:
        raise FileRefused(refusal.sentence.msgid, **refusal.sentence.values) from refusal
    if len(rows) > MOST_ROWS:
        raise FileRefused(TOO_MANY, most=MOST_ROWS)
    at = _columns(rows[0] if rows else ())
    found = [_row(number, row, at) for number, row in enumerate(rows[1:], 2)]
    return Told(about.get("instrument", ""), about.get("language", ""), [row for row in found if row.key])


def _about(sheet: Sheet) -> dict[str, str]:
    return {"instrument": sheet.instrument.name, "version": sheet.instrument.version, "language": sheet.language.tag}


def _cell(
    page: Any, value: str, *, bold: bool = False, quiet: bool = False, rtl: bool = False, open_: bool = False
) -> Any:
    cell = WriteOnlyCell(page, value or None)
    if value:
        cell.data_type = "s"  # words, whatever they begin with
    cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if rtl else 0)
    cell.font = Font(bold=bold, color="808080" if quiet else None)
    cell.protection = Protection(locked=not open_)
    if open_:
        cell.fill = PatternFill("solid", start_color="FFFDF2")
        cell.quotePrefix = True  # Excel keeps it words, also when it is changed there
    return cell


def _columns(head: Any) -> dict[str, int]:
    at = {_plain(cell).casefold(): place for place, cell in enumerate(head)}
    for name in ("key", "source", "translation"):
        if name not in at:
            raise FileRefused(NO_COLUMN, name=name)
    return at


def _row(number: int, row: Any, at: dict[str, int]) -> Row:
    def cell(name: str) -> Any:
        return row[at[name]] if name in at and at[name] < len(row) else None

    fault = None
    for one in (cell("translation"), cell("says back")):
        kind = getattr(one, "data_type", "s")
        if kind == "f":
            fault = say(FORMULA)
        elif kind in ("d", "e"):
            fault = say(NO_WORDS)
    back = _plain(cell("says back")) if "says back" in at else None
    return Row(number, _plain(cell("key")), _plain(cell("source")), _plain(cell("translation")), back, fault)


def _plain(cell: Any) -> str:
    value = getattr(cell, "value", None)
    return "" if value is None else str(value)
