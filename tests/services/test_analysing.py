"""The child that computes: asked once for the same, and missed politely."""

import subprocess
import sys

import pytest

from app.services import analysing

ROWS = [(4, 4, 5), (3, 4, 4), (5, 5, 5), (2, 3, 2)] * 10
#: Names that a server without the extra does not have, and that a server with it does not load.
BLOCKED = """
import sys

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names!r}:
            raise ImportError(name)

if {gone}:
    sys.meta_path.insert(0, Gone())
import app.cli, app.main
assert not {names!r} & sys.modules.keys(), sorted({names!r} & sys.modules.keys())
"""


def test_a_scale_gets_its_interval_and_its_omega_from_a_process_of_its_own() -> None:
    found = analysing.reliability({"trust": ROWS, "one": ROWS[:1]})

    assert found.keys() == {"trust"}
    assert found["trust"].low is not None
    assert found["trust"].omega is not None
    assert 0 < found["trust"].low < found["trust"].omega < 1


def test_the_same_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def reply(request: str) -> dict[str, str]:
        asked.append(request)
        return {}

    monkeypatch.setattr(analysing, "_reply", reply)
    for _ in range(2):
        analysing.ask("reliability", scales={"twice": [[1, 2]]})

    assert len(asked) == 1


def test_without_the_libraries_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "NEEDED", ("numpy", "a_library_that_nobody_has"))

    with pytest.raises(analysing.NoAnalysis):
        analysing.reliability({"trust": ROWS})


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "PATIENCE", 0.001)

    with pytest.raises(analysing.NoAnalysis, match="too long"):
        analysing.ask("reliability", scales={"slow": [[1, 2], [2, 3]]})


@pytest.mark.parametrize("gone", [True, False], ids=["not installed", "installed"])
def test_the_server_starts_without_them(gone: bool) -> None:
    names = {*analysing.NEEDED, "pyreadstat", "sklearn"} - {"numpy"}  # others load it where it is there
    names |= {"numpy"} if gone else set()
    subprocess.run([sys.executable, "-c", BLOCKED.format(names=names, gone=gone)], check=True)
