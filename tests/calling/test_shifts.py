"""Which hours somebody can enter: within the calling hours, on open days, no longer than a part of the day."""

from datetime import UTC, date, datetime, time

import pytest

from app.calling.days import Calendar, Quiet
from app.calling.shifts import Misfit, ended, longest, misfit, overlaps, weekly

TUESDAY, SATURDAY, SUNDAY, CHRISTMAS = date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 25)
CALENDAR = Calendar(
    quiet={
        CHRISTMAS: (Quiet("Eerste kerstdag"),),
        date(2026, 12, 2): (Quiet("Studiedag", time(9), time(13)), Quiet("Vakantie", later=True)),
    }
)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "expected"),
    [
        (TUESDAY, time(18), time(20, 30), None),
        (TUESDAY, time(16, 30), time(20, 30), None),
        (TUESDAY, time(15), time(18), None),  # over the edge of two parts of a day
        (TUESDAY, time(12), time(16, 30), None),
        (TUESDAY, time(20), time(18), Misfit.BACKWARDS),
        (TUESDAY, time(18), time(18), Misfit.BACKWARDS),
        (TUESDAY, time(9), time(12), Misfit.OUTSIDE),
        (TUESDAY, time(18), time(21), Misfit.OUTSIDE),
        (TUESDAY, time(21), time(22), Misfit.OUTSIDE),
        (TUESDAY, time(12), time(16, 45), Misfit.LONG),
        (TUESDAY, time(9, 30), time(20, 30), Misfit.LONG),
        (SATURDAY, time(10), time(16), None),
        (SATURDAY, time(18), time(20), Misfit.OUTSIDE),
        (SUNDAY, time(12), time(14), Misfit.SUNDAY),
        (CHRISTMAS, time(18), time(20), Misfit.CLOSED),
        (date(2026, 12, 2), time(10), time(12), Misfit.CLOSED),
        (date(2026, 12, 2), time(12), time(14), None),
    ],
)
def test_hours_that_can_be_worked(day: date, begins: time, ends: time, expected: Misfit | None) -> None:
    assert misfit((begins, ends), day, CALENDAR) == expected


def test_the_longest_part_of_a_day_follows_the_calling_hours() -> None:
    short = Calendar(weekday=(time(17), time(20)), saturday=(time(10), time(12)))

    assert [longest(day, CALENDAR).total_seconds() / 3600 for day in (TUESDAY, SATURDAY)] == [4.5, 6]
    assert [longest(day, short).total_seconds() / 3600 for day in (TUESDAY, SATURDAY)] == [3, 2]


def test_hours_that_touch_do_not_overlap() -> None:
    evening = (time(18), time(20))

    assert overlaps(evening, [(time(16), time(18)), (time(20), time(20, 30))]) is None
    assert overlaps(evening, [(time(16), time(18)), (time(19, 45), time(20, 30))]) == (time(19, 45), time(20, 30))


def test_every_week_keeps_its_hour_when_the_clocks_change() -> None:
    days = list(weekly(date(2027, 3, 23), date(2027, 4, 6)))

    assert days == [date(2027, 3, 23), date(2027, 3, 30), date(2027, 4, 6)]
    for day, hour in zip(days, (17, 16, 16), strict=True):  # six o'clock, in UTC
        assert ended(day, time(18), datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
        assert not ended(day, time(18, 1), datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
