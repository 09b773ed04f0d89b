"""Recordings: kept, taken out, played, and what phones are told about them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, FieldworkError, NotFound
from app.models import Person, Recording, RecordingFile
from app.services import audit, fieldwork, instruments, recorded, releases
from app.services.recorded import KINDS, Line, Progress
from app.services.translators import Worker
from app.sound.apart import Made


class WordsChanged(FieldworkError):
    """Somebody read words that are no longer those of the questionnaire."""

    status = 409
    sentence = N_(
        "The words of this text were changed while you were recording. Open the page again and read the new ones."
    )


@dataclass(frozen=True)
class Reading:
    """What somebody says she read aloud: a text of a questionnaire in a language, and the fingerprint of its words."""

    name: str
    language: str
    key: str
    words: str


def expected(session: Session, reading: Reading) -> Line:
    """The text that was read.

    Raises:
        NotFound: There is no such questionnaire, language or text.
        WordsChanged: It has other words by now.
    """
    lines = recorded.progress(session, instruments.newest(session, reading.name), reading.language).lines
    line = next((line for line in lines if line.spoken.key == reading.key), None)
    if line is None:
        raise NotFound
    if line.fingerprint != reading.words:
        raise WordsChanged
    return line


def keep(session: Session, reading: Reading, *, made: Made, by: Worker, now: datetime) -> Recording:
    """Keep what was made of a recording; it takes the place of an earlier one of the same words.

    Raises:
        NotFound, WordsChanged: As `expected`.
    """
    line = expected(session, reading)
    recording = Recording(
        language=reading.language,
        key=reading.key,
        fingerprint=reading.words,
        words=line.words,
        made_by=by.person.id if by.person else None,
        reader=by.name,
        made_at=now,
        seconds=round(made.seconds, 2),
        loudness=round(made.loudness, 1),
        clipped=round(made.clipped, 3),
    )
    session.add(recording)
    session.flush()
    for kind, content in made.files.items():
        digest = hashlib.sha256(content).hexdigest()[:32]
        session.add(
            RecordingFile(recording_id=recording.id, kind=kind, digest=digest, size=len(content), content=content)
        )
    if by.person:
        audit.record(session, "recording.keep", by=by.person, now=now, thing=f"{reading.language} {reading.key}")
    return recording


def remove(session: Session, recording_id: int, *, by: Person, now: datetime) -> Recording:
    """Take out every recording of these words in this language, with the sound: it holds what it should not.

    Returns what it was.

    Raises:
        NotFound: There is no such recording.
    """
    one = session.get(Recording, recording_id)
    if one is None:
        raise NotFound
    same = sa.select(col(Recording.id)).where(
        col(Recording.language) == one.language,
        col(Recording.key) == one.key,
        col(Recording.fingerprint) == one.fingerprint,
    )
    numbers = list(session.scalars(same))
    audit.record(session, "recording.remove", by=by, now=now, thing=f"{one.language} {one.key}")
    session.execute(sa.delete(RecordingFile).where(col(RecordingFile.recording_id).in_(numbers)))
    session.expunge(one)
    session.execute(sa.delete(Recording).where(col(Recording.id).in_(numbers)))
    return one


def sound(session: Session, digest: str, kind: str) -> bytes:
    """What an address plays.

    Raises:
        NotFound: It was taken out, or there never was such a file.
    """
    query = select(RecordingFile.content).where(RecordingFile.digest == digest, RecordingFile.kind == kind)
    content = session.exec(query.limit(1)).one_or_none()
    if content is None:
        raise NotFound
    return content


def told(session: Session, name: str, version: str, language: str) -> dict[str, Any]:
    """All recordings of one version in one language: by key how long each is, and by kind its size and digest."""
    found = recorded.progress(session, instruments.version(session, name, version), language)
    texts = {
        line.spoken.key: {"seconds": line.held.recording.seconds}
        | {kind: [line.held.digests[kind], line.held.sizes[kind]] for kind in line.held.digests}
        for line in found.lines
        if line.held
    }
    return _about(found) | {"texts": texts}


def shelf(session: Session) -> list[dict[str, Any]]:
    """Every questionnaire in use with the languages that it can be held in and has recordings in."""
    known = {language: recorded.voices(session, language) for language in recorded.languages(session)}
    if not known:
        return []
    return [
        _about(found)
        for instrument in fieldwork.in_use(session)
        for language in releases.usable(session, instrument)
        if language in known and (found := recorded.of(instrument, language, known[language])).can_be_heard
    ]


def _about(one: Progress) -> dict[str, Any]:
    return {
        "instrument": one.instrument.name,
        "version": one.instrument.version,
        "title": one.instrument.title,
        "language": one.language,
        "own_name": i18n.language(one.language).own_name,
        "recorded": len(one.held),
        "all": len(one.lines),
        "sizes": {kind: one.size(kind) for kind in KINDS},
    }
