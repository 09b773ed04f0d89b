"""Days and hours of the round, figured out here once more, with paper and pencil: these numbers are the test's own."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calling.days import (
    AFTERNOON,
    DAY_PARTS,
    EVENING,
    MORNING,
    SATURDAY,
    Calendar,
    Dates,
    Quiet,
    add_months,
    agreed,
    callable_days,
    dates,
    day_part,
    is_callable,
    is_later,
    next_time,
    quiet_now,
)
from app.errors import FieldworkError

ANCHORS = [date(2026, 1, 1) + timedelta(days=n) for n in range(3650)]
HOLIDAYS = {
    day: (Quiet(name),) for day, name in holidays.country_holidays("NL", years=range(2026, 2038), language="nl").items()
}
CALENDAR = Calendar(quiet=HOLIDAYS)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
MOMENTS = st.integers(0, 9 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
LONG = {1, 3, 5, 7, 8, 10, 12}
LEAP_YEARS = {2028, 2032, 2036}


def days_in(year: int, month: int) -> int:
    return (29 if year in LEAP_YEARS else 28) if month == 2 else 31 if month in LONG else 30


def of_round(anchor: date, calendar: Calendar = CALENDAR) -> Dates:
    return dates(anchor, 3, 7, 28, calendar)


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
    assert add_months(date.fromisoformat(interviewed), 3) == date.fromisoformat(due)


@given(DAYS, st.integers(0, 60))
def test_any_number_of_months_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    due = add_months(day, months)

    assert (due.year - day.year) * 12 + due.month - day.month == months
    assert due.day == min(day.day, days_in(due.year, due.month))


def test_ten_years_of_interviews_all_get_a_day_that_can_be_kept() -> None:
    rounds = [of_round(anchor) for anchor in ANCHORS]

    assert len(rounds) == 3650
    for anchor, found in zip(ANCHORS, rounds, strict=True):
        assert 89 <= (found.first_on - anchor).days <= 94, anchor
        assert 0 <= (found.first_on - found.due_on).days <= 3, anchor
        assert found.first_on.weekday() != 6, anchor
        assert found.first_on not in HOLIDAYS, anchor
        assert (found.due_on - found.opens_on, found.closes_on - found.due_on) == (timedelta(7), timedelta(28))
        assert 20 <= callable_days(found.due_on - timedelta(7), found.due_on + timedelta(21), CALENDAR) <= 25, anchor
    for earlier, later in pairwise(rounds):
        assert earlier.due_on <= later.due_on
        assert earlier.first_on <= later.first_on


def test_whoever_was_met_in_the_last_days_of_november_is_called_on_the_first_of_march() -> None:
    found = of_round(date(2026, 11, 30))

    assert (found.due_on, found.first_on) == (date(2027, 2, 28), date(2027, 3, 1))  # the 28th is a Sunday
    assert (found.opens_on, found.closes_on) == (date(2027, 2, 21), date(2027, 3, 28))


def test_christmas_and_a_sunday_in_a_row_are_waited_out() -> None:
    assert of_round(date(2026, 9, 25)).first_on == date(2026, 12, 28)  # Friday, Saturday, and then Sunday


def test_a_school_holiday_holds_nobody_up_and_puts_others_first() -> None:
    spring = {date(2027, 2, day): (Quiet("Voorjaarsvakantie", later=True),) for day in range(20, 29)}
    noon = datetime(2027, 2, 22, 11, tzinfo=UTC)
    calendar = Calendar(quiet=spring)

    assert of_round(date(2026, 11, 22), calendar).first_on == date(2027, 2, 22)
    assert is_callable(noon, calendar)
    assert is_later(noon, calendar)
    assert next_time(noon, calendar) == noon


def test_around_iftar_nobody_is_scheduled_though_calling_is_not_forbidden() -> None:
    iftar = Quiet("Iftar", time(18), time(19, 15), later=True)
    calendar = Calendar(quiet={date(2027, 2, 24): (iftar,)})
    at_table, after = datetime(2027, 2, 24, 17, 20, tzinfo=UTC), datetime(2027, 2, 24, 18, 15, tzinfo=UTC)

    assert quiet_now(at_table, calendar) == iftar
    assert is_callable(at_table, calendar)
    assert next_time(at_table, calendar) == after
    assert not is_later(after, calendar)


def test_an_early_end_on_christmas_eve_leaves_the_rest_of_the_day() -> None:
    calendar = Calendar(quiet={date(2026, 12, 24): (Quiet("Kerstavond", time(17), time.max),)})

    assert is_callable(datetime(2026, 12, 24, 15, 59, tzinfo=UTC), calendar)
    assert not is_callable(datetime(2026, 12, 24, 16, tzinfo=UTC), calendar)
    assert callable_days(date(2026, 12, 24), date(2026, 12, 24), calendar) == 1


def test_a_school_that_closes_is_quiet_for_its_own_parents_only() -> None:
    mourning = {date(2027, 2, 23): (Quiet("Rouw"),)}
    calendar = Calendar(quiet={date(2027, 2, 23): (Quiet("Vakantie", later=True),)}, own={4: mourning})
    noon = datetime(2027, 2, 23, 11, tzinfo=UTC)

    assert is_callable(noon, calendar)
    assert is_callable(noon, calendar.of_site(5))
    assert not is_callable(noon, calendar.of_site(4))
    assert quiet_now(noon, calendar.of_site(4)) == Quiet("Rouw")
    assert quiet_now(noon, calendar) == Quiet("Vakantie", later=True)


@pytest.mark.parametrize(
    ("moment", "part", "open_"),
    [
        ("2027-02-22T09:29", MORNING, False),
        ("2027-02-22T09:30", MORNING, True),
        ("2027-02-22T12:00", AFTERNOON, True),
        ("2027-02-22T16:30", EVENING, True),
        ("2027-02-22T20:29", EVENING, True),
        ("2027-02-22T20:30", EVENING, False),
        ("2027-02-27T09:59", SATURDAY, False),
        ("2027-02-27T15:59", SATURDAY, True),
        ("2027-02-27T16:00", SATURDAY, False),
        ("2027-02-28T12:00", None, False),
        ("2027-03-26T12:00", AFTERNOON, False),  # Good Friday
        ("2027-07-01T20:29", EVENING, True),  # summer time
    ],
)
def test_the_hours_of_the_desk(moment: str, part: str | None, open_: bool) -> None:
    at = agreed(date.fromisoformat(moment[:10]), time.fromisoformat(moment[11:])).astimezone(UTC)

    assert day_part(at) == part
    assert is_callable(at, CALENDAR) is open_


@pytest.mark.parametrize(
    ("after", "avoid", "prefer", "then"),
    [
        ("2027-02-23T14:30", EVENING, (), "2027-02-23T14:30"),  # tried last evening: now is another part of the day
        ("2027-02-24T06:00", MORNING, (), "2027-02-24T12:00"),
        ("2027-02-26T18:00", EVENING, (), "2027-02-27T10:00"),  # Friday evening: Saturday
        ("2027-02-27T13:00", SATURDAY, (), "2027-03-01T09:30"),  # no Sunday
        ("2027-02-23T14:30", None, (EVENING,), "2027-02-23T16:30"),
        ("2027-02-23T14:30", EVENING, (EVENING,), "2027-02-23T16:30"),  # what they asked for outranks a change
        ("2027-02-23T14:30", EVENING, (EVENING, SATURDAY), "2027-02-27T10:00"),
        ("2027-03-25T20:30", None, (), "2027-03-27T10:00"),  # over Good Friday
        ("2027-03-26T09:00", SATURDAY, (), "2027-03-30T09:30"),  # over Easter, as Saturday was tried
    ],
)
def test_the_next_time_is_another_part_of_the_day(
    after: str, avoid: str | None, prefer: tuple[str, ...], then: str
) -> None:
    given_, wanted = (agreed(date.fromisoformat(at[:10]), time.fromisoformat(at[11:])) for at in (after, then))

    assert next_time(given_, CALENDAR, avoid=avoid, prefer=prefer) == wanted


@given(MOMENTS, st.sampled_from([None, *DAY_PARTS]), st.sets(st.sampled_from(DAY_PARTS)))
def test_the_next_time_is_always_in_the_hours_and_never_long_away(
    after: datetime, avoid: str | None, prefer: set[str]
) -> None:
    then = next_time(after, CALENDAR, avoid=avoid, prefer=tuple(prefer))

    assert after <= then <= after + timedelta(days=8)
    assert is_callable(then, CALENDAR)
    assert then.utcoffset() == timedelta(0)


def test_a_desk_that_never_opens_is_told_to_the_lead_instead_of_searched_for_ever() -> None:
    shut = Calendar(weekday=(time(9), time(9)), saturday=(time(9), time(9)))
    for ask in (lambda: next_time(datetime(2027, 2, 22, tzinfo=UTC), shut), lambda: of_round(date(2026, 11, 22), shut)):
        with pytest.raises(FieldworkError, match="no hour to call"):
            ask()


def test_an_agreed_time_is_meant_on_the_clocks_of_the_schools() -> None:
    assert agreed(date(2027, 2, 24), time(19)) == datetime(2027, 2, 24, 18, tzinfo=UTC)
    assert agreed(date(2027, 7, 1), time(19)) == datetime(2027, 7, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize("hour", [time(2), time(2, 30), time(2, 59)])
def test_a_time_that_the_clocks_skip_cannot_be_agreed(hour: time) -> None:
    with pytest.raises(FieldworkError, match="skip this time"):
        agreed(date(2027, 3, 28), hour)


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    assert agreed(date(2027, 10, 31), time(2, 30)).astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(DAYS, st.times())
def test_every_other_time_is_the_one_that_was_said(day: date, hour: time) -> None:
    skipped = day.month == 3 and (day + timedelta(days=7)).month == 4 and day.weekday() == 6 and hour.hour == 2
    if not skipped:
        assert agreed(day, hour).timetz().replace(tzinfo=None) == hour
        assert agreed(day, hour).date() == day
