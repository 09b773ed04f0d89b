"""Typing from paper: the screen of a sheet, and keeping what stands in its fields, right or wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app import i18n
from app.clock import local
from app.db import for_update
from app.errors import N_, ConsentWithdrawn, FieldworkError
from app.instrument import keying
from app.instrument.schema import Instrument
from app.models import PaperEntry, PaperSheet, Person, PersonRole, Respondent
from app.services import batches, comparing, keyed, own_paper, paper, paper_codes, printing, sheets, withdrawn
from app.services.batches import Place
from app.services.keyed import Line
from app.services.sheets import Printed

LEFT = timedelta(hours=1)  # after which somebody else may go on with an entry
OLD = timedelta(days=366)  # after which only the lead takes paper in
HELPED = {
    "none": N_("nobody"),
    "adult": N_("an adult: student, family, teacher"),
    "child": N_("a child"),
    "professional": N_("an interpreter"),
}


class UnknownSheet(FieldworkError):
    """A number that could be ours and is not."""

    status = 404
    sentence = N_(
        "No paper of this study has the number %(code)s. It may come from another study or from a trial. "
        "If it belongs here after all, enter it as paper without a number."
    )


class OtherPaper(FieldworkError):
    """The number is ours, and the code around it says something else."""

    status = 409
    sentence = N_("The number %(code)s belongs to other paper here than the code says. It comes from another study.")


class SheetTaken(FieldworkError):
    """Somebody is typing it at this moment."""

    status = 409
    sentence = N_("%(name)s is entering this sheet since %(time)s. Take another one, or ask her.")


class SheetEntered(FieldworkError):
    """It was typed in already, and not by two different people is it typed in again."""

    status = 409
    sentence = N_("This sheet was entered already, by %(name)s. Nothing was changed.")


DESTROY = N_("Whoever filled this in does not take part any more. Nothing may be kept; destroy this paper.")


class SheetOld(FieldworkError):
    """Paper of long ago."""

    status = 409
    sentence = N_("This sheet was made more than a year ago. Ask the lead whether it still counts.")


@dataclass(frozen=True)
class Pile:
    """Where somebody who has a pile of paper before her begins."""

    mine: list[PaperSheet]  # begun and not finished
    differing: list[PaperSheet]  # typed twice, with differences to decide about
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the screen: the question as it is on paper, and what was typed."""

    printed: Printed
    line: Line
    relevant: str  # when it is asked, as JSON for the script: trees that must all hold

    @property
    def problem(self) -> str:
        """What is expected, if that was not typed (msgid)."""
        return keyed.EXPECTED.get(self.line.reading.problem, "")

    @property
    def chosen(self) -> list[str]:
        """The answers that were meant."""
        return (self.line.reading.value or "").split()


@dataclass(frozen=True)
class Screen:
    """What somebody who has a sheet in her hand sees of it."""

    sheet: PaperSheet
    instrument: Instrument
    language: i18n.Language  # of the questions on the screen
    place: Place | None
    turn: int  # 1 or 2; 0: there is nothing to type
    entry: PaperEntry | None
    rows: list[Row]
    places: list[Place] = field(default_factory=list)  # to choose from, where the paper does not say
    by: list[Person] = field(default_factory=list)  # who entered it, the first first
    respondent: str = ""  # her code, once there is an interview
    can_repeat: bool = False
    differs: bool = False  # two entries wait for somebody to decide
    filled_on: str = ""  # as typed
    chosen_place: str = ""
    obstacles: tuple[str, ...] = ()  # why it is not finished, as sentences


def sheet_of(session: Session, typed: str, of: str = "", *, to_change: bool = False) -> PaperSheet:
    """The sheet of a number that was typed or scanned; `of` is what the code said beside it.

    Raises:
        Mistyped: No paper can have this number.
        UnknownSheet: None of ours has it.
        OtherPaper: Ours with this number is something else.
        ConsentWithdrawn: Whoever filled it in does not want it kept.
    """
    code = paper_codes.read(typed)
    query = select(PaperSheet).where(PaperSheet.code == code)
    sheet = session.exec(for_update(session, query) if to_change else query).first()
    if sheet is None:
        raise UnknownSheet(code=code)
    if withdrawn.reach(session, sheet.respondent_id) == withdrawn.ANSWERS:
        raise ConsentWithdrawn(DESTROY)
    if of and of != batches.context(session, sheet, printing.of_sheet(session, sheet)):
        raise OtherPaper(code=code)
    return sheet


def look(session: Session, sheet: PaperSheet, *, by: Person, now: datetime, again: bool = False) -> Screen:
    """The screen of a sheet for this person: to type it, to type it again, or to see what became of it.

    Raises:
        SheetTaken: Somebody else is at it.
        SheetOld: It is of long ago.
    """
    if sheet.made_at < now - OLD and by.role != PersonRole.LEAD:
        raise SheetOld
    entries = entries_of(session, sheet)
    turn, entry = _turn(session, entries, by=by, now=now)
    if turn == 2 and entry is None and not again:
        turn = 0
    instrument = printing.of_sheet(session, sheet)
    place = batches.place_of(session, sheet.activity_id, sheet.group_id)
    typed = json.loads(entry.typed) if entry and turn else {}
    finished = [one for one in entries if one.finished_at]
    met = session.get(Respondent, sheet.respondent_id)
    return Screen(
        sheet=sheet,
        instrument=instrument,
        language=i18n.language(comparing.language_of(instrument)),
        place=place,
        turn=turn,
        entry=entry if turn else None,
        rows=_rows(instrument, place, typed) if turn else [],
        places=[] if place else batches.places(session, person=by, today=local(now).date()),
        by=[session.get_one(Person, one.person_id) for one in finished],
        respondent=met.code if met else "",
        can_repeat=len(finished) == 1 and finished[0].person_id != by.id,
        differs=len(finished) == 2 and sheet.settled_at is None,
        filled_on=_shown_day(entry, place, today=local(now).date()),
        chosen_place=typed.get("_place", ""),
    )


def save(session: Session, sheet: PaperSheet, fields: Mapping[str, str], *, by: Person, now: datetime) -> PaperEntry:
    """Keep what stands in the fields, right or wrong.

    Raises:
        SheetTaken: Somebody else is at it.
        SheetEntered: It was finished meanwhile.
    """
    entries = entries_of(session, sheet)
    turn, entry = _turn(session, entries, by=by, now=now)
    if turn == 0 or str(turn) != fields.get("_turn", "1"):
        raise SheetEntered(name=session.get_one(Person, entries[0].person_id).name)
    entry = entry or PaperEntry(sheet_id=sheet.id, turn=turn, person_id=by.id, began_at=now, saved_at=now)
    instrument = printing.of_sheet(session, sheet)
    typed = keyed.without_special(instrument, {name: text for name, text in fields.items() if text})
    facts = {name: fields[name][:40] for name in ("_place", "_filled_on") if fields.get(name)}
    entry.person_id, entry.saved_at = by.id, now
    entry.typed = json.dumps({**typed, **facts}, ensure_ascii=False)
    entry.filled_on = keying.as_date(fields.get("_filled_on", ""))
    entry.interpreter = fields["_helped"] if fields.get("_helped") in HELPED else None
    session.add(entry)
    session.flush()
    return entry


def pile(session: Session, *, by: Person) -> Pile:
    """What waits for this person, and what differs of the paper that is hers to look at."""
    begun = select(PaperSheet).join(PaperEntry, col(PaperEntry.sheet_id) == col(PaperSheet.id))
    hers = begun.where(PaperEntry.person_id == by.id, col(PaperEntry.finished_at).is_(None))
    differ = select(PaperSheet).where(
        col(PaperSheet.compared).is_not(None), col(PaperSheet.settled_at).is_(None), own_paper.theirs(by)
    )
    return Pile(list(session.exec(hers)), list(session.exec(differ.order_by(col(PaperSheet.code)))))


def entries_of(session: Session, sheet: PaperSheet) -> list[PaperEntry]:
    """What was typed of a sheet, the first first."""
    query = select(PaperEntry).where(PaperEntry.sheet_id == sheet.id)
    return sorted(session.exec(query), key=lambda one: one.turn)


def _turn(session: Session, entries: list[PaperEntry], *, by: Person, now: datetime) -> tuple[int, PaperEntry | None]:
    """Which time this person types it, and what she or somebody who left has typed; 0 when there is nothing to do."""
    open_one = next((one for one in entries if one.finished_at is None), None)
    if open_one is not None:
        is_hers = open_one.person_id == by.id
        may = is_hers or by.role == PersonRole.LEAD or open_one.saved_at < now - LEFT
        if not may or (open_one.turn == 2 and entries[0].person_id == by.id):
            name = session.get_one(Person, open_one.person_id).name
            raise SheetTaken(name=name, time=i18n.clock_time(open_one.began_at))
        return open_one.turn, open_one
    if len(entries) == 1 and entries[0].person_id != by.id:
        return 2, None
    return (1, None) if not entries else (0, None)


def _rows(instrument: Instrument, place: Place | None, typed: Mapping[str, str]) -> list[Row]:
    tag = comparing.language_of(instrument)
    form = sheets.form(instrument, tag, place.intervention.kind if place else "")
    printed = {one.item.name: one for part in form.parts for block in part.blocks for one in block.questions}
    relevant = {screen.item.name: screen.relevant for screen in paper.paper(instrument).screens}
    found = keyed.lines(instrument, typed)
    return [Row(printed[line.item.name], line, relevant[line.item.name]) for line in found]


def _shown_day(entry: PaperEntry | None, place: Place | None, *, today: date) -> str:
    typed = json.loads(entry.typed).get("_filled_on") if entry else None
    held_on = place.activity.held_on if place and place.activity.held_on <= today else None
    return typed or (held_on.strftime("%d-%m-%Y") if held_on else "")
