"""Where people are lost on the way, step by step: bars around a middle, each as wide as who is left."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, THICK = 300.0, 34.0, 24.0


@dataclass(frozen=True)
class Bar:
    """One bar, with the number that it stands for and its share of the step before it."""

    key: str
    count: int
    share: float | None  # None: the first, or nobody before it
    x: float
    y: float
    width: float
    height: float = THICK

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Funnel:
    """All bars in their box."""

    steps: list[Bar]
    width: float
    height: float


def funnel(counts: Sequence[tuple[str, int]]) -> Funnel:
    """The picture of these steps, from the first to the last."""
    widest = max((count for _, count in counts), default=0) or 1
    steps = []
    before: int | None = None
    for at, (key, count) in enumerate(counts):
        width = round(WIDTH * count / widest, 1)
        share = count / before if before else None
        steps.append(Bar(key, count, share, round((WIDTH - width) / 2, 1), at * ROW, width))
        before = count
    return Funnel(steps, WIDTH, ROW * len(counts))
