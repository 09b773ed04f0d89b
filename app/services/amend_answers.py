"""Correcting what was answered: held against the questionnaire that was read, and with what follows from it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, select

from app.errors import N_, ChangedMeanwhile, FieldworkError, NotFound
from app.instrument.schema import Instrument, Item
from app.instrument.sheets import asked
from app.models import Amending, Answer, Interview, Person
from app.services import amended, answers, audit, instruments
from app.services.snapshots import Snapshot

CONSENT = N_("Consent is not corrected here. Who takes it back does so with the code on the card.")
NO_ANSWER = N_("“%(item)s” has no such answer in its questionnaire. Choose one of its answers, or a reason for none.")
NO_LONGER = N_("With this answer, what was answered to “%(item)s” is not possible any more. Correct that one first.")
SAME = N_("That is what stands there already. Nothing was changed.")
Given = dict[str, Any]  # value and missing


@dataclass(frozen=True)
class Followed:
    """What else a correction brought about."""

    taken_out: tuple[str, ...]  # items that are not asked any more, and whose answers went with it
    never_asked: tuple[str, ...]  # items that would have been asked, and have no answer


def correct(
    session: Session,
    interview_id: UUID,
    item: str,
    *,
    value: str = "",
    missing: str = "",
    expected: str,
    because: str,
    by: Person,
    now: datetime,
) -> Followed:
    """Let one answer be another, or a reason for none.

    Args:
        session: One transaction.
        interview_id: Of which interview.
        item: The item.
        value: Its answer, as a phone would send it; several choices between spaces.
        missing: The reason that there is none; it outranks the value.
        expected: The answer that was on the lead's screen, as `state` names it.
        because: Why.
        by: The lead.
        now: This moment.

    Raises:
        NotFound: There is no such interview, or its questionnaire has no such item.
        ChangedMeanwhile: Somebody else amended it.
        FieldworkError: It has not ended or does not count, there is no reason, or the answer is not possible.
    """
    because = amended.reason(because)
    held = amended.held(session, interview_id)
    instrument = instruments.by_number(session, held.instrument_version_id)
    one = checked(instrument, item)
    was = amended.said(session.get(Answer, (interview_id, item), populate_existing=True))
    if state(was) != expected:
        raise ChangedMeanwhile
    became: Given = {"value": None, "missing": missing} if missing else {"value": value.strip(), "missing": None}
    if was is not None and json.loads(was) == became:
        raise FieldworkError(SAME)
    followed = put(session, held, instrument, {one.name: became}, Amending.ANSWER, because=because, by=by, now=now)
    audit.record(session, "interview.correct", by=by, now=now, thing=f"{held.id} {item}")
    return followed


def checked(instrument: Instrument, item: str) -> Item:
    """An item whose answer may be corrected.

    Raises:
        NotFound: There is no such item among the answers.
        FieldworkError: It asks consent.
    """
    one = instrument.items_by_name.get(item)
    if one is None or one.contact or one.type == "note":
        raise NotFound
    if one.consent:
        raise FieldworkError(CONSENT)
    return one


def state(was: str | None) -> str:
    """Names an answer, so that nobody corrects another than the one she saw."""
    return "" if was is None else was


def put(
    session: Session,
    held: Interview,
    instrument: Instrument,
    changes: Mapping[str, Given | None],
    kind: Amending,
    *,
    because: str,
    by: Person,
    now: datetime,
    other: UUID | None = None,
) -> Followed:
    """Let answers be these, each with its line in the trail; what is not asked any more goes with them.

    Raises:
        FieldworkError: The questionnaire does not allow it.
    """
    rows = {row.item: row for row in session.exec(select(Answer).where(Answer.interview_id == held.id))}
    before = {name: _sent(row) for name, row in rows.items()}
    after: dict[str, Given] = {**before}
    for name, change in changes.items():
        after.pop(name, None)
        if change is not None:
            after[name] = {**before.get(name, {"language": held.language}), **change}
    gone = _not_asked(instrument, before, after)
    _check(held, instrument, before, {name: one for name, one in after.items() if name not in gone}, changes)
    for name in [*changes, *gone]:
        became = None if name in gone else changes[name]
        text = json.dumps({"value": became["value"], "missing": became["missing"]}) if became else None
        was = amended.said(rows.get(name))
        amended.write(session, held, kind, name, was, text, because=because, by=by, now=now, other=other)
        if became is not None:
            amended.put(session, held, name, became)
        elif name in rows:
            session.delete(rows[name])
    session.flush()
    return Followed(tuple(gone), tuple(_newly_asked(instrument, before, after)))


def _sent(row: Answer) -> Given:
    return {"value": row.value, "missing": row.missing, "language": row.language, "remark": row.remark}


def _check(
    held: Interview,
    instrument: Instrument,
    before: Mapping[str, Given],
    after: Mapping[str, Given],
    changes: Iterable[str],
) -> None:
    wrong = _problems(held, instrument, after) - _problems(held, instrument, before)
    own = sorted(wrong & set(changes))
    for name in own or sorted(wrong):
        raise FieldworkError(NO_ANSWER if own else NO_LONGER, item=name)


def _problems(held: Interview, instrument: Instrument, given: Mapping[str, Given]) -> set[str]:
    body = {**json.loads(held.snapshot), "contact": None, "answers": given}
    try:
        snapshot = Snapshot.model_validate(body, strict=False)
    except ValidationError as problem:
        return {str(error["loc"][1]) for error in problem.errors(include_input=False) if len(error["loc"]) > 1}
    return {name for _, name, _ in answers.problems(instrument, snapshot)}


def _values(given: Mapping[str, Given]) -> dict[str, str | None]:
    return {name: one["value"] for name, one in given.items() if one["value"] is not None or one["missing"]}


def _not_asked(instrument: Instrument, before: Mapping[str, Given], after: Mapping[str, Given]) -> list[str]:
    """Answers to what is not asked any more; what was out of place before is left alone."""
    were = {item.name for item in asked(instrument, _values(before))}
    are = {item.name for item in asked(instrument, _values(after))}
    return [name for name in after if name in were and name not in are]


def _newly_asked(instrument: Instrument, before: Mapping[str, Given], after: Mapping[str, Given]) -> list[str]:
    were = {item.name for item in asked(instrument, _values(before))}
    found = [item for item in asked(instrument, _values(after)) if item.name not in were and item.name not in after]
    return [item.name for item in found if not item.contact and item.type != "note"]
