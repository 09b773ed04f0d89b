"""Dates of the callback round, on the calendar of the schools."""

import calendar
from datetime import date, timedelta


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
