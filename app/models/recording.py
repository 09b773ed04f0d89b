"""What somebody said aloud, once, for everybody: the sound of a text in a language."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UTCDateTime


class Recording(SQLModel, table=True):
    """A text as it was spoken, once, by somebody who speaks the language.

    It belongs to the words, not to a questionnaire: the same words under the same key keep their voice in every version
    that has them, and other words have none. The newest of the same words is played.
    """

    __tablename__ = "recordings"
    __table_args__ = (sa.Index("ix_recordings_language_key_fingerprint", "language", "key", "fingerprint"),)

    id: int = Field(default=None, primary_key=True)
    language: str
    key: str  # such as item:info_tips:label
    fingerprint: str  # of the words
    words: str  # as they stood on the screen of whoever spoke
    made_by: int | None = Field(default=None, foreign_key="people.id")  # None: by a personal link
    reader: str = ""  # what the team calls whoever recorded it
    made_at: datetime = Field(sa_type=UTCDateTime)
    seconds: float
    loudness: float  # LUFS as it came in; what is played is equally loud everywhere
    clipped: float  # share of moments in which it came in too loud


class RecordingFile(SQLModel, table=True):
    """One of the small files made of a recording, each kind for other browsers. Its digest is its address."""

    __tablename__ = "recording_files"

    recording_id: int = Field(foreign_key="recordings.id", primary_key=True)
    kind: str = Field(primary_key=True)  # m4a or ogg
    digest: str = Field(index=True)
    size: int  # bytes
    content: bytes = Field(sa_type=sa.LargeBinary)
