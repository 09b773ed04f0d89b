"""The figures of a list, part by part: activities, school types, arms, schools, languages side by side.

A part of fewer than five people is not shown in a row; when only one would be missing, the next smallest goes too,
because the row also shows everybody together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.instrument.schema import Instrument, Texts
from app.services import results
from app.services.finished import Finished
from app.services.results import Listed
from app.services.results_parts import Breakdown, Part, apart, named
from app.statistics import intervals, suppression
from app.statistics.comparison import difference
from app.statistics.description import Description, describe
from app.statistics.intervals import Interval
from app.statistics.suppression import FEW


@dataclass(frozen=True)
class Cell:
    """One figure of one part; None where nobody answered or too few did."""

    part: str  # "" of everybody together is None
    described: Description | None
    hidden: bool

    @property
    def interval(self) -> Interval | None:
        """Around the mean, as if people were drawn one by one."""
        held = self.described
        return intervals.of_mean(held.mean, held.sd, held.n) if held else None


@dataclass(frozen=True)
class Line:
    """One item or scale across the parts."""

    name: str
    label: Texts
    is_scale: bool
    cells: list[Cell]
    together: Description | None

    @property
    def difference(self) -> Fraction | None:
        """Of two parts: the first minus the second, each rounded first."""
        shown = [cell.described for cell in self.cells]
        if len(shown) != 2 or shown[0] is None or shown[1] is None:
            return None
        return difference(shown[0].exact_mean, shown[1].exact_mean)


@dataclass(frozen=True)
class Table:
    """Parts as columns, items and scales as rows."""

    by: Breakdown
    parts: list[Part]
    counts: list[int | None]  # interviews per part; None: hidden
    lines: list[Line]

    @property
    def hides(self) -> bool:
        """Whether anything in it is not shown."""
        return None in self.counts or any(cell.hidden for line in self.lines for cell in line.cells)

    @property
    def compares_two(self) -> bool:
        """Whether it sets exactly two parts side by side, such as the arms."""
        return len(self.parts) == 2


def table(one: Listed, held: Sequence[Finished], by: Breakdown, *, few: int = FEW) -> Table:
    """Every item and scale of a list across the parts."""
    parts = apart(list(held), by)
    counts = {key: len(inside) for key, inside in parts.items()}
    gone = suppression.hidden(counts, few)
    return Table(
        by=by,
        parts=[named(key, by, inside) for key, inside in parts.items()],
        counts=[None if key in gone else count for key, count in counts.items()],
        lines=[
            _line(name, label, is_scale, numbers, parts, few)
            for name, label, is_scale, numbers in _rows(one.instrument)
        ],
    )


Numbers = Callable[[Sequence[Finished]], list[Fraction]]


def _rows(instrument: Instrument) -> list[tuple[str, Texts, bool, Numbers]]:
    scales = [
        (name, instrument.scales[name].label, True, scores_on(instrument, name))
        for name in results.scales_of(instrument)
    ]
    items = [(item.name, item.label, False, points_of(item.name)) for item in results.measured(instrument)]
    return [*scales, *items]


def points_of(item: str) -> Numbers:
    """What people answered to one item."""
    return lambda held: [Fraction(point) for one in held if (point := one.point(item)) is not None]


def scores_on(instrument: Instrument, scale: str) -> Numbers:
    """What people score on a scale, complete cases."""
    items = results.items_of(instrument, scale)
    return lambda held: [score for one in held if (score := results.score(one, items)) is not None]


def line(one: Listed, held: Sequence[Finished], by: Breakdown, figure: str, *, few: int = FEW) -> Line | None:
    """One row of it; None where the list has no such figure."""
    parts = apart(list(held), by)
    return next((_line(*row, parts, few) for row in _rows(one.instrument) if row[0] == figure), None)


def _line(
    name: str, label: Texts, is_scale: bool, numbers: Numbers, parts: dict[str, list[Finished]], few: int
) -> Line:
    found = {key: numbers(inside) for key, inside in parts.items()}
    gone = suppression.hidden({key: len(some) for key, some in found.items()}, few)
    everybody = [number for some in found.values() for number in some]
    cells = [Cell(key, None if key in gone else describe(some), key in gone) for key, some in found.items()]
    return Line(name, label, is_scale, cells, describe(everybody) if len(everybody) >= few else None)
