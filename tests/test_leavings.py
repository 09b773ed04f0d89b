"""What a request opens, it closes: a server that stands for months leaves nothing to the garbage collector."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from tests.browser import house as houses
from tests.browser.house import House
from tests.conftest import TestClock
from tests.leavings import nothing_left_open

LARGE = b"." * 3_000_000  # bytes; from one million on, a file that comes in lies on the disk meanwhile
PAGES = ("/board", "/quality", "/study", "/results", "/callbacks", "/exports")


def test_who_drops_a_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"unclosed file .*dropped\.txt"), nothing_left_open():
        (tmp_path / "dropped.txt").open("w")


def test_pages_and_files_leave_nothing_open(lead: TestClient, phone: TestClient, database: Database) -> None:
    with nothing_left_open():
        seen = {page: lead.get(page).status_code for page in PAGES}
        home = phone.get("/home").status_code
        refused = lead.post("/instruments/files", files={"file": ("large.xlsx", LARGE)})
        database.close()

    assert (home, seen) == (200, dict.fromkeys(PAGES, 200))
    assert "not a workbook" in refused.text


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_server_that_stops_still_answers_who_was_asking(
    settings: Settings, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "SLOW", 1.5)
    with nothing_left_open(), ThreadPoolExecutor() as visitors:
        house = House(settings, clock)
        house.start()
        late = visitors.submit(lambda: urlopen(f"{house.address}/healthz").status)
        house.until(lambda: house.is_asked)
        house.close()
        status = late.result()

    assert status == 200
