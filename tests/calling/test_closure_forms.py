"""What a lead types about days, and what she is told when it cannot be."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calling.spans import Effect, Kind, Span
from app.services.closure_forms import ClosureRefused, Typed, read

TODAY = date(2026, 11, 22)
SCHOOLS = {"A3": 1, "D1": 2}
STRIKE = Typed("study", "Staking", "2027-02-22", "2027-02-26", "", "", "closed", "", "Intranet")


def test_everything_that_can_be_said_about_days() -> None:
    typed = Typed("School", "Studiedag", "22-2-2027", "٢٣/٢/٢٠٢٧", "9.30", "17:00:00", "LATER", "d1", "Schoolgids")

    assert read(typed, SCHOOLS, TODAY) == Span(
        Kind.SCHOOL,
        Effect.LATER,
        "Studiedag",
        date(2027, 2, 22),
        date(2027, 2, 23),
        time(9, 30),
        time(17),
        2,
        "Schoolgids",
    )


def test_one_day_needs_no_last_one_and_each_kind_has_its_usual_effect() -> None:
    one = read(replace(STRIKE, ends_on="", effect=""), SCHOOLS, TODAY)
    holiday = read(replace(STRIKE, kind="school", effect=""), SCHOOLS, TODAY)

    assert (one.starts_on, one.ends_on, one.effect) == (date(2027, 2, 22), date(2027, 2, 22), Effect.CLOSED)
    assert holiday.effect == Effect.LATER


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "strike"}, "“strike” is no kind"),
        ({"effect": "maybe"}, "“maybe” is no effect"),
        ({"name": ""}, "Give it a name"),
        ({"name": "x" * 81}, "Give it a name"),
        ({"source": ""}, "Say where you read it"),
        ({"starts_on": ""}, "on which day it begins"),
        ({"starts_on": "29-2-2027"}, "“29-2-2027” is no date"),
        ({"ends_on": "Friday"}, "“Friday” is no date"),
        ({"ends_on": "2027-02-21"}, "The last day comes before"),
        ({"ends_on": "2027-08-01"}, "more than 120 days"),
        ({"starts_on": "2207-02-22", "ends_on": ""}, "2207 is more than ten years away"),
        ({"from_time": "17:00"}, "Give both hours"),
        ({"from_time": "25:00", "to_time": "26:00"}, "“25:00” is no time"),
        ({"from_time": "17:00", "to_time": "17:00"}, "The hours end before"),
        ({"school": "Z9"}, "There is no school “Z9”"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ClosureRefused, match=said):
        read(replace(STRIKE, **changed), SCHOOLS, TODAY)


@given(st.builds(Typed, *[st.text(max_size=12)] * 9))
def test_whatever_is_typed_is_days_or_a_sentence(typed: Typed) -> None:
    try:
        span = read(typed, SCHOOLS, TODAY)
    except ClosureRefused:
        return
    assert span.starts_on <= span.ends_on


@given(
    st.dates(date(2026, 1, 1), date(2036, 12, 31)),
    st.integers(0, 119),
    st.sampled_from(Kind),
    st.sampled_from(Effect),
    st.sampled_from([None, 1, 2]),
)
def test_a_row_to_be_changed_stands_in_the_form_as_it_is(
    day: date, more: int, kind: Kind, effect: Effect, site: int | None
) -> None:
    end = min(date.fromordinal(day.toordinal() + more), date(2036, 12, 31))
    span = Span(kind, effect, "Dagen", day, end, time(17, 25), time(18, 55), site, "ergens")

    assert read(Typed.of(span, {1: "A3", 2: "D1"}), SCHOOLS, TODAY) == span
