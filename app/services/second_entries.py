"""Two people typed the same paper: where they differ, what counts, and how often they agree."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.clock import local
from app.errors import N_, FieldworkError
from app.instrument import boxes, keying
from app.instrument.schema import Instrument
from app.models import Interview, PaperEntry, PaperSheet, Person
from app.security.sealing import Sealer
from app.services import answers, audit, batches, cases, clocks, comparing, interviews, keyed, own_paper, printing
from app.services.keyed import Line
from app.services.snapshots import Snapshot

DAY = "_filled_on"  # the day is compared like an item
NOTHING_TO_SETTLE = N_("Nobody has to decide about this sheet (any more). Nothing was changed.")
CHOOSE_ALL = N_("Choose for every difference what the paper says. Nothing was changed yet.")
NOT_POSSIBLE = N_("“%(typed)s” is not possible there. Nothing was changed yet.")


@dataclass(frozen=True)
class Side:
    """What one of the two typed: in words, and the keys themselves."""

    words: tuple[str, ...]
    typed: str
    line: Line | None


@dataclass(frozen=True)
class Difference:
    """One place where the two entries say different things."""

    name: str
    number: int
    label: str
    first: Side
    second: Side
    keys: tuple[tuple[str, str], ...]  # of the boxes, with their answers


@dataclass(frozen=True)
class Compared:
    """Two entries side by side."""

    sheet: PaperSheet
    people: tuple[Person, Person]
    language: i18n.Language
    differences: list[Difference]
    count: int

    @property
    def agreed(self) -> int:
        """In how many places both say the same."""
        return self.count - len(self.differences)


@dataclass(frozen=True)
class Agreement:
    """How often two people agreed, over all sheets that were typed twice."""

    sheets: int
    compared: int
    agreed: int

    @property
    def rate(self) -> float:
        """Share of places in which both said the same."""
        return self.agreed / self.compared if self.compared else 0.0


def compare(session: Session, sheet: PaperSheet, *, by: Person, now: datetime) -> None:
    """Count where two finished entries agree; without a difference there is nothing to decide."""
    found = compared(session, sheet)
    sheet.compared, sheet.agreed = found.count, found.agreed
    if not found.differences:
        sheet.settled_at, sheet.settled_by = now, by.id


def compared(session: Session, sheet: PaperSheet) -> Compared:
    """Both entries of a sheet, item by item.

    Raises:
        FieldworkError: There are not two finished ones.
    """
    first, second = _both(session, sheet)
    instrument = printing.of_sheet(session, sheet)
    pairs = list(zip(*(_lines(instrument, one) for one in (first, second)), strict=True))
    tag = comparing.language_of(instrument)
    different = [_difference(instrument, tag, at, *pair) for at, pair in enumerate(pairs, 1) if _differs(*pair)]
    if first.filled_on != second.filled_on:
        different.insert(0, Difference(DAY, 0, "", _day(first), _day(second), ()))
    people = (session.get_one(Person, first.person_id), session.get_one(Person, second.person_id))
    asked = sum(one.is_asked or two.is_asked for one, two in pairs)
    return Compared(sheet, people, i18n.language(tag), different, asked + 1)


def shown(session: Session, sheet: PaperSheet, *, by: Person) -> Compared:
    """Both entries of a sheet, for somebody who has to do with it.

    Raises:
        NotFound: It is no paper of hers.
        FieldworkError: There are not two finished ones.
    """
    own_paper.check_theirs(session, sheet, by=by)
    return compared(session, sheet)


def settle(
    session: Session,
    sealer: Sealer,
    sheet: PaperSheet,
    chosen: Mapping[str, str],
    *,
    by: Person,
    now: datetime,
) -> None:
    """What the paper says counts from now on; both entries stay as they were typed.

    Args:
        session: One transaction.
        sealer: For the road of all interviews.
        sheet: Typed twice.
        chosen: For every difference `first`, `second` or `other`, and for the last what is typed under `typed.<name>`.
        by: Who looked at the paper.
        now: This moment.

    Raises:
        NotFound: It is no paper of hers.
        FieldworkError: Nothing is to be decided, something was not chosen, or is not possible.
    """
    own_paper.check_theirs(session, sheet, by=by)
    found = compared(session, sheet)
    if sheet.settled_at is not None or not found.differences:
        raise FieldworkError(NOTHING_TO_SETTLE)
    entry, _ = _both(session, sheet)
    typed = {difference.name: _choice(difference, chosen) for difference in found.differences}
    outcome = {**json.loads(entry.typed), **typed}
    day = keying.as_date(outcome[DAY]) if DAY in typed else entry.filled_on
    instrument = printing.of_sheet(session, sheet)
    lines = keyed.lines(instrument, keyed.without_special(instrument, outcome))
    _check(lines, typed, day, now=now)
    sheet.outcome = json.dumps({**outcome, DAY: day.isoformat() if day else ""}, ensure_ascii=False)
    sheet.settled_at, sheet.settled_by = now, by.id
    _replace(session, sealer, sheet, instrument, entry.model_copy(update={"filled_on": day}), lines, now=now)
    audit.record(session, "paper.settle", by=by, now=now, thing=f"{sheet.code} {len(typed)} differences")


def agreement(session: Session) -> Agreement:
    """Over all sheets that were typed twice."""
    sums = sa.select(
        sa.func.count(col(PaperSheet.compared)),
        sa.func.sum(col(PaperSheet.compared)),
        sa.func.sum(col(PaperSheet.agreed)),
    )
    sheets, places, agreed = session.execute(sums).one()
    return Agreement(sheets, places or 0, agreed or 0)


def _both(session: Session, sheet: PaperSheet) -> tuple[PaperEntry, PaperEntry]:
    query = select(PaperEntry).where(PaperEntry.sheet_id == sheet.id, col(PaperEntry.finished_at).is_not(None))
    found = sorted(session.exec(query), key=lambda one: one.turn)
    if len(found) != 2:
        raise FieldworkError(NOTHING_TO_SETTLE)
    return found[0], found[1]


def _lines(instrument: Instrument, entry: PaperEntry) -> list[Line]:
    return keyed.lines(instrument, json.loads(entry.typed))


def _differs(first: Line, second: Line) -> bool:
    """What was not asked plays no part; what is asked because of another difference is no difference of its own."""
    return (first.is_asked or second.is_asked) and first.reading.same != second.reading.same


def _difference(instrument: Instrument, tag: str, number: int, first: Line, second: Line) -> Difference:
    item = first.item
    keys = tuple((box.key, box.choice.label.get(tag, "")) for box in boxes.boxes(instrument, item))
    ours, theirs = (Side(_words(instrument, tag, one), one.typed, one) for one in (first, second))
    return Difference(item.name, number, comparing.label(instrument, item.name), ours, theirs, keys)


def _words(instrument: Instrument, tag: str, line: Line) -> tuple[str, ...]:
    value = line.reading.value
    if value is None:
        return ()
    labels = {box.choice.name: box.choice.label.get(tag, "") for box in boxes.boxes(instrument, line.item)}
    return tuple(labels[code] for code in value.split()) if labels else (value,)


def _day(entry: PaperEntry) -> Side:
    shown = entry.filled_on.strftime("%d-%m-%Y") if entry.filled_on else ""
    return Side((shown,), shown, None)


def _choice(difference: Difference, chosen: Mapping[str, str]) -> str:
    match chosen.get(difference.name):
        case "first":
            return difference.first.typed
        case "second":
            return difference.second.typed
        case "other" if chosen.get(f"typed.{difference.name}", "").strip():
            return chosen[f"typed.{difference.name}"]
    raise FieldworkError(CHOOSE_ALL)


def _check(lines: list[Line], typed: Mapping[str, str], day: date | None, *, now: datetime) -> None:
    if day is None or day > local(now).date():
        raise FieldworkError(NOT_POSSIBLE, typed=typed.get(DAY, ""))
    for line in lines:
        if line.is_asked and line.reading.problem:
            raise FieldworkError(NOT_POSSIBLE, typed=line.typed[:40])
        if line.item.consent == "interview" and line.reading.value is None:
            raise FieldworkError(NOT_POSSIBLE, typed=line.typed[:40])


def _replace(
    session: Session,
    sealer: Sealer,
    sheet: PaperSheet,
    instrument: Instrument,
    entry: PaperEntry,
    lines: list[Line],
    *,
    now: datetime,
) -> None:
    """The outcome takes the place of what the first entry said, by the same road."""
    held = session.get_one(Interview, sheet.interview_id)
    place = batches.place_of(session, sheet.activity_id, sheet.group_id)
    assert place is not None  # noqa: S101 - there is an interview
    sent = keyed.snapshot(sheet, instrument, place, entry, lines, revision=held.revision + 1)
    owner = session.get_one(Person, held.interviewer_id)
    interviews.receive(session, held.id, sent, by=owner, sealer=sealer, now=now, decided=True)
    held.started_at = clocks.began(session, sent, now=now)
    _end_calls(session, instrument, sent, owner.id, now=now)


def _end_calls(session: Session, instrument: Instrument, sent: Snapshot, owner: int, *, now: datetime) -> None:
    """Whoever turns out not to have said yes is not called, and her name and number go."""
    if answers.consented(instrument, sent, "recontact"):
        return
    cases.never_agreed(session, sent.respondent, asked_by=owner, now=now)
