"""Translations at the terminal: out into a file, shown, and taken only when asked."""

from pathlib import Path

import pytest

from app.db import Database
from app.services import desk
from tests.test_cli import Run, aloud

__all__ = ["aloud"]
TIPS = "item:info_tips:label"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@on_sqlite
def test_a_file_is_shown_at_the_terminal_and_taken_when_asked(aloud: Run, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "pap.po"
    assert aloud("translations", "export", "parent-w1", "pap", "--out", str(file)).output.strip() == str(file)
    head, _, rest = file.read_text("utf-8").partition(f'msgctxt "{TIPS}"')
    source, _, after = rest.partition("msgstr ")
    file.write_text(f'{head}msgctxt "{TIPS}"{source}msgstr "Bon konseho"\n{after.partition(chr(10))[2]}', "utf-8")

    shown = aloud("translations", "import", str(file), "parent-w1", "pap")
    assert "+ Bon konseho" in shown.output
    assert "1 would change" in shown.output
    with database.reading() as session:
        assert desk.sheet(session, "parent-w1", "pap").of(TIPS).text != "Bon konseho"

    aloud("translations", "import", str(file), "parent-w1", "pap", "--take")
    with database.reading() as session:
        assert desk.sheet(session, "parent-w1", "pap").of(TIPS).written_by == "Marieke"


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "parent-w1", "pap", "--out", "x.doc"), "ends in .xlsx or .po"),
        (("export", "parent-w9", "pap", "--out", "x.po"), "does not exist"),
        (("export", "parent-w1", "xx", "--out", "x.po"), "does not exist"),
        (("import", "gone.po", "parent-w1", "pap"), "cannot be opened: gone.po"),
    ],
)
def test_what_cannot_be_done_at_the_terminal_is_said_in_one_line(
    aloud: Run, arguments: tuple[str, ...], said: str
) -> None:
    result = aloud("translations", *arguments)

    assert result.exit_code == 1
    assert said in result.output
