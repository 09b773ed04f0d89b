"""Questionnaires on paper: each sheet by its number, and what was typed from it, once or twice."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class PaperSheet(SQLModel, table=True):
    """A questionnaire on paper with a number of its own; it becomes one interview, however often it is typed in.

    Respondent and interview get their ids when the number is given out, so that there can never be two of them.
    """

    __tablename__ = "paper_sheets"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)  # on every page, such as P-7QK4M2
    slip: str = Field(unique=True)  # on the page for name and number; nothing on paper tells which belongs to which
    batch: UUID = Field(index=True)  # made together
    instrument_version_id: int = Field(foreign_key="instrument_versions.id")
    language: str
    activity_id: int | None = Field(default=None, foreign_key="activities.id", index=True)  # None: said at entry
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    by_hand: bool = False  # the number was written on paper that had none
    made_by: int = Field(foreign_key="people.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    respondent_id: UUID = Field(unique=True)
    interview_id: UUID = Field(unique=True)
    entered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # since then there is an interview
    compared: int | None = None  # items in which two entries could differ
    agreed: int | None = None  # and in how many they said the same
    outcome: str | None = Field(default=None, sa_type=sa.Text)  # JSON: what counts, once two entries were compared
    settled_by: int | None = Field(default=None, foreign_key="people.id")
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PaperEntry(SQLModel, table=True):
    """What one person typed from a sheet, key by key; the second time by somebody else, without seeing the first."""

    __tablename__ = "paper_entries"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "turn"),)

    id: int = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="paper_sheets.id")
    turn: int  # 1 or 2
    person_id: int = Field(foreign_key="people.id", index=True)
    typed: str = Field(default="{}", sa_type=sa.Text)  # JSON: what stands in each field, right or wrong
    filled_on: date | None = None  # when the respondent filled it in
    interpreter: str | None = None  # who helped her, in the words of `Snapshot.interpreter`
    began_at: datetime = Field(sa_type=UTCDateTime)
    saved_at: datetime = Field(sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
