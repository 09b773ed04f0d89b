"""Interviews and what belongs to them; names and numbers live in `Contact` alone."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime
from app.models.study import Role


class InterviewStatus(StrEnum):
    """How far an interview came (AAPOR: complete, partial, break-off, refusal)."""

    DRAFT = "draft"
    PARTIAL = "partial"
    BROKEN_OFF = "broken_off"
    COMPLETE = "complete"
    REFUSED = "refused"
    VOIDED = "voided"  # it stays, and counts nowhere; an amendment says why


class Missing(StrEnum):
    """Why an item has no value. The codes are one range, −9…−5, in every export."""

    NOT_ASKED = "not_asked"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    BROKEN_OFF = "broken_off"

    @property
    def code(self) -> int:
        """The number in every export."""
        return MISSING_CODES[self]


MISSING_CODES = {
    Missing.NOT_ASKED: -9,
    Missing.DONT_KNOW: -8,
    Missing.REFUSED: -7,
    Missing.NOT_APPLICABLE: -6,
    Missing.BROKEN_OFF: -5,
}


class InstrumentVersion(SQLModel, table=True):
    """The exact text that somebody answered; named by digest; never changes."""

    __tablename__ = "instrument_versions"
    __table_args__ = (sa.UniqueConstraint("name", "version"),)

    id: int = Field(default=None, primary_key=True)
    name: str
    version: str
    document: str = Field(sa_type=sa.Text)
    published_at: datetime = Field(sa_type=UTCDateTime)


class Respondent(SQLModel, table=True):
    """The person who answers, pseudonymous; keeps the place where we met."""

    __tablename__ = "respondents"

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    role: Role = Field(sa_type=sa.String)
    activity_id: int = Field(foreign_key="activities.id", index=True)
    group_id: int = Field(foreign_key="groups.id")


class Interview(SQLModel, table=True):
    """One respondent answering one instrument version in one wave. The phone makes its id."""

    __tablename__ = "interviews"
    __table_args__ = (sa.Index("ix_interviews_wave_status_started", "wave_id", "status", "started_at"),)

    id: UUID = Field(primary_key=True)
    respondent_id: UUID = Field(foreign_key="respondents.id", index=True)
    wave_id: int = Field(foreign_key="waves.id")
    instrument_version_id: int = Field(foreign_key="instrument_versions.id")
    activity_id: int = Field(foreign_key="activities.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    interviewer_id: int = Field(foreign_key="people.id", index=True)
    phone_id: int | None = Field(
        default=None, foreign_key="phones.id"
    )  # which of her phones may go on without a session
    mode: str
    language: str
    status: InterviewStatus = Field(sa_type=sa.String)
    stop_reason: str | None = None
    interpreter: str | None = None  # who interpreted; None: nobody noted it
    revision: int
    snapshot: str = Field(sa_type=sa.Text)  # as sent, less the contact
    started_at: datetime = Field(sa_type=UTCDateTime, index=True)  # by our clock
    received_at: datetime = Field(sa_type=UTCDateTime)  # first heard of
    saved_at: datetime = Field(sa_type=UTCDateTime)  # last heard of
    clock_offset: float = 0.0  # seconds that the phone's clock was behind ours
    seconds: float = 0.0  # from the first screen to the last answer
    synthetic: bool = False


class Answer(SQLModel, table=True):
    """The value of one item in one interview, or a reason there is none."""

    __tablename__ = "answers"

    interview_id: UUID = Field(foreign_key="interviews.id", primary_key=True, ondelete="CASCADE")
    item: str = Field(primary_key=True)
    value: str | None = None
    missing: Missing | None = Field(default=None, sa_type=sa.String)
    language: str
    at_ms: int = 0
    seconds: float = 0.0
    changes: int = 0
    remark: str | None = None
    probed: int = 0  # times that the explanation was opened
    shown: int = 0  # times that the phone was turned round with the answers on it
    plays: int = 0  # times that a recording of it was played
    least: float | None = None  # seconds that reading its words takes at least, in the language shown
    by: str | None = None  # whose finger chose it: interviewer or respondent; None: an older phone did not say


class Consent(SQLModel, table=True):
    """What a respondent allowed or refused: purpose, when, in which language and wording."""

    __tablename__ = "consents"

    respondent_id: UUID = Field(foreign_key="respondents.id", primary_key=True)
    purpose: str = Field(primary_key=True)
    given: bool
    language: str
    instrument_version_id: int = Field(foreign_key="instrument_versions.id")
    at: datetime = Field(sa_type=UTCDateTime)


class Contact(SQLModel, table=True):
    """Locating information, one sealed field a row, bound to respondent and field."""

    __tablename__ = "contacts"

    respondent_id: UUID = Field(foreign_key="respondents.id", primary_key=True)
    field: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=sa.LargeBinary)
    fingerprint: str | None = Field(default=None, index=True)  # of a number, keyed: whose it is when it rings us


class Refusal(SQLModel, table=True):
    """Somebody at the classroom door who did not take part; counted, never described."""

    __tablename__ = "refusals"
    __table_args__ = (sa.Index("ix_refusals_undone_reason", "undone_at", "reason"),)

    id: UUID = Field(primary_key=True)
    activity_id: int = Field(foreign_key="activities.id", index=True)
    interviewer_id: int = Field(foreign_key="people.id")
    phone_id: int | None = Field(default=None, foreign_key="phones.id")
    revision: int = 1  # counts every change, as in an interview
    reason: str
    at: datetime = Field(sa_type=UTCDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    synthetic: bool = False
