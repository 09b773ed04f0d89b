"""Pictures by name, as somebody takes them out for slides: a table that other parts of the house add theirs to.

A chart is a function of the session, what was asked in the address, and the moment; it returns the picture and what it
is about. Whatever leaves this way leaves the house, so a chart keeps to the threshold of what is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from app import i18n
from app.clock import local
from app.errors import NotFound
from app.pictures import svg
from app.pictures.marks import Picture
from app.pictures.png import png
from app.services import printing, reports, reports_material, reports_study

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
    number = asked.get("site", "")
    if not number.isascii() or not number.isdecimal():
        raise NotFound
    material = reports_material.material(session, now=now)
    report = reports.of_school(material, reports_material.site(material.sites, int(number)))
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


CHARTS: dict[str, Draw] = {"school": of_school, "study": of_study}


def drawing(session: Session, name: str, asked: Asked, *, now: datetime) -> str:
    """A chart as SVG that stands on its own, with where it comes from below.

    Raises:
        NotFound: No chart of this name, or nothing of what was asked.
    """
    if name not in CHARTS:
        raise NotFound
    chart = CHARTS[name](session, asked, now=now)
    said = [printing.study_name(session), chart.about, f"N = {i18n.number(chart.n)}" if chart.n else ""]
    source = " · ".join([*filter(None, said), i18n.day(local(now).date(), "long"), "Aloud"])
    return svg.standalone(chart.picture, (source,), i18n.current())


__all__ = ["CHARTS", "Asked", "Chart", "Draw", "drawing", "png"]
