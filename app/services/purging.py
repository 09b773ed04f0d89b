"""Names and numbers go when their purpose ends, and what callers noted goes with them.

That is at once after an interview, a withdrawal or a death, else when the weeks in which we may call have passed:
until then the lead may let us try again.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.models import AuditEntry, Case, Contact, Interview
from app.services import contacts

LATE = timedelta(days=30)  # in which a phone still sends what belongs to an interview that opened no case


@dataclass(frozen=True)
class Purged:
    """How much went, or would go."""

    respondents: int = 0
    fields: int = 0
    notes: int = 0


def plan(session: Session, case: Case, on: date | None, *, now: datetime) -> None:
    """The purpose of this case's contact ends on that day, or has come back (None)."""
    case.purge_on = on
    session.flush()
    if on is not None and on <= local(now).date() and past_purpose(session, now=now, of=case.respondent_id):
        _remove(session, case.respondent_id, now=now)


def purge(session: Session, *, now: datetime, dry_run: bool = False) -> Purged:
    """Remove what is past its purpose, and say how much; a second time there is nothing left.

    Args:
        session: A transaction.
        now: This moment.
        dry_run: Count only.
    """
    gone = past_purpose(session, now=now)
    counted = sa.select(col(Contact.field)).where(col(Contact.respondent_id).in_(gone))
    fields = session.scalars(counted).all()
    notes = sum(name.startswith("note:") for name in fields)
    if not dry_run:
        for respondent_id in gone:
            _remove(session, respondent_id, now=now)
        if gone:
            session.add(AuditEntry(at=now, verb="contact.purge", object=str(len(gone))))
    return Purged(len(gone), len(fields) - notes, notes)


def past_purpose(session: Session, *, now: datetime, of: UUID | None = None) -> list[UUID]:
    """Whose contact nobody needs any more: every case of theirs has ended and its day has come, or there is none."""
    kept = sa.select(col(Contact.respondent_id)).distinct()
    if of is not None:
        kept = kept.where(col(Contact.respondent_id) == of)
    today = local(now).date()
    needed = sa.exists().where(
        col(Case.respondent_id) == col(Contact.respondent_id),
        sa.or_(col(Case.closed_by).is_(None), col(Case.purge_on) > today),
    )
    has_case = sa.exists().where(col(Case.respondent_id) == col(Contact.respondent_id))
    recent = sa.exists().where(
        col(Interview.respondent_id) == col(Contact.respondent_id), col(Interview.saved_at) > now - LATE
    )
    return list(session.scalars(kept.where(~needed, sa.or_(has_case, ~recent)).order_by(col(Contact.respondent_id))))


def _remove(session: Session, respondent_id: UUID, *, now: datetime) -> None:
    contacts.let_go(session, respondent_id)
    contacts.forget(session, respondent_id)
    for case in session.exec(select(Case).where(Case.respondent_id == respondent_id)):
        case.purged_at = case.purged_at or now
