"""Somebody takes consent back. From the commit on everybody's next request knows; what stays says nothing of her."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from app.calling.events import Withdrew
from app.errors import N_, FieldworkError, NotFound
from app.models import (
    Amendment,
    Answer,
    AuditEntry,
    Case,
    Consent,
    FollowUpLink,
    Interview,
    PaperEntry,
    PaperSheet,
    ParkedSnapshot,
    Person,
    QualityNote,
    SelfCompletion,
    Withdrawal,
)
from app.services import amended, casework, contacts, snapshots, tallies, withdrawn
from app.services.withdrawn import ANSWERS, REACHES, TO_BE_CALLED

CHANNELS = ("call", "lead", "spot", "code")  # on the telephone, through the lead, a student beside her, her own code
HOW_FAR = N_("Choose how far it goes.")


def withdraw(
    session: Session, respondent_id: UUID, *, reach: str, channel: str, by: Person | None, now: datetime
) -> Withdrawal:
    """Stop the calls and delete the contact; with reach `answers`, delete what she said as well.

    Again changes nothing; how far it goes can grow, and never shrinks.

    Args:
        session: One transaction; whatever else is being written about her waits, or is waited for.
        respondent_id: Whose.
        reach: `calls` or `answers`.
        channel: By which way she told us: one of `CHANNELS`.
        by: Who wrote it down; None: she did it herself.
        now: This moment.

    Raises:
        NotFound: We never met.
        FieldworkError: There is no such reach.
    """
    if reach not in REACHES or channel not in CHANNELS:
        raise FieldworkError(HOW_FAR)
    met = withdrawn.stand_still(session, respondent_id)
    if met is None:
        raise NotFound
    held = session.exec(select(Withdrawal).where(Withdrawal.respondent_id == respondent_id)).one_or_none()
    if held is not None and REACHES.index(held.reach) >= REACHES.index(reach):
        return held
    if held is None:
        held = Withdrawal(respondent_id=met.id, role=met.role, reach=reach, channel=channel, at=now)
    held.reach, held.channel, held.person_id, held.at = reach, channel, by.id if by else None, now
    session.add(held)
    interviews = _hers(session, met.id)
    twins = _twins(session, met.id, interviews)
    _end_cases(session, met.id, reach, by=by, now=now)
    _forget_contact(session, met.id, interviews)
    if reach == ANSWERS:
        _delete_answers(session, met.id, interviews)
    _take_back(session, met.id, everything=reach == ANSWERS, now=now)
    session.add(AuditEntry(at=now, person_id=held.person_id, verb=f"withdraw.{reach}", object=str(met.id)))
    session.flush()
    for twin in twins:  # two interviews that were merged are one person's
        withdraw(session, twin, reach=reach, channel=channel, by=by, now=now)
    return held


def _twins(session: Session, respondent_id: UUID, interviews: list[Interview]) -> list[UUID]:
    others = amended.others_of(session, [one.id for one in interviews])
    owners = select(Interview.respondent_id).where(col(Interview.id).in_(others)).distinct()
    return sorted(one for one in session.exec(owners) if one != respondent_id)


def _hers(session: Session, respondent_id: UUID) -> list[Interview]:
    """Her interviews, ours until we commit."""
    mine = select(Interview).where(Interview.respondent_id == respondent_id).order_by(col(Interview.id))
    return list(session.exec(mine.with_for_update()))


def _end_cases(session: Session, respondent_id: UUID, reach: str, *, by: Person | None, now: datetime) -> None:
    """No more calls: no lease, appointment, link or wish about times outlives it."""
    mine = select(Case.id).where(Case.respondent_id == respondent_id).order_by(col(Case.id))
    cases = session.exec(mine).all()
    for case_id in cases:
        case = casework.apply(session, case_id, Withdrew(answers=reach == ANSWERS), by=by, now=now)
        case.best_times, case.purged_at = "", case.purged_at or now
    links = update(FollowUpLink).where(col(FollowUpLink.case_id).in_(cases))
    session.execute(links.where(col(FollowUpLink.revoked_at).is_(None)).values(revoked_at=now))


def _forget_contact(session: Session, respondent_id: UUID, interviews: list[Interview]) -> None:
    """Name, numbers, second person and callers' notes go, and the prints by which a number could be recognised."""
    contacts.forget(session, respondent_id)
    session.execute(update(ParkedSnapshot).where(_parked(respondent_id, interviews)).values(contact=None))
    for interview in interviews:
        interview.snapshot = snapshots.without_print(interview.snapshot)


def _delete_answers(session: Session, respondent_id: UUID, interviews: list[Interview]) -> None:
    """What she said, wherever it is; that there were interviews goes with it, so every count goes down."""
    session.execute(delete(ParkedSnapshot).where(_parked(respondent_id, interviews)))
    sheets = sa.select(col(PaperSheet.id)).where(col(PaperSheet.respondent_id) == respondent_id)
    session.execute(delete(PaperEntry).where(col(PaperEntry.sheet_id).in_(sheets)))
    unsettled = dict.fromkeys(("outcome", "compared", "agreed", "entered_at", "settled_by", "settled_at"))
    session.execute(update(PaperSheet).where(col(PaperSheet.respondent_id) == respondent_id).values(**unsettled))
    session.execute(delete(SelfCompletion).where(col(SelfCompletion.respondent_id) == respondent_id))
    numbers = [interview.id for interview in interviews]
    session.execute(update(FollowUpLink).where(col(FollowUpLink.interview_id).in_(numbers)).values(interview_id=None))
    session.execute(delete(Answer).where(col(Answer.interview_id).in_(numbers)))
    session.execute(delete(Amendment).where(col(Amendment.interview_id).in_(numbers)))
    blank = {"was": None, "became": None, "other_id": None}
    session.execute(update(Amendment).where(col(Amendment.other_id).in_(numbers)).values(**blank))
    session.execute(update(QualityNote).where(col(QualityNote.interview_id).in_(numbers)).values(interview_id=None))
    for interview in interviews:
        session.delete(interview)


def _take_back(session: Session, respondent_id: UUID, *, everything: bool, now: datetime) -> None:
    """What she had allowed is written down as not allowed from this moment on."""
    given = update(Consent).where(col(Consent.respondent_id) == respondent_id, col(Consent.given))
    if not everything:
        given = given.where(col(Consent.purpose).startswith(TO_BE_CALLED))
    session.execute(given.values(given=False, at=now))
    tallies.touch(session, respondent_id)


def _parked(respondent_id: UUID, interviews: list[Interview]) -> sa.ColumnElement[bool]:
    """What was parked of her, also where it named somebody else or could not be read."""
    ids = [interview.id for interview in interviews]
    return sa.or_(col(ParkedSnapshot.respondent_id) == respondent_id, col(ParkedSnapshot.interview_id).in_(ids))
