"""Two interviews that are the same talk become one: which stays, and item by item what it takes from the other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError, NotFound
from app.instrument.schema import Instrument, Item
from app.models import Amending, Answer, Interview, InterviewStatus, Person, Respondent
from app.services import amend_answers, amend_status, amended, audit, cases, comparing, instruments
from app.services.amend_answers import Followed
from app.services.comparing import Said

TWICE = N_("Choose two different interviews.")
NOT_THE_SAME = N_("These two were held with different questionnaires or in different rounds. They are not one talk.")
COUNTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF)
MOST = 60  # to choose from: an evening


@dataclass(frozen=True)
class Twin:
    """Another interview that may be the same talk."""

    interview: Interview
    code: str
    is_called: bool  # whether a case waits for its respondent


@dataclass(frozen=True)
class Differing:
    """An item on which the two differ."""

    item: Item
    ours: Answer | None
    theirs: Answer | None
    is_ours_alone: bool  # a consent: each keeps its own


@dataclass(frozen=True)
class Pair:
    """Two interviews side by side."""

    stays: Twin
    goes: Twin
    instrument: Instrument
    differing: tuple[Differing, ...]
    same: int


def candidates(session: Session, held: Interview) -> list[Twin]:
    """What may be the same talk: the same list, round and activity; the nearest in time first."""
    query = (
        select(Interview, Respondent.code)
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .where(
            Interview.wave_id == held.wave_id,
            Interview.activity_id == held.activity_id,
            Interview.instrument_version_id == held.instrument_version_id,
            Interview.id != held.id,
            col(Interview.status).in_(COUNTED),
        )
        .order_by(col(Interview.started_at))
        .limit(MOST)
    )
    found = [Twin(one, code, is_called=False) for one, code in session.exec(query)]
    return sorted(found, key=lambda one: abs((one.interview.started_at - held.started_at).total_seconds()))


def compare(session: Session, stays_id: UUID, other_id: UUID) -> Pair:
    """Both, and where they differ.

    Raises:
        NotFound: One of them does not exist.
        FieldworkError: They cannot be one talk, have not ended or do not count.
    """
    if stays_id == other_id:
        raise FieldworkError(TWICE)
    stays, goes = amended.held(session, stays_id), amended.held(session, other_id)
    if (stays.wave_id, stays.instrument_version_id) != (goes.wave_id, goes.instrument_version_id):
        raise FieldworkError(NOT_THE_SAME)
    instrument = instruments.by_number(session, stays.instrument_version_id)
    ours, theirs = _answers(session, stays_id), _answers(session, other_id)
    lines = [
        Differing(item, ours.get(item.name), theirs.get(item.name), bool(item.consent))
        for item in instrument.items()
        if item.name in ours or item.name in theirs
    ]
    differing = tuple(one for one in lines if amended.said(one.ours) != amended.said(one.theirs))
    pair = (_twin(session, stays), _twin(session, goes))
    return Pair(*pair, instrument, differing, len(lines) - len(differing))


def in_words(pair: Pair) -> list[tuple[str, str, Said | None, Said | None, bool]]:
    """Where two interviews differ, in words: item, label, ours, theirs, and whether it may be taken."""
    return [
        (
            one.item.name,
            comparing.label(pair.instrument, one.item.name),
            comparing.said(pair.instrument, one.item, amended.plain(one.ours)),
            comparing.said(pair.instrument, one.item, amended.plain(one.theirs)),
            not one.is_ours_alone,
        )
        for one in pair.differing
    ]


def merge(
    session: Session,
    stays_id: UUID,
    other_id: UUID,
    *,
    taken: Collection[str],
    because: str,
    by: Person,
    now: datetime,
) -> Followed:
    """One stays and takes these items from the other, which counts no longer.

    Raises:
        NotFound: One of them does not exist, or an item that was chosen.
        FieldworkError: They cannot be one talk, or it is not possible in their questionnaire; or no reason.
    """
    because = amended.reason(because)
    amended.in_turn(session, stays_id, other_id)
    pair = compare(session, stays_id, other_id)
    theirs = {one.item.name: one.theirs for one in pair.differing if not one.is_ours_alone}
    if not set(taken) <= set(theirs):
        raise NotFound
    changes = {name: _given(theirs[name]) for name in theirs if name in taken}
    held, how = pair.stays.interview, Amending.MERGE
    followed = amend_answers.put(
        session, held, pair.instrument, changes, how, because=because, by=by, now=now, other=other_id
    )
    amended.write(session, held, how, "", None, None, because=because, by=by, now=now, other=other_id)
    amend_status.void(session, other_id, because=because, by=by, now=now, other=stays_id)
    audit.record(session, "interview.merge", by=by, now=now, thing=f"{stays_id} {other_id}")
    return followed


def _given(answer: Answer | None) -> amend_answers.Given | None:
    return {"value": answer.value, "missing": answer.missing} if answer is not None else None


def _answers(session: Session, interview_id: UUID) -> dict[str, Answer]:
    return {row.item: row for row in session.exec(select(Answer).where(Answer.interview_id == interview_id))}


def _twin(session: Session, interview: Interview) -> Twin:
    met = session.get_one(Respondent, interview.respondent_id)
    return Twin(interview, met.code, cases.open_case_of(session, met.id) is not None)
