"""From the shorthand of a file to the words of the schema.

`type: select_one agree5` becomes a type and a choice list, and expressions become trees.
"""

from collections.abc import Iterator
from typing import Any

from app.errors import N_, InstrumentError
from app.instrument.expressions import Tree, compile_expression, is_condition
from app.instrument.problems import Place, Problem, of_refusal, say

IN_KEY = N_("In `%(key)s`: %(refusal)s")
NO_CONDITION = N_("`%(key)s` must be a condition, such as ${item} = 1.")
LIST_BEHIND = N_("Name the choice list behind the type: `type: select_one agree5`.")
ALWAYS: Tree = ["=", 1, 1]  # stands in for an expression that cannot be read
Rows = Iterator[tuple[Place, dict[str, Any]]]


def reword(content: dict[str, Any]) -> Iterator[Problem]:
    """Change the content in place and name what could not be understood; what follows can then still be checked."""
    for place, section in rows(content, "survey", ()):
        yield from _compile(section, place, "relevant")
        for where, item in rows(section, "items", place):
            yield from _split_type(item, where)
            yield from _compile(item, where, "relevant")
            yield from _compile(item, where, "constraint")


def rows(parent: dict[str, Any], key: str, place: Place) -> Rows:
    """The mappings listed under a key, each with its place; anything else there is for the schema to refuse."""
    listed = parent.get(key)
    for at, row in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(row, dict):
            yield (*place, key, at), row


def _split_type(item: dict[str, Any], place: Place) -> Iterator[Problem]:
    if "choice_list" in item:
        yield Problem((*place, "choice_list"), say(LIST_BEHIND))
    if isinstance(item.get("type"), str):
        item["type"], _, choice_list = item["type"].partition(" ")
        item["choice_list"] = choice_list.strip() or None


def _compile(row: dict[str, Any], place: Place, key: str) -> Iterator[Problem]:
    text = row.get(key)
    if not isinstance(text, str):
        return
    try:
        row[key] = compile_expression(text)
    except InstrumentError as refusal:
        row[key] = ALWAYS
        yield Problem((*place, key), say(IN_KEY, key=key, refusal=of_refusal(refusal)))
        return
    if not is_condition(row[key]):
        yield Problem((*place, key), say(NO_CONDITION, key=key))
