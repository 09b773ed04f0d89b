"""Tables 7.3.14 and 7.3.15: the second comes out of the first, by the difference of printed means."""

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from app.statistics.comparison import as_mark, difference, doubled, over_items
from app.statistics.rounding import written

PUBLISHED = Path(__file__).parents[1] / "published"
MEASURES = {"vensters": "vensters", "interview (1e afname)": "interview", "belronde": "belronde"}
#: I13 of the list of errata: three printed means are not those of the six printed scores above them.
SLIPS = {
    ("kennismakingsgesprek", "belronde"): ("7.7", "7.8"),
    ("rapportgesprek", "belronde"): ("7.5", "7.6"),
    ("ouderavond vmbo", "interview"): ("8.7", "8.6"),
}


def rows(table: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


SCORES: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
MEANS: dict[tuple[str, str], str] = {}
for row in rows("table_7_3_14_vensters_first_callback"):
    key = (row["activity"], MEASURES[row["measure"]])
    if row["item"] == "gemiddelde":
        MEANS[key] = row["score_10pt_printed"]
    else:
        SCORES[key].append(Fraction(row["score_10pt_printed"]))


@pytest.mark.parametrize("key", MEANS, ids=" ".join)
def test_the_mean_of_six_items_is_as_printed_but_for_three_slips(key: tuple[str, str]) -> None:
    mean = over_items(SCORES[key])

    assert mean is not None
    printed, ours = SLIPS.get(key, (MEANS[key], MEANS[key]))
    assert (MEANS[key], written(mean, 1)) == (printed, ours)


@pytest.mark.parametrize("row", rows("table_7_3_15_differences"), ids=lambda row: row["activity"])
def test_differences_are_those_of_the_printed_means(row: dict[str, str]) -> None:
    """From the means as they were printed, slips included: that is what the table was made of."""
    activity = {"ouderavond": "ouderavond vmbo"}.get(row["activity"], row["activity"])
    schools, first, later = (Fraction(MEANS[activity, measure]) for measure in MEASURES.values())

    assert written(difference(first, schools), 1) == written(Fraction(row["interview_minus_vensters"]), 1)
    assert written(difference(later, first), 1) == written(Fraction(row["belronde_minus_interview"]), 1)
    assert written(difference(later, schools), 1) == written(Fraction(row["belronde_minus_vensters"]), 1)


def test_a_doubled_score_runs_from_two_to_ten() -> None:
    assert [doubled(1), doubled(5)] == [Fraction(2), Fraction(10)]
    assert [as_mark(1), as_mark(5), as_mark(5, highest=5)] == [Fraction(2), Fraction(10), Fraction(5)]
    assert difference(Fraction("3.94"), Fraction("3.86")) == 0  # 3.9 and 3.9 are printed
