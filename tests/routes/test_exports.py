"""The lead takes data out, and a script pulls them by an address that ends."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.models import AuditEntry, Export, PullLink
from app.services import export_jobs
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, finished
from tests.routes.phones import put

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
CSV = {"format": "csv", "level": "internal", "shape": "long", "language": "en", "name": "", "until": ""}


@pytest.fixture(autouse=True)
def _told(phone: TestClient, study: SmallStudy, clock: TestClock) -> Iterator[None]:
    """A parent told something; and no process is left when a test is over."""
    put(phone, finished(study, clock.now()))
    yield
    for child in export_jobs.CHILDREN:
        child.wait(60)


def ready(lead: TestClient) -> BeautifulSoup:
    """The page when the process is done."""
    for child in export_jobs.CHILDREN:
        child.wait(60)
    return BeautifulSoup(lead.get("/exports").text, "html.parser")


def address(lead: TestClient, clock: TestClock, **changes: str) -> str:
    until = (clock.today() + timedelta(days=30)).isoformat()
    reply = lead.post("/pull-links", data=CSV | {"name": "Nightly script", "until": until} | changes)
    assert reply.status_code == 200, reply.text
    [code] = BeautifulSoup(reply.text, "html.parser").select(".invitation code")
    return code.text.removeprefix("http://localhost:8000")


def test_she_chooses_it_is_made_and_she_fetches_it(lead: TestClient, database: Database) -> None:
    assert lead.post("/exports", data=CSV).status_code == 303

    page = ready(lead)
    assert page.select("#files[hx-get]") == []  # nothing moves any more
    reply = lead.post("/exports/1/file")

    [row] = csv.DictReader(io.StringIO(reply.text))
    assert (row["site"], row["info_tips"]) == ("A3", "4")
    assert reply.headers["content-disposition"].startswith('attachment; filename="aloud-')
    assert "SHA-256" in lead.get("/exports/1").text
    with database.reading() as session:
        verbs = [one.verb for one in session.exec(select(AuditEntry)) if one.verb.startswith("export")]
    assert verbs == ["export.make", "export.download"]


def test_while_it_is_made_the_page_looks_again(lead: TestClient, database: Database, study: SmallStudy) -> None:
    with database.writing() as session:
        session.add(Export(person_id=study.lead.id, wanted='{"format":"csv"}', made_at=TestClock().now(), total=0))

    files = BeautifulSoup(lead.get("/exports", headers={"hx-request": "true"}).text, "html.parser")

    assert [one["hx-trigger"] for one in files.select("#files")] == ["every 1s"]
    assert len(files.select("progress")) == 1


def test_before_a_public_file_goes_out_she_sees_how_hidden_people_are(lead: TestClient) -> None:
    lead.post("/exports", data=CSV | {"level": "public"})
    ready(lead)

    shown = lead.get("/exports/1").text

    assert "Can anybody be recognised?" in shown
    assert "Left out as a whole" in shown


def test_a_format_that_is_not_here_is_a_sentence(lead: TestClient) -> None:
    reply = lead.post("/exports", data=CSV | {"format": "xls"})

    assert reply.status_code == 422
    assert "cannot be written here" in reply.json()["error"]


def test_a_file_that_was_swept_away_is_told(lead: TestClient, settings: Settings) -> None:
    lead.post("/exports", data=CSV)
    ready(lead)
    for file in export_jobs.folder(settings.data_dir).glob("aloud*"):
        file.unlink()

    reply = lead.post("/exports/1/file")

    assert (reply.status_code, "not on the server any more" in reply.json()["error"]) == (410, True)
    assert "Make it again" in lead.get("/exports").text
    assert lead.post("/exports/1/again").status_code == 303


def test_a_script_gets_a_fresh_file_each_time(
    lead: TestClient, stranger: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    there = address(lead, clock)
    first = stranger.get(there)
    put(phone, finished(study, clock.now()))
    second = stranger.get(there)

    assert (first.status_code, first.text.count("\n"), second.text.count("\n")) == (200, 2, 3)
    assert first.headers["content-type"].startswith("text/csv")
    with database.reading() as session:
        link = session.exec(select(PullLink)).one()
        assert (link.pulls, link.pulled_at) == (2, clock.now())
        assert [one.verb for one in session.exec(select(AuditEntry)) if one.verb == "export.pull"] == [
            "export.pull"
        ] * 2
    assert "fetched 2 times" in lead.get("/exports").text
    assert there not in lead.get("/exports").text  # it was shown once


def test_an_address_ends_by_its_day_or_when_she_says_so(
    lead: TestClient, visit: Visit, stranger: TestClient, clock: TestClock, study: SmallStudy
) -> None:
    short, long = address(lead, clock, until=(clock.today() + timedelta(days=1)).isoformat()), address(lead, clock)
    clock.forward(days=2)

    expired = stranger.get(short)
    assert visit(study.lead).post("/pull-links/2/revocation").status_code == 303
    revoked = stranger.get(long)

    for reply in (expired, revoked):
        assert reply.status_code == 410
        assert reply.json()["error"].startswith("This address has ended")


def test_guessing_an_address_is_slowed_down(lead: TestClient, stranger: TestClient, clock: TestClock) -> None:
    there = address(lead, clock)
    tampered = [there[:-2] + ("xx" if not there.endswith("xx") else "yy")] * 12

    assert [stranger.get(one).status_code for one in tampered] == [404] * 10 + [429] * 2
    clock.forward(minutes=16)
    assert stranger.get(tampered[0]).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give the address a name"),
        ({"until": "2020-01-01"}, "Choose a last day"),
        ({"until": "2999-01-01"}, "Choose a last day"),
        ({"until": ""}, "Choose a last day"),
    ],
)
def test_an_address_needs_a_name_and_an_end(lead: TestClient, changes: dict[str, str], sentence: str) -> None:
    reply = lead.post("/pull-links", data=CSV | {"name": "R", "until": "2020-01-02"} | changes)

    assert reply.status_code == 422
    assert reply.json()["error"].startswith(sentence)
