"""The callback round: who is to be reached again, and every attempt to do so."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class Case(SQLModel, table=True):
    """A respondent to be reached in a wave."""

    __tablename__ = "cases"  # `case` is a word of SQL; all tables are plural
    __table_args__ = (
        sa.UniqueConstraint("respondent_id", "wave_id"),
        sa.Index("ix_cases_closed_by_due_on", "closed_by", "due_on"),
    )

    id: int = Field(default=None, primary_key=True)
    respondent_id: UUID = Field(foreign_key="respondents.id")
    wave_id: int = Field(foreign_key="waves.id")
    language: str  # for the call, as the respondent asked
    best_times: str = ""  # day parts, with spaces between
    interviewed_on: date
    due_on: date
    closes_on: date
    next_try_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    appointment_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # outranks due_on
    closed_by: str | None = None  # a final disposition; None while we still try
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class CallAttempt(SQLModel, table=True):
    """One dialling: who, when, how it ended. A note is sealed among the contacts."""

    __tablename__ = "call_attempts"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    caller_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)
    disposition: str
    has_note: bool = False
