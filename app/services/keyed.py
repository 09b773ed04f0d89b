"""From what was typed to the answers of an interview: what is possible, whom it is for, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import i18n
from app.clock import TIME_ZONE
from app.errors import N_
from app.instrument import boxes, keying
from app.instrument.expressions import evaluate
from app.instrument.keying import Reading
from app.instrument.schema import Instrument, Item
from app.models import PaperEntry, PaperSheet
from app.services import answers
from app.services.batches import Place
from app.services.snapshots import Snapshot

NOT_READABLE = N_("cannot be read, or two boxes are crossed")
EXPECTED = {  # by `Reading.problem`
    "one": N_("One of the numbers in the boxes, or a sign from the list above."),
    "many": N_("The numbers of all crossed boxes, such as 13."),
    "rank": N_("The numbers that were written, from the top down, each once, such as 312. Otherwise type ?"),
    "integer": N_("A whole number."),
    "decimal": N_("A number."),
    "date": N_("A day, such as 24-11-2026."),
    "long": N_("This is longer than 2000 letters; shorten it."),
    "constraint": N_("That is not possible here. Look at the paper again; type ? when it really says so."),
    "consent": N_("This counts only where the consent for it is crossed. It is not kept."),
}
WHOLE = 0.8  # of the relevant core items: from here paper counts as complete (AAPOR: partial between half and this)


@dataclass(frozen=True)
class Line:
    """One item with what was typed for it, and what that means."""

    item: Item
    typed: str
    reading: Reading
    is_asked: bool  # of this respondent, given the other answers

    @property
    def counts(self) -> bool:
        """Whether it becomes part of the interview."""
        said = self.reading.value is not None or self.reading.missing or self.reading.remark is not None
        return self.is_asked and not self.reading.problem and bool(said)


def lines(instrument: Instrument, typed: Mapping[str, str]) -> list[Line]:
    """Every item on paper, in order; what a respondent wrote where she was not asked is shown and does not count."""
    given: dict[str, str | None] = {}
    found: list[Line] = []
    for item in boxes.on_paper(instrument):
        held = typed.get(item.name, "")
        reading = _possible(instrument, item, keying.read(instrument, item, held), given)
        is_asked = not _refused(found) and answers.is_relevant(instrument, item, given)
        if is_asked and not reading.problem:
            given[item.name] = reading.value
        found.append(Line(item, held, reading, is_asked))
    return found


def without_special(instrument: Instrument, typed: Mapping[str, str]) -> dict[str, str]:
    """What may be kept: special-category answers only where consent for them was typed too."""
    agreed = any(
        line.item.consent == "special_category" and line.reading.value == "1" for line in lines(instrument, typed)
    )
    special = {item.name for item in instrument.items() if item.special}
    known = {item.name for item in boxes.on_paper(instrument)}
    return {name: text for name, text in typed.items() if name in known and (agreed or name not in special)}


def snapshot(
    sheet: PaperSheet, instrument: Instrument, place: Place, entry: PaperEntry, found: list[Line], *, revision: int
) -> Snapshot:
    """The interview as the road for all interviews takes it: on paper, on the day that stands on it."""
    assert entry.filled_on is not None  # noqa: S101 - asked for before
    began = datetime.combine(entry.filled_on, place.activity.starts_at, TIME_ZONE)
    body: dict[str, Any] = {
        "revision": revision,
        "status": "complete" if is_whole(instrument, found) else "stopped",
        "respondent": sheet.respondent_id,
        "wave": instrument.wave,
        "instrument": instrument.name,
        "version": instrument.version,
        "activity": place.activity.id,
        "group": place.group.id,
        "mode": "paper",
        "language": sheet.language,
        "interpreter": entry.interpreter,
        "device_started_at": began,
        "answers": {line.item.name: _sent(line, sheet.language) for line in found if line.counts},
    }
    return Snapshot.model_validate(body)


def is_whole(instrument: Instrument, found: list[Line]) -> bool:
    """Whether enough was filled in; a questionnaire without core items always is."""
    has_core = any(item.core for item in instrument.items())
    given = {line.item.name: line.reading.value for line in found if line.counts}
    return _refused(found) or not has_core or answers.core_share(instrument, given) >= WHOLE


def _refused(found: list[Line]) -> bool:
    return any(line.item.consent == "interview" and line.reading.value == "0" for line in found)


def _possible(instrument: Instrument, item: Item, reading: Reading, given: Mapping[str, str | None]) -> Reading:
    if reading.value is None or reading.problem:
        return reading
    if item.constraint is not None and not evaluate(item.constraint, given, reading.value):
        return Reading(problem="constraint")
    asks = next((one for one in instrument.items() if one.consent == "special_category"), None)
    if item.special and (asks is None or given.get(asks.name) != "1"):
        return Reading(problem="consent")
    return reading


def _sent(line: Line, language: str) -> dict[str, Any]:
    remark = line.reading.remark
    return {
        "value": line.reading.value,
        "missing": line.reading.missing,
        "language": language,
        "remark": (remark or i18n.gettext(NOT_READABLE)) if remark is not None else None,
    }
