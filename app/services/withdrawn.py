"""Who took consent back: asked before anything of somebody is kept, shown or begun."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.errors import ConsentWithdrawn
from app.models import Respondent, Withdrawal

CALLS, ANSWERS = "calls", "answers"
KEPT_ON_PHONES = timedelta(days=8)  # a week, and a day for clocks that differ
TO_BE_CALLED = "recontact"  # the purposes that begin so are about being called and written to
REACHES = (CALLS, ANSWERS)  # each holds what is before it
TABLE = SQLModel.metadata.tables["withdrawals"]
HOW_FAR = sa.select(TABLE.c.reach).where(TABLE.c.respondent_id == sa.bindparam("her"))  # asked at every tap


def reach(session: Session, respondent_id: UUID | None) -> str | None:
    """How far somebody took consent back; None: she did not."""
    if respondent_id is None:
        return None
    how_far: str | None = session.execute(HOW_FAR, {"her": respondent_id}).scalar_one_or_none()
    return how_far


def refuse(session: Session, respondent_id: UUID, sentence: str | None = None) -> None:
    """Let nothing begin with somebody who stopped.

    Raises:
        ConsentWithdrawn: She did, a moment ago or long since; with this sentence if one is given.
    """
    if reach(session, respondent_id) is not None:
        raise ConsentWithdrawn(sentence)


def lately(session: Session, *, now: datetime) -> list[UUID]:
    """Random numbers of those who stopped, for as long as a phone may still keep an interview that it has sent."""
    since = select(Withdrawal.respondent_id).where(Withdrawal.at > now - KEPT_ON_PHONES)
    return list(session.exec(since.order_by(col(Withdrawal.id))))


def bars(session: Session, respondent_id: UUID, *, begins: bool, decided: bool) -> bool:
    """Whether nothing that arrives of her is kept; what she left us, the lead may still have `decided` about.

    Where an interview `begins`, there is no row yet that both could wait for, so they wait for the respondent's.
    """
    if begins:
        stand_still(session, respondent_id)
    how_far = reach(session, respondent_id)
    return how_far is not None and not (decided and how_far == CALLS)


def stand_still(session: Session, respondent_id: UUID) -> Respondent | None:
    """Until we commit, nobody takes this consent back and nobody begins an interview of hers; None: we never met.

    Whoever writes about her takes locks in this order: respondent, interview, case. It is a lock that other rows may
    still point at, so an outcome that is being written down is not in the way.
    """
    return session.get(Respondent, respondent_id, with_for_update={"key_share": True})
