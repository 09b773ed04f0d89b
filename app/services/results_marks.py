"""A school's own marks as somebody types them or brings them in a file: looked at row by row, then taken whole."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import N_, FieldworkError
from app.instrument.xlsform.package import Package, Unreadable
from app.models import Person, SchoolFigure, Site
from app.services import results_schools
from app.services.results_mark_fields import Known, MarkRefused, Typed, known, read
from app.services.school_order import by_school

COLUMNS = {
    "school": "school",
    "item": "key",
    "school_year": "period",
    "mark": "value",
    "out_of": "highest",
    "answered": "answered",
    "source": "source",
}
NEEDED = ("school", "item", "school_year", "mark", "source")
MOST = 2000
NO_COLUMNS = N_("The first row names no column “%(name)s”. Take the template and fill in its columns.")
NO_ROWS = N_("There is no row in this file. Nothing was taken from it.")
NOT_A_TABLE = N_("This is no CSV file and no workbook. Take the template and fill it in.")
TOO_MANY = N_("This file has more than %(most)s rows. Nothing was taken from it.")
CHANGED = N_("A row is not right any more. Nothing was taken; choose the file again.")
TWICE = N_("The same mark stands in row %(number)s. Leave one of the two.")


@dataclass(frozen=True)
class Row:
    """One row of a file: the mark that it becomes, or why it cannot be one."""

    number: int  # as a spreadsheet counts
    typed: Typed
    mark: SchoolFigure | None = None
    told: FieldworkError | None = None
    is_known: bool = False


@dataclass(frozen=True)
class Preview:
    """What taking a file would do."""

    rows: Sequence[Row]
    text: str  # the file as CSV, as the page sends it back

    @property
    def wrong(self) -> list[Row]:
        """Rows to be mended."""
        return [row for row in self.rows if row.mark is None]

    @property
    def new(self) -> list[Row]:
        """Rows that would be kept."""
        return [row for row in self.rows if row.mark is not None and not row.is_known]

    @property
    def known(self) -> list[Row]:
        """Rows that say what is written down already."""
        return [row for row in self.rows if row.is_known]


def preview(session: Session, content: bytes, *, by: Person, now: datetime) -> Preview:
    """What is in a file, row by row; nothing is kept.

    Raises:
        MarkRefused: It is no such file.
    """
    cells = _workbook(content) if content.startswith(b"PK") else _csv(content)
    if not cells:
        raise MarkRefused(NO_ROWS)
    names = [cell.strip().casefold() for cell in cells[0]]
    for name in NEEDED:
        if name not in names:
            raise MarkRefused(NO_COLUMNS, name=name)
    if len(cells) > MOST:
        raise MarkRefused(TOO_MANY, most=MOST)
    about = known(session)
    held = {(one.site.id, one.mark.key, one.mark.period): one.mark for one in results_schools.newest(session)}
    seen: dict[tuple[int, str, str], int] = {}
    rows = [_judged(number, typed, about, held, seen, by, now) for number, typed in _typed_rows(names, cells[1:])]
    if not rows:
        raise MarkRefused(NO_ROWS)
    return Preview(rows, _text([cells[0], *cells[1:]]))


def take(session: Session, text: str, *, by: Person, now: datetime) -> int:
    """Keep every new row of a file, or none.

    Raises:
        MarkRefused: A row is wrong, or it is no such file.
    """
    found = preview(session, text.encode(), by=by, now=now)
    if found.wrong:
        raise MarkRefused(CHANGED)
    return results_schools.keep(session, [row.mark for row in found.new if row.mark], by=by, now=now)


def template(session: Session) -> str:
    """An empty table with its columns, and a line per school and item that the lead may fill in."""
    sites = session.scalars(sa.select(col(Site.code)).order_by(*by_school()))
    return _text([[*COLUMNS], *([code, "school_climate", "", "", "10", "", ""] for code in sites)])


def _judged(
    number: int,
    typed: Typed,
    about: Known,
    held: dict[tuple[int, str, str], SchoolFigure],
    seen: dict[tuple[int, str, str], int],
    by: Person,
    now: datetime,
) -> Row:
    try:
        mark = read(typed, about, by=by, now=now)
    except MarkRefused as refusal:
        return Row(number, typed, told=refusal)
    key = (mark.site_id, mark.key, mark.period)
    if key in seen:
        return Row(number, typed, told=MarkRefused(TWICE, number=seen[key]))
    seen[key] = number
    return Row(number, typed, mark, is_known=results_schools.is_known(mark, held.get(key)))


def _typed_rows(names: list[str], cells: list[list[str]]) -> Iterator[tuple[int, Typed]]:
    where = {COLUMNS[name]: at for at, name in enumerate(names) if name in COLUMNS}
    for number, row in enumerate(cells, 2):
        if any(cell.strip() for cell in row):
            yield number, Typed(**{name: row[at] for name, at in where.items() if at < len(row)})


def _workbook(content: bytes) -> list[list[str]]:
    try:
        package = Package(content)
        rows = package.rows(package.names()[0])
    except (Unreadable, IndexError):
        raise MarkRefused(NOT_A_TABLE) from None
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in rows]


def _csv(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise MarkRefused(NOT_A_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count)) if row]
    except csv.Error:
        raise MarkRefused(NOT_A_TABLE) from None


def _text(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()
