"""What is spoken belongs to the words: it stays with them, and with them only."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from app.errors import NotFound
from app.instrument.schema import Instrument
from app.models import AuditEntry, Recording, RecordingFile
from app.services import instruments, recorded, recordings
from app.services.recorded import Line
from app.services.recordings import Reading
from app.services.spoken import fingerprint, spoken
from app.services.translators import Worker
from app.sound.apart import Made
from tests.conftest import TestClock
from tests.factories import SmallStudy

TRUST = "item:trust_mentor:label"
AGREE = "choice:agree5:4:label"


def made(sound: bytes = b"sound", *, seconds: float = 3.0, loudness: float = -25.0, clipped: float = 0.0) -> Made:
    """What is left of a recording; its bytes are never looked into here."""
    return Made(seconds, loudness, clipped, {"m4a": b"aac " + sound, "ogg": b"opus " + sound})


@dataclass
class Booth:
    """Where somebody reads Turkish aloud."""

    session: Session
    study: SmallStudy
    clock: TestClock
    name: str = "parent-w1"
    language: str = "tr"

    def line(self, key: str) -> Line:
        """How a text stands now."""
        lines = recorded.progress(self.session, instruments.newest(self.session, self.name), self.language).lines
        return next(line for line in lines if line.spoken.key == key)

    def record(self, key: str, content: Made | None = None) -> Recording:
        """Read a text as it stands on the screen."""
        return recordings.keep(
            self.session,
            Reading(self.name, self.language, key, self.line(key).fingerprint),
            made=content or made(),
            by=Worker(self.study.lead.name, person=self.study.lead),
            now=self.clock.now(),
        )


@pytest.fixture
def booth(session: Session, study: SmallStudy, clock: TestClock) -> Booth:
    return Booth(session, study, clock)


def reworded(instrument: Instrument, key: str, language: str, words: str) -> Instrument:
    """The next version, in which one item says something else in one language."""
    name = key.split(":")[1]
    document = instrument.document()
    [item] = [item for section in document["survey"] for item in section["items"] if item["name"] == name]
    item["label"][language] = words
    return Instrument.model_validate(document)


def test_all_that_a_parent_hears_is_to_be_recorded_once_and_nothing_else(study: SmallStudy) -> None:
    keys = [one.key for one in spoken(study.w1, "ar")]

    assert len(keys) == len(set(keys))
    assert keys[0].startswith("item:consent:")
    assert TRUST in keys
    assert [key for key in keys if key.startswith("choice:agree5:")] == [
        f"choice:agree5:{n}:label" for n in range(1, 6)
    ]
    assert "item:opinion_counts:per_activity.talk:label" in keys
    assert "item:opinion_counts:label" not in keys  # no screen shows it
    assert not [key for key in keys if key.startswith(("title", "section:", "scale:")) or key.endswith("guidance")]


def test_a_recording_is_there_for_its_words_in_its_language(booth: Booth) -> None:
    booth.record(TRUST)

    line = booth.line(TRUST)
    assert line.state == "recorded"
    assert line.held
    assert line.held.recording.words == booth.study.w1.item("trust_mentor").label["tr"]
    assert line.held.recording.made_by == booth.study.lead.id
    assert line.held.recording.made_at == booth.clock.now()
    assert booth.line(AGREE).state == "missing"
    booth.language = "ar"
    assert booth.line(TRUST).state == "missing"


def test_two_questionnaires_with_the_same_words_share_a_voice(booth: Booth) -> None:
    booth.record(TRUST)
    booth.record(AGREE)

    booth.name = "parent-w2"

    assert (booth.line(TRUST).state, booth.line(AGREE).state) == ("recorded", "recorded")


def test_words_that_change_lose_their_voice_and_all_others_keep_it(booth: Booth) -> None:
    booth.record(TRUST)
    booth.record(AGREE)
    changed = reworded(booth.study.w1, TRUST, "tr", "Çocuğumun öğretmenine güveniyorum")
    instruments.publish(booth.session, changed, now=booth.clock.now())

    assert (booth.line(TRUST).state, booth.line(AGREE).state) == ("changed", "recorded")
    earlier = booth.line(TRUST).earlier
    assert earlier
    assert earlier.recording.words == booth.study.w1.item("trust_mentor").label["tr"]
    old = recordings.told(booth.session, "parent-w1", booth.study.w1.version, "tr")
    new = recordings.told(booth.session, "parent-w1", changed.version, "tr")
    assert (set(old["texts"]), set(new["texts"])) == ({TRUST, AGREE}, {AGREE})  # running interviews keep theirs


def test_a_language_that_changes_leaves_the_others_alone(booth: Booth) -> None:
    booth.record(TRUST)
    instruments.publish(
        booth.session, reworded(booth.study.w1, TRUST, "nl", "Ik vertrouw de mentor"), now=booth.clock.now()
    )

    assert booth.line(TRUST).state == "recorded"


def test_once_more_takes_the_place_of_the_first_try(booth: Booth) -> None:
    booth.record(TRUST, made(b"first", seconds=2))
    booth.record(TRUST, made(b"second", seconds=3))

    held = booth.line(TRUST).held
    assert held
    assert held.recording.seconds == 3
    assert recordings.sound(booth.session, held.digests["ogg"], "ogg") == b"opus second"
    assert len(booth.session.exec(select(Recording)).all()) == 2  # what was played before can still be found out


def test_whoever_reads_words_that_were_changed_meanwhile_is_told_and_nothing_is_kept(booth: Booth) -> None:
    with pytest.raises(recordings.WordsChanged):
        recordings.keep(
            booth.session,
            Reading("parent-w1", "tr", TRUST, fingerprint("Mentora güveniyorum")),
            made=made(),
            by=Worker("Fatima"),
            now=booth.clock.now(),
        )

    assert booth.session.exec(select(Recording)).all() == []


@pytest.mark.parametrize(("key", "language"), [("item:nothing:label", "tr"), ("title", "tr"), (TRUST, "xx")])
def test_nothing_is_recorded_that_nobody_hears(booth: Booth, key: str, language: str) -> None:
    with pytest.raises(NotFound):
        recordings.expected(booth.session, Reading("parent-w1", language, key, "0" * 16))


def test_a_recording_that_holds_what_it_should_not_goes_with_all_its_sound(booth: Booth) -> None:
    booth.record(TRUST, made(b"first"))
    again = booth.record(TRUST, made(b"second"))
    kept = booth.record(AGREE)
    held = booth.line(TRUST).held

    recordings.remove(booth.session, again.id, by=booth.study.lead, now=booth.clock.now())

    assert booth.line(TRUST).state == "missing"
    assert {file.recording_id for file in booth.session.exec(select(RecordingFile))} == {kept.id}
    assert held
    with pytest.raises(NotFound):
        recordings.sound(booth.session, held.digests["m4a"], "m4a")
    verbs = [
        (entry.verb, entry.object) for entry in booth.session.exec(select(AuditEntry)) if "recording" in entry.verb
    ]
    assert verbs[-1] == ("recording.remove", f"tr {TRUST}")


def test_progress_counts_and_puts_first_what_is_to_be_done(booth: Booth) -> None:
    for key in (TRUST, AGREE):
        booth.record(key)
    changed = reworded(booth.study.w1, TRUST, "tr", "Çocuğumun öğretmenine güveniyorum")
    instruments.publish(booth.session, changed, now=booth.clock.now())

    found = recorded.progress(booth.session, changed, "tr")

    assert (len(found.held), found.changed, found.seconds) == (1, 1, 3.0)
    assert found.size() == len(b"aac sound")
    states = [line.state for line in found.sorted]
    assert states == ["missing"] * (len(states) - 2) + ["changed", "recorded"]
    assert len(found.missing) == len(found.lines) - 1
    assert [one.language for one in recorded.overview(booth.session, changed)] == list(changed.languages)


@pytest.mark.parametrize(
    ("warnings", "content"),
    [
        ([], made()),
        (["torn"], made(clipped=0.2)),
        (["faint"], made(loudness=-45)),
        (["quick"], made(seconds=0.4)),
        (["slow"], made(seconds=60)),
        (["torn", "slow"], made(seconds=60, clipped=1)),
    ],
)
def test_what_sounds_wrong_is_kept_with_a_word_of_advice(booth: Booth, warnings: list[str], content: Made) -> None:
    booth.record(TRUST, content)

    held = booth.line(TRUST).held
    assert held
    assert held.warnings == warnings
    assert set(warnings) <= set(recorded.WARNINGS)


def test_phones_are_told_where_everything_is_and_how_large(booth: Booth) -> None:
    booth.record(TRUST)
    booth.record(AGREE)

    told = recordings.told(booth.session, "parent-w1", booth.study.w1.version, "tr")

    assert (told["recorded"], told["language"], told["sizes"]) == (
        2,
        "tr",
        {"m4a": 9, "ogg": 10},
    )  # both sound the same
    digest, size = told["texts"][TRUST]["ogg"]
    assert len(recordings.sound(booth.session, digest, "ogg")) == size
    assert told["texts"][TRUST]["seconds"] == 3


def test_phones_are_told_only_of_languages_that_somebody_has_spoken_and_that_may_be_used(booth: Booth) -> None:
    booth.record(AGREE)
    assert recordings.shelf(booth.session) == []  # an answer alone is nothing to play

    booth.record(TRUST)
    booth.language = "pl"  # a draft that nobody released
    booth.record(TRUST)

    told = [(one["instrument"], one["language"], one["recorded"]) for one in recordings.shelf(booth.session)]
    assert told[0] == ("parent-w1", "tr", 2)
    assert len(told) < 5
    assert {language for _, language, _ in told} == {"tr"}


def test_a_language_that_nobody_writes_is_recorded_from_what_was_agreed(booth: Booth) -> None:
    """Tarifit: the words on the screen are the Dutch ones, and what is said is not."""
    document = booth.study.w1.document()
    document["languages"].append("rif")
    for choices in document["choices"].values():
        for choice in choices:
            choice["label"]["rif"] = choice["label"]["nl"]
    document["title"]["rif"] = "Tarifit"
    for section in document["survey"]:
        section["label"]["rif"] = section["label"]["nl"]
        for item in section["items"]:
            wordings = [*item.get("per_mode", {}).values(), *item.get("per_activity", {}).values()]
            for part in (item, *wordings):
                for name in {"label", "hint", "constraint_message"} & set(part):
                    part[name]["rif"] = part[name]["nl"]
    instruments.publish(booth.session, Instrument.model_validate(document), now=booth.clock.now())
    booth.language = "rif"

    booth.record(TRUST)

    assert booth.line(TRUST).words == booth.study.w1.item("trust_mentor").label["nl"]
    assert booth.line(TRUST).state == "recorded"
    booth.language = "nl"
    assert booth.line(TRUST).state == "missing"  # the same words, another language


def test_how_a_keyboard_composes_a_letter_changes_no_words() -> None:
    assert fingerprint("Türkçe  söyle") == fingerprint("Tu\u0308rkc\u0327e so\u0308yle")
    assert fingerprint("Türkçe") != fingerprint("Turkce")
