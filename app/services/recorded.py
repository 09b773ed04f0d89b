"""What is recorded of a questionnaire in a language, what is missing, and what should be listened to again."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import N_, NotFound
from app.instrument.schema import Instrument
from app.models import Recording, RecordingFile
from app.services.spoken import Spoken, fingerprint, spoken

State = Literal["missing", "changed", "recorded"]
KINDS = ("m4a", "ogg")  # the first is what nearly every telephone gets
TORN = 0.05  # share of moments in which a recording came in too loud
FAINT = -40.0  # LUFS; made louder than this, the room is heard as well
QUICK, SLOW = 5.0, 0.6  # words per second between which people read aloud
BREATH = 2.0  # seconds before and after the words
WARNINGS = {
    "torn": N_("It was too loud and sounds torn. Keep more distance from the microphone."),
    "faint": N_("It was very soft, so the room is heard as well. Come closer to the microphone."),
    "quick": N_("It is much shorter than these words. Is everything said?"),
    "slow": N_("It is much longer than these words. Is it the right text?"),
}


@dataclass(frozen=True)
class Held:
    """A recording with its files, as addresses and sizes."""

    recording: Recording
    digests: dict[str, str]
    sizes: dict[str, int]

    @property
    def warnings(self) -> list[str]:
        """What somebody should listen to again for, as keys of WARNINGS."""
        one = self.recording
        count = len(one.words.split())
        told = {
            "torn": one.clipped > TORN,
            "faint": one.loudness < FAINT,
            "quick": one.seconds < count / QUICK,
            "slow": one.seconds > count / SLOW + BREATH,
        }
        return [name for name, holds in told.items() if holds]


Voices = dict[str, dict[str, Held]]  # by key, then by the fingerprint of the words


@dataclass(frozen=True)
class Line:
    """One text to be read, and what we have of it."""

    spoken: Spoken
    words: str
    held: Held | None  # of these very words
    earlier: Held | None  # of other words under the same key

    @property
    def state(self) -> State:
        """Whether it is still to be recorded, for the first time or again."""
        return "recorded" if self.held else "changed" if self.earlier else "missing"

    @property
    def fingerprint(self) -> str:
        """Names the words."""
        return fingerprint(self.words)


@dataclass(frozen=True)
class Progress:
    """How far the recordings of a questionnaire are in one language."""

    instrument: Instrument
    language: str
    lines: list[Line]

    @cached_property
    def held(self) -> list[Held]:
        """What can be played."""
        return [line.held for line in self.lines if line.held]

    @cached_property
    def missing(self) -> list[Line]:
        """What is still to be recorded, first what was never."""
        return self._in("missing") + self._in("changed")

    @cached_property
    def sorted(self) -> list[Line]:
        """What is to be done, and then what is done."""
        return self.missing + self._in("recorded")

    @property
    def changed(self) -> int:
        """How many have other words than when they were recorded."""
        return len(self._in("changed"))

    @property
    def seconds(self) -> float:
        """How long all of it plays."""
        return sum(held.recording.seconds for held in self.held)

    @property
    def can_be_heard(self) -> bool:
        """Whether any screen can be played; answers that another questionnaire brought along do not make one."""
        return any(line.held and line.spoken.part == "statement" for line in self.lines)

    def size(self, kind: str = KINDS[0]) -> int:
        """Bytes that a phone keeps for it; a sound that two texts share counts once."""
        return sum({held.digests.get(kind, ""): held.sizes.get(kind, 0) for held in self.held}.values())

    def _in(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]


def progress(session: Session, instrument: Instrument, language: str) -> Progress:
    """Every text of a language with what we have of it.

    Raises:
        NotFound: The questionnaire does not have this language.
    """
    if language not in instrument.languages:
        raise NotFound
    return of(instrument, language, voices(session, language))


def overview(session: Session, instrument: Instrument) -> list[Progress]:
    """Every language of a questionnaire."""
    return [progress(session, instrument, language) for language in instrument.languages]


def of(instrument: Instrument, language: str, known: Voices) -> Progress:
    """The same, when everything that was spoken in that language is at hand."""
    texts = spoken(instrument, language)
    return Progress(instrument, language, [_line(one, one.texts[language], known.get(one.key, {})) for one in texts])


def _line(one: Spoken, words: str, known: dict[str, Held]) -> Line:
    earlier = max(known.values(), key=lambda held: held.recording.id, default=None)
    return Line(one, words, known.get(fingerprint(words)), earlier)


def voices(session: Session, language: str) -> Voices:
    """The newest recording of each wording; the sound itself stays where it is."""
    of_language = select(Recording).where(Recording.language == language).order_by(col(Recording.id))
    held = {row.id: Held(row, {}, {}) for row in session.exec(of_language)}
    file = sa.select(
        col(RecordingFile.recording_id), col(RecordingFile.kind), col(RecordingFile.digest), col(RecordingFile.size)
    )
    for number, kind, digest, size in session.execute(file.join(Recording).where(col(Recording.language) == language)):
        held[number].digests[kind], held[number].sizes[kind] = digest, size
    found: Voices = {}
    for one in held.values():
        found.setdefault(one.recording.key, {})[one.recording.fingerprint] = one
    return found


def languages(session: Session) -> list[str]:
    """In which languages anything was spoken."""
    return list(session.scalars(sa.select(col(Recording.language)).distinct().order_by(col(Recording.language))))
