"""What an expression says about the answers given so far.

The same rules live in `static/js/expressions.js`; `tests/expressions.json` holds both to them:

- An answer that is missing is the empty text.
- `=` and `!=` compare numbers as soon as one side is a number, otherwise texts. Sums know only numbers.
- Orderings know numbers, and dates such as 2026-03-12 when both sides are one.
- What is not a number, such as a missing answer or a division by zero, is NaN: every comparison with it is false,
  except `!=`.
- A condition counts as 1 or 0 in a sum.
"""

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.instrument.syntax import DATE, NUMBER, Tree, compile_expression, is_condition

__all__ = ["Answers", "Tree", "Value", "compile_expression", "evaluate", "is_condition", "parts"]

Answers = Mapping[str, str | None]
Value = bool | float | str


def evaluate(tree: Tree, answers: Answers, current: str | None = None) -> Value:
    """Return what a tree says about these answers; `current` is the answer that `.` stands for."""
    if not isinstance(tree, list):
        return tree if isinstance(tree, str) else float(tree)
    match tree:
        case ["$", str(name)]:
            return answers.get(name) or ""
        case ["."]:
            return current or ""
        case ["and", *sides]:
            return all(evaluate(side, answers, current) is True for side in sides)
        case ["or", *sides]:
            return any(evaluate(side, answers, current) is True for side in sides)
        case [str(name), *sides]:
            return OPERATORS[name](*(evaluate(side, answers, current) for side in sides))
    raise ValueError(f"not a tree: {tree}")


def parts(tree: Tree) -> Iterator[list[Tree]]:
    """Every list in a tree, from the outside in."""
    if isinstance(tree, list):
        yield tree
        for part in tree[1:]:
            yield from parts(part)


def _number(value: Value) -> float:
    if isinstance(value, str):
        return float(value) if NUMBER.fullmatch(value) else math.nan
    return float(value)


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _divide(left: float, right: float) -> float:
    return left / right if right else math.nan


def _remainder(left: float, right: float) -> float:
    """What is left has the sign of the dividend, as in XPath and JavaScript; Python's own `%` differs."""
    return math.fmod(left, right) if right and math.isfinite(left) else math.nan


def _on_numbers(work: Callable[[float, float], Value]) -> Callable[..., Value]:
    return lambda left, right: work(_number(left), _number(right))


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[..., Value]:
    """Two dates stand in the order of their texts; anything else is a number or nothing."""

    def ordered(left: Value, right: Value) -> Value:
        if _is_date(left) and _is_date(right):
            return compare(left, right)
        return compare(_number(left), _number(right))

    return ordered


def _is_date(value: Value) -> bool:
    return isinstance(value, str) and DATE.fullmatch(value) is not None


OPERATORS: dict[str, Callable[..., Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
    "+": _on_numbers(operator.add),
    "-": _on_numbers(operator.sub),
    "*": _on_numbers(operator.mul),
    "div": _on_numbers(_divide),
    "mod": _on_numbers(_remainder),
    "not": lambda condition: condition is not True,
    "selected": lambda answer, code: code in answer.split(" "),
}
