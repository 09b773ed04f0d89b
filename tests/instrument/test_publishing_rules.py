"""What may follow a questionnaire that was answered, and whether its scales measure the same in every language."""

from pathlib import Path
from typing import Any

import pytest

from app.instrument.anchors import KNOWN
from app.instrument.compatible import follows
from app.instrument.fit import fits, width
from app.instrument.load import load
from app.instrument.problems import Finding
from app.instrument.scaling import plain, weigh
from app.instrument.schema import Instrument

SHIPPED = [load(file) for file in sorted(Path("instruments").glob("*.yaml"))]
BEFORE = next(one for one in SHIPPED if one.name == "parent-w1")


def changed(**changes: Any) -> Instrument:
    """The parents' questionnaire with something changed in its document, by path: `choices__agree5__0__name`."""
    document = BEFORE.model_dump(mode="json")
    for path, value in changes.items():
        *way, last = [int(step) if step.isdecimal() else step for step in path.split("__")]
        part: Any = document
        for step in way:
            part = part[step]
        part[last] = value
    return Instrument.model_validate(document)


def told(findings: Any) -> list[str]:
    return [f"{'!' if one.stops else '?'} {one.sentence}" for one in findings]


def at(name: str) -> str:
    """The path to an item."""
    for s, section in enumerate(BEFORE.survey):
        for i, item in enumerate(section.items):
            if item.name == name:
                return f"survey__{s}__items__{i}"
    raise KeyError(name)


def test_other_words_for_a_question_are_nobodys_business() -> None:
    assert told(follows(changed(**{f"{at('info_tips')}__label__nl": "Heel andere woorden"}), [BEFORE])) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "mentor"}, "! This questionnaire was for the role `parent` and is now for `mentor`."),
        ({"wave": "w2"}, "! This questionnaire was for round `w1` and is now for `w2`."),
        (
            {
                f"{at('info_tips')}__type": "text",
                f"{at('info_tips')}__choice_list": None,
                f"{at('info_tips')}__scale": None,
            },
            f"! `info_tips` was a `select_one` in version {BEFORE.version} and is now a `text`.",
        ),
        (
            {f"{at('info_tips')}__scale": "trust"},
            "! `info_tips` counted for the scale `information` and would now count for",
        ),
        (
            {f"{at('info_tips')}__scale": None},
            "! `info_tips` counted for the scale `information` and does not any more.",
        ),
        ({f"{at('info_know')}__scale": "trust"}, "? `info_know` is new in the scale `trust`."),
        (
            {f"{at('info_know')}__name": "info_new", f"{at('info_know')}__scale": "trust"},
            "? `info_new` is new in the scale",
        ),
        (
            {f"{at('info_tips')}__name": "info_advice", f"{at('info_tips')}__scale": None},
            "? `info_tips` is no longer asked",
        ),
        ({f"{at('origin')}__special": False}, "! `origin` held special-category data and would not any more."),
        ({"languages": ["en", "nl"]}, "? The questionnaire was written in `nl` and is now in `en`."),
        ({"languages": ["nl", "tr"]}, "? `ar` is not among its languages any more."),
    ],
)
def test_a_name_never_comes_to_mean_something_else(changes: dict[str, Any], sentence: str) -> None:
    assert any(line.startswith(sentence) for line in told(follows(changed(**changes), [BEFORE])))


def test_a_choice_is_retired_and_never_taken_away() -> None:
    gone = [choice.model_dump(mode="json") for choice in BEFORE.choices["relations"][:-1]]
    retired = changed(choices__relations__5__retired=True)

    [said] = told(follows(changed(choices__relations=gone), [BEFORE]))
    assert said == (
        "! Code 6 of `relations` (“iemand anders”) is gone. "
        "It may have been answered: keep it in the list with `retired`."
    )
    assert told(follows(retired, [BEFORE])) == []


def test_a_reworded_choice_is_confirmed_and_a_moved_one_is_refused() -> None:
    reworded = changed(choices__relations__5__label__nl="een ander")
    turned = changed(choices__relations__0__label__nl="moeder", choices__relations__1__label__nl="vader")

    assert told(follows(reworded, [BEFORE])) == [
        "? Code 6 of `relations` was “iemand anders” and is now “een ander”. Does it mean the same?"
    ]
    assert told(follows(turned, [BEFORE]))[0].startswith(
        "! Code 1 of `relations` was “vader” and is now “moeder”, which was code 2. Codes never change places"
    )


def test_what_an_older_version_asked_counts_as_well() -> None:
    without = changed(**{f"{at('info_tips')}__name": "left_out", f"{at('info_tips')}__scale": None})
    again = changed(
        **{
            f"{at('info_tips')}__type": "text",
            f"{at('info_tips')}__choice_list": None,
            f"{at('info_tips')}__scale": None,
        }
    )

    assert any("`info_tips` was a `select_one`" in line for line in told(follows(again, [without, BEFORE])))


@pytest.mark.parametrize("instrument", SHIPPED, ids=lambda one: one.name)
def test_nothing_stops_what_comes_with_aloud(instrument: Instrument) -> None:
    assert [one.sentence for one in (*weigh(instrument), *fits(instrument)) if one.stops] == []


def scale(tag: str, *labels: str) -> list[Finding]:
    """What is found about one five-point list in one language."""
    choices = [{"name": str(point), "label": {tag: label}} for point, label in enumerate(labels, 1)]
    document = {
        "name": "one",
        "title": {tag: "-"},
        "role": "parent",
        "wave": "w1",
        "languages": [tag],
        "source": "ours",
        "choices": {"agree5": choices},
        "survey": [],
    }
    return list(weigh(Instrument.model_validate(document)))


@pytest.mark.parametrize("tag", sorted(KNOWN))
def test_known_words_need_no_second_look_and_turned_round_they_are_refused(tag: str) -> None:
    for words in KNOWN[tag].sets:
        assert scale(tag, *words) == []
        assert scale(tag, *(word.capitalize() + "." for word in words)) == []
        assert [one.stops for one in scale(tag, *reversed(words))] == [True]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (
            (
                "tr",
                "kesinlikle katılmıyorum",
                "katılmıyorum",
                "ne katılıyorum ne katılmıyorum",
                "katılıyorum",
                "tamamen katılıyorum",
            ),
            "! The ends of `agree5` are not equally strong in `tr`: “kesinlikle katılmıyorum” and “tamamen",
        ),
        (
            ("tr", "kesinlikle katılmıyorum", "katılmıyorum", "kararsızım", "katılıyorum", "kesinlikle katılıyorum"),
            "! The middle of `agree5` says “kararsızım” in `tr`. That is no answer, not the middle",
        ),
        (
            (
                "tr",
                "kesinlikle katılmıyorum",
                "katılmıyorum",
                "kısmen katılıyorum",
                "katılıyorum",
                "kesinlikle katılıyorum",
            ),
            "! The middle of `agree5` leans to one side in `tr`: “kısmen katılıyorum”.",
        ),
        (
            (
                "pl",
                "zdecydowanie się nie zgadzam",
                "nie zgadzam się",
                "nie mam zdania",
                "zgadzam się",
                "zdecydowanie się zgadzam",
            ),
            "! The middle of `agree5` says “nie mam zdania” in `pl`.",
        ),
        (
            ("nl", "helemaal oneens", "oneens", "neutraal", "eens", "helemaal eens"),
            "? Does the middle of `agree5` in `nl`, “neutraal”, say neither the one nor the other?",
        ),
        (
            ("nl", "helemaal oneens", "oneens", "niet eens, niet oneens", "eens", "weet ik niet"),
            "! `agree5` offers “weet ik niet” in `nl`.",
        ),
        (
            ("nl", "helemaal oneens", "oneens", "niet eens, niet oneens", "eens", "mee eens"),
            "? Of `agree5` only one end is strong in `nl`: “helemaal oneens” and “mee eens”.",
        ),
        (
            ("nl", "helemaal oneens", "oneens", "Oneens!", "eens", "helemaal eens"),
            "! 2 and 3 of `agree5` sound the same in `nl`: “Oneens!”.",
        ),
        (
            ("so", "a", "b", "c", "d", "e"),
            "? The words of `agree5` in `so` are not known here: “a”, “b”, “c”, “d”, “e”.",
        ),
    ],
)
def test_a_scale_that_would_bend_is_caught_in_its_own_language(labels: tuple[str, ...], sentence: str) -> None:
    assert any(line.startswith(sentence) for line in told(scale(*labels)))


def test_accents_capitals_and_signs_make_no_other_word() -> None:
    assert plain(" Kesinlikle  KATILMIYORUM. ") == plain("kesinlikle katılmıyorum")
    assert plain("أوافقُ") == plain("أوافق")


def test_a_word_wider_than_the_phone_stops_and_a_long_sentence_is_asked_about() -> None:
    wide = changed(choices__agree5__0__label__nl="onwaarschijnlijkheidsberekeningsbezwaar")
    long = changed(**{f"{at('info_tips')}__label__nl": "Ik vind " + "heel " * 20 + "veel."})

    assert told(fits(wide))[0].startswith("! The word “onwaarschijnlijkheidsberekeningsbezwaar” in `nl` is wider")
    assert told(fits(long))[0].startswith("? A sentence of 23 words in `nl` is hard to follow")
    assert width("ااا", 20) < width("WWW", 20)
