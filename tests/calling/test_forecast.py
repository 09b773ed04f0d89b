"""What the coming weeks bring, and whether there are callers for it; every figure here can be checked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calling.days import DAY_PARTS, EVENING, SATURDAY, Calendar, Quiet
from app.calling.forecast import ANY, Coming, Pace, Staff, Week, calls_of, chance_of_another, forecast
from app.calling.rules import Rules

MONDAY = date(2026, 11, 30)
ELIF, SANNE = 1, 2
SPEAKS = {ELIF: frozenset({"tr", "nl"}), SANNE: frozenset({"nl"})}
ONE_CALL = Pace(minutes=10, attempts=1)


def coming(language: str = "tr", starts: date = MONDAY, **more: object) -> Coming:
    return Coming(**{"language": language, "starts": starts, "closes": starts + timedelta(28), "tries_left": 8} | more)  # type: ignore[arg-type]


def staff(*rows: tuple[int, str, int], week: date = MONDAY) -> Staff:
    held = Staff(languages=SPEAKS)
    for who, part, minutes in rows:
        held.minutes[week, part, who] += minutes
    return held


def first_week(cases: list[Coming], held: Staff, pace: Pace = ONE_CALL) -> Week:
    return forecast(cases, held, pace, Rules(), MONDAY)[0]


def test_twelve_turkish_evenings_and_room_for_four() -> None:
    cases = [coming(prefers=(EVENING,)) for _ in range(12)]

    week = first_week(cases, staff((ELIF, EVENING, 40), (SANNE, EVENING, 300), (ELIF, SATURDAY, 300)))

    cell = week.cell(EVENING, "tr")
    assert (round(cell.calls), round(cell.room), cell.short, cell.staffed) == (12, 4, 8, 40)
    assert (week.number, week.due, week.staffed) == (49, {"tr": 12}, 640)


def test_whoever_has_no_preference_is_called_when_there_is_time() -> None:
    week = first_week([coming("nl") for _ in range(6)], staff((SANNE, SATURDAY, 40), (ELIF, EVENING, 30)))

    assert (round(week.cell(ANY, "nl").calls), week.cell(ANY, "nl").short) == (6, 0)


def test_who_speaks_turkish_is_kept_for_turkish() -> None:
    dutch, turkish = [coming("nl", prefers=(EVENING,))] * 5, [coming(prefers=(EVENING,))] * 3

    week = first_week(dutch + turkish, staff((ELIF, EVENING, 40), (SANNE, EVENING, 20)))

    assert (week.cell(EVENING, "tr").short, week.cell(EVENING, "nl").short) == (0, 2)


def test_retries_come_in_the_same_week_and_the_next_ones_fewer_each_time() -> None:
    weeks = forecast([coming()], Staff(), Pace(10, 3), Rules(), MONDAY)
    calls = [week.calls for week in weeks]

    assert calls[0] > calls[1] > calls[2] > 0
    assert calls[3:] == [0] * 13
    assert sum(calls) == pytest.approx(3)


def test_parents_of_a_recent_evening_stand_in_the_week_in_which_they_are_due() -> None:
    later = coming(starts=MONDAY + timedelta(weeks=12, days=1))
    weeks = forecast([later, coming(starts=MONDAY + timedelta(weeks=30))], Staff(), ONE_CALL, Rules(), MONDAY)

    assert [week.due["tr"] for week in weeks] == [0] * 12 + [1] + [0] * 3
    assert [round(week.calls, 6) for week in weeks] == [0] * 12 + [1] + [0] * 3


def test_a_promise_is_one_call_in_its_part_of_the_week() -> None:
    week = first_week([coming(promised=SATURDAY, prefers=(EVENING,))], Staff(), Pace(10, 2))

    assert week.cell(SATURDAY, "tr").calls == 1
    assert 0 < week.cell(EVENING, "tr").calls < 1


def test_a_closed_week_and_the_end_of_a_window_move_or_end_the_calls() -> None:
    holiday = {MONDAY + timedelta(days=day): (Quiet("Kerstvakantie"),) for day in range(6)}
    rules = Rules(calendar=Calendar(quiet=holiday))

    weeks = forecast([coming()], Staff(), ONE_CALL, rules, MONDAY)
    assert [round(week.calls, 6) for week in weeks[:2]] == [0, 1]
    last = coming(closes=MONDAY + timedelta(days=1))  # Monday and Tuesday are left, one call a day
    assert sum(week.calls for week in forecast([last], Staff(), Pace(10, 8), Rules(), MONDAY)) == pytest.approx(2)
    over = forecast([coming(closes=MONDAY + timedelta(days=5))], Staff(), ONE_CALL, rules, MONDAY)
    assert sum(week.calls for week in over) == 0


CASES = st.lists(
    st.builds(
        Coming,
        language=st.sampled_from(["nl", "tr", "ar"]),
        starts=st.integers(-20, 130).map(lambda days: MONDAY + timedelta(days=days)),
        closes=st.integers(-5, 160).map(lambda days: MONDAY + timedelta(days=days)),
        tries_left=st.integers(0, 8),
        prefers=st.lists(st.sampled_from(DAY_PARTS), unique=True, max_size=3).map(tuple),
        promised=st.none() | st.sampled_from(DAY_PARTS),
    ),
    max_size=25,
)
SHIFTS = st.lists(
    st.tuples(st.sampled_from([ELIF, SANNE]), st.sampled_from(DAY_PARTS), st.integers(0, 300)), max_size=6
)


@given(CASES, SHIFTS, st.floats(1, 8), st.integers(0, 6))
def test_nobody_is_called_more_often_than_agreed_and_no_hour_is_given_away_twice(
    cases: list[Coming], shifts: list[tuple[int, str, int]], attempts: float, weekday: int
) -> None:
    today, rules, held = MONDAY + timedelta(days=weekday), Rules(), staff(*shifts)
    again = chance_of_another(attempts, rules.most_attempts)

    for case in cases:
        calls = list(calls_of(case, again, rules, today))
        assert sum(count for *_, count in calls) <= min(case.tries_left, attempts + 1e-6)
        assert all(max(case.starts, today) < monday + timedelta(7) and monday <= case.closes for monday, *_ in calls)
    for week in forecast(cases, held, Pace(10, attempts), rules, today):
        assert all(0 <= cell.room <= cell.calls + 1e-9 for cell in week.cells.values())
        assert sum(cell.room for cell in week.cells.values()) * 10 <= week.staffed + 10 * len(week.cells)
        assert all(cell.room == 0 or cell.staffed or cell.calls < 0.1 for cell in week.cells.values())
