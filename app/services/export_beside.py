"""What goes beside the data: how every answer came about, and what was amended afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.export.model import Cell, Dataset, Holds, Level, Measure, Value, Variable
from app.export.wanted import Wanted
from app.instrument.schema import Instrument
from app.models import MISSING_CODES, Amendment, Answer, Interview, Missing, Respondent, Wave
from app.services import instruments
from app.services.export_dataset import CHUNK, EXPORTED, interviews, is_wanted

IDS = ("respondent", "wave", "instrument", "item")
WORDS = {
    "respondent": "Code of the respondent, the same in every wave",
    "wave": "Round",
    "instrument": "Name of the questionnaire",
    "item": "Question, by the name of its variable",
    "missing": "Why there is no answer",
    "language": "Language that was on the screen (BCP 47)",
    "fallback": "Whether that was another language than the one in which the interview ended",
    "at_ms": "Milliseconds from the start of the interview to the first answer, by the phone's clock",
    "seconds": "Seconds that the question was on the screen",
    "least": "Seconds that reading its words takes at least",
    "changes": "Times that the answer was changed",
    "probed": "Times that the explanation was opened",
    "shown": "Times that the phone was turned round with the answers on it",
    "plays": "Times that its recording was played",
    "by": "Whose finger chose it: interviewer or respondent; empty: an older phone did not say",
    "remark": "What the interviewer noted beside it",
}
DECIMALS = {"seconds", "least"}
NUMBERS = {"missing", "fallback", "at_ms", "changes", "probed", "shown", "plays"}
AMENDED = {
    "respondent": WORDS["respondent"],
    "wave": WORDS["wave"],
    "instrument": WORDS["instrument"],
    "kind": "What was done",
    "what": "The question, or the part of the context",
    "was": "What stood there",
    "became": "What stands there now",
    "because": "Why",
    "person": "Number of who did it",
    "at": "When, ISO 8601 in Europe/Amsterdam",
}


def paradata(session: Session, wanted: Wanted, main: Dataset) -> Dataset:
    """One row per answer, in the order of the data file and of its questionnaire."""
    versions = {row: one for row, one in instruments.by_row(session).items() if is_wanted(one, wanted)}
    query = interviews(wanted, versions)
    rows = partial(_rows, session, query, versions)
    ids = query.with_only_columns(col(Interview.id)).order_by(None)
    count = sa.select(sa.func.count()).select_from(Answer).where(col(Answer.interview_id).in_(ids))
    columns = tuple(_variable(name, words) for name, words in WORDS.items())
    return replace(
        main,
        name=f"{main.name}-paradata",
        variables=columns,
        rows=rows,
        count=int(session.execute(count).scalar_one()),
        level=Level.INTERNAL,
        notes=(),
    )


def amendments(session: Session, wanted: Wanted, main: Dataset) -> Dataset | None:
    """What was changed in these interviews after their end; None where nothing was. Internal: it repeats texts."""
    query = (
        sa.select(Amendment, col(Respondent.code), col(Wave.name), col(Interview.instrument_version_id))
        .join(Interview, col(Interview.id) == col(Amendment.interview_id))
        .join(Respondent, col(Respondent.id) == col(Interview.respondent_id))
        .join(Wave, col(Wave.id) == col(Interview.wave_id))
        .where(col(Interview.status).in_(EXPORTED))
        .order_by(col(Amendment.id))
    )
    versions = {row: one.name for row, one in instruments.by_row(session).items() if is_wanted(one, wanted)}
    held = [
        _amendment(one, code, wave, versions[version])
        for one, code, wave, version in session.execute(query)
        if version in versions
    ]
    if not held or wanted.level != Level.INTERNAL:
        return None
    columns = tuple(
        Variable(name, Holds.INTEGER if name == "person" else Holds.TEXT, Measure.NOMINAL, {"en": words})
        for name, words in AMENDED.items()
    )
    return replace(
        main,
        name=f"{main.name}-amendments",
        variables=columns,
        rows=lambda: iter(held),
        count=len(held),
        notes=(),
    )


def _amendment(one: Amendment, code: str, wave: str, instrument: str) -> Sequence[Cell]:
    at = local(one.at).isoformat(timespec="seconds")
    return [code, wave, instrument, one.kind, one.what, one.was, one.became, one.because, one.person_id, at]


def _variable(name: str, words: str) -> Variable:
    holds = Holds.INTEGER if name in NUMBERS else Holds.DECIMAL if name in DECIMALS else Holds.TEXT
    values = tuple(Value(code, {"en": reason}) for reason, code in MISSING_CODES.items()) if name == "missing" else ()
    measure = Measure.SCALE if holds != Holds.TEXT and not values else Measure.NOMINAL
    level = Level.INTERNAL if name == "remark" else Level.RESTRICTED
    return Variable(name, holds, measure, {"en": words}, values, level=level)


def _rows(session: Session, query: sa.Select[Any], versions: Mapping[int, Instrument]) -> Iterator[Sequence[Cell]]:
    order = {row: {item.name: turn for turn, item in enumerate(one.items())} for row, one in versions.items()}
    waves = {one.id: one.name for one in session.exec(select(Wave))}
    for chunk in session.execute(query.execution_options(yield_per=CHUNK)).partitions():
        answers = _answers(session, [row.id for row in chunk])
        for row in chunk:
            turns = order[row.instrument_version_id]
            name = versions[row.instrument_version_id].name
            for one in sorted(answers.get(row.id, ()), key=lambda one: turns.get(one.item, len(turns))):
                yield [row.code, waves[row.wave_id], name, one.item, *_told(one, row.language)]


def _told(one: Any, ended_in: str) -> list[Cell]:
    missing = None if one.missing is None else MISSING_CODES[Missing(one.missing)]
    return [
        missing,
        one.language,
        int(one.language != ended_in),
        one.at_ms,
        one.seconds,
        one.least,
        one.changes,
        one.probed,
        one.shown,
        one.plays,
        one.by,
        one.remark,
    ]


def _answers(session: Session, of: Sequence[UUID]) -> dict[UUID, list[Any]]:
    held: dict[UUID, list[Any]] = {}
    for one in session.execute(sa.select(*Answer.__table__.c).where(col(Answer.interview_id).in_(of))):  # type: ignore[attr-defined]
        held.setdefault(one.interview_id, []).append(one)
    return held
