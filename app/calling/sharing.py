"""Dividing callers over languages, when some of them speak more than one."""

from collections.abc import Sequence


def share(wishes: Sequence[tuple[str, int]], callers: Sequence[tuple[frozenset[str], int]]) -> list[int]:
    """How much of each wish can be met; earlier wishes go first, and callers move aside for later ones where they can.

    Together it is as much as can be met at all (augmenting paths, Ford and Fulkerson 1956).

    Args:
        wishes: A language and how much is wanted in it: calls, or minutes.
        callers: The languages of each caller and how much she has to give.
    """
    division = _Division(wishes, callers)
    for wish, (_, wanted) in enumerate(wishes):
        while (missing := wanted - sum(division.given[wish])) and division.find(wish, missing, set()):
            pass
    return [sum(held) for held in division.given]


class _Division:
    """Who gives how much to which wish, so far."""

    def __init__(self, wishes: Sequence[tuple[str, int]], callers: Sequence[tuple[frozenset[str], int]]) -> None:
        self.wishes = [language for language, _ in wishes]
        self.speaks = [languages for languages, _ in callers]
        self.free = [amount for _, amount in callers]
        self.given = [[0] * len(callers) for _ in wishes]

    def find(self, wish: int, most: int, asked: set[int]) -> int:
        """Give a wish something, from whoever is free or can be freed; returns how much, 0 when nobody can."""
        for caller, languages in enumerate(self.speaks):
            if caller in asked or self.wishes[wish] not in languages:
                continue
            asked.add(caller)
            found = min(most, self.free[caller])
            self.free[caller] -= found
            found = found or self.freed(caller, most, asked)
            if found:
                self.given[wish][caller] += found
                return found
        return 0

    def freed(self, caller: int, most: int, asked: set[int]) -> int:
        """Let others do what this caller does, as far as they can."""
        for other, held in enumerate(self.given):
            moved = self.find(other, min(most, held[caller]), asked) if held[caller] else 0
            if moved:
                held[caller] -= moved
                return moved
        return 0
