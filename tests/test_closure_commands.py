"""The calendar of the calls at the terminal: out, and in again, all of it or nothing."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.db import Database
from app.models import Closure
from tests.test_cli import Run, aloud

__all__ = ["aloud"]
HEAD = "kind;name;from;to;effect;source\n"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_calendar_goes_in_and_out_at_the_terminal(aloud: Run, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text(
        HEAD + "study;Teamdag;18-3-2027;;closed;planning\nstudy;Uitje;2027-02-31;;closed;planning\n", "utf-8"
    )

    refused = aloud("closures", "import", str(file))
    assert refused.exit_code == 1
    assert "row 3: wrong: Uitje: “2027-02-31” is no date" in refused.output
    file.write_text(HEAD + "study;Teamdag;18-3-2027;;closed;planning\npublic;Friday;26-3-2027;;closed;mine\n", "utf-8")
    looked = aloud("closures", "import", "--dry-run", str(file))
    assert "row 2: new: Teamdag" in looked.output
    with database.reading() as session:
        assert session.exec(select(Closure).where(Closure.name == "Teamdag")).all() == []

    assert "1 added" in aloud("closures", "import", str(file)).output
    assert "0 added" in aloud("closures", "import", str(file)).output
    assert "study;Teamdag;2027-03-18;2027-03-18;;;closed;;planning" in aloud("closures", "list").output
