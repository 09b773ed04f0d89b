"""Cronbach's alpha of a scale, and the score on it.

Complete cases only: whoever left out one item is in neither, so the number of people of both is printed beside them
(the thesis, tables 7.3.4 to 7.3.6). A score is the sum divided by the number of items: back on the points of the items.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.statistics.description import describe

ENOUGH = 0.60  # from here on it suffices to compare groups (Lusse 2013, p. 7.3.2)
Rows = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Alpha:
    """How well the items of a scale agree, and over how many people and items that was computed."""

    value: float
    n: int
    items: int

    @property
    def suffices(self) -> bool:
        """Whether it is high enough to compare groups with."""
        return self.value >= ENOUGH


def complete(answers: Iterable[Sequence[int | None]]) -> list[tuple[int, ...]]:
    """The rows in which every item was answered."""
    return [tuple(one for one in row if one is not None) for row in answers if row and None not in row]


def alpha(rows: Rows) -> Alpha | None:
    """Cronbach's alpha of complete rows: k / (k − 1) · (1 − sum of the items' variances / variance of the sums).

    None where it does not exist: fewer than two items or people, or nobody who differs from anybody.
    """
    items = len(rows[0]) if rows else 0
    if items < 2 or len(rows) < 2:
        return None
    within = sum((_variance(column) for column in zip(*rows, strict=True)), Fraction())
    whole = _variance([sum(row) for row in rows])
    if not whole:
        return None
    return Alpha(float(Fraction(items, items - 1) * (1 - within / whole)), len(rows), items)


def without_each(rows: Rows) -> list[Alpha | None]:
    """Alpha with one item left out, for each item in turn."""
    items = len(rows[0]) if rows else 0
    return [alpha([(*row[:at], *row[at + 1 :]) for row in rows]) for at in range(items)]


def score(row: Sequence[int]) -> Fraction:
    """The sum over the number of items."""
    return Fraction(sum(row), len(row))


def _variance(numbers: Sequence[int]) -> Fraction:
    described = describe(numbers)
    return (described.exact_variance if described else None) or Fraction()
