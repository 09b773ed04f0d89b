"""Days and moments as the numbers that statistical programs count.

SPSS counts seconds from the first day of the Gregorian calendar, Stata days and milliseconds from 1960. Neither knows
time zones: what they get is the time that the clock on the wall showed.
"""

from datetime import date, datetime

SPSS_BEGIN = datetime(1582, 10, 14)  # noqa: DTZ001 — no zone existed
STATA_BEGIN = datetime(1960, 1, 1)  # noqa: DTZ001 — the clock on the wall


def wall(text: str) -> datetime | None:
    """The moment that an ISO 8601 text tells, as the clock on the wall showed it; None: it tells none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def spss_seconds(text: str) -> float | None:
    """As SPSS counts both days and moments."""
    moment = wall(text)
    return None if moment is None else (moment - SPSS_BEGIN).total_seconds()


def stata_days(text: str) -> float | None:
    """As Stata counts days."""
    moment = wall(text)
    return None if moment is None else float(moment.date().toordinal() - date(1960, 1, 1).toordinal())


def stata_milliseconds(text: str) -> float | None:
    """As Stata counts moments."""
    moment = wall(text)
    return None if moment is None else (moment - STATA_BEGIN).total_seconds() * 1000
