"""A closure as somebody typed it, in the browser or as a row of a file, and as the calendar wants it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Self

from app.calling.spans import Effect, Kind, Span
from app.errors import N_, FieldworkError
from app.i18n import plain_digits

LONGEST = 120  # days; longer is a slip of the year
FURTHEST = 10  # years from today
LONGEST_NAME, LONGEST_SOURCE = 80, 300
ISO, OURS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
HOUR = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
USUAL = {Kind.PUBLIC: Effect.CLOSED, Kind.STUDY: Effect.CLOSED}  # others come later

NO_NAME = N_("Give it a name, at most 80 letters.")
NO_KIND = N_("“%(typed)s” is no kind of days. Choose public, school, ramadan, feast or study.")
NO_EFFECT = N_("“%(typed)s” is no effect. Choose closed (nobody is called) or later (others come first).")
NO_DATE = N_("“%(typed)s” is no date. Write it as 2027-03-26 or 26-3-2027.")
NO_START = N_("Say on which day it begins.")
NO_HOUR = N_("“%(typed)s” is no time of the day. Write it as 17:30.")
TURNED = N_("The last day comes before the first one. Turn them round.")
TOO_LONG = N_("These are more than %(days)s days. Look at the years, or make two rows of it.")
TOO_FAR = N_("%(year)s is more than ten years away. Look at the year.")
HALF_HOURS = N_("Give both hours, from and until, or neither for whole days.")
HOURS_TURNED = N_("The hours end before they begin. Turn them round.")
NO_SCHOOL = N_("There is no school “%(typed)s”. Use its code, or leave it empty for all schools.")
NO_SOURCE = N_("Say where you read it, in at most 300 letters, so that somebody can look it up.")


class ClosureRefused(FieldworkError):
    """A field is not right; the sentence says which and what is expected."""

    status = 422


@dataclass(frozen=True)
class Typed:
    """What was typed, field by field."""

    kind: str = Kind.STUDY
    name: str = ""
    starts_on: str = ""
    ends_on: str = ""
    from_time: str = ""
    to_time: str = ""
    effect: str = ""
    school: str = ""  # its code
    source: str = ""

    @classmethod
    def of(cls, span: Span, schools: Mapping[int, str]) -> Self:
        """A row to be changed, as it stands; `schools` are codes by id."""
        return cls(
            span.kind,
            span.name,
            span.starts_on.isoformat(),
            span.ends_on.isoformat(),
            f"{span.from_time:%H:%M}" if span.from_time else "",
            f"{span.to_time:%H:%M}" if span.to_time else "",
            span.effect,
            schools[span.site_id] if span.site_id else "",
            span.source,
        )

    def stripped(self) -> Self:
        """Without spaces around."""
        return type(self)(**{one.name: getattr(self, one.name).strip() for one in fields(self)})


def read(typed: Typed, schools: Mapping[str, int], today: date) -> Span:
    """What was typed as the calendar wants it; `schools` are ids by code.

    Raises:
        ClosureRefused: A field is not right.
    """
    kind = typed.kind.casefold()
    if kind not in set(Kind):
        raise ClosureRefused(NO_KIND, typed=typed.kind)
    effect = typed.effect.casefold() or USUAL.get(Kind(kind), Effect.LATER).value
    if effect not in set(Effect):
        raise ClosureRefused(NO_EFFECT, typed=typed.effect)
    if not 0 < len(typed.name) <= LONGEST_NAME:
        raise ClosureRefused(NO_NAME)
    if not 0 < len(typed.source) <= LONGEST_SOURCE:
        raise ClosureRefused(NO_SOURCE)
    start, end = _days(typed, today)
    hours = _hours(typed)
    return Span(kind, effect, typed.name, start, end, *hours, _school(typed.school, schools), typed.source)


def _days(typed: Typed, today: date) -> tuple[date, date]:
    if not typed.starts_on:
        raise ClosureRefused(NO_START)
    start = a_date(typed.starts_on)
    end = a_date(typed.ends_on) if typed.ends_on else start
    if end < start:
        raise ClosureRefused(TURNED)
    for day in (start, end):
        if abs(day.year - today.year) > FURTHEST:
            raise ClosureRefused(TOO_FAR, year=day.year)
    if (end - start).days >= LONGEST:
        raise ClosureRefused(TOO_LONG, days=LONGEST)
    return start, end


def a_date(typed: str) -> date:
    """A date as people write it here, or as computers do.

    Raises:
        ClosureRefused: It is none.
    """
    plain = plain_digits(typed)
    found, order = ISO.fullmatch(plain), (1, 2, 3)
    if found is None:
        found, order = OURS.fullmatch(plain), (3, 2, 1)
    try:
        return date(*(int(found[at]) for at in order))  # type: ignore[index]  # None is refused below
    except (TypeError, ValueError):
        raise ClosureRefused(NO_DATE, typed=typed) from None


def an_hour(typed: str) -> time:
    """A time of the day.

    Raises:
        ClosureRefused: It is none.
    """
    found = HOUR.fullmatch(plain_digits(typed))
    try:
        return time(int(found[1]), int(found[2]))  # type: ignore[index]  # None is refused below
    except (TypeError, ValueError):
        raise ClosureRefused(NO_HOUR, typed=typed) from None


def _hours(typed: Typed) -> tuple[time | None, time | None]:
    if not typed.from_time and not typed.to_time:
        return None, None
    if not typed.from_time or not typed.to_time:
        raise ClosureRefused(HALF_HOURS)
    start, end = an_hour(typed.from_time), an_hour(typed.to_time)
    if start >= end:
        raise ClosureRefused(HOURS_TURNED)
    return start, end


def _school(typed: str, schools: Mapping[str, int]) -> int | None:
    if not typed:
        return None
    found = {code.casefold(): held for code, held in schools.items()}.get(typed.casefold())
    if found is None:
        raise ClosureRefused(NO_SCHOOL, typed=typed)
    return found
