"""People who fill it in themselves: the link that an evening shows, what was begun with it, and a phone handed over."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime
from app.models.study import Role


class SelfLink(SQLModel, table=True):
    """A link that an activity shows to everybody who is there: signed, short-lived, and about nobody who answers.

    The row is the authority beside the signature, and holds the code that can be typed instead.
    """

    __tablename__ = "self_links"

    id: int = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)
    code: str = Field(unique=True)  # six digits, for a phone whose camera reads no QR
    activity_id: int = Field(foreign_key="activities.id", index=True)
    instrument: str  # the name; who begins gets the newest published version
    role: Role = Field(sa_type=sa.String)
    person_id: int = Field(foreign_key="people.id")  # who shows it: the interviews are in her name
    case_id: int | None = Field(default=None, foreign_key="cases.id", unique=True)  # for one respondent; None: for all
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)


class SelfCompletion(SQLModel, table=True):
    """Somebody who began a questionnaire alone: how far it came, and who took it over.

    It makes the ids that a phone makes otherwise. The interview itself begins with the first answer, so neither of
    them is a foreign key.
    """

    __tablename__ = "self_completions"
    __table_args__ = (sa.Index("ix_self_completions_link_id_started_at", "link_id", "started_at"),)

    interview_id: UUID = Field(primary_key=True)
    respondent_id: UUID
    link_id: int = Field(foreign_key="self_links.id")
    activity_id: int = Field(foreign_key="activities.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    version: str  # of the link's instrument, as it was when this began
    language: str
    code: str  # shown to whoever needs help, so that a student can take over
    sheet: int = 1  # the furthest that was answered, and one more
    browser: int = 1  # how many took it up so far; only the last one goes on
    elsewhere_ms: int = -1  # answers up to here, on the clock of `Answer.at_ms`, were given in another browser
    started_at: datetime = Field(sa_type=UTCDateTime)
    saved_at: datetime = Field(sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    taken_by: int | None = Field(default=None, foreign_key="people.id")
    taken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class HandOver(SQLModel, table=True):
    """A student's own phone in somebody else's hands: it opens nothing but the questionnaire until she unlocks it."""

    __tablename__ = "hand_overs"

    id: int = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)  # of the secret in the phone's cookie
    link_id: int = Field(foreign_key="self_links.id")
    person_id: int = Field(foreign_key="people.id")
    code: str  # keyed fingerprint of the four digits that she chose
    handed_at: datetime = Field(sa_type=UTCDateTime)
    unlocked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    tries: int = 0
    tried_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
