"""Three calendar months, as the parent was told; figured out here once more, with paper and pencil."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import FieldworkError
from app.services.calendar import agreed, closes_on, months_later

DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
LONG = {1, 3, 5, 7, 8, 10, 12}
LEAP_YEARS = {2028, 2032, 2036}


def days_in(year: int, month: int) -> int:
    return (29 if year in LEAP_YEARS else 28) if month == 2 else 31 if month in LONG else 30


@pytest.mark.parametrize(
    ("interviewed", "due"),
    [
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2027-11-29", "2028-02-29"),
        ("2026-01-31", "2026-04-30"),
        ("2026-05-31", "2026-08-31"),
        ("2026-11-22", "2027-02-22"),
        ("2026-08-31", "2026-11-30"),
        ("2026-09-30", "2026-12-30"),
        ("2026-12-31", "2027-03-31"),
        ("2028-02-29", "2028-05-29"),
    ],
)
def test_the_same_day_three_months_later(interviewed: str, due: str) -> None:
    assert months_later(date.fromisoformat(interviewed), 3) == date.fromisoformat(due)


@given(DAYS)
def test_always_three_months_and_the_same_day_or_the_last(day: date) -> None:
    due = months_later(day, 3)

    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == 3
    assert due.day == min(day.day, days_in(due.year, due.month))


@given(DAYS, DAYS)
def test_whoever_was_met_first_is_never_due_later(one: date, other: date) -> None:
    first, second = sorted((one, other))

    assert months_later(first, 3) <= months_later(second, 3)


@given(DAYS, st.integers(0, 60))
def test_any_number_of_months_is_a_date(day: date, months: int) -> None:
    due = months_later(day, months)

    assert (due.year - day.year) * 12 + due.month - day.month == months


def test_a_window_of_four_weeks_ends_on_the_same_day_of_the_week() -> None:
    assert closes_on(date(2027, 2, 22), 28) == date(2027, 3, 22)


def test_an_agreed_time_is_meant_on_the_clocks_of_the_schools() -> None:
    assert agreed(date(2027, 2, 24), time(19)) == datetime(2027, 2, 24, 18, tzinfo=UTC)
    assert agreed(date(2027, 7, 1), time(19)) == datetime(2027, 7, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize("hour", [time(2), time(2, 30), time(2, 59)])
def test_a_time_that_the_clocks_skip_cannot_be_agreed(hour: time) -> None:
    with pytest.raises(FieldworkError, match="skip this time"):
        agreed(date(2027, 3, 28), hour)


@given(DAYS, st.times())
def test_every_other_time_is_the_one_that_was_said(day: date, hour: time) -> None:
    skipped = day.month == 3 and (day + timedelta(days=7)).month == 4 and day.weekday() == 6 and hour.hour == 2
    if not skipped:
        assert agreed(day, hour).timetz().replace(tzinfo=None) == hour
        assert agreed(day, hour).date() == day
