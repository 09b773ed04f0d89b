"""Dates of the callback round, on the calendar of the schools."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from app.clock import TIME_ZONE, local
from app.errors import N_, FieldworkError


def months_later(day: date, months: int) -> date:
    """The same day some calendar months later; the last day when that month is shorter.

    Three months, not 91 days: that is what the parent was told.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def closes_on(due_on: date, window_days: int) -> date:
    """The last day on which we still call."""
    return due_on + timedelta(days=window_days)


def agreed(day: date, hour: time) -> datetime:
    """A day and time that were agreed on the telephone, on the clocks of the schools.

    Raises:
        FieldworkError: The clocks skip that time in the night in which summer begins.
    """
    moment = datetime.combine(day, hour, TIME_ZONE)
    if local(moment.astimezone(UTC)).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise FieldworkError(N_("The clocks skip this time that night. Choose another."))
    return moment
