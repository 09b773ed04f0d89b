"""Languages of our own, and how a translation comes to be: written, reviewed by one, released by another."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class LanguageEntry(SQLModel, table=True):
    """A language that the lead added, or a shipped one as she changed it; it lies over `languages.yaml`."""

    __tablename__ = "languages"

    tag: str = Field(primary_key=True)
    own_name: str
    dutch_name: str
    dir: str
    cldr: str = ""  # whose dates and numbers it borrows
    plural_forms: str
    font: str = ""
    words_per_second: float
    changed_at: datetime = Field(sa_type=UTCDateTime)


class WantedLanguage(SQLModel, table=True):
    """A language that a questionnaire shall have; until its first publication it is on the desk alone."""

    __tablename__ = "wanted_languages"

    instrument: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    added_by: str
    added_at: datetime = Field(sa_type=UTCDateTime)


class Translation(SQLModel, table=True):
    """What the desk holds of one text in one language; `text` differs from `base` until it is published."""

    __tablename__ = "translations"

    instrument: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    text: str
    base: str = ""  # what the published questionnaire said when this was written
    source: str  # the words it was made from
    back: str = ""  # said back in the language of the source, to see what was understood
    written_by: str
    written_at: datetime = Field(sa_type=UTCDateTime)
    revision: int = 1


class Approval(SQLModel, table=True):
    """That exactly this text, for exactly this source, was reviewed by one person and released by another.

    The digest covers questionnaire, key, language, source and text, so an unchanged text keeps its status in the next
    version, and a changed one cannot keep it by accident.
    """

    __tablename__ = "approvals"
    __table_args__ = (sa.Index(None, "instrument", "language"),)

    digest: str = Field(primary_key=True)
    instrument: str
    language: str
    key: str
    source: str
    text: str
    written_by: str = ""
    reviewed_by: str
    reviewed_at: datetime = Field(sa_type=UTCDateTime)
    released_by: str = ""
    released_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Translator(SQLModel, table=True):
    """Somebody outside the team with a personal link to some languages of some questionnaires."""

    __tablename__ = "translators"

    id: int = Field(default=None, primary_key=True)
    name: str
    languages: str  # tags, with spaces between
    instruments: str = ""  # names, with spaces between; empty: all
    may_release: bool = False
    fingerprint: str = Field(unique=True)
    made_by: int = Field(foreign_key="people.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TranslatorNote(SQLModel, table=True):
    """What the lead tells translators about one text: what must be kept, what may vary."""

    __tablename__ = "translator_notes"

    instrument: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    text: str
    written_by: str
    written_at: datetime = Field(sa_type=UTCDateTime)


class Remark(SQLModel, table=True):
    """A remark about one text in one language, for whoever works on it next."""

    __tablename__ = "remarks"
    __table_args__ = (sa.Index(None, "instrument", "language"),)

    id: int = Field(default=None, primary_key=True)
    instrument: str
    key: str
    language: str
    text: str
    written_by: str
    written_at: datetime = Field(sa_type=UTCDateTime)
