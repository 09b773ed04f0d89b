"""The school year 2011–2012 in Rotterdam (holiday region Midden): when a school is open and a parent may be rung."""

import calendar
from datetime import date, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")

# First and last day. Single days are public holidays; the Friday after Ascension Day is free as well.
HOLIDAYS = (
    (date(2011, 10, 22), date(2011, 10, 30)),
    (date(2011, 12, 24), date(2012, 1, 8)),
    (date(2012, 2, 18), date(2012, 2, 26)),
    (date(2012, 4, 6), date(2012, 4, 9)),
    (date(2012, 4, 28), date(2012, 5, 6)),
    (date(2012, 5, 17), date(2012, 5, 20)),
    (date(2012, 5, 28), date(2012, 5, 28)),
    (date(2012, 7, 7), date(2012, 8, 26)),
)


def is_school_day(day: date) -> bool:
    """Monday to Friday, outside holidays."""
    return day.weekday() < 5 and not any(first <= day <= last for first, last in HOLIDAYS)


def school_days(first: date, last: date) -> list[date]:
    """The school days of a period, both ends included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_school_day(day)]


def school_day_from(day: date) -> date:
    """This day, or the next one on which school is open."""
    while not is_school_day(day):
        day += timedelta(days=1)
    return day


def three_months_after(day: date) -> date:
    """Three calendar months later; the last day when that month is shorter."""
    years, month = divmod(day.month + 2, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
