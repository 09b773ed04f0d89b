"""Voiding an interview, so that it counts nowhere, and restoring it; and taking back one amendment."""

import json
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from app.errors import N_, ChangedMeanwhile, FieldworkError, NotFound
from app.models import Amending, Amendment, Answer, Interview, InterviewStatus, Person
from app.services import amend_answers, amend_context, amended, audit, cases, instruments
from app.services.snapshots import Snapshot

IT_COUNTS = N_("This interview counts already. Nothing was changed.")
CANNOT_UNDO = N_("This was changed again later. Take back the later change first.")


def void(
    session: Session, interview_id: UUID, *, because: str, by: Person, now: datetime, other: UUID | None = None
) -> Amendment:
    """It counts nowhere from now on; nothing of it is deleted, and nobody is called because of it.

    Raises:
        NotFound: There is no such interview.
        FieldworkError: It has not ended, does not count already, or there is no reason.
    """
    because = amended.reason(because)
    amended.in_turn(session, interview_id)
    held = amended.held(session, interview_id)
    told = (str(held.status), str(InterviewStatus.VOIDED))
    row = amended.write(session, held, Amending.VOID, "", *told, because=because, by=by, now=now, other=other)
    held.status = InterviewStatus.VOIDED
    session.flush()
    cases.voided(session, held, by=by, now=now)
    audit.record(session, "interview.void", by=by, now=now, thing=str(held.id))
    return row


def restore(session: Session, interview_id: UUID, *, because: str, by: Person, now: datetime) -> Amendment:
    """It counts again, as what it was before it was voided.

    Raises:
        NotFound: There is no such interview.
        FieldworkError: It counts, or there is no reason.
    """
    because = amended.reason(because)
    amended.in_turn(session, interview_id)
    held = session.get(Interview, interview_id, with_for_update=True, populate_existing=True)
    if held is None:
        raise NotFound
    voiding = amended.voiding(session, interview_id)
    if voiding is None:
        raise FieldworkError(IT_COUNTS)
    told = (str(InterviewStatus.VOIDED), voiding.was)
    row = amended.write(session, held, Amending.RESTORE, "", *told, because=because, by=by, now=now)
    held.status = InterviewStatus(str(voiding.was))
    session.flush()
    instrument = instruments.by_number(session, held.instrument_version_id)
    snapshot = Snapshot.model_validate({**json.loads(held.snapshot), "contact": None})
    cases.restored(session, held, instrument, snapshot, by=by, now=now)
    audit.record(session, "interview.restore", by=by, now=now, thing=str(held.id))
    return row


def undo(
    session: Session, interview_id: UUID, amendment_id: int, *, because: str, by: Person, now: datetime
) -> Amendment | None:
    """Take back one change by another; both stay in the trail.

    Raises:
        NotFound: The interview has no such change.
        ChangedMeanwhile: It is not what stands there any more.
        FieldworkError: It was changed again, or there is no reason.
    """
    row = session.exec(
        select(Amendment).where(Amendment.id == amendment_id, Amendment.interview_id == interview_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    match row.kind:
        case Amending.VOID:
            return restore(session, interview_id, because=because, by=by, now=now)
        case Amending.RESTORE:
            return void(session, interview_id, because=because, by=by, now=now)
        case Amending.CONTEXT:
            _undo_context(session, row, because=because, by=by, now=now)
        case _:
            _undo_answer(session, row, because=because, by=by, now=now)
    return None


def _undo_answer(session: Session, row: Amendment, *, because: str, by: Person, now: datetime) -> None:
    because = amended.reason(because)
    held = amended.held(session, row.interview_id)
    if not row.what:
        raise NotFound
    stands = amended.said(session.get(Answer, (held.id, row.what), populate_existing=True))
    if (stands and json.loads(stands)) != (row.became and json.loads(row.became)):
        raise ChangedMeanwhile(CANNOT_UNDO)
    instrument = instruments.by_number(session, held.instrument_version_id)
    change = {row.what: json.loads(row.was) if row.was else None}
    amend_answers.put(session, held, instrument, change, Amending.ANSWER, because=because, by=by, now=now)
    audit.record(session, "interview.undo", by=by, now=now, thing=f"{held.id} {row.what}")


def _undo_context(session: Session, row: Amendment, *, because: str, by: Person, now: datetime) -> None:
    held = amended.held(session, row.interview_id)
    if row.what == amend_context.LANGUAGE:
        if held.language != row.became:
            raise ChangedMeanwhile(CANNOT_UNDO)
        amend_context.speak(session, held.id, str(row.was), because=because, by=by, now=now)
        return
    if row.what == amend_context.INTERVIEWER:
        if str(held.interviewer_id) != row.became:
            raise ChangedMeanwhile(CANNOT_UNDO)
        amend_context.credit(session, held.id, str(row.was), because=because, by=by, now=now)
        return
    back = amend_context.places(row.was)
    if amend_context.place(held.activity_id, held.group_id) != row.became or back is None:
        raise ChangedMeanwhile(CANNOT_UNDO)
    amend_context.move(session, held.id, *back, because=because, by=by, now=now)
