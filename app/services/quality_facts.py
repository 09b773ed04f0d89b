"""Interviews as the rules about their quality see them: of the last two months of work, which people still remember."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.clock import TIME_ZONE, local
from app.errors import InterviewClosed
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    Amending,
    Amendment,
    Answer,
    Interview,
    InterviewStatus,
    ParkedSnapshot,
    Wave,
)
from app.quality.talks import Given, Talk
from app.services import instruments

COUNTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF)
RECENT = timedelta(days=60)
CHUNK = 500
COLUMNS = (
    Answer.interview_id,
    Answer.item,
    Answer.value,
    Answer.missing,
    Answer.language,
    Answer.at_ms,
    Answer.seconds,
    Answer.least,
    Answer.by,
)


def talks(
    session: Session, *, now: datetime, interviewer: int | None = None, interview: UUID | None = None
) -> list[tuple[Talk, datetime]]:
    """Interviews that count, each with the moment from which on it was there; of one interviewer where that is asked.

    One interview by its number is looked at however long ago it was.
    """
    query = (
        sa.select(Interview, Activity, col(Wave.follows))
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(Wave, col(Interview.wave_id) == col(Wave.id))
        .where(col(Interview.status).in_(COUNTED))
        .order_by(col(Interview.started_at), col(Interview.id))
    )
    if interview is not None:
        query = query.where(col(Interview.id) == interview)
    else:
        query = query.where(col(Interview.started_at) > _since(session, now))
    if interviewer is not None:
        query = query.where(col(Interview.interviewer_id) == interviewer)
    found = session.execute(query).all()
    ids = [row[0].id for row in found]
    versions = instruments.by_row(session)
    said, corrected, reopened = _answers(session, ids), _corrected(session, ids), _reopened(session, ids)
    return [
        (
            Talk(
                id=held.id,
                interviewer=held.interviewer_id,
                mode=held.mode,
                began=local(held.started_at),
                minutes=held.seconds / 60,
                given=_given(versions[held.instrument_version_id], said.get(held.id, ())),
                interpreter=held.interpreter,
                **_hours(held, activity, follows),
                corrected=corrected[held.id],
                reopened=reopened[held.id],
            ),
            local(held.saved_at),
        )
        for held, activity, follows in found
    ]


def _since(session: Session, now: datetime) -> datetime:
    """Two months before the newest interview: after the season the last of it can still be talked about."""
    newest = sa.select(col(Interview.started_at)).where(col(Interview.status).in_(COUNTED))
    last = session.scalar(newest.order_by(col(Interview.started_at).desc()).limit(1))
    return min(now, last or now) - RECENT


def _hours(held: Interview, activity: Activity, follows: str | None) -> dict[str, datetime]:
    """Of the activity at which it was held; a later round is held elsewhere."""
    if follows is not None or held.mode != "capi":
        return {}
    starts, ends = (datetime.combine(activity.held_on, at, TIME_ZONE) for at in (activity.starts_at, activity.ends_at))
    return {"starts": starts, "ends": ends}


def _given(instrument: Instrument, rows: Sequence[Any]) -> tuple[Given, ...]:
    items = instrument.items_by_name
    return tuple(
        Given(
            item=row.item,
            point=int(row.value) if _is_point(row.value) and items[row.item].type == "select_one" else None,
            list=items[row.item].choice_list,
            scale=items[row.item].scale,
            missing=row.missing,
            language=row.language,
            at_ms=row.at_ms,
            seconds=row.seconds,
            least=row.least,
            by=row.by,
        )
        for row in rows
        if row.item in items and (row.value is not None or row.missing is not None)
    )


def _is_point(value: str | None) -> bool:
    return value is not None and value.lstrip("-").isdecimal()


def _answers(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    held: dict[UUID, list[Any]] = {}
    for start in range(0, len(ids), CHUNK):
        query = sa.select(*map(col, COLUMNS)).where(col(Answer.interview_id).in_(ids[start : start + CHUNK]))
        for row in session.execute(query):
            held.setdefault(row.interview_id, []).append(row)
    return held


def _corrected(session: Session, ids: Sequence[UUID]) -> Counter[UUID]:
    rows = sa.select(col(Amendment.interview_id)).where(col(Amendment.kind) == Amending.ANSWER)
    return Counter(one for one in session.scalars(rows) if one in set(ids)) if ids else Counter()


def _reopened(session: Session, ids: Sequence[UUID]) -> Counter[UUID]:
    """Times that a phone sent something else after the end; the lead has it among what is parked."""
    late = sa.select(col(ParkedSnapshot.interview_id)).where(col(ParkedSnapshot.reason) == InterviewClosed.sentence)
    known = set(ids)
    return Counter(one for one in session.scalars(late) if one in known)
