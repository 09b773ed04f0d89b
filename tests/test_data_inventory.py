"""Every column of every table is accounted for: about whom, what, why, how long, who sees it, what stopping removes."""

import csv
import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import app.models

FILE = Path(__file__).parents[1] / "docs" / "data-inventory.csv"
ABOUT = {"nobody", "respondent", "team", "mentor", "translator", "visitor"}
REMOVED = re.compile(r"stays|calls(: ended at once)?|answers|print: calls; rest: answers|becomes (no, at )?that moment")


def inventory() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_of_every_table_has_one_line() -> None:
    assert app.models.__all__  # all tables are known from here on
    held = [(row["table"], row["column"]) for row in inventory()]
    there = {(table.name, column.name) for table in SQLModel.metadata.tables.values() for column in table.columns}

    assert {"missing": there - set(held), "gone": set(held) - there} == {"missing": set(), "gone": set()}
    assert len(held) == len(set(held))


def test_every_line_says_everything() -> None:
    wrong = [
        row
        for row in inventory()
        if row["about"] not in ABOUT
        or not REMOVED.fullmatch(row["withdrawal"])
        or not all(len(row[name]) > 2 for name in ("content", "purpose", "kept", "seen_by"))
    ]

    assert wrong == []


@pytest.mark.parametrize("table", ["contacts", "answers", "interviews", "paper_entries", "self_completions"])
def test_what_somebody_told_is_said_to_go(table: str) -> None:
    """The other half, that it goes, is tried in `tests/services/test_withdrawals.py`."""
    said = {row["withdrawal"] for row in inventory() if row["table"] == table}

    assert "stays" not in said
