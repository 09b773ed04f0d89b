"""The personal links that still open something."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.calling.dispositions import LINK
from app.db import for_update
from app.models import Case, FollowUpLink, Person
from app.services import casework
from app.services.case_decisions import A_SLIP


def of(session: Session, case_id: int, now: datetime) -> Sequence[FollowUpLink]:
    """Those of a case."""
    alive = (col(FollowUpLink.revoked_at).is_(None), FollowUpLink.expires_at > now)
    return session.exec(select(FollowUpLink).where(FollowUpLink.case_id == case_id, *alive)).all()


def made_just_now(session: Session, case_id: int, by: Person, now: datetime) -> bool:
    """Whether a link of hers, some minutes old, is how the last call ended, and nobody holds the case since."""
    mine = for_update(session, select(Case).where(Case.id == case_id))  # a second tap waits for the first
    held = casework.held(session, session.exec(mine.execution_options(populate_existing=True)).one())
    if held.in_hand(now) is not None or not held.attempts or held.attempts[-1].disposition != LINK:
        return False
    return any(one.made_by == by.id and now - one.made_at <= A_SLIP for one in of(session, case_id, now))
