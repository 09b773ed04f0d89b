"""The board as the lead meets it, on her desk and on the wall."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from app.clock import local
from app.db import Database
from app.security.sealing import Sealer
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.conftest import TestClock, Visit
from tests.databases import KEYS
from tests.factories import SmallStudy, finished

HTML = {"accept": "text/html"}

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def talked(database: Database, study: SmallStudy, clock: TestClock) -> None:
    """Somebody held an interview tonight."""
    with database.writing() as session:
        sent = Snapshot.model_validate(finished(study, clock.now()))
        interviews.receive(session, uuid4(), sent, by=study.student, sealer=Sealer(KEYS), now=clock.now())


def seen(browser: TestClient, address: str) -> BeautifulSoup:
    reply = browser.get(address, headers=HTML)
    assert reply.status_code == 200
    return BeautifulSoup(reply.text, "html.parser")


@pytest.mark.usefixtures("talked")
def test_the_lead_sees_who_is_at_work_and_what_tonight_must_bring(lead: TestClient, clock: TestClock) -> None:
    board = seen(lead, "/board").find(id="figures").text  # type: ignore[union-attr]

    assert "Amina" in board
    assert f"heard of at {local(clock.now()):%H:%M}" in board
    assert "A3: 14 parents still needed tonight" in board
    assert "Cooperation at the door" in board
    assert "To be called now" in board


@pytest.mark.usefixtures("talked")
def test_nobody_is_named_on_the_wall(lead: TestClient) -> None:
    wall = seen(lead, "/board/big").main.text  # type: ignore[union-attr]

    assert "1 / 15" in wall
    assert "Amina" not in wall


def test_whoever_opens_it_again_gets_the_figures_alone(lead: TestClient) -> None:
    part = lead.get("/board", headers={**HTML, "hx-request": "true"}).text

    assert "<html" not in part
    assert "A3" in part


def test_a_student_has_no_board(visit: Visit, study: SmallStudy) -> None:
    assert visit(study.student).get("/board/big", headers=HTML).status_code == 403
