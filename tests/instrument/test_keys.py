"""A text keeps its key, whatever moves around it."""

import re

import pytest

from app.instrument.checks import texts
from app.instrument.keys import by_key, field_of, keyed, pairs, words_of
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.services.instruments import SHIPPED

FILES = sorted(SHIPPED.glob("*.yaml"))


@pytest.fixture(scope="module")
def parents() -> Instrument:
    return load(SHIPPED / "parent-w1.yaml")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_of_every_questionnaire_has_a_key_of_its_own(file: object) -> None:
    instrument = load(file)  # type: ignore[arg-type]
    keys = [key for key, _ in keyed(instrument)]

    assert len(keys) == len(set(keys)) == len([said for _, said in texts(instrument) if said])
    assert [key for key in keys if not re.fullmatch(r"title|(item|choice|section|scale)(:[a-z0-9_.]+)+", key)] == []


def test_keys_say_what_they_name(parents: Instrument) -> None:
    held = by_key(parents)

    assert held["title"]["nl"] == "Vragenlijst ouders"
    assert held["choice:agree5:4:label"]["ar"] == "أوافق"
    assert held[f"section:{parents.survey[1].name}:label"] == parents.survey[1].label
    assert held["scale:trust:label"] == parents.scales["trust"].label
    assert words_of(parents, "item:info_tips:label") == parents.item("info_tips").label
    assert held["item:opinion_counts:per_activity.talk:label"]["nl"] == "Mijn mening telde mee tijdens dit gesprek"
    assert field_of("item:opinion_counts:per_activity.talk:label") == "label"


def test_an_item_that_moves_keeps_its_key(parents: Instrument) -> None:
    turned = parents.model_copy(update={"survey": parents.survey[::-1]})

    assert by_key(turned) == by_key(parents)


def test_what_is_for_the_interviewer_alone_is_not_among_the_texts_of_a_language_without_it(parents: Instrument) -> None:
    bare = {key for key, said in keyed(parents) if set(said) == {"nl"}}

    assert not bare & {key for key, _, _ in pairs(parents, "ar")}
