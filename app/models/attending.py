"""Who came, how the work was carried out, which arm it counts in, and the mentor who tells us."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime
from app.models.study import ActivityStatus, Condition


class Preparation(StrEnum):
    """How a team was prepared for what its school was going to do (appendix 6.1.1, five levels)."""

    VERY_POOR = "very_poor"
    POOR = "poor"
    NEUTRAL = "neutral"
    GOOD = "good"
    VERY_GOOD = "very_good"


class CarriedOut(StrEnum):
    """Whether it came to what was planned."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Welcome(StrEnum):
    """How parents were received at the door of the school (appendix 6.1.1, three levels)."""

    GOOD = "good"
    NEUTRAL = "neutral"
    POOR = "poor"


class MentorLink(SQLModel, table=True):
    """A mentor's own way in, for one class at one activity. The name is for the team; no export holds it."""

    __tablename__ = "mentor_links"

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    name: str = ""
    fingerprint: str = Field(unique=True)
    made_by: int = Field(foreign_key="people.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # first
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Attendance(SQLModel, table=True):
    """How many of a class had a parent at an activity. A correction is another row; the newest counts."""

    __tablename__ = "attendances"
    __table_args__ = (sa.Index("ix_attendances_activity_id_group_id", "activity_id", "group_id"),)

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id")
    group_id: int = Field(foreign_key="groups.id", index=True)
    invited: int  # pupils whose parents were invited
    present: int  # of them, with at least one parent there
    guests: int = 0  # of the others, with somebody else there: an aunt, a brother, a friend
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="people.id")  # who of the team entered it
    mentor_link_id: int | None = Field(default=None, foreign_key="mentor_links.id")  # or which mentor did
    at: datetime = Field(sa_type=UTCDateTime)
    synthetic: bool = False


class Absence(SQLModel, table=True):
    """For how many pupils of an attendance nobody came, for one reason."""

    __tablename__ = "absences"

    attendance_id: int = Field(foreign_key="attendances.id", primary_key=True, ondelete="CASCADE")
    reason: str = Field(primary_key=True)
    pupils: int


class Implementation(SQLModel, table=True):
    """A rating of one intervention at one school, in consultation. The newest counts; None: does not apply."""

    __tablename__ = "implementations"
    __table_args__ = (sa.Index("ix_implementations_site_id_intervention_id", "site_id", "intervention_id"),)

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id")
    intervention_id: int = Field(foreign_key="interventions.id")
    preparation: Preparation | None = Field(default=None, sa_type=sa.String)
    carried_out: CarriedOut | None = Field(default=None, sa_type=sa.String)
    welcome: Welcome | None = Field(default=None, sa_type=sa.String)
    consulted: str = ""  # who of the process facilitators was asked
    person_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)


class Reassignment(SQLModel, table=True):
    """A school, or one activity of it, is analysed in another arm than was planned. The newest counts."""

    __tablename__ = "reassignments"

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="activities.id")  # None: all that the school does
    was: str  # how it was analysed until then: a condition, or several with spaces between
    condition: Condition = Field(sa_type=sa.String)
    known_as: str = ""  # what the analysis calls it: E4
    because: str
    person_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)


class Appointment(SQLModel, table=True):
    """When an activity was to be held, as somebody told us at that moment; what is told last is what holds."""

    __tablename__ = "appointments"

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id", index=True)
    held_on: date
    starts_at: time
    ends_at: time
    status: ActivityStatus = Field(sa_type=sa.String)
    because: str = ""
    person_id: int | None = Field(default=None, foreign_key="people.id")
    mentor_link_id: int | None = Field(default=None, foreign_key="mentor_links.id")
    at: datetime = Field(sa_type=UTCDateTime)
