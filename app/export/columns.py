"""A table turned on its side: programs of statistics take columns. Numbers take eight bytes each, texts are shared."""

import math
from array import array
from collections.abc import Callable
from sys import intern
from typing import Any, TypeAlias

from app.export.labels import is_number
from app.export.model import Cell, Dataset, Holds, Variable
from app.export.passing import Progress, passing

Numbers: TypeAlias = "array[float]"
Column: TypeAlias = "Numbers | list[str]"
Counting = Callable[[str], float | None]  # a day or moment as a program counts it


class Turned:
    """The columns of a data set, and what could not be read as what it should be."""

    def __init__(self, dataset: Dataset, days: Counting, moments: Counting, progress: Progress) -> None:
        self.columns: list[Column] = [[] if one.holds == Holds.TEXT else array("d") for one in dataset.variables]
        self.notes: list[str] = []
        self._unread = [0] * len(self.columns)
        takes = [
            _taking(one, column, days, moments) for one, column in zip(dataset.variables, self.columns, strict=True)
        ]
        for row in passing(dataset, progress):
            for turn, (take, cell) in enumerate(zip(takes, row, strict=True)):
                self._unread[turn] += take(cell)
        self.notes += [
            f"{one.name}: {unread} of the cells hold no {one.holds.value} and are empty here; the CSV has them."
            for one, unread in zip(dataset.variables, self._unread, strict=True)
            if unread
        ]


def _taking(variable: Variable, column: Column, days: Counting, moments: Counting) -> Callable[[Cell], int]:
    """How a column takes a cell; 1 if it cannot read it."""
    if isinstance(column, list):
        return _texts(column)
    if is_number(variable):
        return _numbers(column)
    return _times(column, days if variable.holds == Holds.DATE else moments)


def _texts(column: list[str]) -> Callable[[Cell], int]:
    def take(cell: Cell) -> int:
        column.append("" if cell is None else intern(str(cell)))
        return 0

    return take


def _numbers(column: Numbers) -> Callable[[Cell], int]:
    def take(cell: Cell) -> int:
        column.append(math.nan if cell is None or cell == "" else float(cell))
        return 0

    return take


def _times(column: Numbers, count: Counting) -> Callable[[Cell], int]:
    def take(cell: Cell) -> int:
        counted = count(str(cell)) if cell else None
        column.append(math.nan if counted is None else counted)
        return int(bool(cell) and counted is None)

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
