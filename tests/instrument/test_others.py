"""The other questionnaires of the study say what was printed, and line up with that of the parents."""

import csv
from pathlib import Path

import pytest

from app.instrument.checks import texts
from app.instrument.load import load
from app.instrument.schema import Instrument

SHIPPED = {file.stem: load(file) for file in sorted(Path("instruments").glob("*.yaml"))}
PRINTED = list(csv.DictReader(Path("tests/published/instrument_items.csv").read_text("utf-8").splitlines()))
PARENTS = SHIPPED["parent-w1"]
ABOUT = {"leerling": "pupil-w1", "mentor": "mentor-w1"}
TOPICS = {"ouder": "parent-experience", "mentor": "mentor-experience"}
SLIPS = {"gaandragen [sic]": "aandragen"}


def rows(instrument: str, respondent: str = "") -> list[dict[str, str]]:
    return [
        row for row in PRINTED if row["instrument"].startswith(instrument) and row["respondent"].startswith(respondent)
    ]


def read(instrument: Instrument) -> list[str]:
    return [item.label["nl"] for item in instrument.items()]


def mended(text: str) -> str:
    for slip, meant in SLIPS.items():
        text = text.replace(slip, meant)
    return text[0].upper() + text[1:].removesuffix(".")


@pytest.mark.parametrize("row", [row for who in ABOUT for row in rows("vragenlijst testronde", who)], ids=str)
def test_pupils_and_mentors_hear_the_printed_statements(row: dict[str, str]) -> None:
    statements = SHIPPED[ABOUT[row["respondent"]]].survey[1].items

    assert statements[int(row["item_code"]) - 1].label["nl"] == mended(row["text_nl"])


@pytest.mark.parametrize("name", ["pupil-w1", "mentor-w1"])
def test_the_three_groups_line_up_in_the_export(name: str) -> None:
    theirs, parents = (
        next(section for section in one.survey if section.name == "statements") for one in (SHIPPED[name], PARENTS)
    )

    assert [item.name for item in theirs.items] == [item.name for item in parents.items]


@pytest.mark.parametrize(("name", "trust"), [("pupil-w1", [4, 5, 11]), ("mentor-w1", [4, 5, 11])])
def test_scales_are_those_that_were_published_for_the_group(name: str, trust: list[int]) -> None:
    statements = next(section for section in SHIPPED[name].survey if section.name == "statements").items
    found = {scale: [n for n, i in enumerate(statements, 1) if i.scale == scale] for scale in SHIPPED[name].scales}

    assert found == {"information": [1, 3, 7, 13], "trust": trust, "relationship": [8, 9, 10, 14]}


def test_the_observation_form_is_the_printed_one() -> None:
    printed = rows("observatieformulier")
    items = {item.name: item for item in SHIPPED["observation"].items()}

    assert len(printed) == 37
    for row in printed:
        assert items["obs_" + row["item_code"].replace(".", "_")].label["nl"] == row["text_nl"]


def test_the_observed_scales_are_the_revised_ones() -> None:
    scales: dict[str, list[str]] = {}
    for item in SHIPPED["observation"].items():
        if item.scale:
            scales.setdefault(item.scale, []).append(item.name.removeprefix("obs_").replace("_", "."))

    assert scales["pride"] == ["2.4", "2.5", "6.3", "6.4"]
    assert scales["perspective"] == ["6.5", "6.6"]
    assert scales["pupil_part"] == ["2.2", "2.3"]
    assert sum(len(items) for items in scales.values()) == 37 - len({"1.3", "2.1", "4.3", "5.4", "6.1", "6.2"})


@pytest.mark.parametrize("who", TOPICS)
@pytest.mark.parametrize("kind", ["ervaringen", "belang"])
def test_experience_and_importance_are_the_printed_sentences_in_their_order(who: str, kind: str) -> None:
    section = SHIPPED[TOPICS[who]].survey[1 if kind == "ervaringen" else 2]
    asked = [item.label["nl"] for item in section.items if item.type != "note"]

    assert asked == [mended(row["text_nl"]) for row in rows(f"source 002 vragenlijst - {kind}", who)]


def test_parents_and_mentors_are_compared_by_topic_never_by_number() -> None:
    parents, mentors = ({i.name for i in SHIPPED[name].items() if i.core} for name in TOPICS.values())

    assert parents == mentors
    assert len(parents) == 22


@pytest.mark.parametrize(
    "row", [row for row in rows("source 003") if row["verbatim_status"].startswith("verbatim")], ids=str
)
def test_students_are_asked_what_was_printed(row: dict[str, str]) -> None:
    assert row["text_nl"] in read(SHIPPED["student-survey"])


def test_students_put_seven_ways_in_order() -> None:
    survey = SHIPPED["student-survey"]
    ranked = survey.item("ways_ranked")

    assert ranked.type == "rank"
    assert len(survey.choices_of(ranked)) == 7


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=SHIPPED)
def test_every_item_says_where_its_words_come_from(instrument: Instrument) -> None:
    assert all(item.source for item in instrument.items())


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=SHIPPED)
def test_every_language_but_that_of_the_source_is_a_draft(instrument: Instrument) -> None:
    assert instrument.drafts == instrument.languages[1:]


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=SHIPPED)
def test_no_text_is_the_same_in_two_languages_by_oversight(instrument: Instrument) -> None:
    long = [(place, said) for place, said in texts(instrument) if len(said.get("nl", "")) > 25]

    assert [place for place, said in long if len(set(said.values())) < len(said)] == []


def test_a_code_means_the_same_in_every_questionnaire() -> None:
    """Initiative keeps the parents' poles, whoever is asked: 1 is always the mentor, 5 always the parent."""
    for name, lowest, highest in (
        ("parent-w1", "altijd de mentor", "altijd ik"),
        ("pupil-w1", "altijd de mentor", "altijd mijn ouders"),
        ("mentor-w1", "altijd ik", "altijd de ouder"),
    ):
        choices = SHIPPED[name].choices["initiative5"]
        assert (choices[0].label["nl"], choices[-1].label["nl"]) == (lowest, highest)
