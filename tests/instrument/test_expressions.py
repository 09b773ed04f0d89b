"""The truth table that the phone is held to as well, and what is refused before it can be evaluated."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InstrumentError
from app.instrument.expressions import compile_expression, evaluate, parts
from app.instrument.written import written

TRUTH: list[dict[str, Any]] = json.loads(Path("tests/expressions.json").read_text("utf-8"))


def as_json(value: bool | float | str) -> bool | float | str | None:
    """JSON has no word for "no number"; the table writes null."""
    return None if isinstance(value, float) and math.isnan(value) else value


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: f"{row['expression']} with {row['answers']}")
def test_server_agrees_with_the_truth_table(row: dict[str, Any]) -> None:
    value = as_json(evaluate(row["tree"], row["answers"], row.get("current")))

    assert (value, isinstance(value, bool)) == (row["value"], isinstance(row["value"], bool))


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["expression"])
def test_an_expression_becomes_the_tree_the_phone_gets(row: dict[str, Any]) -> None:
    assert compile_expression(row["expression"]) == row["tree"]


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["expression"])
def test_a_tree_is_written_as_an_expression_that_gives_the_same_tree(row: dict[str, Any]) -> None:
    assert compile_expression(written(row["tree"])) == row["tree"]


def test_the_table_is_large_enough_to_trust() -> None:
    assert len(TRUTH) >= 60


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The expression is empty."),
        ("   ", "The expression is empty."),
        ("${x} =", "A value is missing before the end."),
        ("= 1", "A value is missing before `=`."),
        ("(${x} = 1", "A `)` is missing."),
        ("${x} = 1)", "`)` is not expected there; an operator is missing before it."),
        ("${x} 1", "`1` is not expected there; an operator is missing before it."),
        ("x = 1", "`x` is not a word of expressions; an item is written ${x}, a text 'x'."),
        ("${x} = 'yes", "`'yes` cannot be understood. The text has no closing quote."),
        ("${X} = 1", "`${X} = 1` cannot be understood. An item is written ${name}, in small letters."),
        ("${x} & 1", "`& 1` cannot be understood. The sign & has no meaning here."),
        ("1 < ${x} < 5", "`<` and `<` stand in a row; join two comparisons with `and`."),
        ("${x} and ${y} = 1", "`and` joins conditions; compare the value with something, such as ${item} = 1."),
        ("${x} = 1 or 5", "`or` joins conditions; compare the value with something, such as ${item} = 1."),
        ("not(${x})", "`not` joins conditions; compare the value with something, such as ${item} = 1."),
        ("not ${x} = 1", "A `(` is missing."),
        (". > today()", "`today()` is not known here; the only functions are not() and selected()."),
        ("count-selected(.) < 3", "`count-selected()` is not known here; the only functions are not() and selected()."),
        ("'2026-03-01' + 1", "`+` works on numbers, and '2026-03-01' is not a number."),
        (". > 'noon'", "`>` works on numbers, and 'noon' is not a number."),
        ("-'noon'", "`-` works on numbers, and 'noon' is not a number."),
        (
            "selected(${x}, '')",
            "selected() asks for an item and the code of a choice: selected(${item}, 'code').",
        ),
        (
            "selected('a', 'b')",
            "selected() asks for an item and the code of a choice: selected(${item}, 'code').",
        ),
        ("selected(${x})", "A `,` is missing."),
        ("(" * 99 + "1", "The expression is nested too deeply."),
        ("-" * 99 + "1", "The expression is nested too deeply."),
        (
            "1 + " * 200 + "1",
            "The expression is longer than 500 characters; let an item do part of the work.",
        ),
    ],
)
def test_a_slip_of_the_pen_is_named_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InstrumentError) as refusal:
        compile_expression(text)

    assert str(refusal.value) == sentence


@given(st.text(alphabet="${}xy01.()'=<>!+-* andornotdivmodselected,", max_size=40))
def test_no_text_however_strange_breaks_more_than_itself(text: str) -> None:
    try:
        tree = compile_expression(text)
    except InstrumentError:
        return
    assert json.loads(json.dumps(tree)) == tree
    assert isinstance(evaluate(tree, {"x": "1"}), bool | float | str)
    assert compile_expression(written(tree)) == tree


@given(st.lists(st.integers(0, 9), min_size=2, max_size=8))
def test_a_row_of_ands_is_one_list(numbers: list[int]) -> None:
    tree = compile_expression(" and ".join(f"${{x}} = {number}" for number in numbers))

    assert tree == ["and", *(["=", ["$", "x"], number] for number in numbers)]


def test_parts_come_from_the_outside_in() -> None:
    tree = compile_expression("not(${x} + 1 = 2)")

    assert [part[0] for part in parts(tree)] == ["not", "=", "+", "$"]
