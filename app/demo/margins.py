"""Deal categories to people so that a published margin comes out exactly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

Liking = Mapping[str, float]  # the categories a place can hold, and how fitting each is


def deal(places: Sequence[Liking], margin: Counter[str], rng: Random) -> list[str]:
    """Give every place one category it can hold, so that each category is used exactly as often as the margin says.

    Places choose in random order, by liking and by what is left. Who finds every category full asks someone to move,
    and that one someone else (augmenting paths), so a solution is found whenever there is one.

    Raises:
        ValueError: No such deal exists.
    """
    if margin.total() != len(places):
        raise ValueError(f"{margin.total()} categories for {len(places)} places")
    table = _Table(places, margin, rng)
    for place in rng.sample(range(len(places)), len(places)):
        if not table.settle(place, set()):
            raise ValueError(f"place {place} finds none of {sorted(places[place])} free")
    return table.dealt()


class _Table:
    """Who holds which category while a margin is being dealt."""

    def __init__(self, places: Sequence[Liking], margin: Counter[str], rng: Random) -> None:
        self._places, self._margin, self._rng = places, margin, rng
        self._held: dict[str, list[int]] = {category: [] for category in margin}

    def settle(self, place: int, tried: set[str]) -> bool:
        """Settle a place, making room if need be; `tried` are the categories already asked on this path."""
        for category in self._in_order_of_liking(place):
            if category in tried:
                continue
            tried.add(category)
            held = self._held[category]
            if len(held) < self._margin[category]:
                held.append(place)
                return True
            for seat, sitting in enumerate(held):
                if self.settle(sitting, tried):
                    held[seat] = place
                    return True
        return False

    def dealt(self) -> list[str]:
        """The category of every place, in the order of the places."""
        category_of = {place: category for category, held in self._held.items() for place in held}
        return [category_of[place] for place in range(len(self._places))]

    def _in_order_of_liking(self, place: int) -> list[str]:
        """A random order in which fitting and plentiful categories tend to come first, full ones last."""
        liking = self._places[place]

        def lot(category: str) -> float:
            left = self._margin[category] - len(self._held[category])
            return self._rng.random() ** (1 / (liking[category] * left)) if left else -self._rng.random()

        return sorted((category for category in liking if category in self._held), key=lot, reverse=True)


def choose(people: Sequence[int], weights: Sequence[float], count: int, rng: Random) -> set[int]:
    """Exactly `count` of these people, the heavier ones more often."""
    lots = {person: rng.random() ** (1 / weight) for person, weight in zip(people, weights, strict=True)}
    return set(sorted(people, key=lots.__getitem__, reverse=True)[:count])
