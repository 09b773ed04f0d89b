"""What callers say: sentences only, whose blanks no translation can lose, and no list to hold an interview with."""

from pathlib import Path

import pytest
from sqlmodel import Session

from app.errors import InstrumentError
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.services import instruments, printing, waves
from app.services.waves import NothingToAsk

SCRIPT = Path("instruments/call-script.yaml")


@pytest.fixture
def script() -> Instrument:
    return load(SCRIPT)


def test_callers_have_a_sentence_for_whoever_answers_and_whatever_they_say(script: Instrument) -> None:
    assert script.is_script
    assert [section.name for section in script.survey] == [
        "opening",
        "voicemail",
        "somebody_else",
        "forgot",
        "real",
        "another_time",
        "no",
        "wrong_number",
        "goodbye",
        "blanks",
    ]
    assert [choice.label["nl"] for choice in script.choices["month"]][10] == "november"


def test_what_others_may_overhear_says_nothing_of_what_was_asked(script: Instrument) -> None:
    overheard = [script.item(name).label["nl"] for name in ("call_voicemail", "call_partner", "call_wrong")]

    assert [text for text in overheard if "mentor" in text or "antwoord" in text] == []
    assert "{school}" not in script.item("call_wrong").label["nl"]


@pytest.mark.parametrize(
    ("said", "slip", "sentence"),
    [
        (
            "this is {caller}, from {office}. Am",
            "this is {name}, from {office}. Am",
            "Nothing is filled in for `{name}`",
        ),
        ("on {line}. Once more: {line}", "soon", "`{line}` is filled in in one language and not in `en`"),
    ],
)
def test_a_translation_that_loses_a_blank_is_named_with_its_line(
    tmp_path: Path, said: str, slip: str, sentence: str
) -> None:
    text = SCRIPT.read_text("utf-8")
    assert said in text
    file = tmp_path / SCRIPT.name
    file.write_text(text.replace(said, slip), "utf-8")

    with pytest.raises(InstrumentError, match=r"call-script.yaml:\d+: ") as refused:
        load(file)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_interview_can_be_held_with_it_and_no_paper_is_printed_of_it(session: Session, script: Instrument) -> None:
    held = instruments.newest(session, script.name)

    with pytest.raises(NothingToAsk):
        waves.put_to_use(session, held, mode="cati")
    assert script.name not in [one.instrument.name for one in printing.shelf(session)]
