"""A school's own mark as somebody typed it, and as it is kept; the sentence says which field is not right."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import N_, FieldworkError
from app.i18n import plain_digits
from app.models import Person, SchoolFigure, Site
from app.services import results_schools

YEAR = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4}|\d{2})")
NO_SCHOOL = N_("There is no school “%(typed)s”. Use the code of the school.")
NO_ITEM = N_(
    "“%(typed)s” is no item of the parents' list that has a mean. Use the name of the item, such as school_climate."
)
NO_YEAR = N_("“%(typed)s” is no school year. Write it as 2011-2012.")
NO_MARK = N_("“%(typed)s” is no mark. Write a number, such as 6.7.")
OUT_OF = N_("The mark %(typed)s is not between 0 and %(highest)s.")
NO_HIGHEST = N_("“%(typed)s” is not the highest mark of a scale. Leave it empty for 10.")
NO_COUNT = N_("“%(typed)s” is no number of people. Leave it empty when nobody published it.")
NO_SOURCE = N_("Say where the mark was published, so that somebody can look it up.")


class MarkRefused(FieldworkError):
    """A field is not right; the sentence says which and what is expected."""

    status = 422


@dataclass(frozen=True)
class Typed:
    """A mark as it was typed."""

    school: str = ""
    key: str = ""
    period: str = ""
    value: str = ""
    highest: str = ""
    answered: str = ""
    source: str = ""


@dataclass(frozen=True)
class Known:
    """What a mark can be about."""

    sites: dict[str, int]
    keys: frozenset[str]


def known(session: Session) -> Known:
    """The schools by their codes, and the items."""
    sites = {code.casefold(): number for code, number in session.execute(sa.select(col(Site.code), col(Site.id)))}
    return Known(sites, frozenset(results_schools.keys(session)))


def read(typed: Typed, about: Known, *, by: Person, now: datetime) -> SchoolFigure:
    """The mark that somebody typed.

    Raises:
        MarkRefused: A field is not right.
    """
    site = about.sites.get(typed.school.strip().casefold())
    if site is None:
        raise MarkRefused(NO_SCHOOL, typed=typed.school[:40])
    if typed.key.strip() not in about.keys:
        raise MarkRefused(NO_ITEM, typed=typed.key[:60])
    highest = _number(typed.highest or "10", NO_HIGHEST)
    if not 1 < highest <= 1000:
        raise MarkRefused(NO_HIGHEST, typed=typed.highest[:20])
    value = _number(typed.value, NO_MARK)
    if not 0 <= value <= highest:
        raise MarkRefused(OUT_OF, typed=typed.value[:20], highest=typed.highest.strip() or "10")
    if not typed.source.strip():
        raise MarkRefused(NO_SOURCE)
    return SchoolFigure(
        site_id=site,
        key=typed.key.strip(),
        period=_period(typed.period),
        value=value,
        highest=highest,
        answered=_count(typed.answered),
        source=typed.source.strip()[:300],
        person_id=by.id,
        at=now,
    )


def _number(typed: str, wrong: str) -> float:
    plain = plain_digits(typed.strip()).replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", plain):
        raise MarkRefused(wrong, typed=typed[:20])
    return float(plain)


def _period(typed: str) -> str:
    found = YEAR.fullmatch(plain_digits(typed.strip()))
    if not found or int(found[2]) % 100 != (int(found[1]) + 1) % 100:
        raise MarkRefused(NO_YEAR, typed=typed[:20])
    return f"{found[1]}-{int(found[1]) + 1}"


def _count(typed: str) -> int | None:
    plain = plain_digits(typed.strip())
    if not plain:
        return None
    if not plain.isdecimal() or not 0 < int(plain) < 100_000:
        raise MarkRefused(NO_COUNT, typed=typed[:20])
    return int(plain)
