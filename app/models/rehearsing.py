"""What is known of a rehearsal: that it was held. Nothing of what was tapped is in here."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class Rehearsal(SQLModel, table=True):
    """Somebody practised on her phone. It belongs to no respondent, class or round, so it can enter no export."""

    __tablename__ = "rehearsals"

    id: UUID = Field(primary_key=True)  # the phone makes it
    person_id: int = Field(foreign_key="people.id", index=True)
    instrument: str
    language: str  # in which it was read aloud last
    status: str  # of the snapshot: draft, complete or stopped
    started_at: datetime = Field(sa_type=UTCDateTime)  # first heard of
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # read to the last question
    seconds: float = 0.0
