"""Reference values: alpha and its interval by pingouin 0.7.0, which rounds the interval to three decimals."""

import pytest

from app.analysis import reliability

SIXTY_PEOPLE = """
5445 4354 4555 3334 2323 3434 4444 3433 3255 3344 5544 4334 3444 4433 3454 3455 4554 5444 4355 4444 4555 2342 3445 3444
2334 4223 5454 5453 5444 5444 5455 4443 5333 4443 4555 4445 3443 3434 4343 3333 3333 2222 3454 4433 4434 4445 4332 2352
3443 4423 4553 4445 4554 5345 4455 3434 2443 4333 4545 4554
"""
SIXTY = [[int(point) for point in row] for row in SIXTY_PEOPLE.split()]


def test_alpha_and_its_interval_are_those_of_the_reference() -> None:
    found = reliability.of_scales({"trust": SIXTY})["trust"]

    assert found["alpha"] == pytest.approx(0.6960855823000243, abs=1e-6)
    assert (found["low"], found["high"]) == (pytest.approx(0.548, abs=5e-4), pytest.approx(0.805, abs=5e-4))


def test_items_that_measure_one_thing_equally_well_have_an_omega_that_equals_alpha() -> None:
    found = reliability.of_scales({"trust": SIXTY})["trust"]

    assert found["omega"] == pytest.approx(found["alpha"], abs=0.02)


@pytest.mark.parametrize(
    "rows",
    [SIXTY[:29], [row[:2] for row in SIXTY], [[4, 4, 4]] * 40, [[*row[:3], 3] for row in SIXTY], [[4, 3, 4]]],
    ids=["few people", "two items", "nobody differs", "one item says nothing", "one person"],
)
def test_where_a_factor_says_little_there_is_no_omega(rows: list[list[int]]) -> None:
    assert reliability.omega(rows) is None


def test_the_more_people_the_narrower_the_interval() -> None:
    few, many = (reliability.interval(0.7, n, 4) for n in (20, 200))

    assert few[0] < many[0] < 0.7 < many[1] < few[1]
