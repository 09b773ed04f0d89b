"""Dealing categories to places: exact when it can be done, refused when it cannot."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.margins import choose, deal

LIKING = st.dictionaries(st.sampled_from("abc"), st.sampled_from([0.2, 1.0, 5.0]), min_size=1)


@given(st.lists(LIKING, max_size=12), st.integers())
def test_whenever_a_deal_exists_it_is_found(places: list[dict[str, float]], seed: int) -> None:
    rng = Random(seed)
    margin = Counter(rng.choice(sorted(place)) for place in places)  # one deal that exists, then forgotten

    dealt = deal(places, margin, rng)

    assert Counter(dealt) == margin
    assert all(category in place for category, place in zip(dealt, places, strict=True))


def test_who_can_sit_anywhere_moves_for_who_cannot() -> None:
    picky, easy = {"a": 1.0}, {"a": 100.0, "b": 0.01}

    assert all(deal([easy, picky], Counter("ab"), Random(seed)) == ["b", "a"] for seed in range(20))


def test_a_margin_nobody_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="finds none of"):
        deal([{"a": 1.0}, {"a": 1.0}], Counter("ab"), Random(1))


def test_a_margin_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="2 categories for 1 places"):
        deal([{"a": 1.0}], Counter("ab"), Random(1))


def test_exactly_so_many_are_chosen_and_the_heavy_ones_first() -> None:
    chosen = choose(range(10), [1e9] * 3 + [1e-9] * 7, 3, Random(1))

    assert chosen == {0, 1, 2}
