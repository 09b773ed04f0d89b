"""A questionnaire goes into the database as a document and comes back the same; its digest names its words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.instrument.checks import texts
from app.instrument.schema import Choice, Instrument

LANGUAGES = ("nl", "ar", "ckb")
WORDS = st.text(min_size=1, max_size=20)
TEXTS = st.fixed_dictionaries(dict.fromkeys(LANGUAGES, WORDS))
CONDITIONS = st.one_of(
    st.none(),
    st.builds(lambda name, code: ["=", ["$", name], code], st.sampled_from(["a1", "b2"]), st.integers(0, 9) | WORDS),
    st.builds(lambda number: ["and", [">", ["."], number], ["not", ["=", ["."], ""]]], st.floats(-9, 9)),
)
ITEMS = st.fixed_dictionaries(
    {
        "name": st.from_regex(r"[a-z][a-z0-9_]{1,31}", fullmatch=True),
        "type": st.sampled_from(["note", "text", "integer", "decimal", "date"]),
        "label": TEXTS,
        "variable_label": WORDS,
    },
    optional={
        "hint": TEXTS,
        "guidance": TEXTS,
        "core": st.booleans(),
        "required": st.booleans(),
        "relevant": CONDITIONS,
        "per_mode": st.fixed_dictionaries({"cati": st.fixed_dictionaries({"label": TEXTS}, optional={"hint": TEXTS})}),
        "source": WORDS,
    },
)
SECTIONS = st.fixed_dictionaries(
    {"name": WORDS, "label": TEXTS, "items": st.lists(ITEMS, max_size=3)}, optional={"relevant": CONDITIONS}
)
CHOICES = st.dictionaries(WORDS, st.lists(st.fixed_dictionaries({"name": WORDS, "label": TEXTS}), max_size=3))
DOCUMENTS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "title": TEXTS,
        "role": st.sampled_from(["parent", "pupil", "mentor"]),
        "wave": st.sampled_from(["w1", "w2"]),
        "languages": st.just(LANGUAGES),
        "source": WORDS,
        "choices": CHOICES,
        "survey": st.lists(SECTIONS, min_size=1, max_size=3),
    }
)
INSTRUMENTS = DOCUMENTS.map(Instrument.model_validate)


def turned_around(part: Any) -> Any:
    """The same content with the keys of every mapping in the opposite order."""
    if isinstance(part, dict):
        return {key: turned_around(part[key]) for key in reversed(part)}
    return [turned_around(entry) for entry in part] if isinstance(part, list) else part


@given(INSTRUMENTS)
def test_a_document_gives_the_questionnaire_back(instrument: Instrument) -> None:
    kept = json.loads(json.dumps(instrument.document()))
    again = Instrument.model_validate(kept)

    assert again == instrument
    assert again.version == instrument.version


@given(INSTRUMENTS)
def test_the_order_of_keys_plays_no_part_in_a_version(instrument: Instrument) -> None:
    assert Instrument.model_validate(turned_around(instrument.document())).version == instrument.version


@given(INSTRUMENTS, st.data())
def test_one_other_letter_is_another_version(instrument: Instrument, data: st.DataObject) -> None:
    document = instrument.document()
    place, _ = data.draw(st.sampled_from([(place, said) for place, said in texts(instrument) if said]))
    said: Any = document
    for step in place:
        said = said[step]
    said["ar"] += "!"

    assert Instrument.model_validate(document).version != instrument.version


@given(INSTRUMENTS)
def test_a_version_is_eight_signs_that_fit_an_address(instrument: Instrument) -> None:
    assert len(instrument.version) == 8
    assert set(instrument.version) <= set("0123456789abcdef")


def test_a_key_added_to_the_schema_later_renames_no_version() -> None:
    choice = Choice(name="1", label={"nl": "ja"})

    assert choice.model_dump(exclude_defaults=True) == {"name": "1", "label": {"nl": "ja"}}


def test_nothing_of_a_questionnaire_can_be_changed() -> None:
    choice = Choice(name="1", label={"nl": "ja"})

    with pytest.raises(ValidationError, match="frozen"):
        choice.name = "2"  # type: ignore[misc]


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Choice.model_validate({"name": "1", "label": {}, "colour": "red"})
