"""Which items a scale has in each questionnaire, and what is known of its scores before R computes them.

A scale is the items that a questionnaire gives it, two at least; another role or round may give it others. Scores are
of who answered all of them, in complete and partial interviews (table 7.3.4).
"""

from collections.abc import Mapping, Sequence
from itertools import product
from statistics import fmean

from app.export.model import HIGHEST, Cell, Dataset, Holds, Level, Variable
from app.export.passing import passing, silent
from app.statistics.reliability import alpha

Scales = Mapping[str, Mapping[str, Sequence[str]]]  # by questionnaire and name: its items
Place = tuple[str, str, str]  # round, questionnaire, scale
COUNTED = frozenset({"complete", "partial"})
FEW = 5  # people


def base(one: Variable) -> str:
    """The name of a column without the round that it is about."""
    return one.name.removesuffix(f"_{one.wave}") if one.wave else one.name


def called(one: Variable, asked: str) -> str:
    """The scale to which an item belongs in a questionnaire; empty: none. A score has decimals and is no item."""
    return "" if one.holds != Holds.INTEGER else one.scales.get(asked, "") if one.scales else one.scale


def scales(dataset: Dataset) -> Scales:
    """The scales of every questionnaire; nothing where rows do not say which one was filled in."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for one in dataset.variables:
        for asked in one.asked:
            if name := called(one, asked):
                found.setdefault(asked, {}).setdefault(name, {})[base(one)] = None
    whole = {
        asked: {name: list(items) for name, items in held.items() if len(items) > 1} for asked, held in found.items()
    }
    there = {base(one) for one in dataset.variables} >= {"instrument", "status", "respondent"}
    return {asked: held for asked, held in whole.items() if held} if there else {}


def known_scales(dataset: Dataset, held: Scales) -> list[dict[str, str | int | float]]:
    """People, mean and alpha of every scale that five people answered whole; nothing where the file goes to others."""
    if dataset.level != Level.INTERNAL or not held:
        return []
    rows: dict[Place, list[tuple[int, ...]]] = {}
    rounds = list(dict.fromkeys(one.wave for one in dataset.variables if one.wave)) or [""]
    at = {(one.wave, base(one)): turn for turn, one in enumerate(dataset.variables)}
    for row, wave in product(passing(dataset, silent), rounds):
        asked = row[at[wave, "instrument"]]
        if row[at[wave, "status"]] in COUNTED:
            for name, items in held.get(str(asked), {}).items():
                points = _points([row[at[wave, item]] for item in items])
                if points:
                    rows.setdefault((wave or str(row[at["", "wave"]]), str(asked), name), []).append(points)
    return [told for place, points in rows.items() if len(points) >= FEW and (told := _told(place, points))]


def _points(cells: Sequence[Cell]) -> tuple[int, ...] | None:
    points = tuple(one for one in cells if isinstance(one, int) and one > HIGHEST)
    return points if len(points) == len(cells) else None


def _told(place: Place, points: list[tuple[int, ...]]) -> dict[str, str | int | float] | None:
    found = alpha(points)
    if found is None:
        return None
    wave, asked, name = place
    mean = fmean(map(fmean, points))
    return {"wave": wave, "list": asked, "scale": name, "n": found.n, "mean": mean, "alpha": found.value}
