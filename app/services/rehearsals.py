"""Rehearsals: held on the real screen, and kept as a date and a length alone."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import insert_if_new
from app.errors import NotFound
from app.models import Interview, Person, Rehearsal
from app.services.snapshots import Snapshot


def is_one(session: Session, interview_id: UUID) -> bool:
    """Whether this began as a rehearsal; it stays one, whatever a phone of another release makes of it."""
    return session.get(Rehearsal, interview_id) is not None


def keep(session: Session, interview_id: UUID, snapshot: Snapshot, *, by: Person, now: datetime) -> None:
    """Write down that she rehearses, and how far; none of it is read but which list, how long and in which language.

    Raises:
        NotFound: It is somebody else's.
    """
    insert_if_new(session, _begun(interview_id, snapshot, by=by, now=now))  # it may be arriving twice
    held = session.get_one(Rehearsal, interview_id, with_for_update=True)
    if held.person_id != by.id:
        raise NotFound
    if held.finished_at is not None:
        return
    held.status, held.language = snapshot.status, snapshot.language
    held.seconds = max((sent.at_ms for sent in snapshot.answers.values()), default=0) / 1000
    held.finished_at = now if snapshot.status == "complete" else None


def has_rehearsed(session: Session, person: Person) -> bool:
    """Whether she has read a rehearsal to the end, or has held interviews since before there were any."""
    rehearsed = sa.exists().where(col(Rehearsal.person_id) == person.id, col(Rehearsal.finished_at).is_not(None))
    interviewed = sa.exists().where(col(Interview.interviewer_id) == person.id)
    return bool(session.scalar(sa.select(sa.or_(rehearsed, interviewed))))


def finished(session: Session) -> set[int]:
    """Who of the team has read a rehearsal to the end."""
    return set(session.exec(select(Rehearsal.person_id).where(col(Rehearsal.finished_at).is_not(None))).all())


def _begun(interview_id: UUID, snapshot: Snapshot, *, by: Person, now: datetime) -> Rehearsal:
    return Rehearsal(
        id=interview_id,
        person_id=by.id,
        instrument=snapshot.instrument,
        language=snapshot.language,
        status=snapshot.status,
        started_at=now,
    )
