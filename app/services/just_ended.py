"""The call that a caller wrote down a moment ago: one tap leads back to it while she may still mend it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import CallAttempt, Case, Person, Respondent
from app.services import dispositions
from app.services.case_decisions import A_SLIP

A_TAP = timedelta(seconds=30)  # in which the same ending once more is the finger or the network, not another call


@dataclass(frozen=True)
class JustEnded:
    """Whose case, and how she wrote down that it ended."""

    case_id: int
    code: str
    label: str
    at: datetime
    disposition: str
    has_note: bool


def of(session: Session, me: Person, now: datetime) -> JustEnded | None:
    """Her last call of these minutes; None where there is none, or an interview has said how it ended."""
    query = (
        select(CallAttempt, Respondent.code)
        .join(Case, col(CallAttempt.case_id) == col(Case.id))
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .where(CallAttempt.caller_id == me.id, sa.func.coalesce(CallAttempt.ended_at, CallAttempt.at) >= now - A_SLIP)
        .order_by(col(CallAttempt.id).desc())
    )
    found = session.exec(query).first()
    if found is None:
        return None
    attempt, code = found
    at, row = attempt.ended_at or attempt.at, dispositions.table(session).get(attempt.disposition)
    if row is None or not row.by_hand:
        return None
    return JustEnded(attempt.case_id, code, row.label, at, attempt.disposition, attempt.has_note)


def is_same(session: Session, case_id: int, disposition: str, me: Person, now: datetime, *, has_note: bool) -> bool:
    """Whether she wrote exactly this down some seconds ago; words that did not come along then are something else."""
    last = of(session, me, now)
    if last is None or now - last.at > A_TAP:
        return False
    return (last.case_id, last.disposition, last.has_note or not has_note) == (case_id, disposition, True)
