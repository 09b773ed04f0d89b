"""The published tables as printed, read without any help of the code under test."""

import csv
from collections import Counter
from pathlib import Path

import app.demo
from app.demo.records import Replay, Respondent
from app.demo.replay import replay

PUBLISHED = Path(app.demo.__file__).parent / "published"
SEEDS = (2012, 1, 7, 42, 99991)

# Our word for every printed one; "" is a missing answer.
WORDS = {
    "relatie": {
        "vader": "father",
        "moeder": "mother",
        "vader + moeder": "both",
        "broer of zus": "sibling",
        "familie overig": "relative",
        "anders": "other",
        "niet ingevuld": "",
    },
    "etniciteit": {
        "Nederlands": "dutch",
        "Marokkaans": "moroccan",
        "Turks": "turkish",
        "Surinaams": "surinamese",
        "Antilliaans": "antillean",
        "Kaapverdisch": "cape_verdean",
        "Pakistaans": "pakistani",
        "overig": "other",
        "onbekend": "",
    },
    "opleiding": {
        "wo/hbo": "higher",
        "havo/vwo": "havo_vwo",
        "mbo": "mbo",
        "vmbo": "vmbo",
        "basisonderwijs": "primary",
        "taalcursus": "language_course",
        "geen": "none",
        "onbekend": "",
    },
    "leerjaar kind": {**{year: year for year in "12345"}, "mbo jaar 1": "mbo1", "onbekend": ""},
}
FIELDS = {"relatie": "relation", "etniciteit": "origin", "opleiding": "education", "leerjaar kind": "year"}
ACTIVITIES = {
    "kennismakingsgesprek": {"introduction_talk"},
    "huisbezoek/intake": {"home_visit", "intake_talk"},
    "voortgangsgesprek": {"progress_talk"},
    "rapportgesprek (controle)": {"report_talk"},
    "ouderavond": {"parent_evening", "theme_meeting"},
}
CONTEXTS = {
    ("vmbo", "intervention"): "vmbo",
    ("vmbo", "control"): "controle",
    ("pro_vso", "intervention"): "pro/vso",
    ("mbo", "intervention"): "mbo",
}

REPLAYS = {seed: replay(seed) for seed in SEEDS}


def printed(table: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [row for row in rows if row.get("group", "ouders").startswith("ouders")]


def printed_margin(table: str, variable: str) -> Counter[str]:
    rows = [row for row in printed(table) if row["variable"] == variable]
    return Counter({row["category"]: int(row["n"] or 0) for row in rows})


def printed_cells(table: str) -> Counter[tuple[str, str]]:
    rows = [row for row in printed(table) if row["activity"] in ACTIVITIES and row["context"] in CONTEXTS.values()]
    return Counter({(row["activity"], row["context"]): int(row["n"] or 0) for row in rows})


def respondents(study: Replay, wave: str) -> list[Respondent]:
    by_number = {one.number: one for one in study.respondents}
    return [by_number[interview.respondent] for interview in study.wave(wave)]


def replayed_margin(study: Replay, wave: str, variable: str) -> Counter[str]:
    told = Counter(getattr(one, FIELDS[variable]) or "" for one in respondents(study, wave))
    return Counter({word: told[ours] for word, ours in WORDS[variable].items()})


def replayed_cells(study: Replay, wave: str) -> Counter[tuple[str, str]]:
    schools = {school.code: school for school in study.schools}
    activities = {activity.number: activity for activity in study.activities}
    groups = {ours: word for word, all_ours in ACTIVITIES.items() for ours in all_ours}
    return Counter(
        (
            groups[activities[one.activity].intervention],
            CONTEXTS[schools[one.site].stratum, schools[one.site].condition],
        )
        for one in respondents(study, wave)
    )
