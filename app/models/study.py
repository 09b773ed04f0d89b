"""The study as designed: waves, sites, groups, interventions, activities, quotas."""

from datetime import date, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Stratum(StrEnum):
    """School type, the level above the site."""

    VMBO = "vmbo"
    PRO_VSO = "pro_vso"
    MBO = "mbo"


class Condition(StrEnum):
    """The arm of an activity."""

    INTERVENTION = "intervention"
    CONTROL = "control"


class Role(StrEnum):
    """Who answers."""

    PARENT = "parent"
    PUPIL = "pupil"
    MENTOR = "mentor"
    OBSERVER = "observer"  # one of the team, about a talk that was watched


class Kind(StrEnum):
    """Which word an activity takes in a sentence: a talk (gesprek) or a meeting (bijeenkomst)."""

    TALK = "talk"
    MEETING = "meeting"


class ActivityStatus(StrEnum):
    """Whether an occasion is still going to be, or was, held."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Study(SQLModel, table=True):
    """One investigation with one design. `synthetic` marks invented answers wherever they show."""

    __tablename__ = "studies"

    id: int = Field(default=None, primary_key=True)
    name: str
    minimum: int  # respondents of the main role, over all sites
    synthetic: bool = False


class Wave(SQLModel, table=True):
    """One collection of data with one list: w1 after the activity, w2 some calendar months later.

    A row says that an instrument is in use in a round, and for whom. Of a role's rows in a round the first is its
    main list, which counts for the quota.
    """

    __tablename__ = "waves"
    __table_args__ = (sa.UniqueConstraint("study_id", "name", "instrument"),)

    id: int = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="studies.id")
    name: str
    role: Role = Field(sa_type=sa.String)
    instrument: str  # the name; the newest published version is used for new interviews
    mode: str
    follows: str | None = None  # the wave whose respondents are called again
    months: int = 0  # calendar months after it
    anchor: str = "interview"  # after what: the respondent's own interview, or the activity
    window_days: int = 0  # how long after the due date we keep trying
    days_before: int | None = None  # from so long before on at their own request; None: as the study calls


class Site(SQLModel, table=True):
    """A school or one of its locations."""

    __tablename__ = "sites"
    __table_args__ = (sa.UniqueConstraint("study_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="studies.id")
    code: str
    name: str
    stratum: Stratum = Field(sa_type=sa.String)
    language: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})  # of what we write to it
    quickscan: float | None = None  # a mark, 1.0 to 10.0, that the school gave itself; its items are not ours


class Group(SQLModel, table=True):
    """A class within a site. `year` is the pupils' school year; empty where the study does not know it."""

    __tablename__ = "groups"
    __table_args__ = (sa.UniqueConstraint("site_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    name: str
    year: str | None = None


class Intervention(SQLModel, table=True):
    """What schools do differently, as designed; also the control's ordinary talk."""

    __tablename__ = "interventions"

    id: int = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="studies.id")
    key: str
    name: str
    kind: Kind = Field(sa_type=sa.String)
    collective: bool = False


class Activity(SQLModel, table=True):
    """One occasion: this intervention, this site, these groups, this date.

    `condition` is the arm as planned; the arm in which it is analysed is `services.conditions`' to say.
    """

    __tablename__ = "activities"

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="sites.id", index=True)
    intervention_id: int = Field(foreign_key="interventions.id")
    condition: Condition = Field(sa_type=sa.String)
    held_on: date = Field(index=True)
    starts_at: time
    ends_at: time
    status: ActivityStatus = Field(default=ActivityStatus.PLANNED, sa_type=sa.String)
    because: str = ""  # why it was cancelled


class ActivityGroup(SQLModel, table=True):
    """A class that an activity is for."""

    __tablename__ = "activity_groups"

    activity_id: int = Field(foreign_key="activities.id", primary_key=True)
    group_id: int = Field(foreign_key="groups.id", primary_key=True)


class Quota(SQLModel, table=True):
    """How many interviews a site should hold, per role."""

    __tablename__ = "quotas"

    site_id: int = Field(foreign_key="sites.id", primary_key=True)
    role: Role = Field(sa_type=sa.String, primary_key=True)
    wanted: int
