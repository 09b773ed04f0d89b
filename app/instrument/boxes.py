"""How items stand on paper: which number a question has, and which number each of its boxes.

What is printed and what is typed in later are both derived from here, so they cannot disagree.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.instrument.expressions import Tree
from app.instrument.schema import Choice, Instrument, Item, Texts

SHORT_CODE = re.compile(r"[0-9]{1,2}")
CHOOSING = ("select_one", "select_multiple", "rank")


@dataclass(frozen=True)
class Box:
    """A box to cross: the number that is printed with it and typed in later, and its answer."""

    key: str
    choice: Choice


@dataclass(frozen=True)
class Only:
    """A condition that a reader can check on paper: this question, and the answers that open or close the next."""

    number: int
    answers: tuple[Texts, ...]
    is_not: bool = False


def boxes(instrument: Instrument, item: Item) -> tuple[Box, ...]:
    """The boxes of an item that are offered; their codes where those are short numbers, else 1, 2, 3 and so on."""
    offered = [choice for choice in instrument.choices_of(item) if not choice.retired]
    if all(SHORT_CODE.fullmatch(choice.name) for choice in instrument.choices_of(item)):
        return tuple(Box(choice.name, choice) for choice in offered)
    return tuple(Box(str(at), choice) for at, choice in enumerate(offered, 1))


def on_paper(instrument: Instrument) -> tuple[Item, ...]:
    """What is answered on the paper with the answers; names and numbers have a paper of their own."""
    return tuple(item for item in instrument.items() if not item.contact and item.type != "note")


def on_slip(instrument: Instrument) -> tuple[Item, ...]:
    """What is asked on the paper for name and number."""
    return tuple(item for item in instrument.items() if item.contact)


def numbers(instrument: Instrument) -> dict[str, int]:
    """The number of each question on paper, by its name."""
    return {item.name: number for number, item in enumerate(on_paper(instrument), 1)}


def wording(item: Item, kind: str) -> Texts:
    """The words of an item on paper: those for paper, else for filling in alone, else for the kind of activity."""
    for mode in ("paper", "self"):
        if mode in item.per_mode:
            return item.per_mode[mode].label
    return item.per_activity[kind].label if kind in item.per_activity else item.label


def only(instrument: Instrument, tree: Tree | None) -> tuple[Only, ...]:
    """A `relevant` as conditions that all hold; empty when there is none, or none that a reader could check."""
    if tree is None:
        return ()
    sides = tree[1:] if isinstance(tree, list) and tree[0] == "and" else [tree]
    found = [_one(instrument, numbers(instrument), side) for side in sides if not _is_answered(side)]
    return () if None in found else tuple(one for one in found if one is not None)


def _is_answered(tree: Tree) -> bool:
    """`${x} != ''`: whoever fills in paper sees that by herself."""
    match tree:
        case ["!=", ["$", str()], ""]:
            return True
    return False


def _one(instrument: Instrument, asked: Mapping[str, int], tree: Tree) -> Only | None:
    match tree:
        case ["=", ["$", str(name)], str() | int() | float() as code]:
            return _of(instrument, asked, name, [code])
        case ["!=", ["$", str(name)], str() | int() | float() as code]:
            return _of(instrument, asked, name, [code], is_not=True)
        case ["selected", ["$", str(name)], str() | int() as code]:
            return _of(instrument, asked, name, [code])
        case ["not", inner]:
            found = _one(instrument, asked, inner)
            return Only(found.number, found.answers, not found.is_not) if found else None
        case ["or", *sides]:
            return _either([_one(instrument, asked, side) for side in sides])
    return None


def _either(sides: list[Only | None]) -> Only | None:
    found = [side for side in sides if side is not None and not side.is_not]
    if len(found) < len(sides) or len({side.number for side in found}) != 1:
        return None
    return Only(found[0].number, tuple(answer for side in found for answer in side.answers))


def _of(
    instrument: Instrument, asked: Mapping[str, int], name: str, codes: list[str | int | float], *, is_not: bool = False
) -> Only | None:
    item = instrument.items_by_name.get(name)
    if item is None or name not in asked or item.type not in CHOOSING:
        return None
    labels = {choice.name: choice.label for choice in instrument.choices_of(item)}
    said = [labels.get(f"{code:g}" if isinstance(code, float) else str(code)) for code in codes]
    return None if None in said else Only(asked[name], tuple(label for label in said if label), is_not)
