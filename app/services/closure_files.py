"""The calendar as a file: out, and in again after a look at every row. Nothing is half-imported."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from app.calling.spans import Span
from app.errors import N_, FieldworkError
from app.export.csv import harmless
from app.models import Person
from app.services import closures, rounds
from app.services.closure_forms import ClosureRefused, Typed, read

COLUMNS = {
    "kind": "kind",
    "name": "name",
    "from": "starts_on",
    "to": "ends_on",
    "from_time": "from_time",
    "to_time": "to_time",
    "effect": "effect",
    "school": "school",
    "source": "source",
}
NEEDED = ("kind", "name", "from", "source")
MOST = 500  # rows
EXAMPLES = (
    "# kind: public, school, ramadan, feast or study. effect: closed (nobody is called) or later (others come first).",
    "# from and to: 2027-02-20 or 20-2-2027. Without hours it is whole days; without school it is for all schools.",
    "# A line that begins with # is not read.",
    "# school;Voorjaarsvakantie;2027-02-20;2027-02-28;;;later;;Schoolgids 2026-27",
    "# study;Teamdag;2027-03-18;;13:00;17:00;closed;;Planning van het team",
)
NO_COLUMNS = N_("The first row names no column “%(name)s”. Take the template and fill in its columns.")
STRANGE = N_("The first row names a column “%(name)s”, which this calendar does not have. Take the template.")
NO_ROWS = N_("There is no row in this file. Nothing was taken from it.")
NOT_TEXT = N_("This is no CSV file. In a spreadsheet, choose Save as, and then CSV.")
TOO_MANY = N_("This file has more than %(most)s rows. Nothing was taken from it.")
CHANGED = N_("A row is not right any more. Nothing was taken; choose the file again.")
KNOWN = N_("is in the calendar already, as “%(name)s”; stays as it is")
TWICE = N_("stands in this file twice; taken once")
OVER = N_("shares days with “%(name)s”; both stay")


class Becomes(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    WRONG = "wrong"


class FileRefused(FieldworkError):
    """Not a file of closures at all."""

    status = 422


@dataclass(frozen=True)
class Row:
    """One row of a file, and what becomes of it."""

    number: int  # as a spreadsheet counts
    typed: Typed
    becomes: Becomes
    span: Span | None = None
    told: FieldworkError | None = None  # why not, or what to know


@dataclass(frozen=True)
class Preview:
    """What taking a file would do."""

    rows: Sequence[Row]
    text: str  # the file itself, as the page sends it back

    def of(self, becomes: str) -> list[Row]:
        """The rows that come to this."""
        return [row for row in self.rows if row.becomes == becomes]

    @property
    def can_be_taken(self) -> bool:
        """All rows are right and at least one is new."""
        return not self.of(Becomes.WRONG) and bool(self.of(Becomes.NEW))


def preview(session: Session, content: bytes, *, today: date) -> Preview:
    """What is new in a file, what is known and what is wrong; nothing is kept yet.

    Raises:
        FileRefused: It is no such file.
    """
    text = _text(content)
    schools = {site.code: site.id for site in closures.schools(session)}
    held = [rounds.span(row) for row in closures.all_of(session)]
    rows: list[Row] = []
    for number, typed in _rows(text):
        rows.append(_judged(number, typed, schools, held, [row.span for row in rows if row.span], today))
        if len(rows) > MOST:
            raise FileRefused(TOO_MANY, most=MOST)
    if not rows:
        raise FileRefused(NO_ROWS)
    return Preview(rows, text)


def take(session: Session, content: bytes, *, by: Person | None, now: datetime, today: date) -> closures.Kept:
    """Keep every new row of a file, or none.

    Raises:
        FileRefused: A row is wrong, or it is no such file.
    """
    found = preview(session, content, today=today)
    if found.of(Becomes.WRONG):
        raise FileRefused(CHANGED)
    return closures.add_all(session, [row.span for row in found.of(Becomes.NEW) if row.span], by=by, now=now)


def template() -> str:
    """An empty file with its columns, and what goes into them."""
    return "\r\n".join([";".join(COLUMNS), *EXAMPLES, ""])


def written(session: Session) -> str:
    """The whole calendar in the same columns, to be changed in a spreadsheet or brought to another study."""
    schools = {site.id: site.code for site in closures.schools(session)}
    out = io.StringIO()
    pen = csv.writer(out, delimiter=";", lineterminator="\r\n")
    pen.writerow(COLUMNS)
    for row in closures.all_of(session):
        typed = Typed.of(rounds.span(row), schools)
        pen.writerow(harmless(getattr(typed, name)) for name in COLUMNS.values())
    return out.getvalue()


def _judged(
    number: int, typed: Typed, schools: dict[str, int], held: list[Span], before: list[Span], today: date
) -> Row:
    try:
        span = read(typed, schools, today)
    except ClosureRefused as refusal:
        return Row(number, typed, Becomes.WRONG, told=refusal)
    if (twin := _twin(span, held)) is not None:
        return Row(number, typed, Becomes.KNOWN, told=FieldworkError(KNOWN, name=twin.name))
    if _twin(span, before) is not None:
        return Row(number, typed, Becomes.KNOWN, told=FieldworkError(TWICE))
    over = next((one for one in held if _over(one, span)), None)
    return Row(number, typed, Becomes.NEW, span, told=FieldworkError(OVER, name=over.name) if over else None)


def _twin(span: Span, among: list[Span]) -> Span | None:
    return next((one for one in among if one.same == span.same), None)


def _over(one: Span, other: Span) -> bool:
    same = (one.kind, one.site_id) == (other.kind, other.site_id)
    return same and one.touches(other.starts_on, other.ends_on)


def _text(content: bytes) -> str:
    """As a spreadsheet saved it: in UTF-8, or as Windows writes Western letters."""
    if b"\0" in content or content.startswith(b"PK"):
        raise FileRefused(NOT_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[tuple[int, Typed]]:
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if first is None:
        raise FileRefused(NO_ROWS)
    comma = max(";,\t", key=lines[first].count)
    names = [name.strip().casefold() for name in next(csv.reader([lines[first]], delimiter=comma))]
    _check(names)
    where = {COLUMNS[name]: at for at, name in enumerate(names) if name}
    reader = csv.reader(io.StringIO("\n".join(lines[first + 1 :])), delimiter=comma)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                yield first + 1 + reader.line_num, _typed(cells, where)
    except csv.Error:
        raise FileRefused(NOT_TEXT) from None


def _typed(cells: list[str], where: dict[str, int]) -> Typed:
    said = {name: cells[at] for name, at in where.items() if at < len(cells)}
    return Typed(**{"kind": "", **said}).stripped()


def _check(names: list[str]) -> None:
    for name in names:
        if name and name not in COLUMNS:
            raise FileRefused(STRANGE, name=name[:40])
    for name in NEEDED:
        if name not in names:
            raise FileRefused(NO_COLUMNS, name=name)
