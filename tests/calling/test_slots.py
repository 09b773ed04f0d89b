"""A parent is asked for a day, then for an hour or a part of it; only what somebody can keep is offered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.calling import slots
from app.clock import TIME_ZONE

QUARTER = timedelta(minutes=15)
WEDNESDAY, SATURDAY = date(2027, 2, 24), date(2027, 2, 27)


@dataclass(frozen=True)
class Quarter:
    at: datetime
    callers: int = 1
    promised: int = 0

    @property
    def until(self) -> datetime:
        return self.at + QUARTER


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TIME_ZONE).astimezone(UTC)


@pytest.fixture
def offered() -> tuple[slots.Day, ...]:
    """Wednesday from four to half past five, with quarter to five given away; Saturday from ten to half past."""
    wednesday = [Quarter(at(WEDNESDAY, 16) + n * QUARTER, promised=int(n == 3)) for n in range(6)]
    return slots.days([*wednesday, Quarter(at(SATURDAY, 10)), Quarter(at(SATURDAY, 10, 15))])


def test_a_day_falls_apart_into_the_parts_that_parents_know(offered: tuple[slots.Day, ...]) -> None:
    assert [(day.on, [part.name for part in day.parts]) for day in offered] == [
        (WEDNESDAY, ["weekday_afternoon", "weekday_evening"]),
        (SATURDAY, ["saturday"]),
    ]
    evening = offered[0].parts[1]
    assert [[f"{one.at.astimezone(TIME_ZONE):%H:%M}" for one in row] for row in evening.hours] == [
        ["16:30", "16:45"],
        ["17:00", "17:15"],
    ]


def test_an_hour_is_promised_for_half_an_hour_and_a_part_of_a_day_for_all_of_it(
    offered: tuple[slots.Day, ...],
) -> None:
    firm = slots.promise(offered, "2027-02-24T16:00Z")
    soft = slots.promise(offered, "2027-02-24/weekday_evening")

    assert (firm.at, firm.until, firm.firm) == (at(WEDNESDAY, 17), at(WEDNESDAY, 17, 30), True)
    assert (soft.at, soft.until, soft.firm) == (at(WEDNESDAY, 16, 30), at(WEDNESDAY, 17, 30), False)


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("2027-02-24T15:45Z", slots.TimeTaken),
        ("2027-02-24T19:00Z", slots.NotStaffed),
        ("2027-02-25/weekday_evening", slots.NotStaffed),
        ("never", slots.NotStaffed),
        ("", slots.NotStaffed),
    ],
)
def test_what_nobody_can_keep_is_not_promised(
    offered: tuple[slots.Day, ...], key: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        slots.promise(offered, key)


def test_where_nobody_calls_nothing_is_offered() -> None:
    assert slots.days([]) == ()
