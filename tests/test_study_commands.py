"""`aloud study …` as somebody at a terminal meets it."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import Database
from app.models import DayTally, Tally
from app.services import tallies
from tests.services.plans import NEW, changed, workbook
from tests.test_cli import Run, terminal

LINK = re.compile(r"^http://localhost:8000/signin#(\S{43})$", re.MULTILINE)


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A terminal beside a database in which nothing is."""
    return terminal(monkeypatch, ALOUD_DATABASE_URL=empty_database_url, ALOUD_DATA_DIR=str(tmp_path))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_empty_study_is_begun_checked_and_never_begun_over_another(empty: Run, tmp_path: Path) -> None:
    begun = empty("study", "new", "--name", "Ouders 2027", "--lead", "Fatima")
    assert begun.exit_code == 0, begun.output
    assert "Fatima" in begun.output
    assert LINK.search(begun.output)

    file, wrong, out = tmp_path / "plan.xlsx", tmp_path / "wrong.xlsx", tmp_path / "out.xlsx"
    file.write_bytes(workbook(NEW))
    wrong.write_bytes(workbook(changed("classes", ("X9", "1A", "1"))))
    assert "7 new, 0 changed, 0 the same" in empty("study", "check", str(file)).output
    told = empty("study", "check", str(wrong))
    assert told.exit_code == 1
    assert "classes 2 school: There is no school “X9”" in told.output
    assert empty("study", "export", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_demo_is_removed_and_a_study_begins(empty: Run) -> None:
    assert empty("demo").exit_code == 0
    assert "database holds a study" in empty("study", "new").output
    gone = empty("study", "remove-demo", "--name", "Ouders 2027", "--yes")

    assert gone.exit_code == 0, gone.output
    assert "Marieke" in gone.output
    assert LINK.search(gone.output)
    assert "This is no demo" in empty("study", "remove-demo", "--yes").output
    assert empty("study", "new", "--lead", "Marieke").exit_code == 0


def test_a_board_that_another_program_made_wrong_is_put_right(empty: Run, empty_database_url: str) -> None:
    assert empty("demo").exit_code == 0
    assert "The board was right." in empty("study", "recount").output
    database = Database(empty_database_url)
    with database.writing() as session:
        session.execute(sa.delete(DayTally).where(col(DayTally.language) == "tr"))
        session.execute(sa.update(Tally).values(interviews=1000))

    said = empty("study", "recount").output

    assert re.search(r"wrong in [1-9]\d* places", said)
    with database.reading() as session:
        assert tallies.is_right(session)
    database.close()
