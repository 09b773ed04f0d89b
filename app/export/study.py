"""The names that the published study gave its variables, as `study_names.csv` tells them, and its scale scores.

A scale score is the sum of the items divided by how many there are, 1 to 5, of who answered them all (Lusse 2013,
chapter 7.3); which items belong to it differs per group of respondents, so each group has its own column.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.export import context
from app.export.model import HIGHEST, Cell, Dataset, Holds, Measure, Variable

FILE = Path(__file__).with_name("study_names.csv")
NOT_ASKED = -9
DECIMALS = 4


@dataclass(frozen=True)
class Asked:
    """What a questionnaire asks: of whom, and which items of each of its scales."""

    role: str
    scales: Mapping[str, Sequence[str]]


@lru_cache
def told() -> tuple[dict[str, str], ...]:
    """Every name, as a row of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def renamed(dataset: Dataset, asked: Mapping[str, Asked]) -> Dataset:
    """The same file with the study's own names, and after its columns the scores of its scales.

    Args:
        dataset: One row per interview, with our names.
        asked: What each questionnaire asks, by its name.
    """
    scores = [one for one in told() if one["kind"] == "scale" and _is_asked(one, asked)]
    places = {one.name: at for at, one in enumerate(dataset.variables)}
    of = {name: [_places(one, held, places) for one in scores] for name, held in asked.items()}
    instrument = places["instrument"]

    def rows() -> Iterator[Sequence[Cell]]:
        for row in dataset.rows():
            yield [*row, *(_score(row, at) for at in of.get(str(row[instrument]), [[]] * len(scores)))]

    names = {one["ours"]: one["study"] for one in told() if one["kind"] == "item"}
    columns = tuple(replace(one, name=names.get(one.name, one.name)) for one in dataset.variables)
    note = "Columns have the names of the published study where it has one; scale scores are of who answered all items."
    added = tuple(_variable(one, asked) for one in scores)
    return replace(dataset, variables=columns + added, rows=rows, notes=(*dataset.notes, note))


def _is_asked(score: Mapping[str, str], asked: Mapping[str, Asked]) -> bool:
    return any(held.role == score["role"] and score["ours"] in held.scales for held in asked.values())


def _places(score: Mapping[str, str], held: Asked, places: Mapping[str, int]) -> list[int]:
    """Where the items of a score stand in the rows of a questionnaire; nowhere when it does not ask them."""
    items = held.scales.get(score["ours"], ()) if held.role == score["role"] else ()
    return [places[item] for item in items if item in places]


def _score(row: Sequence[Cell], places: Sequence[int]) -> Cell:
    points = [row[at] for at in places]
    numbers = [point for point in points if isinstance(point, int) and point > HIGHEST]
    if not points:
        return NOT_ASKED
    if len(numbers) < len(points):
        return next(point for point in points if point not in numbers)
    return round(sum(numbers) / len(numbers), DECIMALS)


def _variable(score: Mapping[str, str], asked: Mapping[str, Asked]) -> Variable:
    of = {name: held for name, held in asked.items() if held.role == score["role"] and score["ours"] in held.scales}
    items = next(iter(of.values())).scales[score["ours"]]
    words = {"en": f"Scale score {score['ours']}, of who answered all of {', '.join(items)}"}
    return Variable(
        name=score["study"],
        holds=Holds.DECIMAL,
        measure=Measure.SCALE,
        label=words,
        values=context.missing(),
        can_miss=True,
        question=words,
        item=score["study"],
        scale=score["ours"],
        asked=tuple(of),
        source=score["source"],
    )
