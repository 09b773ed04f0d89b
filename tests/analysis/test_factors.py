"""The preview of factor models: it tells two factors from one, and says nothing over few people."""

import random

from app.analysis import factors

SCALES = {"trust": ["a", "b", "c"], "welcome": ["d", "e", "f"]}


def answers(people: int) -> list[dict[str, int]]:
    dice = random.Random(5)
    rows = []
    for _ in range(people):
        trust, welcome = dice.gauss(0, 1), dice.gauss(0, 1)
        points = dict.fromkeys("abc", trust) | dict.fromkeys("def", welcome)
        rows.append({item: min(5, max(1, round(3 + point + dice.gauss(0, 0.6)))) for item, point in points.items()})
    return rows


def test_two_things_that_have_nothing_to_do_with_each_other_are_not_one_factor() -> None:
    one, designed = factors.fits(SCALES, answers(300))

    assert (one["converged"], designed["converged"], designed["n"]) == (True, True, 300)
    assert designed["rmsea"] < 0.08 < one["rmsea"]
    assert one["cfi"] < 0.9 < designed["cfi"]


def test_few_people_have_no_fit() -> None:
    assert factors.fits(SCALES, answers(99)) == []


def test_one_scale_is_compared_with_nothing() -> None:
    rows = [{item: row[item] for item in "abcd"} for row in answers(200)]

    assert [fit["model"] for fit in factors.fits({"trust": ["a", "b", "c", "d"]}, rows)] == ["one"]
