"""Names and numbers go when their purpose ends, and what callers noted goes with them.

That is at once after an interview, a withdrawal or a death, else when the weeks in which we may call have passed:
until then the lead may let us try again. What was parked of somebody whom nobody could call goes after the weeks in
which the lead decides about it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from app.clock import local
from app.models import AuditEntry, Case, Contact, Interview, ParkedSnapshot
from app.services import contacts

LATE = timedelta(days=30)  # in which a phone still sends what belongs to an interview that opened no case


@dataclass(frozen=True)
class Purged:
    """How much went, or would go."""

    respondents: int = 0
    fields: int = 0
    notes: int = 0
    parked: int = 0  # snapshots whose name and number went; the answers stay sealed


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
    mine = col(ParkedSnapshot.respondent_id)
    no_purpose = _kept_parked(sa.or_(mine.in_(gone), sa.and_(mine.is_(None), _is_late(now))))
    parked = session.scalar(sa.select(sa.func.count()).select_from(ParkedSnapshot).where(no_purpose)) or 0
    if not dry_run:
        session.execute(update(ParkedSnapshot).where(no_purpose).values(contact=None))
        for respondent_id in gone:
            _remove(session, respondent_id, now=now)
        if gone or parked:
            session.add(AuditEntry(at=now, verb="contact.purge", object=str(len(gone))))
    return Purged(len(gone), len(fields) - notes, notes, parked)


def past_purpose(session: Session, *, now: datetime, of: UUID | None = None) -> list[UUID]:
    """Whose contact nobody needs any more: every case of theirs has ended and its day has come, or there is none."""
    parked = sa.select(col(ParkedSnapshot.respondent_id)).where(
        _kept_parked(col(ParkedSnapshot.respondent_id).is_not(None)), _is_late(now)
    )
    somebody = sa.union(sa.select(col(Contact.respondent_id)), parked).subquery()
    who = somebody.c.respondent_id
    today = local(now).date()
    needed = sa.exists().where(
        col(Case.respondent_id) == who, sa.or_(col(Case.closed_by).is_(None), col(Case.purge_on) > today)
    )
    has_case = sa.exists().where(col(Case.respondent_id) == who)
    recent = sa.exists().where(col(Interview.respondent_id) == who, col(Interview.saved_at) > now - LATE)
    found = sa.select(who).where(~needed, sa.or_(has_case, ~recent)).order_by(who)
    return list(session.scalars(found if of is None else found.where(who == of)))


def _kept_parked(which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(col(ParkedSnapshot.contact).is_not(None), which)


def _is_late(now: datetime) -> sa.ColumnElement[bool]:
    """It waited so long that whoever would decide about it has done so, or never will."""
    return col(ParkedSnapshot.arrived_at) <= now - LATE


def _remove(session: Session, respondent_id: UUID, *, now: datetime) -> None:
    contacts.let_go(session, respondent_id)
    contacts.forget(session, respondent_id)
    for case in session.exec(select(Case).where(Case.respondent_id == respondent_id)):
        case.purged_at = case.purged_at or now
