"""How attendance is averaged. Each figure comes from the figures printed below it, so that a page adds up.

A class is a whole number per cent, a level of a school one decimal from its classes, a school one decimal from its
levels by their number of classes, a table one decimal from its schools, each counted once. Halves go up. That is how
tables 7.1.1 and 7.1.2 of the published study were made; decision 21 tells what it costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

LOWER, UPPER = "lower", "upper"
LOWER_YEARS = frozenset("12")
UPPER_YEARS = frozenset("345")


def half_up(value: Fraction, digits: int) -> Fraction:
    """The nearest number with so many decimals; of two equally near ones the higher."""
    scale = 10**digits
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)


def level(year: str | None) -> str | None:
    """Lower (years 1 and 2) or upper school (3 to 5); None in the mbo, or where nobody knows the year."""
    return LOWER if year in LOWER_YEARS else UPPER if year in UPPER_YEARS else None


@dataclass(frozen=True)
class Rate:
    """A mean percentage of so many classes or schools, with the lowest and highest class in it."""

    percent: Fraction
    of: int
    lowest: Fraction
    highest: Fraction

    @property
    def value(self) -> float:
        """The percentage as a number to show."""
        return float(self.percent)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest class."""
        return float(self.lowest), float(self.highest)


def of_class(came: int, invited: int) -> Rate:
    """One class, in whole per cents; nobody can be invited less than once."""
    percent = half_up(Fraction(100 * came, invited), 0)
    return Rate(percent, 1, percent, percent)


def by_classes(parts: Iterable[Rate]) -> Rate:
    """The mean over classes: parts count by how many classes they hold. One decimal."""
    held = list(parts)
    classes = sum(part.of for part in held)
    return _rate(sum((part.percent * part.of for part in held), Fraction()) / classes, classes, held)


def by_schools(schools: Iterable[Rate]) -> Rate:
    """The mean over schools: each counts once, however many classes it has. One decimal."""
    held = list(schools)
    return _rate(sum((school.percent for school in held), Fraction()) / len(held), len(held), held)


def _rate(percent: Fraction, of: int, held: list[Rate]) -> Rate:
    return Rate(half_up(percent, 1), of, min(part.lowest for part in held), max(part.highest for part in held))
