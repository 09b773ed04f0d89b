"""The lead's desk: who works where, what was amended and why, whom she talked with, and what was taken out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class Amending(StrEnum):
    """What was done to a finished interview."""

    ANSWER = "answer"
    CONTEXT = "context"
    VOID = "void"
    RESTORE = "restore"
    MERGE = "merge"


class ExportStatus(StrEnum):
    """How far the making of a data file came."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Posting(SQLModel, table=True):
    """Somebody of the team works at this school: she is expected at whatever it plans."""

    __tablename__ = "postings"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    site_id: int = Field(foreign_key="sites.id", primary_key=True)


class Amendment(SQLModel, table=True):
    """One change of an interview after its end: what stood there, what stands there now, who says so and why."""

    __tablename__ = "amendments"

    id: int = Field(default=None, primary_key=True)
    interview_id: UUID = Field(foreign_key="interviews.id", index=True, ondelete="CASCADE")
    kind: Amending = Field(sa_type=sa.String)
    what: str = ""  # the item, or the part of the context
    was: str | None = Field(default=None, sa_type=sa.Text)
    became: str | None = Field(default=None, sa_type=sa.Text)
    other_id: UUID | None = None  # the interview that it was merged with
    because: str
    person_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)


class QualityNote(SQLModel, table=True):
    """The lead talked with an interviewer about something that stood out, and what it was."""

    __tablename__ = "quality_notes"

    id: int = Field(default=None, primary_key=True)
    interviewer_id: int = Field(foreign_key="people.id", index=True)
    rule: str
    interview_id: UUID | None = None
    note: str = ""
    person_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)


class SchoolFigure(SQLModel, table=True):
    """A mark that a school publishes of itself, such as the satisfaction of its parents; the newest of a key counts."""

    __tablename__ = "school_figures"

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    key: str
    period: str  # the school year that it is about: 2011-2012
    value: float
    highest: float = 10.0  # the end of its scale
    answered: int | None = None  # how many people it is the mean of, where that was published
    source: str
    person_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)


class PullLink(SQLModel, table=True):
    """A signed address that a script pulls the data file from, until it expires or is revoked."""

    __tablename__ = "pull_links"

    id: int = Field(default=None, primary_key=True)
    name: str
    wanted: str = Field(sa_type=sa.Text)  # what the file holds, as JSON
    person_id: int = Field(foreign_key="people.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    pulled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    pulls: int = 0


class Export(SQLModel, table=True):
    """A data file that is being made, or was: what it holds, how far it is, and its digest."""

    __tablename__ = "exports"

    id: int = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="people.id")
    pull_link_id: int | None = Field(default=None, foreign_key="pull_links.id")
    wanted: str = Field(sa_type=sa.Text)  # what the file holds, as JSON
    status: ExportStatus = Field(default=ExportStatus.WAITING, sa_type=sa.String)
    done: int = 0  # interviews
    total: int = 0
    file: str = ""  # its name in the directory of exports
    size: int = 0  # bytes
    digest: str = ""  # SHA-256
    problem: str = ""  # the sentence of what went wrong
    made_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
