"""How many interviews there are, kept beside them, so that a page about today does not count the whole study."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.interviewing import InterviewStatus


class Tally(SQLModel, table=True):
    """How many interviews of a class at an activity stand at one status in one round. Drafts are not counted."""

    __tablename__ = "tallies"

    activity_id: int = Field(foreign_key="activities.id", primary_key=True)
    wave_id: int = Field(foreign_key="waves.id", primary_key=True)
    group_id: int = Field(foreign_key="groups.id", primary_key=True)
    status: InterviewStatus = Field(sa_type=sa.String, primary_key=True)
    interviews: int
    agreed: int = 0  # whose respondents may be called again


class DayTally(SQLModel, table=True):
    """How many interviews were begun on one day, by the schools' clocks, in one language. Drafts are not counted."""

    __tablename__ = "day_tallies"

    wave_id: int = Field(foreign_key="waves.id", primary_key=True)
    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True)
    status: InterviewStatus = Field(sa_type=sa.String, primary_key=True)
    interviews: int
