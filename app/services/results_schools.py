"""What schools publish of themselves beside what their parents told us, as in tables 7.3.14 and 7.3.15.

Own answers are doubled to stand beside a mark out of ten. That maps 1 to 5 onto 2 to 10, so it flatters low answers,
and the parents behind a school's mark are other people: the page says both. Only parents who answered both rounds,
at schools that have a mark, count. The school's mark of an activity is the mean over its schools, each once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session, col, select

from app.instrument.schema import Texts
from app.models import Person, SchoolFigure, Site
from app.services import audit, results, results_comparison
from app.services.results import Listed
from app.services.results_comparison import Pair, Rounds
from app.services.results_parts import BREAKDOWNS, Part, apart, named
from app.services.school_order import by_school
from app.statistics.comparison import as_mark, difference, over_items
from app.statistics.description import unweighted
from app.statistics.rounding import half_up
from app.statistics.suppression import FEW, is_few

TEN = 10


@dataclass(frozen=True)
class Figure:
    """A mark with its school, and who wrote it down."""

    mark: SchoolFigure
    site: Site
    by: Person


@dataclass(frozen=True)
class Score:
    """An item on a scale of ten: the schools' mark, and their parents at both moments. One decimal, as printed."""

    name: str
    label: Texts
    school: Fraction
    first: Fraction
    later: Fraction
    n: int


@dataclass(frozen=True)
class Beside:
    """An activity with its items, their means, and the three differences."""

    part: Part
    people: int
    schools: int
    scores: list[Score]
    school: Fraction | None
    first: Fraction | None
    later: Fraction | None

    @property
    def differences(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """First minus school, later minus first, later minus school: of the printed means."""
        if self.school is None or self.first is None or self.later is None:
            return None
        first, later, school = self.first, self.later, self.school
        return difference(first, school), difference(later, first), difference(later, school)


@dataclass(frozen=True)
class Overview:
    """The page: activities with their tables, every mark that counts, and what a mark can be about."""

    tables: list[Beside]
    marks: list[Figure]
    sites: list[Site]
    keys: dict[str, Texts]


def overview(session: Session) -> Overview:
    """Everything that is known of schools' own marks."""
    every = results_comparison.rounds(session)
    tables = beside(session, every[0]) if every else []
    sites = list(session.exec(select(Site).order_by(*by_school())))
    return Overview(tables, newest(session), sites, keys(session))


def newest(session: Session) -> list[Figure]:
    """What counts now: of every school and item the newest school year, and of that what was written down last."""
    query = (
        select(SchoolFigure, Site, Person)
        .join(Site, col(Site.id) == col(SchoolFigure.site_id))
        .join(Person, col(Person.id) == col(SchoolFigure.person_id))
        .order_by(*by_school(), col(SchoolFigure.key), col(SchoolFigure.period), col(SchoolFigure.id))
    )
    held = {(site.id, mark.key): Figure(mark, site, by) for mark, site, by in session.exec(query)}
    return list(held.values())


def keys(session: Session) -> dict[str, Texts]:
    """The items that a school's mark can be about: those of the parents' first list that are answered on points."""
    first = next((one for one in results.lists(session) if one.role == "parent"), None)
    return {item.name: item.label for item in results.measured(first.instrument)} if first else {}


def keep(session: Session, marks: Sequence[SchoolFigure], *, by: Person, now: datetime) -> int:
    """Write these down; a mark that is the same as what counts now stays as it is."""
    held = {(one.site.id, one.mark.key, one.mark.period): one.mark for one in newest(session)}
    fresh = [mark for mark in marks if not is_known(mark, held.get((mark.site_id, mark.key, mark.period)))]
    session.add_all(fresh)
    if fresh:
        audit.record(session, "school_figure.keep", by=by, now=now, thing=str(len(fresh)))
    session.flush()
    return len(fresh)


def is_known(mark: SchoolFigure, held: SchoolFigure | None) -> bool:
    """Whether it says what is written down already."""
    if held is None:
        return False
    told = ((one.value, one.highest, one.answered, one.source) for one in (mark, held))
    return len(set(told)) == 1


def beside(session: Session, both: Rounds, *, few: int = FEW) -> list[Beside]:
    """Every activity of which at least five parents answered twice at schools that have marks."""
    marks = {(one.site.code, one.mark.key): one.mark for one in newest(session)}
    sites = {site for site, _ in marks}
    held = [pair for pair in results_comparison.pairs(session, both) if pair.first.site in sites]
    by = BREAKDOWNS["intervention"]
    parts = apart([pair.first for pair in held], by)
    return [
        _beside(named(key, by, inside), [pair for pair in held if pair.first.intervention == key], both, marks, few)
        for key, inside in parts.items()
        if not is_few(len(inside), few)
    ]


def _beside(
    part: Part, held: Sequence[Pair], both: Rounds, marks: dict[tuple[str, str], SchoolFigure], few: int
) -> Beside:
    asked = [(name, label) for name, label, is_scale in results_comparison.shared(both) if not is_scale]
    scores = [score for name, label in asked if (score := _score(name, label, held, both, marks, few))]
    return Beside(
        part=part,
        people=len(held),
        schools=len({pair.first.site for pair in held}),
        scores=scores,
        school=over_items([one.school for one in scores]),
        first=over_items([one.first for one in scores]),
        later=over_items([one.later for one in scores]),
    )


def _score(
    name: str,
    label: Texts,
    held: Sequence[Pair],
    both: Rounds,
    marks: dict[tuple[str, str], SchoolFigure],
    few: int,
) -> Score | None:
    here = [pair for pair in held if (pair.first.site, name) in marks]
    known = [values for pair in here if (values := results_comparison.values_of(pair, name, False, both))]
    published = [_of_ten(marks[site, name]) for site in sorted({pair.first.site for pair in here})]
    school = unweighted(published)
    first, later = (
        unweighted(as_mark(values[at], TEN, _points(both.first, name)) for values in known) for at in (0, 1)
    )
    if school is None or first is None or later is None or len(known) < few:
        return None
    return Score(name, label, half_up(school, 1), half_up(first, 1), half_up(later, 1), len(known))


def _of_ten(mark: SchoolFigure) -> Fraction:
    return Fraction(str(mark.value)) * TEN / Fraction(str(mark.highest))


def _points(one: Listed, name: str) -> int:
    return len(one.instrument.choices_of(one.instrument.item(name)))
