"""Whether the answers of a snapshot are possible in their instrument, and their projection into rows."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete

from app.db import upsert
from app.errors import N_, SnapshotRefused
from app.instrument.expressions import evaluate
from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked
from app.models import Answer
from app.services.snapshots import SentAnswer, Snapshot

UNKNOWN_ITEM = N_("The question “%(item)s” is not in this questionnaire. The interview is kept on the phone.")
NOT_POSSIBLE = N_("The answer to “%(item)s” is not one of its choices. The interview is kept on the phone.")
NO_CONSENT = N_("“%(item)s” may only be answered after explicit consent. The interview is kept on the phone.")

UNSAID = {"probed": 0, "shown": 0, "plays": 0, "least": None, "by": None}  # of an answer that does not tell

SHAPES = {  # in plain digits and one spelling each, so that every export shows what was meant
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "decimal": re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


def check(instrument: Instrument, snapshot: Snapshot) -> None:
    """Refuse what this questionnaire does not allow.

    Raises:
        SnapshotRefused: Naming the first item that cannot be right.
    """
    if snapshot.language not in instrument.languages:
        raise SnapshotRefused
    for _, name, sentence in problems(instrument, snapshot):
        raise SnapshotRefused(sentence, item=name)


def problems(instrument: Instrument, snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """What cannot be right: among the answers or in the contact, under which name, and the sentence that says why."""
    items = instrument.items_by_name
    given = values(snapshot)
    for name, sent in snapshot.answers.items():
        item = items.get(name)
        if item is None or item.contact or item.type == "note":
            yield "answers", name, UNKNOWN_ITEM
        elif not _possible(instrument, item, sent, given):
            yield "answers", name, NOT_POSSIBLE
        elif item.special and sent.value is not None and not consented(instrument, snapshot, "special_category"):
            yield "answers", name, NO_CONSENT
    if snapshot.contact:
        fields = {item.contact for item in items.values()}
        yield from (("contact", name, UNKNOWN_ITEM) for name in snapshot.contact if name not in fields)


def values(snapshot: Snapshot) -> dict[str, str | None]:
    """The values that expressions look at; None where there is a reason for none. A remark alone is no answer."""
    return {name: sent.value for name, sent in snapshot.answers.items() if sent.value is not None or sent.missing}


def consented(instrument: Instrument, snapshot: Snapshot, purpose: str) -> bool | None:
    """What was answered to the question that asks consent for a purpose; None when nothing was."""
    for item in instrument.items():
        if item.consent == purpose and (sent := snapshot.answers.get(item.name)) is not None:
            return sent.value == "1"
    return None


def contact_fields(instrument: Instrument, snapshot: Snapshot) -> frozenset[str]:
    """The names and numbers that may be kept: a second one only when whoever has it agrees, and so on."""
    return frozenset(item.contact for item in asked(instrument, values(snapshot)) if item.contact)


def core_share(instrument: Instrument, answered: Mapping[str, str | None]) -> float:
    """The share of relevant core items with a value or a reason; decides between partial and break-off."""
    core = [item for item in instrument.items() if item.core and is_relevant(instrument, item, answered)]
    return sum(item.name in answered for item in core) / len(core) if core else 0.0


def is_relevant(instrument: Instrument, item: Item, answered: Mapping[str, str | None]) -> bool:
    """Whether an item is asked, given the answers so far."""
    section = next(section for section in instrument.survey if item in section.items)
    trees = [tree for tree in (section.relevant, item.relevant) if tree is not None]
    return all(bool(evaluate(tree, answered)) for tree in trees)


def project(session: Session, interview_id: UUID, sent: dict[str, Any], held: dict[str, Any]) -> None:
    """Bring the answer rows from what was held to what was sent; one tap changes one row."""
    changed = [_row(interview_id, name, answer) for name, answer in sent.items() if answer != held.get(name)]
    upsert(session, Answer, changed)
    if gone := [name for name in held if name not in sent]:
        session.execute(delete(Answer).where(col(Answer.interview_id) == interview_id, col(Answer.item).in_(gone)))


def _row(interview_id: UUID, item: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {"interview_id": interview_id, "item": item, **UNSAID, **answer}


def _possible(instrument: Instrument, item: Item, sent: SentAnswer, given: Mapping[str, str | None]) -> bool:
    if sent.language not in instrument.languages or (sent.value is not None and sent.missing is not None):
        return False
    if sent.value is None:
        return bool(sent.missing or sent.remark is not None or sent.probed or sent.shown or sent.plays)
    if not sent.value and not item.required:
        return True  # left open, as it may be
    if not _fits(instrument, item, sent.value):
        return False
    return item.constraint is None or bool(evaluate(item.constraint, given, sent.value))


def _fits(instrument: Instrument, item: Item, value: str) -> bool:
    codes = {choice.name for choice in instrument.choices_of(item)}
    offered = {choice.name for choice in instrument.choices_of(item) if not choice.retired}
    match item.type:
        case "select_one":
            return value in codes
        case "select_multiple":
            return _distinct(value) <= codes
        case "rank":
            return _distinct(value) == offered
        case "integer" | "decimal" | "date":
            return bool(SHAPES[item.type].fullmatch(value)) and (item.type != "date" or is_date(value))
        case _:
            return True


def _distinct(value: str) -> set[str]:
    parts = value.split()
    return set(parts) if len(set(parts)) == len(parts) else {""}


def is_date(value: str) -> bool:
    """Whether this is a day of the calendar, with its year first."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
