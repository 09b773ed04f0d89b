"""Which answers are possible: in a questionnaire made for it, with one item of every kind."""

from typing import Any

import pytest

from app.errors import SnapshotRefused
from app.instrument.expressions import compile_expression
from app.instrument.schema import Instrument
from app.services import answers
from app.services.snapshots import Snapshot
from tests.factories import answer

CHOICES = [{"name": code, "label": {"nl": code}} for code in ("1", "2", "3")]
ITEMS: list[dict[str, Any]] = [
    {"name": "children", "type": "integer", "constraint": compile_expression(". >= 0 and . <= 20")},
    {"name": "at_home", "type": "integer", "constraint": compile_expression(". <= ${children}")},
    {"name": "hours", "type": "decimal"},
    {"name": "moved_on", "type": "date"},
    {"name": "reasons", "type": "select_multiple", "choice_list": "three"},
    {"name": "order", "type": "rank", "choice_list": "three"},
    {"name": "one", "type": "select_one", "choice_list": "three"},
    {"name": "words", "type": "text"},
    {"name": "cars", "type": "integer", "required": False},
    {"name": "welcome", "type": "note"},
]
INSTRUMENT = Instrument.model_validate(
    {
        "instrument": "every-kind",
        "title": {"nl": "Alles"},
        "role": "parent",
        "wave": "w1",
        "languages": ["nl"],
        "source": "ours",
        "choices": {"three": CHOICES},
        "survey": [
            {
                "section": "all",
                "label": {"nl": "Alles"},
                "items": [{"label": {"nl": "?"}, "variable_label": "?", **item} for item in ITEMS],
            }
        ],
    }
)


def sent(**given: str) -> Snapshot:
    return Snapshot.model_validate(
        {
            "revision": 1,
            "status": "draft",
            "respondent": "11111111-2222-4333-8444-555555555555",
            "wave": "w1",
            "instrument": "every-kind",
            "version": INSTRUMENT.version,
            "activity": 1,
            "group": 1,
            "mode": "capi",
            "language": "nl",
            "device_started_at": "2026-11-24T19:00:00+01:00",
            "answers": {name: answer(value) for name, value in given.items()},
        }
    )


@pytest.mark.parametrize(
    "given",
    [
        {"children": "0"},
        {"children": "20"},
        {"children": "3", "at_home": "3"},
        {"hours": "2.5"},
        {"hours": "-1"},
        {"moved_on": "2024-02-29"},
        {"reasons": "3 1"},
        {"reasons": ""},
        {"order": "3 1 2"},
        {"one": "2"},
        {"cars": ""},
        {"cars": "2"},
        {"words": "Goed, maar te kort.\nEn te laat."},
    ],
    ids=str,
)
def test_an_answer_that_can_be_is_taken(given: dict[str, str]) -> None:
    answers.check(INSTRUMENT, sent(**given))


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("children", "21"),
        ("children", "-1"),
        ("children", "1_0"),
        ("children", " 3"),
        ("children", "٣"),
        ("children", "3.0"),
        ("children", ""),
        ("hours", "nan"),
        ("hours", "inf"),
        ("hours", "1e3"),
        ("hours", "2,5"),
        ("moved_on", "2023-02-29"),
        ("moved_on", "20240229"),
        ("moved_on", "29-02-2024"),
        ("reasons", "1 4"),
        ("reasons", "1 1"),
        ("reasons", "1,2"),
        ("order", "1 2"),
        ("order", "1 2 3 3"),
        ("one", "1 2"),
        ("one", ""),
        ("welcome", "1"),
        ("cars", " "),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_name(item: str, value: str) -> None:
    with pytest.raises(SnapshotRefused) as refused:
        answers.check(INSTRUMENT, sent(**{item: value}))

    assert refused.value.item == item


def test_a_rule_may_look_at_another_answer() -> None:
    with pytest.raises(SnapshotRefused) as refused:
        answers.check(INSTRUMENT, sent(children="2", at_home="3"))

    assert refused.value.item == "at_home"


def test_what_is_not_offered_any_more_is_not_ranked() -> None:
    document = INSTRUMENT.document()
    document["choices"]["three"][1]["retired"] = True
    without = Instrument.model_validate(document)

    answers.check(without, sent(order="3 1"))
    with pytest.raises(SnapshotRefused):
        answers.check(without, sent(order="3 1 2"))
