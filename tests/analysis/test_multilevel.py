"""Effects that were put in come out; what cannot be told is not told."""

import random
from typing import Any

import pytest

from app.analysis import multilevel

Rows = list[dict[str, Any]]


def study(sites: int, *, seed: int = 3) -> Rows:
    """Schools that differ, with classes that differ, where an introduction talk adds half a point."""
    dice = random.Random(seed)
    schools = [dice.gauss(0, 0.3) for _ in range(sites)]
    rows = []
    for number in range(30 * sites):
        site, activity = number % sites, ("report", "introduction", "evening")[number // sites % 3]
        added = 0.5 if activity == "introduction" else 0.0
        y = 3.9 + schools[site] + added + dice.gauss(0, 0.4)
        rows.append(
            {"y": y, "site": f"S{site}", "group": f"S{site}-{number % 4}", "activity": activity, "type": "vmbo"}
        )
    return rows


def effects(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {one["activity"]: one for one in found["effects"]}


def test_what_an_activity_adds_is_found_beside_schools_that_differ() -> None:
    found = multilevel.model(study(12), "report", [])

    assert (found["converged"], found["n"], found["sites"], found["reference"]) == (True, 360, 12, "report")
    assert found["method"] in multilevel.OPTIMIZERS
    assert effects(found)["introduction"]["low"] < 0.5 < effects(found)["introduction"]["high"]
    assert effects(found)["evening"]["low"] < 0 < effects(found)["evening"]["high"]
    assert 0.1 < found["icc"]["site"] < 0.7
    assert 0 < found["explained"]["total"] < 1


def test_with_few_schools_the_interval_comes_from_drawing_schools_and_is_the_same_each_time() -> None:
    rows = study(5)
    found = multilevel.model(rows, "report", [])

    assert found["method"] == "bootstrap"
    assert effects(found)["introduction"]["low"] < 0.5 < effects(found)["introduction"]["high"]
    assert multilevel.model(rows, "report", []) == found


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (study(12)[:29], "few"),
        ([row for row in study(12) if row["activity"] != "report"], "few"),
        ([{**row, "type": row["activity"]} for row in study(12)], "same"),
    ],
    ids=["hardly anybody", "nothing to compare with", "a predictor that says the same"],
)
def test_what_cannot_be_told_apart_has_no_estimate(rows: Rows, why: str) -> None:
    found = multilevel.model(rows, "report", ["type"] if why == "same" else [])

    assert (found["converged"], found["why"]) == (False, why)
    assert "effects" not in found


def test_where_no_optimizer_comes_to_an_end_there_is_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multilevel, "_fitted", lambda *_: None)

    assert multilevel.model(study(12), "report", [])["why"] == "no_end"


def test_explained_variance_is_counted_as_the_thesis_counts_it() -> None:
    """Appendix 7.3.4, table A1: from .409 to .286 is 30.1 %."""
    before, after = ({"site": 0.0, "group": 0.0, "respondent": held} for held in (0.409, 0.286))
    found = multilevel._explained(before, after)

    assert found["respondent"] == pytest.approx(0.301, abs=5e-4)
    assert found["site"] is None
