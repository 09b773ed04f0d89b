"""Draw five-point answers whose scale has the published mean, spread and reliability.

One answer is `level + offset of the item + spread × (bond × what the items of a scale share + the rest)`, rounded to
1–5. Level, spread and bond are tuned on the drawn people until the statistics fit, so chance cannot move them away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, sqrt
from statistics import fmean, stdev, variance

from app.demo.tables import Descriptive

ROUNDS = 40


@dataclass(frozen=True)
class Draws:
    """Standard normal draws per person: what the items of a scale share, and what each item has of its own."""

    common: Sequence[float]
    own: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Tuning:
    """How draws become answers."""

    level: float
    spread: float
    bond: float


def to_code(latent: float) -> int:
    """The nearest of the five answers; whoever lies beyond takes the last one."""
    return min(5, max(1, floor(latent + 0.5)))


def answer(draws: Draws, tuning: Tuning, item: str, offset: float, person: int) -> int:
    """What this person answers to this item."""
    shared = tuning.bond * draws.common[person]
    rest = sqrt(1 - tuning.bond**2) * draws.own[item][person]
    return to_code(tuning.level + offset + tuning.spread * (shared + rest))


def alpha(answers: Sequence[Sequence[int]]) -> float:
    """Cronbach's alpha; one row of answers per person."""
    items = len(answers[0])
    within = sum(variance([float(code) for code in column]) for column in zip(*answers, strict=True))
    whole = variance([float(sum(row)) for row in answers])
    return items / (items - 1) * (1 - within / whole)


def tune(
    *,
    draws: Draws,
    offsets: Mapping[str, float],
    people: Sequence[int],
    target: Descriptive,
    begin: Tuning,
    reliability: float,
) -> Tuning:
    """Tune on these people (the complete cases) until mean, SD and, for several items, alpha are as published.

    The bond of a single item stays as it is, for it has no alpha.
    """
    tuning = begin
    for _ in range(ROUNDS):
        rows = [[answer(draws, tuning, item, offset, n) for item, offset in offsets.items()] for n in people]
        scores = [fmean(row) for row in rows]
        bond = tuning.bond + (reliability - alpha(rows)) / 2 if len(offsets) > 1 else tuning.bond
        tuning = replace(
            tuning,
            level=tuning.level + target.mean - fmean(scores),
            spread=tuning.spread * target.sd / stdev(scores),
            bond=min(0.95, max(0.05, bond)),
        )
    return tuning
