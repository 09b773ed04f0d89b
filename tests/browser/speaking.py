"""Somebody reads the parents' questionnaire aloud into the server of a test."""

from functools import cache

from sqlmodel import select

from app.models import Recording, RecordingFile
from app.services import instruments, recorded, recordings
from app.services.recordings import Reading
from app.services.translators import Worker
from app.sound import making
from app.sound.apart import Made
from tests.browser.house import House
from tests.databases import EVENING
from tests.factories import SmallStudy
from tests.sounds import wav


@cache
def spoken(seconds: float, tone: float = 300) -> Made:
    """A recording of this length."""
    told, files = making.make(wav(seconds, tone=tone))
    return Made(told["seconds"], told["loudness"], told["clipped"], dict(zip(making.KINDS, files, strict=True)))


def speak(house: House, study: SmallStudy, language: str, *keys: str, seconds: float = 0.35, tone: float = 300) -> None:
    """Read texts of the parents' questionnaire aloud; all of them unless told which."""
    made = spoken(seconds, tone)
    with house.database.writing() as session:
        found = recorded.progress(session, instruments.newest(session, "parent-w1"), language)
        first, *others = [line for line in found.lines if not keys or line.spoken.key in keys]
        reading = Reading("parent-w1", language, first.spoken.key, first.fingerprint)
        kept = recordings.keep(session, reading, made=made, by=Worker(study.lead.name, person=study.lead), now=EVENING)
        session.flush()
        files = session.exec(select(RecordingFile).where(RecordingFile.recording_id == kept.id)).all()
        alike = kept.model_dump(exclude={"id", "key", "fingerprint", "words"})
        for line in others:  # as if kept one by one, without looking through all that is there each time
            one = Recording(**alike, key=line.spoken.key, fingerprint=line.fingerprint, words=line.words)
            session.add(one)
            session.flush()
            session.add_all(RecordingFile(**(file.model_dump() | {"recording_id": one.id})) for file in files)
