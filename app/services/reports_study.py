"""The report of the whole study, laid out as the tables of chapter 7: who answered, what they said, and what changed.

The same rules as for a school: fewer than ten people are not shown, and what could be worked out from totals neither.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app import i18n
from app.models import Role
from app.pictures.marks import Picture
from app.services import reports_pictures as pictures
from app.services import (
    reports_reached,
    reports_short,
    reports_tables,
    results,
    results_comparison,
    results_remarks,
    results_schools,
    turnout,
)
from app.services import reports_words as words
from app.services.finished import Finished
from app.services.reports_material import Material
from app.services.reports_reached import Reached
from app.services.reports_words import ROLES
from app.services.results import Listed, ScaleFigure
from app.services.results_parts import BREAKDOWNS
from app.services.results_remarks import Remark
from app.services.turnout import CONTEXTS, LABELS, STRATA, TOTAL, Line
from app.statistics.suppression import FEW_PUBLISHED

NOTHING = "–"


@dataclass(frozen=True)
class Crossed:
    """A table with totals: how many answered, by activity and school type."""

    head: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class ScaleLine:
    """One scale: its items, alpha, mean and spread, as they are printed."""

    label: str
    items: int
    n: str
    alpha: str
    mean: str
    sd: str


@dataclass(frozen=True)
class OfRole:
    """One list: its table, its scales and its pictures."""

    role: Role
    instrument: str
    version: str
    n: str
    counted: Crossed
    scales: list[ScaleLine]
    answers: list[Picture]
    by_activity: list[Picture]

    @property
    def heading(self) -> str:
        """Who they are."""
        return i18n.gettext(ROLES[self.role])

    @property
    def pictures(self) -> dict[str, Picture]:
        """Each by the name that stands in its address."""
        found = {f"{self.role}-{at}": one for at, one in enumerate(self.answers, 1)}
        return found | {f"{self.role}-activity-{at}": one for at, one in enumerate(self.by_activity, 1)}


@dataclass(frozen=True)
class StudyReport:
    """Everything that stands in the report of the study."""

    study: str
    is_invented: bool
    at: datetime
    language: i18n.Language
    schools: int
    lists: list[OfRole]
    attendance: list[tuple[str, list[str]]]
    change: Picture | None
    again: int
    composition: list[Reached]
    marks: list[tuple[str, list[str]]]  # schools' own marks beside their parents, per activity
    quotes: list[Remark]  # that somebody read and chose
    few: int = FEW_PUBLISHED

    @property
    def pictures(self) -> dict[str, Picture]:
        """Each by the name that stands in its address."""
        change = {"change": self.change} if self.change else {}
        return change | {key: one for told in self.lists for key, one in told.pictures.items()}


def of_study(session: Session, material: Material, quotes: Collection[str] = ()) -> StudyReport:
    """The report as it is now, with the remarks that were chosen.

    Raises:
        TooManyQuotes: More than a report holds.
    """
    return StudyReport(
        study=material.study.name,
        is_invented=material.study.synthetic,
        at=material.at,
        language=i18n.language(i18n.current()),
        schools=len({one.site_id for _, held in material.lists for one in held}),
        lists=[_of_role(listed, held) for listed, held in material.lists],
        attendance=[(_activity(line), _rates(line)) for line in turnout.by_context(material.attendance)],
        change=_change(material),
        again=len(material.pairs),
        composition=reports_reached.of_study(session, material),
        marks=_marks(session, material),
        quotes=results_remarks.quotes(session, quotes),
    )


def columns() -> list[str]:
    """The school types and all of them together, as headings."""
    return [*STRATA.values(), i18n.gettext("together")]


def _of_role(listed: Listed, held: Sequence[Finished]) -> OfRole:
    instrument = listed.instrument
    figures = [results.of_scale(instrument, name, held, few=FEW_PUBLISHED) for name in results.scales_of(instrument)]
    told = [(name, items) for name in results.scales_of(instrument) if (items := pictures.scale_items(listed, name))]
    sides = [pictures.Side("", held)]
    reach = pictures.reach(listed, [item for _, items in told for item in items], sides)
    by = BREAKDOWNS["intervention"]
    parts = [
        pictures.parts(listed, held, by, one.name, words.said(one.scale.label)) for one in figures if not one.is_few
    ]
    return OfRole(
        role=listed.role,
        instrument=instrument.name,
        version=instrument.version,
        n=words.told(len(held)),
        counted=crossed(held),
        scales=[_scale(one) for one in figures],
        answers=[
            pictures.answers(listed, items, sides, reports_short.message(listed, name, held), reach)
            for name, items in told
        ],
        by_activity=[one for one in parts if one],
    )


def crossed(held: Sequence[Finished]) -> Crossed:
    """Who answered, by activity and school type (table 7.3.1); totals are printed, so a hidden cell hides another."""
    counts = Counter((turnout.COUNTED_AS.get(one.intervention, one.intervention), one.stratum) for one in held)
    names = {turnout.COUNTED_AS.get(one.intervention, one.intervention): one.intervention_name for one in held}
    order = [*LABELS]
    keys = sorted(names, key=lambda key: (order.index(key) if key in order else len(order), key))
    table = reports_tables.with_totals(counts, keys, [*STRATA])
    gone = reports_tables.hidden(table, FEW_PUBLISHED)

    def line(key: str) -> list[str]:
        cells = [(key, stratum) for stratum in (*STRATA, reports_tables.ALL)]
        return [NOTHING if cell in gone else i18n.number(table[cell]) for cell in cells]

    rows = [(i18n.gettext(LABELS[key]) if key in LABELS else names[key], line(key)) for key in keys]
    together = (i18n.gettext("together"), line(reports_tables.ALL))
    return Crossed([i18n.gettext("Activity"), *columns()], [*rows, together])


def _scale(one: ScaleFigure) -> ScaleLine:
    held, alpha = one.description, one.alpha
    return ScaleLine(
        label=words.said(one.scale.label),
        items=len(one.items),
        n=words.told(one.n) if held else words.fewer(),
        alpha=words.decimal(alpha.value, 2) if alpha else NOTHING,
        mean=words.decimal(held.mean) if held else NOTHING,
        sd=words.decimal(held.sd, 2) if held and held.sd is not None else NOTHING,
    )


def _activity(line: Line) -> str:
    return i18n.gettext("together") if line.label == TOTAL else i18n.gettext(line.label)


def _rates(line: Line) -> list[str]:
    return [
        f"{words.decimal(rate.percent)} ({i18n.number(rate.of)})" if (rate := line.cells[context]) else NOTHING
        for context in CONTEXTS
    ]


def _change(material: Material) -> Picture | None:
    if material.both is None or len(material.pairs) < FEW_PUBLISHED:
        return None
    compared = results_comparison.compare(material.both, material.pairs, few=FEW_PUBLISHED)
    return pictures.changes(material.both, compared, i18n.gettext("The same parents, three months later"))


def _marks(session: Session, material: Material) -> list[tuple[str, list[str]]]:
    """The last line of table 7.3.14 for each activity that ten parents answered twice."""
    if material.both is None:
        return []
    found = results_schools.beside(session, material.both, few=FEW_PUBLISHED)
    return [
        (
            pictures.part_name(one.part),
            [words.told(one.people), *map(words.decimal, (one.school, one.first, one.later))],
        )
        for one in found
        if one.school is not None and one.first is not None and one.later is not None
    ]
