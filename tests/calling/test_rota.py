"""Who is there to call: quarters of an hour, closed days, nights with 23 and 25 hours, callers of two languages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calling.days import Calendar, Quiet, open_hours
from app.calling.rota import Hours, Promised, grid, present, quarters, room
from app.calling.sharing import share
from app.clock import TIME_ZONE, local

TUESDAY = date(2026, 12, 1)
ELIF, SANNE = frozenset({"tr", "nl"}), frozenset({"nl"})
MOMENTS = st.integers(0, 3 * 366 * 288).map(lambda turn: datetime(2026, 1, 1, tzinfo=UTC) + turn * timedelta(minutes=5))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TIME_ZONE).astimezone(UTC)


def hours(begins: time, ends: time, languages: frozenset[str] = ELIF, day: date = TUESDAY) -> Hours:
    return Hours(1, languages, day, begins, ends)


def told(found: list[tuple[datetime, list[Hours]]]) -> list[str]:
    return [f"{local(moment):%H:%M}" for moment, _ in found]


def whole_day(*on: Hours, calendar: Calendar | None = None) -> list[str]:
    return told(list(grid(on, calendar or Calendar(), at(TUESDAY, 0), at(TUESDAY, 23))))


def test_an_evening_is_offered_by_the_quarter_and_never_longer_than_somebody_stays() -> None:
    assert whole_day(hours(time(18), time(19))) == ["18:00", "18:15", "18:30", "18:45"]
    assert whole_day(hours(time(18, 10), time(18, 50))) == ["18:15", "18:30"]


def test_hours_outside_the_calling_hours_count_for_nothing() -> None:
    assert whole_day(hours(time(20), time(22))) == ["20:00", "20:15"]


def test_a_closed_afternoon_and_a_closed_day() -> None:
    lunch = Calendar(quiet={TUESDAY: (Quiet("Iftar", time(16, 30), time(17, 30)),)})
    feast = Calendar(quiet={TUESDAY: (Quiet("Christmas"),)})
    school_holiday = Calendar(quiet={TUESDAY: (Quiet("Herfstvakantie", later=True),)})

    assert whole_day(hours(time(16), time(18)), calendar=lunch) == ["16:00", "16:15", "17:30", "17:45"]
    assert whole_day(hours(time(16), time(18)), calendar=feast) == []
    assert len(whole_day(hours(time(16), time(18)), calendar=school_holiday)) == 8
    assert open_hours(TUESDAY + timedelta(days=5), Calendar()) == ()  # a Sunday


@given(
    MOMENTS,
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(-1, 3), st.times(), st.times()), max_size=6),
    st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] < pair[1]),
)
@settings(max_examples=300)
def test_no_quarter_lies_outside_a_shift_or_the_calling_hours_whatever_the_clocks_do(
    start: datetime, span: int, drawn: list[tuple[int, time, time]], opened: tuple[time, time]
) -> None:
    calendar = Calendar(weekday=opened, saturday=opened)
    until = start + timedelta(minutes=span * 15)
    held = [hours(a, b, day=local(start).date() + timedelta(days=more)) for more, a, b in drawn if a < b]

    for moment, there in grid(held, calendar, start, until):
        assert start <= moment <= until - timedelta(minutes=15)
        assert there
        for minute in range(15):
            here = local(moment + timedelta(minutes=minute, seconds=59))
            assert here.weekday() < 6
            assert opened[0] <= here.time() < opened[1]
            assert all(one.day == here.date() and one.starts_at <= here.time() < one.ends_at for one in there)
        assert set(there) <= set(present(held, calendar, moment))


def test_the_night_in_which_summer_begins_has_four_quarters_less_and_the_other_four_more() -> None:
    all_night = Calendar(weekday=(time.min, time.max), saturday=(time.min, time.max))

    def counted(day: date) -> int:
        return len(list(quarters(at(day, 1), at(day, 5))))

    assert [counted(date(2027, 3, 28)), counted(date(2027, 3, 29)), counted(date(2027, 10, 31))] == [12, 16, 20]
    saturday = hours(time(1), time(4), day=date(2027, 3, 27))
    assert len(list(grid([saturday], all_night, at(date(2027, 3, 27), 0), at(date(2027, 3, 28), 6)))) == 12


def test_a_promise_takes_its_caller_for_its_quarters_and_at_most_half_an_hour() -> None:
    promise = Promised("tr", at(TUESDAY, 18, 30), at(TUESDAY, 20, 30))
    short = Promised("tr", at(TUESDAY, 18, 35), at(TUESDAY, 18, 35))

    assert [promise.takes(at(TUESDAY, 18, minute)) for minute in (15, 30, 45)] == [False, True, True]
    assert not promise.takes(at(TUESDAY, 19))
    assert [short.takes(at(TUESDAY, 18, minute)) for minute in (15, 30, 45)] == [False, True, False]


def test_a_dutch_promise_is_kept_by_whoever_speaks_only_dutch() -> None:
    both = [hours(time(18), time(20), ELIF), hours(time(18), time(20), SANNE)]

    assert room(both, ["nl"], "tr") == 1
    assert room(both, ["nl", "nl"], "tr") == 0
    assert room(both, ["tr"], "nl") == 1
    assert room(both[:1], ["nl"], "tr") == 0
    assert room(both, [], "ar") == 0


TEAMS = st.lists(st.tuples(st.frozensets(st.sampled_from("abcd")), st.integers(0, 20)), max_size=5)
WISHES = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 20)), max_size=6)


@given(WISHES, TEAMS)
def test_callers_are_divided_as_well_as_they_can_be(
    wishes: list[tuple[str, int]], team: list[tuple[frozenset[str], int]]
) -> None:
    met = share(wishes, team)

    assert all(0 <= got <= wanted for got, (_, wanted) in zip(met, wishes, strict=True))
    assert sum(met) == most_that_can_be_met(wishes, team)
    assert met[:1] == share(wishes[:1], team)  # whoever is first loses nothing to those who come later


def most_that_can_be_met(wishes: Sequence[tuple[str, int]], team: Sequence[tuple[frozenset[str], int]]) -> int:
    """The narrowest cut: some languages get all that their speakers have, the others all that they want."""
    cuts = chain.from_iterable(combinations("abcd", size) for size in range(5))
    return min(
        sum(wanted for language, wanted in wishes if language not in cut)
        + sum(amount for languages, amount in team if languages & set(cut))
        for cut in cuts
    )
