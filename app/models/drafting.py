"""Questionnaires that somebody brought and nobody has published yet."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class InstrumentDraft(SQLModel, table=True):
    """A questionnaire as it was brought in a file: looked at, then published or thrown away.

    After publishing it stays, for it says who stood for what was found.
    """

    __tablename__ = "instrument_drafts"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    version: str
    document: str = Field(sa_type=sa.Text)
    file: str  # its name, without folders
    remarks: str = Field(sa_type=sa.Text)  # JSON: what was said of its cells when it was read
    brought_by: int = Field(foreign_key="people.id")
    brought_at: datetime = Field(sa_type=UTCDateTime)
    confirmed: str = Field(default="[]", sa_type=sa.Text)  # JSON: the findings that a person stood for
    published_by: int | None = Field(default=None, foreign_key="people.id")
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
