"""How often each answer stands in a column, and the mean: one walk through the rows, whatever their number."""

import math
from collections import Counter
from dataclasses import dataclass, field

from app.export.labels import is_number, missing
from app.export.model import Cell, Dataset, Level, Measure, Variable
from app.export.passing import passing, silent


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

    def take(self, cell: Cell) -> None:
        """Count one cell."""
        if cell is None or cell == "":
            self.empty += 1
            return
        if cell in self._counted:
            self.counts[cell] += 1
        if cell in self._codes:
            return
        self.n += 1
        if self._measured and not isinstance(cell, str):
            self._weigh(float(cell))

    def _weigh(self, number: float) -> None:
        before = self.mean if self.n > 1 else 0.0
        self.mean = before + (number - before) / self.n
        self._squares += (number - before) * (number - self.mean)
        self.lowest, self.highest = min(self.lowest, number), max(self.highest, number)


def figures(dataset: Dataset) -> dict[str, Figures]:
    """What every column holds; nothing where the file goes to others, since small numbers tell who somebody is."""
    if dataset.level != Level.INTERNAL:
        return {}
    held = [Figures(one) for one in dataset.variables]
    for row in passing(dataset, silent):
        for one, cell in zip(held, row, strict=True):
            one.take(cell)
    return {one.variable.name: one for one in held}
