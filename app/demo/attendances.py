"""Classes that add up to appendix 7.1.1: how many pupils, and how many of them had a parent there, is invented.

Published are the mean, the number of classes and the lowest and highest class of every school and level; the demo
finds classes of ordinary size whose whole per cents give exactly these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from app.demo.schools import INTERVENTIONS
from app.demo.tables import rows

SAME = {"sectorkeuzeavond": "loopbaankeuzeavond"}  # one evening, two words for it in the thesis
LARGEST = 30  # pupils in a class
USUAL = {"vmbo": 20, "vso": 10, "mbo": 25}  # pupils in a class, by the first word of the printed context
YEARS = {"ob": "12", "bb": "345", "": "12345"}
#: Per cent of a class in the mbo with a parent or somebody else there; over both schools 58, as published.
WITH_GUESTS = {"D1": 50, "D2": 60}


@dataclass(frozen=True)
class ClassCount:
    """A class that was counted; `years` are those it can be in."""

    invited: int
    present: int
    guests: int = 0


@dataclass(frozen=True)
class Counted:
    """The classes of one line of the appendix."""

    site: str
    intervention: str
    years: str
    classes: tuple[ClassCount, ...]


@cache
def counted() -> tuple[Counted, ...]:
    """Every line of appendix 7.1.1."""
    return tuple(_line(row) for row in rows("appendix_7_1_1_attendance_per_school"))


def _line(row: Mapping[str, str]) -> Counted:
    percents = spread(
        Fraction(row["attendance_pct"]),
        int(row["n_classes"]),
        int(row["range_min_pct"]),
        int(row["range_max_pct"]),
    )
    usual, code = USUAL[row["context_printed"].split()[0]], row["school_code"]
    classes = tuple(_class(percent, usual, WITH_GUESTS.get(code, 0)) for percent in percents)
    return Counted(code, INTERVENTIONS[SAME.get(row["activity"], row["activity"])][0], YEARS[row["level"]], classes)


def spread(mean: Fraction, classes: int, lowest: int, highest: int) -> list[int]:
    """Whole per cents of so many classes, with this lowest, this highest and a mean that rounds to this one.

    Raises:
        ValueError: There are none.
    """
    if classes == 1:
        return [lowest]
    between = classes - 2
    for total in sorted(range(classes * lowest, classes * highest + 1), key=lambda one: abs(one - mean * classes)):
        left = total - lowest - highest
        if _tenths(Fraction(total, classes)) != mean * 10 or not between * lowest <= left <= between * highest:
            continue
        for middle in _middles(left, between):
            if all(lowest <= percent <= highest and _sizes(percent, 20) for percent in middle):
                return [lowest, *middle, highest]
    raise ValueError(f"no {classes} classes have a mean of {mean} between {lowest} and {highest}")


def _middles(total: int, classes: int) -> Iterator[list[int]]:
    """Whole per cents with this sum: as equal as can be first, then with the first lower and the last higher."""
    share, more = divmod(total, classes) if classes else (0, 0)
    equal = [share + (n < more) for n in range(classes)]
    yield equal
    for apart in range(1, 30) if classes > 1 else ():
        yield [equal[0] - apart, *equal[1:-1], equal[-1] + apart]


def _tenths(value: Fraction) -> int:
    return (value * 10 + Fraction(1, 2)).__floor__()


def _class(percent: int, usual: int, with_guests: int) -> ClassCount:
    invited, present = _sizes(percent, usual)[0]
    guests = max(0, min(invited, round(invited * with_guests / 100)) - present) if with_guests else 0
    return ClassCount(invited, present, guests)


def _sizes(percent: int, usual: int) -> list[tuple[int, int]]:
    """Classes of ordinary size with this percentage, in whole per cents; the most usual size first."""
    return sorted(_of(percent), key=lambda one: (abs(one[0] - usual), one[0]))


def _of(percent: int) -> Iterator[tuple[int, int]]:
    for invited in range(8, LARGEST + 1):
        for present in range(invited + 1):
            if (Fraction(100 * present, invited) + Fraction(1, 2)).__floor__() == percent:
                yield invited, present
