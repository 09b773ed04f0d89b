"""How often each answer stands in a column, and the mean: one walk through the rows, whatever their number."""

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from app.export.labels import is_number, missing
from app.export.model import Cell, Dataset, Level, Measure, Variable
from app.export.passing import passing, silent

TOGETHER = 1000  # rows: most of their cells hold the same few answers, which are counted at once


@dataclass
class Figures:
    """What a column holds. Mean and deviation (of a sample, n−1) by Welford's method, of valid numbers only."""

    variable: Variable
    n: int = 0
    empty: int = 0
    counts: Counter[Cell] = field(default_factory=Counter)
    mean: float = math.nan
    lowest: float = math.inf
    highest: float = -math.inf
    _squares: float = 0.0

    def __post_init__(self) -> None:
        self._codes = {value.code for value in missing(self.variable)}
        self._counted = {value.code for value in self.variable.values} | self._codes
        self._measured = is_number(self.variable) and self.variable.measure != Measure.NOMINAL

    @property
    def missing(self) -> int:
        """How many had a reason for no answer."""
        return sum(self.counts[code] for code in self._codes)

    @property
    def deviation(self) -> float:
        """Standard deviation of the sample; unknown below two."""
        return math.sqrt(self._squares / (self.n - 1)) if self.n > 1 else math.nan

    def take(self, cell: Cell, times: int = 1) -> None:
        """Count a cell that stands there so many times."""
        if cell is None or cell == "":
            self.empty += times
            return
        if cell in self._counted:
            self.counts[cell] += times
        if cell in self._codes:
            return
        self.n += times
        if self._measured and not isinstance(cell, str):
            self._weigh(float(cell), times)

    def _weigh(self, number: float, times: int) -> None:
        before = self.mean if self.n > times else 0.0
        self.mean = before + (number - before) * times / self.n
        self._squares += times * (number - before) * (number - self.mean)
        self.lowest, self.highest = min(self.lowest, number), max(self.highest, number)


def figures(dataset: Dataset) -> dict[str, Figures]:
    """What every column holds; nothing where the file goes to others, since small numbers tell who somebody is."""
    if dataset.level != Level.INTERNAL:
        return {}
    held = [Figures(one) for one in dataset.variables]
    rows = passing(dataset, silent)
    while some := list(islice(rows, TOGETHER)):
        for one, column in zip(held, zip(*some, strict=True), strict=True):
            for cell, times in Counter(column).items():
                one.take(cell, times)
    return {one.variable.name: one for one in held}
