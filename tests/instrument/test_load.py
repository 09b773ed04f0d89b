"""A researcher slips; every slip is named with its line, and all of them at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InstrumentError
from app.instrument.load import load
from app.instrument.schema import Instrument

SOUND = """\
instrument: parent-w1
title: {nl: Ouders, ar: الوالدان}
role: parent
wave: w1
languages: [nl, ar]
source: ours
choices:
  yes_no:
    - {name: 1, label: {nl: ja, ar: نعم}}
    - {name: 0, label: {nl: nee, ar: لا}}
survey:
  - section: start
    label: {nl: Begin, ar: بداية}
    items:
      - name: consent
        type: select_one yes_no
        consent: interview
        variable_label: Agreed
        label:
          nl: Doet u mee?
          ar: هل تشاركون؟
      - name: age
        type: integer
        variable_label: Age
        relevant: ${consent} = 1
        constraint: . >= 6 and . <= 20
        constraint_message: {nl: Een getal van 6 tot 20, ar: رقم من 6 إلى 20}
        label: {nl: Hoe oud is uw kind, ar: كم عمر طفلكم}
"""


class Desk:
    """Where a researcher writes: a sound questionnaire in which something is changed and then read."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "parent-w1.yaml"

    def write(self, text: str) -> Instrument:
        self.file.write_text(text, "utf-8")
        return load(self.file)

    def complaints(self, old: str, new: str) -> list[str]:
        assert old in SOUND
        return self.complaints_about(SOUND.replace(old, new, 1))

    def complaints_about(self, text: str) -> list[str]:
        try:
            self.write(text)
        except InstrumentError as refusal:
            return str(refusal).split("\n")
        return []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_sound_questionnaire_is_read(desk: Desk) -> None:
    instrument = desk.write(SOUND)

    assert [item.name for item in instrument.items()] == ["consent", "age"]
    assert instrument.item("age").relevant == ["=", ["$", "consent"], 1]
    assert [choice.label["nl"] for choice in instrument.choices_of(instrument.item("consent"))] == ["ja", "nee"]
    assert instrument.choices_of(instrument.item("age")) == ()


def test_words_that_yaml_takes_for_true_and_false_stay_words(desk: Desk) -> None:
    text = SOUND.replace("nl", "no").replace("label: {no: ja,", "label: {no: yes,").replace("{no: nee,", "{no: no,")
    instrument = desk.write(text)

    assert instrument.languages == ("no", "ar")
    assert [choice.label["no"] for choice in instrument.choices["yes_no"]] == ["yes", "no"]


def test_the_example_in_the_handbook_can_be_used(desk: Desk) -> None:
    example = Path("docs/instruments.md").read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]

    assert [item.name for item in desk.write(example).items()] == ["consent", "children"]


AGE = "      - name: age\n        type: integer"
QUESTION = "{nl: Hoe oud is uw kind, ar: كم عمر طفلكم}"
SPECIAL = (
    "      - {name: origin, type: text, special: true, variable_label: Origin, label: {nl: Afkomst, ar: الأصل؟}}\n"
)
PHONE = "      - {name: phone, type: text, contact: phone, variable_label: Phone, label: {nl: Nummer, ar: الرقم}}\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        # languages
        ("          ar: هل تشاركون؟\n", "", "19: `label` has no text in `ar`."),
        ("ar: هل تشاركون؟", "ar: ''", "21: `label` has an empty text in `ar`."),
        ("title: {nl: Ouders, ar: الوالدان}", "title: {nl: Ouders}", "2: `title` has no text in `ar`."),
        ("{nl: ja, ar: نعم}", "{nl: ja}", "9: `label` has no text in `ar`."),
        (QUESTION, QUESTION[:-1] + ", pl: Ile lat}", "28: `pl` is not one of the languages of this questionnaire."),
        ("languages: [nl, ar]", "languages: [nl, ar, ar]", "5: There is already a language `ar`."),
        (
            "languages: [nl, ar]",
            "languages: [nl, ar]\ndrafts: [tr]",
            "6: `tr` is a draft but not one of the languages.",
        ),
        # names
        ("name: age", "name: consent", "22: There is already an item `consent`."),
        ("name: age", "name: Age", "22: `Age` cannot be the name of an item; use 2 to 32 small letters"),
        ("name: age", "name: _age", "22: `_age` cannot be the name of an item; use 2 to 32 small letters"),
        ("name: age", f"name: {'a' * 33}", f"22: `{'a' * 33}` cannot be the name of an item"),
        ("name: age", "name: by", "22: `by` is a reserved word of SPSS; choose another name."),
        ("name: age", "name: minutes", "22: `minutes` is already a column of every export; choose another name."),
        ("section: start", "section: Start here", "12: `Start here` cannot be the name of a section"),
        ("instrument: parent-w1", "instrument: Parent", "1: `Parent` cannot be the name of an instrument"),
        ("parent-w1", "parent-w2", "1: The file is called parent-w1; its instrument must be as well."),
        ("wave: w1", "wave: second", "4: `second` cannot be the name of a wave; use w1 to w9."),
        ("{name: 0,", "{name: -8,", "10: `-8` cannot be the name of a choice; use a whole number"),
        # keys
        (
            "name: age\n",
            "name: age\n        lable: x\n",
            "23: `lable` is not a key we know here. Did you mean `label`?",
        ),
        ("wave: w1", "wave: w1\nfrom: w1", "5: `from` is not a key we know here."),
        ("{nl: ja, ar: نعم}", "{nl: ja, ar: نعم}, colour: red", "9: `colour` is not a key we know here."),
        ("name: age\n", "name: age\n        name: years\n", "23: `name` stands here twice."),
        ("name: age\n", "name: age\n        ? [a]\n        : b\n", "23: A key must be a single word."),
        ("type: integer", "choice_list: yes_no\n        type: integer", "23: Name the choice list behind the type"),
        ("        variable_label: Age\n", "", "22: `variable_label` is missing."),
        ("role: parent\n", "", "1: `role` is missing."),
        ("type: integer", "type: number", "23: `type` is 'number'; it must be 'note', 'text', 'integer'"),
        ("type: integer", "type: integer\n        core: maybe", "24: `core` is 'maybe'; it must be true or false."),
        (QUESTION, "Hoe oud is uw kind", "28: `label` must have keys of its own."),
        ("{nl: Hoe oud is uw kind,", "{nl: [a],", "28: `nl` must be a text."),
        ("languages: [nl, ar]", "languages: nl", "5: `languages` must be a list."),
        # choices
        ("type: select_one yes_no", "type: select_one ja_nee", "16: There is no choice list `ja_nee`."),
        ("type: integer", "type: select_one", "23: `select_one` needs a choice list: `type: select_one yes_no`."),
        ("type: integer", "type: integer yes_no", "23: `integer` takes no choice list."),
        ("{name: 0,", "{name: 1,", "10: There is already a choice `1`."),
        ("ar: لا}}", "ar: لا}, retired: true}", "8: The choice list `yes_no` offers no choice; it needs two or more."),
        ("{nl: nee,", "{nl: ja,", "10: Two choices are both called 'ja' in `nl`."),
        # expressions
        ("${consent} = 1", "${consent} =", "25: In `relevant`: A value is missing before the end."),
        ("${consent} = 1", "${consent}", "25: `relevant` must be a condition, such as ${item} = 1."),
        ("${consent} = 1", "${present} = 1", "25: There is no item `present`."),
        ("${consent} = 1", "${age} = 1", "25: ${age} is asked only later."),
        ("${consent} = 1", ". = 1", "25: `.` is the answer itself, which is not there yet when `relevant` is asked."),
        ("${consent} = 1", "${consent} = 2", "25: `consent` has no choice 2."),
        ("${consent} = 1", "selected(${consent}, 'yes')", "25: `consent` has no choice yes."),
        (". <= 20", "${old} = 1", "26: There is no item `old`."),
        (": . >= 6 and", ": . >= 'six' and", "26: In `constraint`: `>=` works on numbers, and 'six' is not a number."),
        ("        constraint: . >= 6 and . <= 20\n", "", "26: There is a `constraint_message` but no readable"),
        (
            "        constraint_message: {nl: Een getal van 6 tot 20, ar: رقم من 6 إلى 20}\n",
            "",
            "26: A constraint needs a `constraint_message` that says what is expected.",
        ),
        # permission
        (AGE, SPECIAL + AGE, "22: `origin` needs an item with `consent: special_category` before it."),
        (AGE, PHONE + AGE, "22: `phone` needs an item with `consent: recontact` before it."),
        ("type: integer", "type: integer\n        consent: recontact", "24: A consent must be a select_one with"),
        (
            "type: integer",
            "type: integer\n        contact: age",
            "24: What goes to the sealed contacts must be of type",
        ),
        # labels
        ("variable_label: Age", "variable_label: ''", "24: `variable_label` is empty."),
        ("variable_label: Age", f"variable_label: {'é' * 61}", "24: `variable_label` has 122 bytes; SPSS keeps 120."),
        ("ar: نعم", f"ar: {'ن' * 61}", "9: The label in `ar` has 122 bytes; SPSS keeps 120."),
    ],
)
def test_a_slip_is_named_with_its_line(desk: Desk, old: str, new: str, complaint: str) -> None:
    complaints = desk.complaints(old, new)

    assert [line for line in complaints if line.startswith(f"parent-w1.yaml:{complaint}")], complaints


def test_all_slips_are_named_at_once_in_the_order_of_the_file(desk: Desk) -> None:
    text = SOUND.replace("{nl: ja, ar: نعم}", "{nl: ja}").replace("type: integer", "type: number")
    text = text.replace("${consent} = 1", "${consent} =").replace("title:", "titel: {nl: x}\ntitle:")

    assert [line.split(": ")[0] for line in desk.complaints_about(text)] == [
        "parent-w1.yaml:2",
        "parent-w1.yaml:10",
        "parent-w1.yaml:24",
        "parent-w1.yaml:26",
    ]


def test_an_unreadable_item_does_not_make_others_wrong(desk: Desk) -> None:
    complaints = desk.complaints("        variable_label: Agreed\n", "")

    assert complaints == ["parent-w1.yaml:15: `variable_label` is missing."]


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        ("${consent} = 1", None),
        ("${consent} = '1' and ${age} > 5", None),
        (
            "${consent} = 0",
            "`origin` is asked whatever the answer to the consent; it needs `relevant: ${consent} = 1`.",
        ),
        (
            "${consent} = 1 or ${age} > 5",
            "`origin` is asked whatever the answer to the consent; it needs `relevant: ${consent} = 1`.",
        ),
    ],
)
def test_origin_is_asked_only_after_a_yes(desk: Desk, gate: str, sentence: str | None) -> None:
    origin = SPECIAL.replace("special: true", f'special: true, relevant: "{gate}"')
    text = SOUND.replace("consent: interview", "consent: special_category") + origin

    if sentence is None:
        assert desk.write(text).item("origin").special
        return
    assert desk.complaints_about(text) == [f"parent-w1.yaml:29: {sentence}"]


def test_a_section_may_hold_the_gate_for_its_telephone_numbers(desk: Desk) -> None:
    gate = "  - section: calling\n    label: {nl: Bellen, ar: اتصال}\n    relevant: ${consent} = 1\n    items:\n"
    instrument = desk.write(SOUND.replace("consent: interview", "consent: recontact") + gate + PHONE)

    assert instrument.item("phone").contact == "phone"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "1: The file is empty."),
        ("# only a remark\n", "1: The file is empty."),
        ("- a\n- b\n", "1: A questionnaire begins with keys, such as `instrument:` and `survey:`."),
        ("hello", "1: A questionnaire begins with keys, such as `instrument:` and `survey:`."),
        ("a: {b: 1\nc: 2\n", "2: This is not YAML: "),
        ("a: 1\nb: 'open\n", "3: This is not YAML: "),
        ("a: 1\n---\nb: 2\n", "2: This is not YAML: "),
        ("a: 1\nb: \x07\n", "1: The file holds a character that YAML does not allow."),
        ("a: &x {b: 1}\nc: *x\n", "2: Write the text out; `&` and `*` of YAML are not understood here."),
        ("a:\n  " + "[" * 200_000, "2: This is nested too deeply."),
        ("a: &x [*x]\n", "1: Write the text out; `&` and `*` of YAML are not understood here."),
    ],
)
def test_a_file_that_is_no_questionnaire_says_so(desk: Desk, text: str, complaint: str) -> None:
    complaints = desk.complaints_about(text)

    assert len(complaints) == 1
    assert complaints[0].startswith(f"parent-w1.yaml:{complaint}")


def test_a_file_saved_by_an_old_editor_names_the_line(desk: Desk) -> None:
    desk.file.write_bytes(SOUND.encode().replace("لا".encode(), b"\xe9"))

    with pytest.raises(InstrumentError, match=r"parent-w1.yaml:10: The file is not UTF-8 text\."):
        load(desk.file)


def test_a_file_that_is_not_there_says_so(desk: Desk) -> None:
    with pytest.raises(InstrumentError, match=r"parent-w1.yaml:1: The file cannot be opened\."):
        load(desk.file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.data())
def test_no_slip_however_strange_is_more_than_a_complaint(desk: Desk, data: st.DataObject) -> None:
    lines = SOUND.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(":")[0]
        value = data.draw(st.sampled_from(["", "x", "[]", "[a]", "{}", "{a: b}", "[{}]", "~", "- b", "1 <", "[[a]]"]))
        lines[at] = data.draw(st.sampled_from(["", f"{key}: {value}", f"  {lines[at]}", f"{key}", value]))

    complaints = desk.complaints_about("\n".join(lines))

    assert [line for line in complaints if not line.startswith("parent-w1.yaml:")] == []
