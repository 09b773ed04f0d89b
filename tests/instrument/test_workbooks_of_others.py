"""Workbooks that others made: each construct comes over as it was meant, or is refused with its row and column."""

from typing import Any

import pytest

from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import Reading, read
from tests.instrument.workbooks import YES_NO, made, survey

Row = list[Any]


def reading(*rows: Row, columns: str = "type name label", **sheets: Any) -> Reading:
    return read(made(survey=survey(*rows, columns=columns), **sheets), Given("ouders.xlsx"))


def told(found: Reading, *, remarks: bool = False) -> list[str]:
    """Problems as people see them: the place, then the sentence."""
    every = found.remarks if remarks else found.problems
    return [f"{one.cell.sheet} {one.cell.row or '-'}{one.cell.column}: {one.sentence}" for one in every]


def heard(found: Reading, part: str) -> list[str]:
    """The remarks that hold some words."""
    return [line for line in told(found, remarks=True) if part in line]


def test_a_plain_workbook_comes_over_and_says_what_was_chosen_for_it() -> None:
    found = reading(["begin_group", "start", "Begin"], ["select_one yn", "takes_part", "Doet u mee?"], ["end_group"])

    assert found.instrument is not None, told(found)
    assert (found.instrument.name, found.instrument.languages, found.instrument.role) == ("ouders", ("nl",), "parent")
    assert found.instrument.item("takes_part").label == {"nl": "Doet u mee?"}
    assert found.instrument.item("takes_part").required is False  # a blank cell asks nothing
    assert heard(found, "`role`") == [
        "settings 2: The workbook does not say `role`; it is taken as `parent`, as you chose."
    ]
    assert heard(found, "variable_label") == [
        "survey 1: There is no column `variable_label`; what SPSS shows of each item is made of its text."
    ]


@pytest.mark.parametrize(
    "heading",
    ["label::Dutch (nl)", "label::nl", "label:nl", "label::Nederlands", "LABEL::dutch", "Label :: NL", "caption::nl"],
)
def test_a_language_is_found_however_it_is_written(heading: str) -> None:
    found = read(
        made(survey=[["type", "name", heading], ["text", "remark", "Wat nog?"]], settings=[["form_id"], ["ouders"]]),
        Given("ouders.xlsx", language="tr"),
    )

    assert found.instrument is not None, told(found)
    assert found.instrument.item("remark").label == {"nl": "Wat nog?"}


def test_a_heading_in_no_known_language_is_named() -> None:
    found = read(made(survey=[["type", "name", "label::Klingonees"], ["text", "remark", "x"]]), Given("a.xlsx"))

    assert told(found)[0] == (
        "survey 1C: `label::Klingonees` names no language that is known. "
        "Write its tag behind it, such as `label::Dutch (nl)`."
    )


def test_texts_without_a_language_are_of_the_default_one() -> None:
    found = reading(
        ["text", "remark", "Wat nog?"], settings=[["form_id", "default_language"], ["ouders", "Turkish (tr)"]]
    )

    assert found.instrument is not None
    assert found.instrument.languages == ("tr",)


def test_every_text_of_an_item_comes_along() -> None:
    found = read(
        made(
            survey=[
                [
                    "type",
                    "name",
                    "label::Dutch (nl)",
                    "label::Arabic (ar)",
                    "hint::Dutch (nl)",
                    "hint::Arabic (ar)",
                    "guidance_hint::nl",
                ],
                ["integer", "children", "Hoeveel?", "كم؟", "Op deze school", "في هذه المدرسة", "Vraag door."],
            ],
            choices=[["list_name", "name", "label::nl", "label::ar"]],
        ),
        Given("ouders.xlsx"),
    )

    assert found.instrument is not None, told(found)
    item = found.instrument.item("children")
    assert (item.label["ar"], item.hint["nl"], item.guidance) == ("كم؟", "Op deze school", {"nl": "Vraag door."})


def test_a_group_in_a_group_gives_its_condition_to_its_questions() -> None:
    found = reading(
        ["begin_group", "outer", "Buiten", None],
        ["select_one yn", "working", "Werkt u?", None],
        ["begin group", "inner", "Binnen", "${working} = 1"],
        ["integer", "hours", "Hoeveel uur?", None],
        ["integer", "days", "Hoeveel dagen?", "${hours} > 8"],
        ["end group"],
        ["end_group"],
        columns="type name label relevant",
    )

    assert found.instrument is not None, told(found)
    assert [section.name for section in found.instrument.survey] == ["outer"]
    assert found.instrument.item("hours").relevant == ["=", ["$", "working"], 1]
    assert found.instrument.item("days").relevant == ["and", ["=", ["$", "working"], 1], [">", ["$", "hours"], 8]]
    assert "".join(heard(found, "inner")) == (
        "survey 4A: The group `inner` stands inside another. "
        "Its questions come in the outer one, each with its condition."
    )


def test_questions_outside_every_group_get_a_section() -> None:
    found = reading(["text", "remark", "Wat nog?"])

    assert found.instrument is not None
    assert [(section.name, section.label) for section in found.instrument.survey] == [("questions", {"nl": "Ouders"})]


def test_names_in_capitals_are_renamed_aloud_and_in_conditions_too() -> None:
    found = reading(
        ["select_one YN", "Takes-Part", "Doet u mee?", None],
        ["text", "Why", "Waarom niet?", "${Takes-Part} = 'No'"],
        columns="type name label relevant",
        choices=[["list_name", "name", "label"], ["YN", "Yes", "ja"], ["YN", "No", "nee"]],
    )

    assert found.instrument is not None, told(found)
    assert found.instrument.item("why").relevant == ["=", ["$", "takes_part"], "no"]
    assert [choice.name for choice in found.instrument.choices["yn"]] == ["yes", "no"]
    assert len(heard(found, "is called")) == 5


def test_a_name_is_not_made_equal_to_another() -> None:
    found = reading(["text", "Age", "Leeftijd"], ["text", "age", "Leeftijd"])

    assert told(found) == [
        "survey 2B: `Age` cannot be the name of an item; use 2 to 32 small letters, digits and _, a letter first."
    ]


def test_what_aloud_keeps_by_itself_is_left_out_with_a_word() -> None:
    found = reading(["start", "start_at", None], ["deviceid", "device_of", None], ["text", "remark", "Wat nog?"])

    assert found.instrument is not None
    assert [item.name for item in found.instrument.items()] == ["remark"]
    assert heard(found, "by itself") == [
        "survey 2A: Aloud keeps `start` by itself with every interview; this row is left out.",
        "survey 3A: Aloud keeps `deviceid` by itself with every interview; this row is left out.",
    ]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("calculate", "`calculate` works out a value"),
        ("geopoint", "`geopoint` records where somebody is, and Aloud never does."),
        ("image", "`image` asks for a picture, a sound or a file"),
        ("time", "`time` cannot be asked here. Make it a `date`, a `text`, or a `select_one`."),
        ("range", "`range` cannot be asked here. Make it an `integer` with a constraint."),
        ("acknowledge", "`acknowledge` cannot be asked here. Make it a `note`"),
        ("select_one_from_file cities.csv", "`select_one_from_file cities.csv` takes its choices from another file."),
        ("select_one yn or_other", "`or_other` is not added by itself."),
        ("select_one ${children}", "The choices of `select_one ${children}` come from an earlier answer"),
        ("begin_repeat", "A repeat asks the same several times"),
        ("smell", "`smell` is no type that is known. Known are note, text,"),
    ],
)
def test_a_type_that_is_not_asked_here_says_why_and_what_to_do(kind: str, sentence: str) -> None:
    rows = [[kind, "thing", "Iets"]] + ([["text", "inside", "Iets"], ["end_repeat"]] if kind == "begin_repeat" else [])
    found = reading(*rows)

    assert found.instrument is None
    assert [line for line in told(found) if line.startswith(f"survey 2A: {sentence}")] == told(found)


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("choice_filter", "town = ${town}", "A `choice_filter` shows other choices to some"),
        ("calculation", "1 + 1", "Nothing is worked out here"),
        ("read_only", "yes", "`read_only` shows something without asking it."),
        ("parameters", "randomize=true", "The choices stand in the same order for everybody."),
        ("required", "${age} > 3", "`required` is '${age} > 3'; only yes and no are possible here."),
        ("constraint", "regex(., '[a-z]+')", "In `constraint`: `regex()` is not known here"),
        ("relevant", "${nobody} = 1", "There is no item `nobody`."),
        ("relevant", "position(..) = 1", "In `relevant`: `position()` is not known here"),
        ("relevent", "${age} = 1", "The column `relevent` is not known. Did you mean `relevant`?"),
    ],
)
def test_a_cell_that_is_not_supported_is_pointed_at(column: str, text: str, sentence: str) -> None:
    found = reading(["select_one yn", "thing", "Iets", text], columns=f"type name label {column}")

    assert found.instrument is None
    row = "1" if column == "relevent" else "2"
    assert any(line.startswith(f"survey {row}D: {sentence}") for line in told(found)), told(found)


@pytest.mark.parametrize("said", ["yes", "true()", "TRUE", True, 1])
def test_required_is_understood_in_all_its_spellings(said: Any) -> None:
    found = reading(["text", "remark", "Wat nog?", said], columns="type name label required")

    assert found.instrument is not None, told(found)
    assert found.instrument.item("remark").required is True


@pytest.mark.parametrize(
    ("column", "text"), [("appearance", "horizontal"), ("default", "1"), ("image", "a.png"), ("colour", "red")]
)
def test_what_is_left_out_without_harm_is_told(column: str, text: str) -> None:
    found = reading(["select_one yn", "thing", "Iets", text], columns=f"type name label {column}")

    assert found.instrument is not None, told(found)
    assert len([line for line in told(found, remarks=True) if "survey" in line and "D:" in line]) == 1


def test_a_code_for_no_answer_is_not_a_choice() -> None:
    found = reading(["select_one yn", "thing", "Iets"], choices=[*YES_NO, ["yn", -99, "weet niet"]])

    assert "".join(told(found)) == (
        "choices 4B: A code cannot be `-99`. If it stands for no answer, take it out: “does not know” and "
        "“rather not say” are always offered."
    )


def test_smart_quotes_of_a_word_processor_are_quotes() -> None:
    found = reading(
        ["select_one yn", "thing", "Iets", None],
        ["text", "why", "Waarom?", "${thing} = “1”"],
        columns="type name label relevant",
    )

    assert found.instrument is not None, told(found)
    assert found.instrument.item("why").relevant == ["=", ["$", "thing"], "1"]


def test_an_earlier_answer_in_a_text_is_refused() -> None:
    found = reading(["text", "called", "Uw naam?"], ["text", "why", "Dag ${called}"])

    assert told(found) == [
        "survey 3C: `${called}` in a text would be read aloud as it stands; the same words are read to everybody."
    ]


def test_a_missing_translation_is_shown_at_its_empty_cell() -> None:
    found = read(
        made(
            survey=[["type", "name", "label::nl", "label::tr"], ["text", "remark", "Wat nog?", None]],
            choices=[["list_name", "name", "label::nl", "label::tr"]],
        ),
        Given("a.xlsx"),
    )

    assert told(found) == ["survey 2D: `label` has no text in `tr`."]


def test_a_group_without_an_end_and_an_end_without_a_group() -> None:
    assert told(reading(["begin_group", "start", "Begin"], ["text", "remark", "Wat?"])) == [
        "survey 2A: The group that begins here has no end. Add a row of type `end_group`."
    ]
    assert told(reading(["text", "remark", "Wat?"], ["end_group"])) == [
        "survey 3A: A group ends here that was not begun."
    ]
