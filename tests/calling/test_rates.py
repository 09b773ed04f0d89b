"""Outcome rates, held against figures of others."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calling.rates import Tally, every_rate

# One case of each kind that is not a complete interview, two partial and four complete ones: the example of the R
# package outcomerate (ropensci), whose published figures these are, as fractions.
EXAMPLE = Tally(I=4, P=2, R=1, NC=1, O=1, UH=1, UO=1, NE=1)
PUBLISHED = {
    "RR1": 4 / 11,
    "RR2": 6 / 11,
    "RR3": 4 / 10.8,
    "RR4": 6 / 10.8,
    "RR5": 4 / 9,
    "RR6": 6 / 9,
    "COOP1": 4 / 8,
    "COOP2": 6 / 8,
    "COOP3": 4 / 7,
    "COOP4": 6 / 7,
    "REF1": 1 / 11,
    "REF2": 1 / 10.8,
    "REF3": 1 / 9,
    "CON1": 8 / 11,
    "CON2": 8 / 10.8,
    "CON3": 8 / 9,
    "LOC1": 9 / 11,
    "LOC2": 9 / 10.8,
}
tallies = st.builds(Tally, *(st.integers(0, 500) for _ in range(8)))


def test_the_rates_are_those_that_others_published() -> None:
    found = every_rate(EXAMPLE)

    assert found.keys() == PUBLISHED.keys()
    for name, value in PUBLISHED.items():
        assert isclose(found[name].value or 0, value, rel_tol=0, abs_tol=1e-12), name


def test_the_rates_of_a_callback_round_stand_beside_what_they_divide() -> None:
    reached = every_rate(Tally(I=80, P=1, R=22, NC=100, O=4))

    assert (reached["RR1"].numerator, int(reached["RR1"].denominator)) == (80, 207)
    assert reached["RR1"].value == reached["RR3"].value == reached["RR5"].value  # everybody is eligible


def test_where_nobody_was_called_yet_there_is_no_rate() -> None:
    assert {rate.value for rate in every_rate(Tally()).values()} == {None}


@pytest.mark.parametrize("groups", [{"I": -1}, {"X": 1}])
def test_a_group_that_cannot_be_is_no_group(groups: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="Not groups"):
        Tally.of(groups)


@given(tallies)
def test_a_rate_is_a_share_and_stricter_rates_are_lower(tally: Tally) -> None:
    rates = {name: rate.value for name, rate in every_rate(tally).items() if rate.value is not None}

    assert all(0 <= value <= 1 for value in rates.values())
    for lower, higher in (("RR1", "RR2"), ("RR1", "RR3"), ("RR3", "RR5"), ("RR1", "COOP1"), ("COOP1", "COOP3")):
        assert lower not in rates or higher not in rates or rates[lower] <= rates[higher] + 1e-12
    if "RR2" in rates:
        others = tally.O / (tally.eligible + tally.unknown)
        assert isclose(rates["CON1"], rates["RR2"] + rates["REF1"] + others, abs_tol=1e-12)
