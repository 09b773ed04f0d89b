"""A dictionary that REDCap takes: its headings, its order, its words for when something is asked."""

import csv
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from app.export import redcap
from app.export.branching import Branching, CannotBeSaid
from app.export.labels import every, valid
from app.export.model import Dataset, Holds, Measure, Variable
from tests.export.study import statement, study

HEADINGS = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]
CHOICES, BRANCHING = HEADINGS[5], HEADINGS[11]


def written(path: Path, dataset: Dataset) -> list[dict[str, str]]:
    redcap.write(dataset, path / "redcap.csv")
    with (path / "redcap.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_exactly_eighteen_headings_in_their_order(tmp_path: Path) -> None:
    redcap.write(study(), tmp_path / "redcap.csv")
    with (tmp_path / "redcap.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))

    assert lines[0] == HEADINGS
    assert {len(line) for line in lines} == {18}


def test_the_first_field_is_the_record_and_forms_hang_together(tmp_path: Path) -> None:
    mixed = (statement("a", section="One"), statement("b", section="Two"), statement("c", section="One"))
    fields = written(tmp_path, replace(study(), variables=mixed))
    forms = [form for form, _ in groupby(field["Form Name"] for field in fields)]

    assert (fields[0][HEADINGS[0]], fields[0]["Field Type"]) == ("record_id", "text")
    assert forms == ["one", "two"]
    assert [field[HEADINGS[0]] for field in fields] == ["record_id", "a", "c", "b"]


def test_names_are_lower_case_and_unique(tmp_path: Path) -> None:
    called = [field[HEADINGS[0]] for field in written(tmp_path, study())]

    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in called)
    assert len(set(called)) == len(called) == len(study().variables) + 1


@pytest.mark.parametrize("language", ["nl", "ar", "ti"])
def test_choices_are_the_codes_of_the_data(tmp_path: Path, language: str) -> None:
    fields = {field[HEADINGS[0]]: field for field in written(tmp_path, study(language=language))}

    for one in study().variables:
        if valid(one):
            told = dict(choice.split(", ", 1) for choice in fields[one.name][CHOICES].split(" | "))
            assert told == {str(value.code): one.said(value.label, language) for value in every(one)}
    assert fields["children"][HEADINGS[7]] == "integer"
    assert "-8 = " in fields["children"]["Field Annotation"]
    assert fields["born"][HEADINGS[7]] == "date_ymd"
    assert fields["remark"]["Field Type"] == "notes"


def told(relevant: str, *others: Variable) -> str:
    asked = statement("asked", relevant=relevant)
    columns = (asked, *(others or study().variables))
    return Branching({one.name: one.name for one in columns}, columns).told(asked)


@pytest.mark.parametrize(
    ("relevant", "said"),
    [
        ("", ""),
        ("${tells} = 1", "[tells] = 1"),
        ("${tells} != 7", "[tells] <> 7"),
        ("${tells} != ''", '[tells] <> "" and [tells] > -5'),
        ("${tells} = ''", '([tells] = "" or [tells] <= -5)'),
        ("${tells} >= 2", "[tells] >= 2 and [tells] > -5"),
        ("${tells} != '' and ${tells} != 7", '([tells] <> "" and [tells] > -5) and [tells] <> 7'),
        ("${tells} = 1 or ${to} = 1 and ${listens} = 5", "[tells] = 1 or ([to] = 1 and [listens] = 5)"),
        ("not(${tells} = 1 or ${to} = 1)", "[tells] <> 1 and [to] <> 1"),
        ("selected(${channel}, 'letter')", "[channel_letter] = '1'"),
        ("not(selected(${channel}, 'letter'))", "[channel_letter] <> '1'"),
        ("selected(${tells}, '5')", "[tells] = '5'"),
        ("${minutes} div 2 > 1.5", "([minutes] / 2) > 1.5"),
        ("${remark} != ''", '[remark] <> ""'),
    ],
)
def test_when_a_question_is_asked_is_said_in_the_words_of_redcap(relevant: str, said: str) -> None:
    assert told(relevant) == said


@pytest.mark.parametrize("relevant", ["${unknown} = 1", "${tells} mod 2 = 1", "${tells} ="])
def test_what_redcap_cannot_be_told_is_noted(tmp_path: Path, relevant: str) -> None:
    with pytest.raises(CannotBeSaid):
        told(relevant)
    odd = replace(study(), variables=(*study().variables, statement("odd", relevant=relevant)))

    assert any(note.startswith("odd: REDCap cannot be told") for note in redcap.write(odd, tmp_path / "redcap.csv"))


def test_in_a_wide_file_a_question_hangs_on_one_of_its_own_round() -> None:
    first, second = statement("tells_w1", item="tells", wave="w1"), statement("tells_w2", item="tells", wave="w2")
    asked = statement("asked_w2", item="asked", wave="w2", relevant="${tells} = 1")
    columns = (first, second, asked)

    assert Branching({one.name: one.name for one in columns}, columns).told(asked) == "[tells_w2] = 1"


def test_no_label_begins_a_formula(tmp_path: Path) -> None:
    evil = Variable("evil", Holds.TEXT, Measure.NOMINAL, {"en": "=1+1"}, question={"en": "@SUM(A1)"})
    fields = written(tmp_path, replace(study(), variables=(evil,)))

    assert fields[1]["Field Label"] == "'@SUM(A1)"
