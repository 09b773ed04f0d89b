"""One figure out of many answers: how many, their mean and how far they lie apart; and how often each was given."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt

from app.statistics.rounding import exact

Number = Fraction | int | float


@dataclass(frozen=True)
class Description:
    """So many numbers, their mean and their standard deviation in the sample (divided by n − 1)."""

    n: int
    exact_mean: Fraction
    exact_variance: Fraction | None  # None of one number: nothing lies apart

    @property
    def mean(self) -> float:
        """The mean as a number to show."""
        return float(self.exact_mean)

    @property
    def sd(self) -> float | None:
        """The standard deviation, in the units of the numbers."""
        return None if self.exact_variance is None else sqrt(self.exact_variance)


def describe(numbers: Iterable[Number]) -> Description | None:
    """Of these numbers; None of none. Sums are exact, so the order of the numbers plays no part."""
    held = [exact(number) for number in numbers]
    if not held:
        return None
    # Whole numbers over one denominator: adding up fractions one by one would take thirty times as long.
    under = lcm(*(one.denominator for one in held))
    whole = [one.numerator * (under // one.denominator) for one in held]
    n, total, squares = len(whole), sum(whole), sum(one * one for one in whole)
    mean = Fraction(total, n * under)
    return Description(n, mean, Fraction(n * squares - total * total, n * (n - 1) * under * under) if n > 1 else None)


@dataclass(frozen=True)
class Distribution:
    """How often each point was given, in the order of the scale, and how often none and why."""

    points: Mapping[int, int]
    missing: Mapping[str, int]

    @property
    def n(self) -> int:
        """How many gave a point."""
        return sum(self.points.values())

    @property
    def asked(self) -> int:
        """Everybody, with those who gave none."""
        return self.n + sum(self.missing.values())

    def share(self, point: int) -> float:
        """Of those who gave a point, the part that gave this one."""
        return self.points[point] / self.n if self.n else 0.0


def distribution(given: Iterable[int | str], points: Sequence[int]) -> Distribution:
    """Counts per point, zeros included; a word instead of a number is a reason why there is none."""
    counted = Counter(given)
    return Distribution(
        {point: counted[point] for point in points},
        {str(why): count for why, count in sorted(counted.items(), key=str) if why not in points},
    )


def weighted(parts: Iterable[tuple[Number, int]]) -> Fraction | None:
    """The mean of means that count by how many they stand for: a school by its classes (table 7.1.1)."""
    held = [(exact(mean), weight) for mean, weight in parts]
    total = sum(weight for _, weight in held)
    return sum((mean * weight for mean, weight in held), Fraction()) / total if total else None


def unweighted(means: Iterable[Number]) -> Fraction | None:
    """The mean of means in which each counts once, however many it stands for: a table by its schools."""
    return weighted((mean, 1) for mean in means)
