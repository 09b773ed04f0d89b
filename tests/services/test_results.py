"""What came out: the scales of the replayed year are those of the printed tables, and a tiny study is as by hand."""

import csv
from pathlib import Path
from typing import Any

import pytest

from app.errors import NotFound
from app.models import Missing
from app.services import results
from app.services.results import ListFigures
from app.statistics.rounding import written
from tests.databases import replayed
from tests.demo.printed import printed
from tests.factories import answer
from tests.services.conftest import Field

pytestmark = pytest.mark.xdist_group("replay")

PUBLISHED = Path(__file__).parents[1] / "published"
SCALES = {
    "somscore informatie": "information",
    "somscore vertrouwen ouder-kind": "trust",
    "somscore relatie ouder-school": "relationship",
    "tevredenheid vormgeving (1 stelling)": "satisfaction",
    "initiatief in het contact (1 stelling)": "initiative",
}
FACTORS = {"informatie": "information", "vertrouwen ouder-kind": "trust", "relatie ouder-school": "relationship"}
WAVES = ("w1", "w2")


@pytest.fixture(scope="module")
def year() -> ListFigures:
    with replayed("sqlite").reading() as session:
        return results.of_list(session, "parent-w1")


def test_the_overview_has_the_scales_of_the_list_and_reads_nothing_else(year: ListFigures) -> None:
    with replayed("sqlite").reading() as session:
        [shown] = [
            one for one in results.overview(session) if (one.listed.name, one.listed.wave) == ("parent-w1", "w1")
        ]

    assert (shown.scales, shown.items, shown.listed.n) == (year.scales, [], year.listed.n)
    assert {*shown.interviews[0].answers} < {*year.interviews[0].answers}


def factors() -> dict[str, str]:
    with (PUBLISHED / "table_7_3_4_parent_model.csv").open(encoding="utf-8", newline="") as lines:
        return {row["factor"]: row["alpha"] for row in csv.DictReader(lines)}


@pytest.mark.parametrize("row", printed("table_7_3_6_descriptives"), ids=lambda row: row["variable"])
def test_means_and_spreads_are_those_of_table_7_3_6(year: ListFigures, row: dict[str, str]) -> None:
    name = SCALES[row["variable"]]
    figures = {one.name: one.description for one in year.scales} | {
        one.item.name: one.description for one in year.items
    }
    found = figures[name]

    assert found is not None
    assert found.sd is not None
    assert found.n == int(row["n"])
    assert written(found.mean, 1) == written(float(row["mean"]), 1)
    assert found.sd == pytest.approx(float(row["sd_printed"]), abs=0.03)


@pytest.mark.parametrize(("factor", "alpha"), factors().items(), ids=str)
def test_alpha_is_that_of_table_7_3_4(year: ListFigures, factor: str, alpha: str) -> None:
    [scale] = [one for one in year.scales if one.name == FACTORS[factor]]

    assert scale.alpha is not None
    assert written(scale.alpha.value, 2) == written(float(alpha), 2)
    assert scale.alpha.n == scale.n


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_list_of_the_year_is_there_once(engine: str) -> None:
    with replayed(engine).reading() as session:
        assert [(one.name, one.wave, one.n) for one in results.lists(session)] == [
            ("parent-w1", "w1", 338),
            ("parent-w2", "w2", 81),
        ]
        with pytest.raises(NotFound):
            results.of_list(session, "pupil-w1")


def told(field: Field, *points: dict[str, Any]) -> ListFigures:
    """A study of a few parents, who say this and otherwise agree with everything."""
    for given in points:
        body = field.finish()
        body["answers"] |= given
        field.send(body)
    return results.of_list(field.session, "parent-w1")


def test_a_tiny_study_is_as_by_hand(field: Field) -> None:
    shown = told(
        field,
        *({"info_progress": answer(code)} for code in "12345"),
        {"info_progress": answer(missing=Missing.DONT_KNOW)},
    )

    [item] = [one for one in shown.items if one.item.name == "info_progress"]
    assert item.description is not None
    assert (item.description.n, item.description.mean) == (5, 3.0)
    assert item.description.exact_variance == 2.5
    assert dict(item.distribution.missing) == {"dont_know": 1}
    information = next(one for one in shown.scales if one.name == "information")
    assert information.description is not None
    assert (information.n, information.asked) == (5, 6)  # complete cases
    assert information.description.exact_mean == 3 * (1 / 4) + 3 + 0  # (1+…+5 + 5·12) / 20
    assert information.alpha is not None
    assert information.alpha.value == 0.0  # the other three items do not vary: nothing goes together


def test_of_four_people_nothing_is_shown(field: Field) -> None:
    shown = told(field, *({"info_progress": answer(code)} for code in "2345"))

    assert all(one.is_few and one.description is None and one.interval is None for one in shown.items)
    assert all(one.is_few and one.description is None and one.alpha is None for one in shown.scales)


def test_categories_have_no_mean(year: ListFigures) -> None:
    names = {one.item.name for one in year.items}

    assert {"relation", "education", "origin", "consent", "call_language"} & names == set()
    assert len(names) == 16
