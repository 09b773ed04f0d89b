"""Add a line with question marks to docs/data-inventory.csv for every new column, and take out those that are gone.

Run it after a migration: python scripts/inventory.py. The tests refuse a line until its question marks are answered.
"""

import csv
from pathlib import Path

from sqlmodel import SQLModel

import app.models

FILE = Path(__file__).parents[1] / "docs" / "data-inventory.csv"
HEAD = ["table", "column", "about", "content", "purpose", "kept", "seen_by", "withdrawal"]


def main() -> None:
    """Bring the file to the tables of this release."""
    assert app.models.__all__  # noqa: S101 - with that all tables are known
    with FILE.open(encoding="utf-8", newline="") as file:
        held = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    with FILE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, HEAD, lineterminator="\n")
        lines.writeheader()
        for name in sorted(SQLModel.metadata.tables):
            for column in SQLModel.metadata.tables[name].columns:
                blank = {"table": name, "column": column.name, **dict.fromkeys(HEAD[2:], "?")}
                lines.writerow(held.get((name, column.name), blank))


if __name__ == "__main__":
    main()
