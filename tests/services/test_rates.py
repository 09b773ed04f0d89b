"""Averages of attendance: the rules of the published tables, tried on thousands of schools."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.services import rates

CLASS = st.integers(1, 60).flatmap(lambda invited: st.tuples(st.integers(0, invited), st.just(invited)))
CLASSES = st.lists(CLASS, min_size=1, max_size=12)
SCHOOLS = st.lists(CLASSES, min_size=1, max_size=20)


def school(classes: list[tuple[int, int]]) -> rates.Rate:
    return rates.by_classes(rates.of_class(*one) for one in classes)


@given(SCHOOLS)
def test_a_rate_is_between_nobody_and_everybody_and_within_its_range(schools: list[list[tuple[int, int]]]) -> None:
    whole = rates.by_schools(school(one) for one in schools)

    for rate in [whole, *map(school, schools)]:
        assert 0 <= rate.lowest <= rate.highest <= 100
        assert rate.lowest <= rate.percent <= rate.highest
    assert whole.of == len(schools)


@given(CLASSES, CLASSES)
def test_classes_count_once_each_however_they_are_gathered(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    """Through the levels of a school, or all at once: only the rounding of levels differs, never the weight."""
    together, apart = school(ours + theirs), rates.by_classes([school(ours), school(theirs)])

    assert abs(together.percent - apart.percent) <= Fraction(1, 10)
    assert together.of == apart.of == len(ours) + len(theirs)


@given(CLASSES, st.integers(1, 60))
def test_a_school_with_many_classes_weighs_no_more_than_one_with_a_single_class(
    many: list[tuple[int, int]], invited: int
) -> None:
    """A hundred empty classes in one school and one full class in another make fifty per cent over two schools."""
    empty = school([(0, size) for _, size in many] * 8)
    full = school([(invited, invited)])

    assert rates.by_schools([empty, full]).percent == 50
    assert rates.by_classes([empty, full]).percent == rates.half_up(Fraction(100, empty.of + 1), 1)


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_class_is_a_whole_number_and_no_further_off_than_half_a_per_cent(came: int, more: int) -> None:
    rate = rates.of_class(came, came + more)

    assert rate.percent.denominator == 1
    assert abs(rate.percent - Fraction(100 * came, came + more)) <= Fraction(1, 2)


def test_halves_go_up_as_in_the_published_tables() -> None:
    assert [rates.half_up(Fraction(value), 1) for value in ("97.65", "7.45", "86.15", "54.84")] == [
        Fraction("97.7"),
        Fraction("7.5"),
        Fraction("86.2"),
        Fraction("54.8"),
    ]


def test_years_one_and_two_are_lower_school_and_the_mbo_is_neither() -> None:
    assert [rates.level(year) for year in ("1", "2", "3", "4", "5", "mbo1", None)] == [
        "lower",
        "lower",
        "upper",
        "upper",
        "upper",
        None,
        None,
    ]
