"""What came out of a list: how its answers lie, their means, and its scales.

A mean is taken of answers on an ordered list of points, never of categories. A figure of fewer than five people is
not shown; `few` is higher for what is published. Everything here also works on a part of the interviews, so a
breakdown, a school's report and the whole study are made by the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import NotFound
from app.instrument.schema import Choice, Instrument, Item, Scale, Texts
from app.models import Interview, InterviewStatus, Role, Wave
from app.services import finished, instruments
from app.services.finished import Finished
from app.statistics import intervals, reliability
from app.statistics.description import Description, Distribution, describe, distribution
from app.statistics.reliability import Alpha
from app.statistics.suppression import FEW

RATINGS = (4, 5)  # points of a list that may be averaged; a list of education has seven, and a mean of it says nothing


@dataclass(frozen=True)
class Listed:
    """A list that was filled in, in one round."""

    instrument: Instrument
    wave: str
    role: Role
    n: int  # interviews that count

    @property
    def name(self) -> str:
        """The name of the questionnaire."""
        return self.instrument.name


@dataclass(frozen=True)
class ItemFigure:
    """One item: how often each point was given, with mean and spread where there are enough people."""

    item: Item
    choices: tuple[Choice, ...]
    distribution: Distribution
    description: Description | None  # None: too few, or nobody, or no points that may be averaged
    few: int = FEW

    @property
    def n(self) -> int:
        """How many gave a point."""
        return self.distribution.n

    @property
    def is_few(self) -> bool:
        """So few people that nothing of them is shown."""
        return self.n < self.few

    @property
    def labels(self) -> dict[int, Texts]:
        """What each point says."""
        return {int(choice.name): choice.label for choice in self.choices}

    @property
    def interval(self) -> intervals.Interval | None:
        """Around the mean, as if people were drawn one by one."""
        held = self.description
        return intervals.of_mean(held.mean, held.sd, held.n) if held else None


@dataclass(frozen=True)
class ScaleFigure:
    """Items that measure one thing together: score on the points of its items, complete cases only, with alpha."""

    name: str
    scale: Scale
    items: tuple[Item, ...]
    asked: int  # interviews in which its items stood
    description: Description | None
    alpha: Alpha | None
    few: int = FEW

    @property
    def n(self) -> int:
        """How many answered every item of it."""
        return self.description.n if self.description else 0

    @property
    def is_few(self) -> bool:
        """So few complete cases that nothing of them is shown."""
        return self.n < self.few

    @property
    def interval(self) -> intervals.Interval | None:
        """Around the mean score, as if people were drawn one by one."""
        held = self.description
        return intervals.of_mean(held.mean, held.sd, held.n) if held else None


@dataclass(frozen=True)
class ListFigures:
    """A list with everything that can be said of it in figures."""

    listed: Listed
    items: list[ItemFigure]
    scales: list[ScaleFigure]
    interviews: list[Finished]


def lists(session: Session) -> list[Listed]:
    """Every list of which interviews count, by round and role; parents first."""
    query = (
        sa.select(col(Interview.instrument_version_id), col(Wave.name), sa.func.count())
        .join(Wave, col(Wave.id) == col(Interview.wave_id))
        .where(col(Interview.status).in_((InterviewStatus.COMPLETE, InterviewStatus.PARTIAL)))
        .group_by(col(Interview.instrument_version_id), col(Wave.name))
    )
    versions = instruments.by_row(session)
    counted: dict[tuple[str, str], int] = {}
    for version, wave, count in session.execute(query):
        key = (versions[version].name, wave)
        counted[key] = counted.get(key, 0) + count
    newest = instruments.newest_of(session, sorted({name for name, _ in counted}))
    held = [Listed(newest[name], wave, Role(newest[name].role), count) for (name, wave), count in counted.items()]
    order = [*Role]
    return sorted(held, key=lambda one: (one.wave, order.index(one.role), one.name))


def listed(session: Session, name: str, wave: str | None = None) -> Listed:
    """One of them; of the first round that has it where none is named.

    Raises:
        NotFound: Nobody filled it in, in that round.
    """
    found = next((one for one in lists(session) if one.name == name and wave in {None, one.wave}), None)
    if found is None:
        raise NotFound
    return found


def of_list(session: Session, name: str, wave: str | None = None, *, few: int = FEW) -> ListFigures:
    """Everything that can be said of a list in figures.

    Raises:
        NotFound: Nobody filled it in, in that round.
    """
    one = listed(session, name, wave)
    held = finished.interviews(session, wave=one.wave, instrument=one.name)
    return figures(one, held, few=few)


def overview(session: Session) -> list[ListFigures]:
    """Every list with its scales and nothing else: a large study is read by this page alone many times a day."""
    found = []
    for one in lists(session):
        scales = scales_of(one.instrument)
        names = {item.name for scale in scales for item in items_of(one.instrument, scale)}
        held = finished.interviews(session, wave=one.wave, instrument=one.name, items=names) if scales else []
        found.append(ListFigures(one, [], [of_scale(one.instrument, name, held) for name in scales], held))
    return found


def figures(one: Listed, held: Sequence[Finished], *, few: int = FEW) -> ListFigures:
    """The same of some of its interviews: a school, an arm."""
    listed_items = [of_item(one.instrument, item, held, few=few) for item in measured(one.instrument)]
    scales = [of_scale(one.instrument, name, held, few=few) for name in scales_of(one.instrument)]
    return ListFigures(one, listed_items, scales, list(held))


def measured(instrument: Instrument) -> list[Item]:
    """The items that are answered on points from 1 up, in order, and so have a mean.

    Such a list belongs to an item of a scale, or its name ends in its number of points: `agree5`, `satisfied5`.
    """
    in_scales = {item.choice_list for item in instrument.items() if item.scale}
    return [
        item
        for item in instrument.items()
        if item.type == "select_one" and item.choice_list and _is_rating(instrument, item, in_scales)
    ]


def _is_rating(instrument: Instrument, item: Item, in_scales: set[str | None]) -> bool:
    points = [choice.name for choice in instrument.choices_of(item) if not choice.retired]
    if points != [str(n + 1) for n in range(len(points))]:
        return False
    named = len(points) in RATINGS and str(item.choice_list).endswith(str(len(points)))
    return named or item.choice_list in in_scales


def scales_of(instrument: Instrument) -> list[str]:
    """The scales of which the list asks at least two items, in their order; what one item says is no scale."""
    asked = [item.scale for item in instrument.items()]
    return [name for name in instrument.scales if asked.count(name) > 1]


def items_of(instrument: Instrument, scale: str) -> tuple[Item, ...]:
    """The items of a scale in this list; another role or round may have others."""
    return tuple(item for item in instrument.items() if item.scale == scale)


def of_item(instrument: Instrument, item: Item, held: Iterable[Finished], *, few: int = FEW) -> ItemFigure:
    """How these interviews answered one item."""
    choices = instrument.choices_of(item)
    points = [int(choice.name) for choice in choices]
    counted = distribution((_given(one, item.name) for one in held), points)
    values = [point for point, count in counted.points.items() for _ in range(count)]
    shown = describe(values) if len(values) >= few else None
    return ItemFigure(item, choices, counted, shown, few)


def of_scale(instrument: Instrument, name: str, held: Sequence[Finished], *, few: int = FEW) -> ScaleFigure:
    """How these interviews score on one scale."""
    items = items_of(instrument, name)
    rows = reliability.complete(row(one, items) for one in held)
    enough = len(rows) >= few
    return ScaleFigure(
        name=name,
        scale=instrument.scales[name],
        items=items,
        asked=len(held),
        description=describe(map(reliability.score, rows)) if enough else None,
        alpha=reliability.alpha(rows) if enough else None,
        few=few,
    )


def row(one: Finished, items: Iterable[Item]) -> list[int | None]:
    """One person's points on these items."""
    return [one.point(item.name) for item in items]


def score(one: Finished, items: Sequence[Item]) -> Fraction | None:
    """One person's score on a scale; None where an item is missing."""
    rows = reliability.complete([row(one, items)])
    return reliability.score(rows[0]) if rows else None


def _given(one: Finished, item: str) -> int | str:
    point = one.point(item)
    if point is not None:
        return point
    given = one.answers.get(item)
    return str(given.missing) if given and given.missing else "not_asked"
