"""Coarser columns beside those that say much about who somebody is: languages as Dutch or another, years as levels.

In a public file most exact codes have to go; of a band there are more people, so that more of the truth can stay
(generalisation before suppression: Samarati and Sweeney 1998). `bands.yaml` says which there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.export.model import Cell, Dataset, Measure, Value, Variable

FILE = Path(__file__).with_name("bands.yaml")
END = "_band"


@dataclass(frozen=True)
class Band:
    """A coarser column: of which column it is made, and the band of every code; `other` of all that are not listed."""

    at: int
    variable: Variable
    of: Mapping[Cell, Cell]
    other: Cell

    def cell(self, exact: Cell) -> Cell:
        """The band of a code; a code of a missing answer stays what it is."""
        return None if exact is None else self.of.get(exact, self.other)


@lru_cache
def told() -> Mapping[str, Any]:
    """The whole file."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def banded(dataset: Dataset) -> Dataset:
    """The same file with each coarser column straight after its exact one."""
    found = {band.at: band for at, one in enumerate(dataset.variables) if (band := _band(at, one))}
    if not found:
        return dataset
    variables: list[Variable] = []
    for at, one in enumerate(dataset.variables):
        variables += [one, found[at].variable] if at in found else [one]

    def rows() -> Iterator[Sequence[Cell]]:
        for row in dataset.rows():
            cells: list[Cell] = []
            for at, cell in enumerate(row):
                cells.append(cell)
                if at in found:
                    cells.append(found[at].cell(cell))
            yield cells

    return replace(dataset, variables=tuple(variables), rows=rows)


def exact(name: str) -> str:
    """The name of the column of which this one is a coarser form; "" of no such one."""
    base = name.removesuffix(END)
    return base if base != name and base in told() else ""


def _band(at: int, one: Variable) -> Band | None:
    """None where there are no bands for it, or a choice that is in none of them."""
    wanted = told().get(one.name)
    if wanted is None:
        return None
    codes = {value.label.get("en", ""): value.code for value in one.values if not value.is_missing}
    of: dict[Cell, Cell] = {value.code: value.code for value in one.values if value.is_missing}
    other: Cell = None
    for code, band in wanted["values"].items():
        listed = [*band.get("codes", ()), *(codes[label] for label in band.get("labels", ()) if label in codes)]
        of |= dict.fromkeys(listed, code)
        if "codes" not in band and "labels" not in band:
            other = code
    if other is None and not set(codes.values()) <= of.keys():
        return None
    values = tuple(Value(code, {"en": band["en"], "nl": band["nl"]}) for code, band in wanted["values"].items())
    missing = tuple(value for value in one.values if value.is_missing)
    label = {"en": wanted["en"], "nl": wanted["nl"]}
    measure = Measure(wanted.get("measure", Measure.NOMINAL))
    coarse = replace(
        one, name=one.name + END, label=label, question={}, measure=measure, values=(*values, *missing), scale=""
    )
    return Band(at, coarse, of, other)
