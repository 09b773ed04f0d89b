"""The published tables (Lusse 2013), read from `published/` and put into our words."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

UNKNOWN = "unknown"  # "onbekend" and "niet ingevuld" in print: a missing answer, never a category

# Print order; the position of a category, counted from 1, is the code of the answer.
RELATION = {
    "vader": "father",
    "moeder": "mother",
    "vader + moeder": "both",
    "broer of zus": "sibling",
    "familie overig": "relative",
    "anders": "other",
    "niet ingevuld": UNKNOWN,
}
ORIGIN = {
    "Nederlands": "dutch",
    "Marokkaans": "moroccan",
    "Turks": "turkish",
    "Surinaams": "surinamese",
    "Antilliaans": "antillean",
    "Kaapverdisch": "cape_verdean",
    "Pakistaans": "pakistani",
    "overig": "other",
    "onbekend": UNKNOWN,
}
EDUCATION = {
    "wo/hbo": "higher",
    "havo/vwo": "havo_vwo",
    "mbo": "mbo",
    "vmbo": "vmbo",
    "basisonderwijs": "primary",
    "taalcursus": "language_course",
    "geen": "none",
    "onbekend": UNKNOWN,
}
YEAR = {**{year: year for year in "12345"}, "mbo jaar 1": "mbo1", "onbekend": UNKNOWN}
VARIABLES = {
    "relation": ("relatie", RELATION),
    "origin": ("etniciteit", ORIGIN),
    "education": ("opleiding", EDUCATION),
    "year": ("leerjaar kind", YEAR),
}
CODES = {
    variable: {category: str(code) for code, category in enumerate(categories.values(), start=1)}
    for variable, (_, categories) in VARIABLES.items()
    if variable != "year"
}

# The thesis counts some interventions under another one.
COUNTED_AS = {
    "home_visit": "home_visit_or_intake",
    "intake_talk": "home_visit_or_intake",
    "theme_meeting": "parent_evening",
}

SCALES = {
    "somscore informatie": "information",
    "somscore vertrouwen ouder-kind": "trust",
    "somscore relatie ouder-school": "relationship",
    "tevredenheid vormgeving (1 stelling)": "satisfaction",
    "initiatief in het contact (1 stelling)": "initiative",
}

BACKGROUND = {"w1": "appendix_7_3_1_background_counts", "w2": "appendix_7_3_2_callback_background"}


@dataclass(frozen=True)
class Descriptive:
    """Mean, standard deviation and number of complete cases of one scale."""

    mean: float
    sd: float
    n: int


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The lines of one published table, by column name."""
    text = (files("app.demo") / "published" / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def parents(table: str) -> list[Mapping[str, str]]:
    """Only what the table says about parents; the tables of the second wave are about nobody else."""
    return [row for row in rows(table) if row.get("group", "ouders").startswith("ouders")]


def margin(wave: str, variable: str) -> Counter[str]:
    """How many parents there are in each category of relation, origin, education or year."""
    printed, categories = VARIABLES[variable]
    lines = (row for row in parents(BACKGROUND[wave]) if row["variable"] == printed)
    return Counter({categories[row["category"]]: int(row["n"] or 0) for row in lines})


def descriptives() -> dict[str, Descriptive]:
    """Table 7.3.6 for parents."""
    return {
        SCALES[row["variable"]]: Descriptive(float(row["mean"]), float(row["sd_printed"]), int(row["n"]))
        for row in parents("table_7_3_6_descriptives")
    }


def changed() -> dict[str, tuple[int, int]]:
    """Per activity as the thesis names it: how many treat their child differently since, of how many who answered."""
    return {
        row["activity"]: (
            round(int(row["pct_says_treated_child_differently"]) * int(row["n_answered"]) / 100),
            int(row["n_answered"]),
        )
        for row in rows("callback_changed_behaviour")
    }
