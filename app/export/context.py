"""The columns around the answers and the codes of missing ones, as `context.yaml` tells them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.export.model import Holds, Level, Measure, Texts, Value, Variable

FILE = Path(__file__).with_name("context.yaml")


@lru_cache
def told() -> Mapping[str, Any]:
    """The whole file."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def before() -> tuple[Variable, ...]:
    """Where, who, when and how: the first columns."""
    return tuple(_variable(one) for one in told()["before"])


def after() -> tuple[Variable, ...]:
    """What came of the interview, and the numbers that multilevel models need: the last columns."""
    return tuple(_variable(one) for one in told()["after"])


def missing(*, as_text: bool = False) -> tuple[Value, ...]:
    """−9…−5, with what each means; as texts for columns of codes that are words."""
    return tuple(
        Value(str(code) if as_text else code, texts, is_missing=True) for code, texts in told()["missing"].items()
    )


def ticked() -> tuple[Value, ...]:
    """0 and 1, for a choice of several."""
    return tuple(Value(code, texts) for code, texts in told()["ticked"].items())


def place() -> Texts:
    """What the number means that somebody gave a choice in an order of hers."""
    words: Texts = told()["place"]
    return words


def _variable(one: Mapping[str, Any]) -> Variable:
    return Variable(
        name=one["name"],
        holds=Holds(one["holds"]),
        measure=Measure(one["measure"]),
        label={"en": one["en"], "nl": one["nl"]},
        values=tuple(Value(code, texts) for code, texts in one.get("values", {}).items()),
        level=Level(one.get("level", "public")),
    )
