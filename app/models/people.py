"""The team: who may sign in, with what, and what they did that must be traceable."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class PersonRole(StrEnum):
    """What a member of the team does."""

    STUDENT = "student"
    LEAD = "lead"
    CALLER = "caller"


class Person(SQLModel, table=True):
    """A member of the team: interviewer, caller or lead."""

    __tablename__ = "people"

    id: int = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="studies.id")
    name: str
    role: PersonRole = Field(sa_type=sa.String)
    languages: str = "nl"  # spoken, with spaces between; the first is the language of the interface
    left_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # no longer in the team; what she did stays


class Assignment(SQLModel, table=True):
    """A student is expected at an activity."""

    __tablename__ = "assignments"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    activity_id: int = Field(foreign_key="activities.id", primary_key=True)


class Invitation(SQLModel, table=True):
    """A way in, to be used once: a link or a six-digit code. Only fingerprints are kept."""

    __tablename__ = "invitations"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    fingerprint: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Phone(SQLModel, table=True):
    """A device that somebody signed in on; its cookie may only send what she began there, long after the session."""

    __tablename__ = "phones"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    fingerprint: str = Field(unique=True)
    device: str = ""  # what the browser calls itself
    enrolled_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)  # slides on whenever it is seen
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    installed: bool | None = None  # on the home screen; None: it did not say
    persisted: bool | None = None  # the browser promised to keep what it stores
    waiting: int = 0  # interviews not yet sent, as it last reported
    parked: int = 0
    oldest_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # since when the oldest of them waits
    release: str = ""
    reported_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class SignIn(SQLModel, table=True):
    """Somebody signed in on a device, until it expires or is revoked. The cookie alone proves nothing."""

    __tablename__ = "sign_ins"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    fingerprint: str = Field(unique=True)
    phone_id: int | None = Field(default=None, foreign_key="phones.id")  # None: the lead's, or before phones were known
    device: str = ""  # what the browser calls itself
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class SignInTry(SQLModel, table=True):
    """A failed attempt to sign in, kept for an hour, to slow down guessing."""

    __tablename__ = "sign_in_tries"

    id: int = Field(default=None, primary_key=True)
    origin: str = Field(index=True)  # keyed fingerprint of the network address
    at: datetime = Field(sa_type=UTCDateTime, index=True)


class AuditEntry(SQLModel, table=True):
    """A consequential act: who did what to which thing, never what it contained."""

    __tablename__ = "audit_entries"
    __table_args__ = (sa.Index("ix_audit_entries_verb_object", "verb", "object"),)

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id")
    verb: str
    object: str = ""
