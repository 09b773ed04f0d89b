"""Whoever does not take part: counted with one tap, and never described."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from app.db import RowId, insert_if_new
from app.errors import NotFound
from app.models import Activity, Person, Refusal
from app.services.fieldwork import REASONS
from app.services.snapshots import Moment

WAITED = timedelta(minutes=1)  # on a phone; anything shorter is the way here
LONGEST = timedelta(days=90)  # that a phone is believed to have kept it


class SentRefusal(BaseModel):
    """A refusal as a phone sends it: the whole of it at once, like an interview.

    Pages of the release before send only the first two.
    """

    activity: RowId
    reason: Annotated[str, Field(max_length=20)]
    revision: Annotated[int, Field(ge=1, le=10**6)] | None = None
    undone: bool = False
    at: Moment | None = None
    sent_at: Moment | None = None  # by the same clock as `at`, however wrong it is

    def moment(self, now: datetime) -> datetime:
        """When it was tapped: now, unless it waited on the phone; then as the phone remembers, by our clock."""
        if self.at is None:
            return now
        tapped = self.at + (now - self.sent_at if self.sent_at else timedelta())
        return tapped if WAITED < now - tapped < LONGEST else now


def count(
    session: Session, refusal_id: UUID, sent: SentRefusal, *, by: Person, phone: int | None, now: datetime
) -> Refusal:
    """Keep the newest word of a phone on a refusal; it made the id, so a repeated tap is counted once.

    Raises:
        NotFound: No such activity or reason, or somebody else counted it.
    """
    held = session.get(Refusal, refusal_id, with_for_update=True)
    if held is None:
        if sent.reason not in REASONS or session.get(Activity, sent.activity) is None:
            raise NotFound
        insert_if_new(session, _first(refusal_id, sent, by=by, phone=phone, now=now))  # it may be arriving twice
        held = session.get_one(Refusal, refusal_id, with_for_update=True)
    if held.interviewer_id != by.id:
        raise NotFound
    if sent.revision is not None and sent.revision > held.revision:
        held.revision = sent.revision
        held.undone_at = (held.undone_at or now) if sent.undone else None
    held.phone_id = phone or held.phone_id
    return held


def revision_of(session: Session, refusal_id: UUID) -> int | None:
    """How often what we hold of a refusal was changed; None: we hold nothing."""
    held = session.get(Refusal, refusal_id)
    return held.revision if held else None


def undo(session: Session, refusal_id: UUID, *, by: Person, now: datetime) -> Refusal:
    """Take back a refusal that was tapped by mistake; it stays in the database as undone.

    Raises:
        NotFound: It does not exist, or somebody else counted it.
    """
    held = session.get(Refusal, refusal_id)
    if held is None or held.interviewer_id != by.id:
        raise NotFound
    held.undone_at = held.undone_at or now
    return held


def _first(refusal_id: UUID, sent: SentRefusal, *, by: Person, phone: int | None, now: datetime) -> Refusal:
    return Refusal(
        id=refusal_id,
        activity_id=sent.activity,
        interviewer_id=by.id,
        phone_id=phone,
        revision=sent.revision or 1,
        reason=sent.reason,
        at=sent.moment(now),
        undone_at=now if sent.undone else None,
    )
