"""Translations out into a file and in again: checked, shown row by row, and taken only then."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.services import desk, desk_writing, translation_po, translation_xlsx
from app.services.desk_texts import Sheet, Text
from app.services.desk_writing import LONGEST, Typed, cleaned
from app.services.differences import Piece, difference
from app.services.translation_rows import FileRefused, Format, Row, Told
from app.services.translators import Worker

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_LIST = N_("This file is for the questionnaire “%(found)s”, and this is “%(wanted)s”. Nothing was taken from it.")
OTHER_LANGUAGE = N_("This file is for the language “%(found)s”, and this is “%(wanted)s”. Nothing was taken from it.")
NO_ROWS = N_("There is no text in this file. Nothing was taken from it.")
NO_SUCH_TEXT = N_("The questionnaire has no text “%(key)s” any more.")
SOURCE_CHANGED = N_("Its source changed since this file was made. Export it again, or translate it on the desk.")
TWICE = N_("This text stands in the file twice; the first is taken.")
TOO_LONG = N_("This text has more than %(most)s letters.")
CHANGED_MEANWHILE = N_("Something changed on the desk in the meantime. Nothing was taken; choose the file again.")


class Fault(NamedTuple):
    """A row that is not taken, and why."""

    number: int
    key: str
    sentence: Sentence


class Change(NamedTuple):
    """A text that the file would change."""

    text: Text
    after: str
    back: str

    @property
    def pieces(self) -> list[Piece]:
        """What goes and what comes."""
        return difference(self.text.text, self.after)


@dataclass
class Preview:
    """What taking a file would do."""

    sheet: Sheet
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0
    empty: int = 0

    def token(self) -> str:
        """The changes as the page sends them back, with the revisions that they were compared with."""
        rows = [[one.text.key, one.after, one.back, one.text.revision] for one in self.changes]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def export(session: Session, name: str, tag: str, form: Format, *, by: Worker) -> bytes:
    """One language of a questionnaire as a file.

    Raises:
        NotFound: Not hers, or there is none.
    """
    by.check(name, tag)
    sheet = desk.sheet(session, name, tag)
    return translation_xlsx.write(sheet) if form == Format.XLSX else translation_po.write(sheet)


def preview(session: Session, name: str, tag: str, content: bytes, *, by: Worker) -> Preview:
    """What a file says that the desk does not; nothing is kept yet.

    Raises:
        NotFound: Not hers, or there is none.
        FileRefused: No such file, or for another desk.
    """
    by.check(name, tag)
    sheet = desk.sheet(session, name, tag)
    told = read(content)
    if told.instrument != name:
        raise FileRefused(OTHER_LIST, found=told.instrument or "?", wanted=name)
    if told.language != tag:
        raise FileRefused(OTHER_LANGUAGE, found=told.language or "?", wanted=tag)
    if not told.rows:
        raise FileRefused(NO_ROWS)
    return _compared(sheet, told.rows)


def take(session: Session, name: str, tag: str, token: str, *, by: Worker, now: datetime) -> int:
    """Keep what a preview showed: all of it, or nothing; returns how many texts.

    Raises:
        FileRefused: Somebody changed one of these texts since, or this is no preview.
    """
    by.check(name, tag)
    held = {text.key: text for text in desk.sheet(session, name, tag).texts}
    rows = _sent(token)
    if any(key not in held or held[key].revision != revision for key, _, _, revision in rows):
        raise FileRefused(CHANGED_MEANWHILE)
    for key, text, back, revision in rows:
        desk_writing.keep(session, name, tag, Typed(key, text, back, revision=revision), by=by, now=now)
    return len(rows)


def read(content: bytes) -> Told:
    """A file of either kind, told apart by what it begins with.

    Raises:
        FileRefused: It is neither.
    """
    looks_like_text = content.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"#", b"msg"))
    return (
        translation_po.read(content.removeprefix(b"\xef\xbb\xbf"))
        if looks_like_text
        else translation_xlsx.read(content)
    )


def _compared(sheet: Sheet, rows: Iterable[Row]) -> Preview:
    made = Preview(sheet)
    held = {text.key: text for text in sheet.texts}
    seen: set[str] = set()
    for row in rows:
        text = held.get(row.key)
        if (why := _wrong(row, text, seen)) is not None or text is None:
            made.faults.append(Fault(row.number, row.key, why or say(NO_SUCH_TEXT, key=row.key)))
            continue
        seen.add(row.key)
        after, back = cleaned(row.text), text.back if row.back is None else cleaned(row.back)
        if not after:
            made.empty += 1
        elif (after, back) == (cleaned(text.text), text.back):
            made.same += 1
        else:
            made.changes.append(Change(text, after, back))
    return made


def _wrong(row: Row, text: Text | None, seen: set[str]) -> Sentence | None:
    if text is None:
        return say(NO_SUCH_TEXT, key=row.key)
    if row.key in seen:
        return say(TWICE)
    if row.fault is not None:
        return row.fault
    if cleaned(row.source) != cleaned(text.source):
        return say(SOURCE_CHANGED)
    return say(TOO_LONG, most=LONGEST) if len(cleaned(row.text)) > LONGEST else None


def _sent(token: str) -> list[tuple[str, str, str, int]]:
    try:
        rows = [(str(key), str(text), str(back), int(revision)) for key, text, back, revision in json.loads(token)]
    except (ValueError, TypeError, RecursionError) as problem:
        raise FileRefused(CHANGED_MEANWHILE) from problem
    if not rows:
        raise FileRefused(CHANGED_MEANWHILE)
    return rows
