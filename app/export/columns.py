"""A table turned on its side: programs of statistics take columns. Numbers take eight bytes each, texts are shared."""

import math
from array import array
from collections.abc import Callable, Sequence
from itertools import islice
from sys import intern
from typing import Any, TypeAlias

from app.export.labels import is_number
from app.export.model import Cell, Dataset, Holds, Variable
from app.export.passing import Progress, passing

Numbers: TypeAlias = "array[float]"
Column: TypeAlias = "Numbers | list[str]"
Counting = Callable[[str], float | None]  # a day or moment as a program counts it
Taking = Callable[[Sequence[Cell]], int]
TOGETHER = 1000  # rows: to call somebody for every cell takes three times as long


class Turned:
    """The columns of a data set, and what could not be read as what it should be."""

    def __init__(self, dataset: Dataset, days: Counting, moments: Counting, progress: Progress) -> None:
        self.columns: list[Column] = [[] if one.holds == Holds.TEXT else array("d") for one in dataset.variables]
        self.notes: list[str] = []
        self._unread = [0] * len(self.columns)
        takes = [
            _taking(one, column, days, moments) for one, column in zip(dataset.variables, self.columns, strict=True)
        ]
        rows = passing(dataset, progress)
        while some := list(islice(rows, TOGETHER)):
            for turn, (take, cells) in enumerate(zip(takes, zip(*some, strict=True), strict=True)):
                self._unread[turn] += take(cells)
        self.notes += [
            f"{one.name}: {unread} of the cells hold no {one.holds.value} and are empty here; the CSV has them."
            for one, unread in zip(dataset.variables, self._unread, strict=True)
            if unread
        ]


def _taking(variable: Variable, column: Column, days: Counting, moments: Counting) -> Taking:
    """How a column takes cells; how many of them it cannot read."""
    if isinstance(column, list):
        return _texts(column)
    if is_number(variable):
        return _numbers(column)
    return _times(column, days if variable.holds == Holds.DATE else moments)


def _texts(column: list[str]) -> Taking:
    def take(cells: Sequence[Cell]) -> int:
        column.extend(["" if cell is None else intern(str(cell)) for cell in cells])
        return 0

    return take


def _numbers(column: Numbers) -> Taking:
    def take(cells: Sequence[Cell]) -> int:
        column.extend([math.nan if cell is None or cell == "" else float(cell) for cell in cells])
        return 0

    return take


def _times(column: Numbers, count: Counting) -> Taking:
    def take(cells: Sequence[Cell]) -> int:
        counted = [count(str(cell)) if cell else None for cell in cells]
        column.extend([math.nan if one is None else one for one in counted])
        return sum(bool(cell) and one is None for cell, one in zip(cells, counted, strict=True))

    return take


def frame(names: list[str], columns: list[Any]) -> Any:
    """A frame of pandas, which is loaded here and never in the process of the server."""
    import pandas as pd  # noqa: PLC0415

    held = {name: _series(pd, column) for name, column in zip(names, columns, strict=True)}
    return pd.DataFrame(held, copy=False)


def _series(pd: Any, column: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    if isinstance(column, array):
        return pd.Series(np.frombuffer(column, dtype="float64"), copy=False)
    return pd.Series(column, dtype="object", copy=False)
