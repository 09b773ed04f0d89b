"""Pictures by name, as somebody takes them out for slides: a table that other parts of the house add theirs to.

A chart is a function of the session, what was asked in the address, and the moment; it returns the picture and what it
is about. Whatever leaves this way leaves the house, so a chart keeps to the threshold of what is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from app import i18n
from app.clock import local
from app.errors import NotFound
from app.instrument.schema import Item
from app.pictures import svg
from app.pictures.marks import Picture
from app.pictures.png import png
from app.services import (
    finished,
    printing,
    reports,
    reports_material,
    reports_pictures,
    reports_study,
    reports_words,
    results,
    results_breakdown,
    results_comparison,
    results_pictures,
)
from app.services.finished import Finished
from app.services.results import Listed
from app.services.results_parts import breakdown, within
from app.services.turnout import STRATA
from app.statistics.suppression import FEW_PUBLISHED

Asked = Mapping[str, str]


@dataclass(frozen=True)
class Chart:
    """A picture, what it is about, and how many people are in it where that is one number."""

    picture: Picture
    about: str = ""
    n: int | None = None


class Draw(Protocol):
    """How a chart is made. Raises NotFound where nothing is known by what was asked."""

    def __call__(self, session: Session, asked: Asked, /, *, now: datetime) -> Chart:
        """The chart as it is now."""


def of_school(session: Session, asked: Asked, /, *, now: datetime) -> Chart:
    """A picture of the report of a school: `site`, and `part`, its name in the report."""
    material = reports_material.material(session, now=now)
    report = reports.of_school(material, reports_material.site(material.sites, _number(asked.get("site", ""))))
    part = asked.get("part", "")
    if part not in report.pictures:
        raise NotFound
    n = next((told.n for told in report.told if part in told.pictures), None)
    return Chart(report.pictures[part], report.site.code, n)


def of_study(session: Session, asked: Asked, /, *, now: datetime) -> Chart:
    """A picture of the report of the study: `part`, its name in the report."""
    material = reports_material.material(session, now=now)
    report = reports_study.of_study(session, material)
    part = asked.get("part", "")
    if part not in report.pictures:
        raise NotFound
    n = next((len(held) for listed, held in material.lists if part.startswith(f"{listed.role}-")), None)
    return Chart(report.pictures[part], "", n)


def of_answers(session: Session, asked: Asked, /, *, now: datetime) -> Chart:  # noqa: ARG001 - as it is now
    """How a list was answered: `list`, its round `wave`, and `at`, the how manieth of its sets of five answers.

    Of one school type, `stratum`, where that is asked.
    """
    listed, held = _list(session, asked)
    sets: dict[str | None, list[Item]] = {}
    for item in results.measured(listed.instrument):
        if reports_pictures.is_on_points(listed, item):
            sets.setdefault(item.choice_list, []).append(item)
    found = dict(enumerate(sets.values(), 1)).get(_number(asked.get("at", "1")))
    if found is None:
        raise NotFound
    side = reports_pictures.Side("", held)
    title = reports_words.said(listed.instrument.title)
    return Chart(reports_pictures.answers(listed, found, [side], title), _about(listed, asked), len(held))


def of_parts(session: Session, asked: Asked, /, *, now: datetime) -> Chart:  # noqa: ARG001 - as it is now
    """The scales of a list, broken down `by` something into two to four parts: `list`, `wave`, `stratum`."""
    listed, held = _list(session, asked)
    table = results_breakdown.table(listed, held, breakdown(asked.get("by", "")), few=FEW_PUBLISHED)
    found = results_pictures.parts(table, listed.instrument, reports_words.withheld())
    if found is None:
        raise NotFound
    title = reports_words.said(listed.instrument.title)
    return Chart(replace(found, title=f"{title}: {found.title}"), _about(listed, asked), len(held))


def _list(session: Session, asked: Asked) -> tuple[Listed, list[Finished]]:
    listed = results.listed(session, asked.get("list", ""), asked.get("wave"))
    held = finished.interviews(session, wave=listed.wave, instrument=listed.name)
    return listed, within(held, asked.get("stratum"))


def _about(listed: Listed, asked: Asked) -> str:
    types = {str(key): words for key, words in STRATA.items()}
    return " · ".join(filter(None, (types.get(asked.get("stratum", "")), listed.wave)))


def of_changes(session: Session, asked: Asked, /, *, now: datetime) -> Chart:  # noqa: ARG001 - as it is now
    """The same people at two moments: `later`, the list of the later round, else the first; of one `activity`."""
    both = results_comparison.chosen(session, asked.get("later"))
    pairs = results_comparison.pairs(session, both)
    activity = asked.get("activity")
    if activity:
        pairs = [pair for pair in pairs if pair.first.intervention == activity]
    compared = results_comparison.compare(both, pairs, few=FEW_PUBLISHED)
    title = reports_words.said(both.later.instrument.title)
    shown = len(pairs) if len(pairs) >= FEW_PUBLISHED else None
    about = " · ".join([*sorted({pair.first.intervention_name for pair in pairs if activity}), both.wave.name])
    return Chart(reports_pictures.changes(both, compared, title), about, shown)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST else 0


LONGEST = 10  # digits of a number in an address
CHARTS: dict[str, Draw] = {
    "school": of_school,
    "study": of_study,
    "answers": of_answers,
    "parts": of_parts,
    "changes": of_changes,
}


def drawing(session: Session, name: str, asked: Asked, *, now: datetime) -> str:
    """A chart as SVG that stands on its own, with where it comes from below.

    Raises:
        NotFound: No chart of this name, or nothing of what was asked.
    """
    if name not in CHARTS:
        raise NotFound
    chart = CHARTS[name](session, asked, now=now)
    many = chart.n or 0
    said = [
        printing.study_name(session),
        chart.about,
        f"N = {i18n.number(many)}" if many >= FEW_PUBLISHED else "",
    ]
    parts = [*filter(None, said), i18n.day(local(now).date(), "long"), "Aloud"]
    source = " · ".join(map(reports_words.apart, parts))
    return svg.standalone(chart.picture, (source,), i18n.current())


__all__ = ["CHARTS", "Asked", "Chart", "Draw", "drawing", "png"]
