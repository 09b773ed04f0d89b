"""Tables 7.3.1 to 7.3.3 out of the interviews that results are made of: who was spoken to, where and after what."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.models import Role
from app.services import finished
from app.services.finished import Finished
from tests.databases import replayed

PUBLISHED = Path(__file__).parents[1] / "published"
CONTEXTS = {"vmbo": "vmbo", "pro/vso": "pro_vso", "mbo": "mbo"}
ACTIVITIES = {
    "kennismakingsgesprek": ("introduction_talk", None),
    "voortgangsgesprek": ("progress_talk", None),
    "rapportgesprek": ("report_talk", None),
    "huisbezoek": ("home_visit", None),
    "intakegesprek": ("intake_talk", None),
    "themabijeenkomst": ("theme_meeting", None),
}
#: Codes of the parents' list behind each printed category; what is unknown is whatever has none of them.
CATEGORIES = {
    ("relatie", "vader"): ("relation", "1"),
    ("relatie", "moeder"): ("relation", "2"),
    ("relatie", "vader + moeder"): ("relation", "3"),
    ("relatie", "broer, zus, tante, neef e.d."): ("relation", "4 5 6"),
    ("opleiding", "wo of hbo"): ("education", "1"),
    ("opleiding", "havo, vwo of mbo"): ("education", "2 3"),
    ("opleiding", "vmbo of lager"): ("education", "4 5 6 7"),
    ("etniciteit", "Nederlands"): ("origin", "1"),
    ("etniciteit", "Turks/Marokkaans"): ("origin", "2 3"),
    ("etniciteit", "Surinaams/Antilliaans"): ("origin", "4 5"),
    ("etniciteit", "anders"): ("origin", "6 7 8"),
}
YEARS = {"onderbouw vo": "1 2", "bovenbouw vo": "3 4 5"}

pytestmark = pytest.mark.xdist_group("replay")


def rows(table: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def parents() -> list[Finished]:
    with replayed("sqlite").reading() as session:
        return finished.interviews(session, wave="w1", role=Role.PARENT)


@pytest.mark.parametrize("row", rows("table_7_3_2_respondents_by_context"), ids=lambda row: row["context"])
def test_parents_by_context_are_those_of_table_7_3_2(parents: list[Finished], row: dict[str, str]) -> None:
    counted = Counter((one.stratum, one.condition) for one in parents)
    ours = {
        "totaal": len(parents),
        "controle (vmbo)": counted["vmbo", "control"],
        **{word: counted[stratum, "intervention"] for word, stratum in CONTEXTS.items()},
    }

    assert ours[row["context"]] == int(row["ouders"])


@pytest.mark.parametrize(
    "row", rows("table_7_3_3_respondents_by_intervention"), ids=lambda row: f"{row['activity']} {row['context']}"
)
def test_parents_by_activity_are_those_of_table_7_3_3(parents: list[Finished], row: dict[str, str]) -> None:
    key, stratum = ACTIVITIES.get(row["activity"], ("parent_evening", row["context"]))
    there = [one for one in parents if one.intervention == key and stratum in {None, one.stratum}]

    assert (len(parents) if row["activity"] == "totaal" else len(there)) == int(row["ouders"])


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in rows("table_7_3_1_background_summary")
        if row["group"] == "ouders" and ((row["variable"], row["category"]) in CATEGORIES or row["category"] in YEARS)
    ],
    ids=lambda row: f"{row['variable']} {row['category']}",
)
def test_shares_of_background_are_those_of_table_7_3_1(parents: list[Finished], row: dict[str, str]) -> None:
    """Printed columns were nudged to add up to 100, so a point of tolerance; what is unknown is in the appendix."""
    what = (row["variable"], row["category"])
    if what in CATEGORIES:
        item, codes = CATEGORIES[what]
        count = sum((given := one.answers.get(item)) is not None and given.value in codes.split() for one in parents)
    else:
        count = sum(one.year in YEARS[row["category"]].split() for one in parents)

    assert 100 * count / len(parents) == pytest.approx(float(row["pct_printed"]), abs=1)
