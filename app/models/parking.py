"""What arrived and was refused: kept whole, until the lead has decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class Decision(StrEnum):
    """What the lead decided about a parked snapshot."""

    ACCEPTED = "accepted"
    VOIDED = "voided"


class ParkedSnapshot(SQLModel, table=True):
    """A snapshot that was refused, sealed as it came, once; the lead accepts or voids it, with a reason.

    What it says of itself (respondent, activity) is not believed, so these are no foreign keys.
    """

    __tablename__ = "parked_snapshots"
    __table_args__ = (
        sa.UniqueConstraint("interview_id", "fingerprint"),
        sa.Index("ix_parked_snapshots_person_id_arrived_at", "person_id", "arrived_at"),
    )

    id: int = Field(default=None, primary_key=True)
    interview_id: UUID
    fingerprint: str  # keyed, of all but the moment of sending: the same again is recognised
    revision: int = 0
    person_id: int = Field(foreign_key="people.id")
    phone_id: int | None = Field(default=None, foreign_key="phones.id")
    respondent_id: UUID | None = Field(default=None, index=True)
    activity_id: int | None = None
    answers: int = 0  # how many
    reason: str  # the sentence of the refusal, as its msgid
    item: str | None = None
    arrived_at: datetime = Field(sa_type=UTCDateTime)
    sealed: bytes = Field(sa_type=sa.LargeBinary)  # without the contact
    contact: bytes | None = Field(default=None, sa_type=sa.LargeBinary)  # sealed apart, so that it can go
    decision: Decision | None = Field(default=None, sa_type=sa.String)
    because: str = ""  # the lead's reason
    decided_by: int | None = Field(default=None, foreign_key="people.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    replaced: bytes | None = Field(
        default=None, sa_type=sa.LargeBinary
    )  # sealed: what an accepted one took the place of
