"""Hours for calling as somebody typed them, and a sentence for each way in which they cannot be worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from app import i18n
from app.calling.days import Calendar
from app.calling.rota import Span
from app.calling.shifts import Misfit, calling_hours, ended, longest, misfit
from app.clock import local
from app.errors import N_, FieldworkError

AHEAD = timedelta(days=183)
OVER = N_("These hours are over. Choose a day or time that is still to come.")
FAR = N_("This is more than half a year ahead. Look at the date, and at its year.")
SENTENCES = {
    Misfit.BACKWARDS: N_("It ends before it begins. Look at both times."),
    Misfit.SUNDAY: N_("We do not call on Sundays. Choose another day."),
    Misfit.CLOSED: N_("We do not call then: %(day)s, %(name)s. Choose another day."),
    Misfit.OUTSIDE: N_("On %(day)s we call from %(opens)s to %(closes)s. Choose hours between them."),
    Misfit.LONG: N_(
        "That is longer than a part of the day, at most %(hours)s hours. Enter it as two, with a pause between them."
    ),
}


class ShiftRefused(FieldworkError):
    """Hours that cannot be worked; the sentence says why."""

    status = 422


Day = Annotated[str, Field(max_length=20)]


class Typed(BaseModel):
    """Hours as somebody typed them."""

    person: str = Field("", max_length=12)
    day: list[Day] = Field(default=[], max_length=7)
    starts: str = Field("", max_length=20)
    ends: str = Field("", max_length=20)
    until: str = Field("", max_length=20)  # repeated every week until this day
    week: str = Field("", max_length=20)  # that was looked at


@dataclass(frozen=True)
class Wanted:
    """Hours that can be worked on each of these days; repeated every week until the last."""

    span: Span
    days: Sequence[date]
    last: date


def read(typed: Typed, calendar: Calendar, *, now: datetime) -> Wanted:
    """What was typed, as days and hours.

    Raises:
        ShiftRefused: It cannot be read, is over or far away, or nobody calls then.
    """
    days, last = _days(typed, now=now)
    starts = _time(typed.starts, N_("From what time? Give a beginning."))
    ends = _time(typed.ends, N_("Until what time? Give an end."))
    for day in days:
        _refuse_misfit((starts, ends), day, calendar)
        if ended(day, ends, now):
            raise ShiftRefused(OVER)
    return Wanted((starts, ends), days, last)


def in_the_way(day: date, other: Span) -> ShiftRefused:
    """Other hours of the same caller share time with these."""
    return ShiftRefused(
        N_(
            "On %(day)s there are hours from %(starts)s to %(ends)s already. Change the times, or take those out first."
        ),
        day=i18n.day(day, "EEEE d MMMM"),
        starts=f"{other[0]:%H:%M}",
        ends=f"{other[1]:%H:%M}",
    )


def _days(typed: Typed, *, now: datetime) -> tuple[list[date], date]:
    which = N_("On which days? Choose at least one.")
    days = sorted({_day(one, which) for one in typed.day})
    if not days:
        raise ShiftRefused(which)
    today = local(now).date()
    if days[0] < today:
        over = N_("%(day)s is over. Choose a day that is still to come.")
        raise ShiftRefused(over, item=None, day=i18n.day(days[0], "EEEE d MMMM"))
    last = _day(typed.until, N_("Until which day? Give a date, or leave it open.")) if typed.until.strip() else days[-1]
    if last < days[-1]:
        raise ShiftRefused(N_("Repeating ends before it begins. Look at the last date."))
    if last > today + AHEAD:
        raise ShiftRefused(FAR)
    return days, last


def _day(typed: str, sentence: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise ShiftRefused(sentence) from None


def _time(typed: str, sentence: str) -> time:
    try:
        return time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise ShiftRefused(sentence) from None


def _refuse_misfit(span: Span, day: date, calendar: Calendar) -> None:
    found = misfit(span, day, calendar)
    if found is None:
        return
    opens, closes = calling_hours(day, calendar)
    values = {
        "day": i18n.day(day, "EEEE d MMMM"),
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
        "name": ", ".join(quiet.name for quiet in calendar.quiet.get(day, ()) if not quiet.later),
        "hours": i18n.number(longest(day, calendar) / timedelta(hours=1)),
    }
    raise ShiftRefused(SENTENCES[found], item=None, **values)
