"""Figures against numbers that other software computed once (pingouin 0.7, scipy, statsmodels), and by hand."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics import intervals, quantiles, reliability
from app.statistics.description import describe, distribution, unweighted, weighted
from app.statistics.rounding import half_up, written

# fmt: off
FOUR_ITEMS = [
    (4,3,3,3),(5,4,4,4),(4,3,5,4),(3,3,3,4),(4,4,4,4),(4,5,5,5),(3,3,3,4),(4,3,4,5),(3,4,2,3),(3,4,5,4),
    (4,3,5,5),(5,5,5,3),(4,4,3,3),(4,2,2,4),(5,3,3,5),(2,4,4,3),(4,5,4,4),(3,5,5,5),(2,3,1,2),(3,5,5,4),
    (5,4,5,3),(4,4,3,4),(4,4,5,5),(5,3,5,3),(4,4,4,4),(4,4,4,4),(4,5,5,5),(4,4,4,5),(4,5,2,3),(4,4,4,4),
]
# fmt: on
ALPHA = 0.5862995739101932
WITHOUT = [0.5905263157894735, 0.5937583355561482, 0.2493958434026099, 0.5063216700970303]
CHANGES = {
    "A1": [-1.0, 0.0, 0.0, -2.0, 1.0],
    "A3": [-1.0, -1.0, 0.0],
    "A6": [0.0, 0.0, -2.0, -1.0, 1.0, 0.0, -1.0],
    "E1": [1.0, 0.0],
    "D1": [-3.0, -1.0, 0.0, 0.0],
}

points = st.integers(1, 5)
rows_of_three = st.lists(st.tuples(points, points, points), min_size=2, max_size=40)


def test_alpha_is_that_of_other_software() -> None:
    found = reliability.alpha(FOUR_ITEMS)

    assert found is not None
    assert (found.n, found.items) == (30, 4)
    assert found.value == pytest.approx(ALPHA, abs=1e-9)
    assert not found.suffices
    assert [one and one.value for one in reliability.without_each(FOUR_ITEMS)] == pytest.approx(WITHOUT, abs=1e-9)


@pytest.mark.parametrize("rows", [[], [(4, 5)], [(4,), (5,)], [(4, 4), (4, 4)]])
def test_where_there_is_no_alpha_none_is_invented(rows: list[tuple[int, ...]]) -> None:
    assert reliability.alpha(rows) is None


def test_an_unfinished_case_is_in_neither_alpha_nor_score() -> None:
    assert reliability.complete([[4, 5], [None, 5], [3, 3], []]) == [(4, 5), (3, 3)]
    assert reliability.score((4, 5, 3)) == 4


@given(rows_of_three, st.randoms())
def test_alpha_does_not_know_the_order_of_people_or_items(rows: list[tuple[int, int, int]], chance: object) -> None:
    turned = [(c, a, b) for a, b, c in reversed(rows)]

    assert reliability.alpha(rows) == reliability.alpha(turned)


@given(rows_of_three)
def test_alpha_is_never_above_one(rows: list[tuple[int, int, int]]) -> None:
    found = reliability.alpha(rows)

    assert found is None or found.value <= 1


def test_a_description_by_hand() -> None:
    found = describe([1, 2, 4, 4, 5, 5])

    assert found is not None
    assert (found.n, found.mean) == (6, 3.5)
    assert found.sd == pytest.approx(1.6431676725154984, abs=1e-12)
    around = intervals.of_mean(found.mean, found.sd, found.n)
    assert around is not None
    assert (around.low, around.high) == pytest.approx((1.7756012821373024, 5.224398717862698), abs=1e-9)


def test_nobody_has_no_mean_and_one_person_no_spread() -> None:
    assert describe([]) is None
    [one] = [describe([4])]
    assert one is not None
    assert (one.mean, one.sd) == (4, None)
    assert intervals.of_mean(4, None, 1) is None


@given(st.lists(points, min_size=2, max_size=50))
def test_a_mean_lies_within_and_the_spread_is_that_of_the_formula(given_points: list[int]) -> None:
    found = describe(given_points)

    assert found is not None
    assert min(given_points) <= found.mean <= max(given_points)
    spread = sqrt(sum((one - found.mean) ** 2 for one in given_points) / (len(given_points) - 1))
    assert found.sd == pytest.approx(spread, abs=1e-9)


def test_a_distribution_counts_what_was_given_and_why_nothing_was() -> None:
    found = distribution([5, 4, 4, "dont_know", "refused", "dont_know"], (1, 2, 3, 4, 5))

    assert dict(found.points) == {1: 0, 2: 0, 3: 0, 4: 2, 5: 1}
    assert dict(found.missing) == {"dont_know": 2, "refused": 1}
    assert (found.n, found.asked) == (3, 6)
    assert found.share(4) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [(7.45, 1, "7.5"), (97.65, 1, "97.7"), (0.05, 1, "0.1"), (-0.8, 1, "-0.8"), (2.5, 0, "3"), (-1.25, 1, "-1.2")],
)
def test_halves_go_up(value: float, digits: int, told: str) -> None:
    assert written(value, digits) == told


@given(st.integers(-10_000, 10_000), st.integers(0, 3))
def test_rounding_moves_nothing_by_more_than_a_half(thousandths: int, digits: int) -> None:
    value = Fraction(thousandths, 1000)

    assert abs(half_up(value, digits) - value) <= Fraction(1, 2 * 10**digits)


def test_a_school_counts_by_its_classes_and_a_table_by_its_schools() -> None:
    assert weighted([(90, 1), (60, 2)]) == 70
    assert unweighted([90, 60]) == 75
    assert weighted([]) is None


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 5, 0.0, 0.43448246478317487),
        (3, 5, 0.2307242812760129, 0.8823792257673522),
        (17, 44, 0.2572120275052556, 0.5337642460762172),
        (44, 44, 0.9197043962415192, 1.0),
    ],
)
def test_the_interval_around_a_share_is_that_of_other_software(hits: int, n: int, low: float, high: float) -> None:
    found = intervals.wilson(hits, n)

    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(
    ("df", "point"),
    [
        (1, 12.706204736174694),
        (2, 4.302652729749462),
        (3, 3.1824463052837078),
        (7, 2.364624251592784),
        (29, 2.045229642132703),
        (336, 1.9670493839589043),
    ],
)
def test_the_points_of_t_are_those_of_the_tables(df: int, point: float) -> None:
    assert quantiles.student(0.975, df) == pytest.approx(point, abs=1e-8)


def test_the_clustered_interval_is_that_of_other_software() -> None:
    found = intervals.paired(CHANGES)

    assert found is not None
    assert found.clustered is not None
    assert (found.n, found.schools, found.bootstrap) == (21, 5, None)
    assert (found.mean, found.sd) == pytest.approx((-0.476190476190476, 1.0304876330673562), abs=1e-12)
    assert (found.clustered.low, found.clustered.high) == pytest.approx(
        (-0.9143026453039464, -0.038078307077005547), abs=1e-8
    )
    assert found.interval == found.clustered


def test_with_enough_schools_they_are_drawn_again_and_always_alike() -> None:
    many = {f"{school}{n}": list(values) for n in range(2) for school, values in CHANGES.items()}
    turned = {key: values[::-1] for key, values in reversed(many.items())}

    found, again = intervals.paired(many), intervals.paired(turned)

    assert found == again
    assert found is not None
    assert found.interval is not None
    assert found.interval.method == "bootstrap"
    assert found.interval.low < found.mean < found.interval.high


def test_one_school_has_no_interval_and_nobody_no_change() -> None:
    one = intervals.paired({"A1": [-1.0, 0.0]})

    assert one is not None
    assert (one.interval, one.schools) == (None, 1)
    assert intervals.paired({"A1": []}) is None
