"""Intervals around a share, a mean, and a difference between two moments of the same people.

People of one school resemble one another, so a difference is judged by schools: schools, not people, are drawn again
(bootstrap), or the sums of their residuals make the standard error (CR1 with t of schools − 1). With few schools only
the second is honest, and it is wide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from app.statistics.quantiles import normal, student

LEVEL = 0.95
DRAWS = 2000
SEED = 2012  # of every bootstrap: the same answers give the same interval, on every machine
ENOUGH_SCHOOLS = 8  # below it, drawing schools again says too little about schools that were not there


@dataclass(frozen=True)
class Interval:
    """From where to where, and how it was made: `wilson`, `t`, `clustered` or `bootstrap`."""

    low: float
    high: float
    method: str


def wilson(hits: int, n: int, level: float = LEVEL) -> Interval | None:
    """Around a share of n independent people (Wilson 1927); never below 0 or above 1. None of nobody."""
    if not n:
        return None
    z = normal(0.5 + level / 2)
    share, wide = hits / n, z * z / n
    middle = (share + wide / 2) / (1 + wide)
    half = z / (1 + wide) * sqrt(share * (1 - share) / n + wide / (4 * n))
    return Interval(0.0 if not hits else middle - half, 1.0 if hits == n else middle + half, "wilson")


def of_mean(mean: float, sd: float | None, n: int, level: float = LEVEL) -> Interval | None:
    """Around a mean of independent people, by Student's t. None of fewer than two."""
    if n < 2 or sd is None:
        return None
    half = student(0.5 + level / 2, n - 1) * sd / sqrt(n)
    return Interval(mean - half, mean + half, "t")


@dataclass(frozen=True)
class Paired:
    """The mean of what changed in the same people, over so many schools, with both intervals."""

    mean: float
    sd: float | None
    n: int
    schools: int
    clustered: Interval | None
    bootstrap: Interval | None

    @property
    def interval(self) -> Interval | None:
        """The one to print: the bootstrap with enough schools, else the clustered one."""
        return self.bootstrap or self.clustered


def paired(changes: Mapping[str, Sequence[float]], *, level: float = LEVEL, seed: int = SEED) -> Paired | None:
    """Of later minus earlier per person, by school. None of nobody; no interval of one school."""
    schools = [sorted(changes[key]) for key in sorted(changes) if changes[key]]
    flat = [one for school in schools for one in school]
    if not flat:
        return None
    mean = sum(flat) / len(flat)
    sd = sqrt(sum((one - mean) ** 2 for one in flat) / (len(flat) - 1)) if len(flat) > 1 else None
    return Paired(
        mean,
        sd,
        len(flat),
        len(schools),
        _clustered(schools, mean, len(flat), level),
        _bootstrap(schools, level, seed) if len(schools) >= ENOUGH_SCHOOLS else None,
    )


def _clustered(schools: list[list[float]], mean: float, n: int, level: float) -> Interval | None:
    """CR1: the residuals summed per school, corrected by G / (G − 1) · (N − 1) / (N − 1), with t of G − 1."""
    of = len(schools)
    if of < 2:
        return None
    summed = sum(sum(one - mean for one in school) ** 2 for school in schools)
    half = student(0.5 + level / 2, of - 1) * sqrt(of / (of - 1) * summed) / n
    return Interval(mean - half, mean + half, "clustered")


def _bootstrap(schools: list[list[float]], level: float, seed: int) -> Interval:
    """Percentiles of the mean over schools drawn again with replacement, all people of a school together."""
    chance = Random(seed)
    sums = [(sum(school), len(school)) for school in schools]
    means = sorted(_mean(chance.choices(sums, k=len(sums))) for _ in range(DRAWS))
    tail = (1 - level) / 2
    return Interval(_at(means, tail), _at(means, 1 - tail), "bootstrap")


def _mean(drawn: Sequence[tuple[float, int]]) -> float:
    return sum(total for total, _ in drawn) / sum(count for _, count in drawn)


def _at(ordered: Sequence[float], share: float) -> float:
    """A percentile, straight between the two nearest draws."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
