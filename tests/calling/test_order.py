"""Whom to call first: the order of method 1.8, and the reason that stands beside each parent."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calling.days import EVENING, MORNING, SATURDAY, Calendar, Quiet
from app.calling.events import Promise
from app.calling.machine import Held, Try
from app.calling.order import Place, Why, place
from app.calling.rules import Rules
from app.calling.states import OPEN
from app.clock import TIME_ZONE
from tests.calling.waiting import NOW, ON_SHIFT, parent, ranks, waiting

RULES = Rules()


def placed(held: Held, now: datetime = NOW, rules: Rules = RULES) -> Place:
    return place(held, now, rules, ON_SHIFT)


def in_order(cases: list[Held], now: datetime = NOW) -> list[int]:
    return [held.id for held in sorted(cases, key=lambda held: placed(held, now).key)]


@pytest.mark.parametrize("seed", range(5))
def test_however_they_are_shuffled_they_are_called_in_the_order_that_was_written_out(seed: int) -> None:
    cases = waiting()
    expected = [held.id for held in cases]
    Random(seed).shuffle(cases)

    assert len(set(expected)) == len(cases) >= 50
    assert in_order(cases) == expected


def test_everybody_is_in_the_class_that_was_written_above_her() -> None:
    assert {held.id: placed(held).rank for held in waiting()} == ranks()
    assert set(ranks().values()) == set(range(10))


def test_a_promised_hour_counts_from_five_minutes_before_until_it_is_kept() -> None:
    held = parent("1 nl - 03-31 firm 03-04T18:30; call 03-02T19:00")
    promised = NOW + timedelta(minutes=30)
    minutes = {minute: placed(held, promised + timedelta(minutes=minute)).rank for minute in (-6, -5, 0, 15, 16, 600)}

    assert minutes == {-6: 7, -5: 0, 0: 0, 15: 0, 16: 1, 600: 1}
    forgotten = parent("1 nl - 03-31; call 03-02T19:00")  # the machine has taken the promise away
    assert place(forgotten, NOW, RULES, ON_SHIFT, missed=True).rank == 1
    kept = replace(held, attempts=(*held.attempts, Try(promised, 1, "busy", EVENING, "phone", False)))
    assert placed(kept, promised + timedelta(minutes=40)).rank == 7


def test_whoever_asked_to_be_called_now_comes_first_for_a_day() -> None:
    held = parent("1 nl - 03-31 asked 03-04T18:00")

    assert [placed(held, NOW + timedelta(hours=hours)).rank for hours in (0, 23, 24)] == [0, 0, 6]


def test_a_lot_is_drawn_anew_every_day_so_that_nobody_is_always_last() -> None:
    alike = [parent(f"{number} nl - 03-31") for number in (7, 21, 40, 58)]

    assert in_order(alike, NOW) == [21, 7, 40, 58]
    assert {tuple(in_order(alike, NOW + timedelta(days=days))) for days in range(10)} > {(21, 7, 40, 58)}


def test_in_the_hours_around_iftar_and_in_a_school_holiday_others_of_the_same_class_come_first() -> None:
    """Two schools: at one of them it is a holiday. A promise is kept on every day."""
    iftar = Quiet("iftar", time(18), time(19), later=True)
    later = replace(RULES, calendar=Calendar(quiet={NOW.date(): (iftar,)}))
    scarce, common = parent("1 tr - 03-31"), parent("2 nl - 03-31")
    promised, tried = parent("3 nl - 03-31 firm 03-04T18:00"), parent("4 nl - 03-31; call 03-02T19:00")

    assert placed(scarce).key < placed(common).key < placed(scarce, rules=later).key < placed(tried).key
    assert placed(promised, rules=later).key == placed(promised).key
    hour_later = NOW + timedelta(hours=1)
    assert placed(scarce, hour_later, later).key == placed(scarce, hour_later).key


@pytest.mark.parametrize(
    ("line", "why", "told"),
    [
        ("1 nl - 03-31 asked 03-04T17:40", Why.ASKED, {"at": NOW - timedelta(minutes=20)}),
        ("1 nl - 03-31 firm 03-04T18:05", Why.PROMISED, {"at": NOW + timedelta(minutes=5)}),
        ("1 nl - 03-31 firm 03-03T18:00", Why.MISSED, {"at": NOW - timedelta(days=1)}),
        ("1 nl - 03-31 part 03-04T16:30 03-04T20:30", Why.AGREED, {"at": NOW - timedelta(minutes=90)}),
        ("1 nl - 03-05; call 03-01T10:00", Why.CLOSING, {"day": date(2027, 3, 5), "attempt": 2}),
        ("1 nl both 03-31", Why.PREFERS, {"parts": (MORNING, EVENING)}),
        ("1 nl morning 03-31", Why.OTHERWISE, {"parts": (MORNING,)}),
        ("1 nl - 03-31", Why.FIRST, {"day": date(2027, 2, 22)}),
        (
            "1 nl evening 03-31; call 03-01T10:00; call 03-02T18:00; inbound 03-03T18:00",
            Why.AGAIN,
            {"at": NOW - timedelta(days=2), "attempt": 3, "disposition": "no_answer"},
        ),
        ("1 nl - 03-31; rather-not 02-24T18:00", Why.CONVERSION, {"at": NOW - timedelta(days=8)}),
    ],
)
def test_a_reason_tells_what_a_caller_must_know_first(line: str, why: Why, told: dict[str, object]) -> None:
    reason = placed(parent(line)).reason

    assert reason.kind == why
    assert {name: getattr(reason, name) for name in told} == told


moments = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
tries = st.builds(
    Try,
    at=moments,
    caller=st.integers(1, 3),
    disposition=st.sampled_from(["no_answer", "busy", "soft_refusal"]),
    day_part=st.sampled_from([MORNING, EVENING, SATURDAY]),
    number=st.just("phone"),
    inbound=st.booleans(),
)
promises = st.builds(
    lambda at, minutes, firm: Promise(at, at + timedelta(minutes=minutes), firm),
    moments,
    st.integers(1, 600),
    st.booleans(),
)
anybody = st.builds(
    replace,
    st.just(parent("1 nl - 03-31")),
    id=st.integers(1, 10_000),
    state=st.sampled_from(sorted(OPEN)),
    language=st.sampled_from(["nl", "tr", "pl"]),
    best_times=st.sampled_from([(), (MORNING,), (EVENING, SATURDAY)]),
    closes_on=st.dates(date(2027, 1, 1), date(2028, 1, 31)),
    promise=st.none() | promises,
    wanted_until=st.none() | moments,
    attempts=st.lists(tries, max_size=4).map(tuple),
)


@given(cases=st.lists(anybody, max_size=12, unique_by=lambda held: held.id), now=moments, seed=st.integers(0, 99))
def test_no_two_share_a_place_and_the_order_never_depends_on_how_they_came(
    cases: list[Held], now: datetime, seed: int
) -> None:
    now = now.astimezone(TIME_ZONE)
    shuffled = Random(seed).sample(cases, len(cases))

    assert in_order(cases, now) == in_order(shuffled, now)
    places = [placed(held, now) for held in cases]
    assert len({one.key for one in places}) == len(cases)
    assert all(0 <= one.rank <= 9 and one.reason.attempt >= 1 for one in places)
