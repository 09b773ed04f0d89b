"""The parents' questionnaires say what was printed, word for word, and fit the phone in every language."""

import csv
from pathlib import Path

import pytest

from app.instrument.checks import texts
from app.instrument.expressions import evaluate
from app.instrument.load import load
from app.instrument.schema import Instrument, Item

W1 = load(Path("instruments/parent-w1.yaml"))
W2 = load(Path("instruments/parent-w2.yaml"))
EIGHT = ("nl", "en", "tr", "ar", "pap", "pt", "pl", "ur")
READ_RIGHT_TO_LEFT = {"ar", "ur"}
TELEPHONE, DOOR = "belvragenlijst", "vragenlijst testronde"
PRINTED = [
    row
    for row in csv.DictReader(Path("tests/published/instrument_items.csv").read_text("utf-8").splitlines())
    if row["instrument"].startswith((TELEPHONE, DOOR))
    and row["respondent"] == "ouder"
    and row["verbatim_status"] == "verbatim"
]

STATEMENTS = [
    "info_progress",
    "info_know",
    "info_tips",
    "help_able",
    "child_likes_help",
    "child_likes_visit",
    "info_positive",
    "school_climate",
    "trust_mentor",
    "opinion_counts",
    "child_future",
    "recommend_school",
    "guidance_choices",
    "invited_mentor",
]
SINGLE = {"tevredenheid (vormgo)": "satisfaction", "initiatief (inintcorec)": "initiative"}
SINCE = {"2.14": "contact_easier", "2.15": "contact_more_often", "2.16": "more_topics"}
NAMES = {str(number): name for number, name in enumerate(STATEMENTS, 1)} | SINGLE | SINCE
SCALES = {
    "information": "informatie",
    "trust": "vertrouwen ouder-kind",
    "relationship": "relatie ouder-school",
}


def instrument_of(row: dict[str, str]) -> Instrument:
    return W2 if row["item_code"].startswith("2.") else W1


def item_of(row: dict[str, str]) -> Item:
    return instrument_of(row).item(NAMES[row["item_code"]])


def test_the_copy_holds_the_whole_printed_list() -> None:
    assert [row["item_code"] for row in PRINTED] == list(NAMES)


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: NAMES[row["item_code"]])
def test_what_is_read_is_what_was_printed(row: dict[str, str]) -> None:
    printed = row["text_nl"].partition(" (text ")[0]  # 2.15 carries a note on variants after its text

    assert item_of(row).label["nl"] == printed[0].upper() + printed[1:]


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: NAMES[row["item_code"]])
def test_the_ends_of_the_scale_are_the_printed_ones(row: dict[str, str]) -> None:
    choices = instrument_of(row).choices_of(item_of(row))
    lowest, highest = row["scale_anchors_nl"].split(" .. ")

    assert [f"{choice.name}={choice.label['nl']}" for choice in (choices[0], choices[-1])] == [lowest, highest]


@pytest.mark.parametrize("name", ["opinion_counts", "invited_mentor", "satisfaction"])
def test_a_talk_is_called_a_talk_and_a_meeting_a_meeting(name: str) -> None:
    read = {kind: wording.label["nl"] for kind, wording in W1.item(name).per_activity.items()}

    assert "dit gesprek" in read["talk"]
    assert "dit gesprek" not in read["meeting"]
    assert ("deze bijeenkomst" in read["meeting"]) != ("deze ouderavond" in read["meeting"])


def test_the_two_wordings_together_are_the_printed_sentence() -> None:
    opinion, satisfied = W1.item("opinion_counts"), W1.item("satisfaction")

    assert opinion.per_activity["talk"].label["nl"] + "/bij deze bijeenkomst" == opinion.label["nl"]
    assert satisfied.label["nl"].replace("/deze ouderavond", "") == satisfied.per_activity["talk"].label["nl"]
    assert satisfied.label["nl"].replace("dit gesprek/", "") == satisfied.per_activity["meeting"].label["nl"]


def test_the_statements_keep_their_printed_order() -> None:
    statements = next(section for section in W1.survey if section.name == "statements")

    assert [item.name for item in statements.items] == STATEMENTS
    assert all(item.core for item in statements.items)


def test_scales_hold_the_published_items() -> None:
    found = {scale: [n for n, name in enumerate(STATEMENTS, 1) if W1.item(name).scale == scale] for scale in W1.scales}

    assert found == {"information": [1, 3, 7, 13], "trust": [4, 5, 6, 11], "relationship": [8, 9, 10, 14]}
    for row in PRINTED[:14]:
        scale = item_of(row).scale
        assert scale is None or SCALES[scale] == row["factor_or_theme"]


def test_the_second_round_repeats_the_first_to_the_letter() -> None:
    repeated = [item for item in W2.items() if item.name in STATEMENTS]

    assert [STATEMENTS.index(item.name) + 1 for item in repeated] == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13]
    for item in repeated:
        first = W1.item(item.name)
        assert (item.label, item.variable_label, W2.choices_of(item)) == (
            first.label,
            first.variable_label,
            W1.choices_of(first),
        )


def test_the_second_round_measures_only_the_scale_it_can_complete() -> None:
    assert set(W2.scales) == {"information"}
    assert {item.name for item in W2.items() if item.scale} == {item.name for item in W1.items() if item.scale} & {
        "info_progress",
        "info_tips",
        "info_positive",
        "guidance_choices",
    }


def test_the_five_answers_are_read_out_by_telephone() -> None:
    for language, read in W2.item("scale_intro").label.items():
        rest = read.partition(":")[2]
        for choice in W2.choices["agree5"]:
            _, found, rest = rest.partition(choice.label[language])
            assert found, (language, choice.name)


@pytest.mark.parametrize("instrument", [W1, W2], ids=lambda instrument: instrument.name)
def test_every_text_fits_a_small_phone(instrument: Instrument) -> None:
    for place, said in texts(instrument):
        longest = 190 if place[:4] == ("survey", 0, "items", 0) else 160
        assert {tag: len(text) for tag, text in said.items() if len(text) > longest} == {}, place


@pytest.mark.parametrize("instrument", [W1, W2], ids=lambda instrument: instrument.name)
def test_our_translations_are_marked_as_drafts(instrument: Instrument) -> None:
    assert instrument.languages == EIGHT
    assert instrument.drafts == EIGHT[1:]
    assert all(item.source for item in instrument.items())


@pytest.mark.parametrize("instrument", [W1, W2], ids=lambda instrument: instrument.name)
def test_each_text_is_in_its_own_script(instrument: Instrument) -> None:
    for place, said in texts(instrument):
        if place[:2] == ("choices", "languages"):
            continue
        arabic = {tag for tag, text in said.items() if any("\u0600" <= letter <= "\u06ff" for letter in text)}
        assert arabic == READ_RIGHT_TO_LEFT & set(said), place


@pytest.mark.parametrize(
    ("education", "asked"),
    [("1", True), ("6", True), ("7", False), (None, False)],
)
def test_where_somebody_learned_is_asked_of_those_who_did(education: str | None, asked: bool) -> None:
    relevant = W1.item("education_nl").relevant
    assert relevant is not None

    assert evaluate(relevant, {"education": education}) is asked


def test_what_identifies_a_parent_goes_to_the_sealed_contacts() -> None:
    contacts = {item.contact: item.required for item in W1.items() if item.contact}

    assert contacts == {"ask_for": True, "phone": True, "avoid": False, "second_phone": False, "second_person": False}
    assert [item.contact for item in W2.items() if item.contact] == []


def test_each_permission_is_asked_once() -> None:
    assert {item.consent: item.name for item in W1.items() if item.consent} == {
        "interview": "consent",
        "special_category": "origin_consent",
        "recontact": "recontact",
        "recontact_text": "may_text",
    }


def test_languages_are_offered_in_their_own_words() -> None:
    names = {choice.name: set(choice.label.values()) for choice in W1.choices["languages"]}

    assert tuple(names) == EIGHT
    assert names["nl"] == {"Nederlands"}
    assert names["ur"] == {"اردو"}
    assert all(len(own) == 1 for own in names.values())
