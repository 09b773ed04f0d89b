"""The first round against a later one, for the same people: what changed, and around it an interval over schools.

Only who answered a thing both times counts for it, so both means are of the same people (as in table 7.3.14). Who was
reached again is not everybody: `services.composition` stands beside it, and says more than the change itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.instrument.schema import Texts
from app.models import Wave
from app.services import finished, results
from app.services.finished import Finished
from app.services.results import Listed
from app.services.results_parts import BREAKDOWNS, Part, apart, named
from app.statistics import intervals, suppression
from app.statistics.comparison import difference
from app.statistics.description import Description, describe
from app.statistics.intervals import Paired
from app.statistics.suppression import FEW


@dataclass(frozen=True)
class Rounds:
    """A list and the one that followed it, for the same role."""

    wave: Wave  # the later one
    first: Listed
    later: Listed


@dataclass(frozen=True)
class Pair:
    """Somebody's interview, and her later one."""

    first: Finished
    later: Finished


@dataclass(frozen=True)
class Change:
    """One item or scale in the same people at both moments."""

    name: str
    label: Texts
    is_scale: bool
    first: Description | None
    later: Description | None
    paired: Paired | None
    few: int = FEW

    @property
    def n(self) -> int:
        """How many said it both times."""
        return self.first.n if self.first else 0

    @property
    def difference(self) -> Fraction | None:
        """Later minus first, of the rounded means: what a reader gets who subtracts what is printed."""
        if self.first is None or self.later is None:
            return None
        return difference(self.later.exact_mean, self.first.exact_mean)


@dataclass(frozen=True)
class Compared:
    """Everybody who was reached again, or a part of them."""

    part: Part | None  # None: everybody
    people: int
    schools: int
    hidden: bool
    changes: list[Change]


def rounds(session: Session) -> list[Rounds]:
    """Every later list whose people also filled in the list before it."""
    held = {(one.wave, one.name): one for one in results.lists(session)}
    found = []
    for wave in session.exec(select(Wave).where(col(Wave.follows).is_not(None)).order_by(col(Wave.id))):
        later = held.get((wave.name, wave.instrument))
        first = next((one for one in held.values() if one.wave == wave.follows and one.role == wave.role), None)
        if later and first:
            found.append(Rounds(wave, first, later))
    return found


def chosen(session: Session, later: str | None = None) -> Rounds:
    """The rounds of this later list; the first there is where none is named.

    Raises:
        NotFound: Nobody was asked again, or not with this list.
    """
    found = next((one for one in rounds(session) if later in {None, one.later.name}), None)
    if found is None:
        raise NotFound
    return found


def pairs(session: Session, both: Rounds) -> list[Pair]:
    """Who is in both rounds, by code."""
    first = _people(session, both.first)
    later = _people(session, both.later)
    return [Pair(one, later[person]) for person, one in first.items() if person in later]


def _people(session: Session, one: Listed) -> dict[UUID, Finished]:
    held = finished.interviews(session, wave=one.wave, instrument=one.name)
    return {interview.respondent_id: interview for interview in held}


def compare(both: Rounds, held: Sequence[Pair], *, few: int = FEW) -> Compared:
    """Everybody who was reached again."""
    return _compared(None, both, held, few, hidden=False)


def by_activity(both: Rounds, held: Sequence[Pair], *, few: int = FEW) -> list[Compared]:
    """The same per activity, which is where each of them was met the first time.

    An activity of fewer than five people is left out of the table and of its totals, as home visits and theme
    meetings are in table 7.3.14; nothing that is shown beside it contains them.
    """
    by = BREAKDOWNS["intervention"]
    parts = apart([pair.first for pair in held], by)
    gone = {key for key, inside in parts.items() if suppression.is_few(len(inside), few)}
    return [
        _compared(
            named(key, by, inside),
            both,
            [pair for pair in held if pair.first.intervention == key],
            few,
            hidden=key in gone,
        )
        for key, inside in parts.items()
    ]


def _compared(part: Part | None, both: Rounds, held: Sequence[Pair], few: int, *, hidden: bool) -> Compared:
    shown = [] if hidden else held
    return Compared(
        part=part,
        people=len(held),
        schools=len({pair.first.site for pair in held}),
        hidden=hidden,
        changes=[_change(name, label, is_scale, shown, both, few) for name, label, is_scale in shared(both)],
    )


def shared(both: Rounds) -> list[tuple[str, Texts, bool]]:
    """What both lists ask: scales of the same items first, then items of the same name."""
    first, later = both.first.instrument, both.later.instrument
    scales = [
        name
        for name in results.scales_of(later)
        if name in first.scales and _names(both, name)[0] == _names(both, name)[1]
    ]
    asked = {item.name for item in results.measured(later)}
    items = [item for item in results.measured(first) if item.name in asked]
    return [
        *((name, first.scales[name].label, True) for name in scales),
        *((one.name, one.label, False) for one in items),
    ]


def _names(both: Rounds, scale: str) -> tuple[set[str], set[str]]:
    first, later = ({item.name for item in results.items_of(one.instrument, scale)} for one in (both.first, both.later))
    return first, later


def _change(name: str, label: Texts, is_scale: bool, held: Sequence[Pair], both: Rounds, few: int) -> Change:
    known = [(pair.first.site, *values) for pair in held if (values := values_of(pair, name, is_scale, both))]
    if len(known) < few:
        return Change(name, label, is_scale, None, None, None, few)
    changes: dict[str, list[float]] = {}
    for site, before, after in known:
        changes.setdefault(site, []).append(float(after - before))
    first, later = describe(before for _, before, _ in known), describe(after for _, _, after in known)
    return Change(name, label, is_scale, first, later, intervals.paired(changes), few)


def values_of(pair: Pair, name: str, is_scale: bool, both: Rounds) -> tuple[Fraction, Fraction] | None:
    """What somebody said both times; None where one of the two is missing."""
    if is_scale:
        before = results.score(pair.first, results.items_of(both.first.instrument, name))
        after = results.score(pair.later, results.items_of(both.later.instrument, name))
    else:
        before, after = (
            None if (point := one.point(name)) is None else Fraction(point) for one in (pair.first, pair.later)
        )
    return None if before is None or after is None else (before, after)
