"""What each page of results shows, put together."""

from dataclasses import dataclass

from sqlmodel import Session

from app.errors import NotFound
from app.i18n import gettext
from app.instrument.schema import Texts
from app.models import Role
from app.pictures.marks import Picture
from app.services import (
    composition,
    finished,
    results,
    results_breakdown,
    results_comparison,
    results_pictures,
)
from app.services.composition import Variable
from app.services.results import ItemFigure, ListFigures, ScaleFigure
from app.services.results_breakdown import Table
from app.services.results_comparison import Compared, Rounds
from app.services.results_parts import BREAKDOWNS, YEARS, Breakdown, breakdown, within
from app.services.turnout import STRATA
from app.statistics.description import Description


@dataclass(frozen=True)
class ListPage:
    """One list with its pictures and its breakdown."""

    figures: ListFigures
    pictures: list[Picture]
    table: Table
    picture: Picture | None  # of the parts
    ways: list[Breakdown]
    strata: dict[str, str]  # school types that it was filled in at
    stratum: str
    n: int


@dataclass(frozen=True)
class ComparisonPage:
    """Two rounds of the same people."""

    both: Rounds
    all: list[Rounds]
    everybody: Compared
    activities: list[Compared]
    chosen: Compared
    picture: Picture | None
    first_people: int  # who filled in the first list
    drifted: list[Variable]  # background of who was reached again that shifted
    names: dict[str, dict[str, str]]  # of years and school types, which are no answers

    @property
    def left_out(self) -> int:
        """People of activities of which too few were reached."""
        return sum(one.people for one in self.activities if one.hidden)


@dataclass(frozen=True)
class GroupCell:
    """One group's figure; `described` is None where too few answered, and the cell itself where it was not asked."""

    described: Description | None


@dataclass(frozen=True)
class GroupLine:
    """An item or scale of the same name across the groups."""

    name: str
    label: Texts
    is_scale: bool
    cells: list[GroupCell | None]


@dataclass(frozen=True)
class GroupsPage:
    """The main lists of the first round side by side."""

    lists: list[ListFigures]
    lines: list[GroupLine]


def lists(session: Session) -> list[ListFigures]:
    """Every list with its scales."""
    return [results.of_list(session, one.name, one.wave) for one in results.lists(session)]


def of_list(session: Session, name: str, *, wave: str | None, by: str, stratum: str) -> ListPage:
    """One list, broken down by this.

    Raises:
        NotFound: Nobody filled it in.
        NoSuchPart: There is no such breakdown.
    """
    way = breakdown(by)
    one = results.listed(session, name, wave)
    everything = finished.interviews(session, wave=one.wave, instrument=one.name)
    held = within(everything, stratum)
    figures = results.figures(one, held)
    table = results_breakdown.table(one, held, way)
    there = {row.stratum for row in everything}
    return ListPage(
        figures=figures,
        pictures=results_pictures.answers(figures.items),
        table=table,
        picture=results_pictures.parts(table, one.instrument),
        ways=[*BREAKDOWNS.values()],
        strata={str(key): words for key, words in STRATA.items() if key in there},
        stratum=stratum,
        n=len(held),
    )


def comparison(session: Session, *, later: str | None, activity: str) -> ComparisonPage | None:
    """Two rounds of the same people; None while nobody was asked twice.

    Raises:
        NotFound: There is no such list, or nobody of this activity was reached again.
    """
    every = results_comparison.rounds(session)
    if not every:
        return None
    both = results_comparison.chosen(session, later)
    pairs = results_comparison.pairs(session, both)
    everybody = results_comparison.compare(both, pairs)
    activities = results_comparison.by_activity(both, pairs)
    chosen = next((one for one in activities if one.part and one.part.key == activity), None)
    if activity and chosen is None:
        raise NotFound
    shown = chosen or everybody
    drift = composition.of_round(session, both.wave) if both.first.role == Role.PARENT else []
    return ComparisonPage(
        both=both,
        all=every,
        everybody=everybody,
        activities=activities,
        chosen=shown,
        picture=results_pictures.moments(shown.changes, both.first.instrument),
        first_people=both.first.n,
        drifted=[one for one in drift if one.is_telling],
        names={
            composition.YEAR: {key: gettext(words) for key, words in YEARS.items()},
            composition.STRATUM: {str(key): words for key, words in STRATA.items()},
        },
    )


def groups(session: Session) -> GroupsPage:
    """The lists of the first round of which items have the same names, a column each; a role's largest list counts."""
    held: dict[Role, ListFigures] = {}
    for one in sorted(lists(session), key=lambda one: -one.listed.n):
        if one.listed.wave == "w1" and one.listed.role != Role.OBSERVER:
            held.setdefault(one.listed.role, one)
    ordered = [held[role] for role in Role if role in held]
    found: dict[tuple[bool, str], tuple[Texts, dict[int, GroupCell]]] = {}
    for at, one in enumerate(ordered):
        every: list[ItemFigure | ScaleFigure] = [*one.scales, *one.items]
        for figure in every:
            key, label = _named(figure)
            found.setdefault(key, (label, {}))[1][at] = GroupCell(figure.description)
    lines = [
        GroupLine(name, label, is_scale, [cells.get(at) for at in range(len(ordered))])
        for (is_scale, name), (label, cells) in sorted(found.items(), key=lambda one: not one[0][0])
        if len(cells) > 1
    ]
    return GroupsPage(ordered, lines)


def _named(figure: ItemFigure | ScaleFigure) -> tuple[tuple[bool, str], Texts]:
    if isinstance(figure, ScaleFigure):
        return (True, figure.name), figure.scale.label
    return (False, figure.item.name), figure.item.label
