"""Reports on the lead's screen, as PDF and as pictures to take out."""

import io
import re
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, Site
from app.security.sealing import Sealer
from app.services import interviews, pdfs
from app.services.snapshots import Snapshot
from tests.conftest import TestClock
from tests.factories import SmallStudy, finished
from tests.printed import A4, sizes, text

HTML = {"accept": "text/html"}

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def answered(database: Database, study: SmallStudy, sealer: Sealer, clock: TestClock) -> int:
    """A school of which twelve parents answered; its number."""
    with database.writing() as session:
        for _ in range(12):
            sent = Snapshot.model_validate(finished(study, clock.now()))
            interviews.receive(session, uuid4(), sent, by=study.student, sealer=sealer, now=clock.now())
    return study.talk.site_id


@pytest.fixture
def speaks(database: Database, answered: int) -> Callable[[str], None]:
    """Let the school have another language."""

    def speak(tag: str) -> None:
        with database.writing() as session:
            site = session.get_one(Site, answered)
            site.language = tag
            session.add(site)

    return speak


def test_the_lead_finds_every_report(lead: TestClient, answered: int) -> None:
    shown = BeautifulSoup(lead.get("/reports", headers=HTML).text, "html.parser")

    assert [one.text for one in shown.select(".report-list b")] == ["A3", "D1"]
    assert lead.get(f"/reports/schools/{answered}", headers=HTML).status_code == 200
    assert lead.get("/reports/study", headers=HTML).status_code == 200


def test_a_report_is_in_the_language_of_the_school_and_the_desk_in_that_of_the_lead(
    lead: TestClient, answered: int, speaks: Callable[[str], None]
) -> None:
    speaks("ar")
    shown = BeautifulSoup(lead.get(f"/reports/schools/{answered}", headers=HTML).text, "html.parser")
    sheet = shown.select_one(".report-sheet")

    assert sheet is not None
    assert (sheet["lang"], sheet["dir"]) == ("ar", "rtl")
    assert "المعلومات" in sheet.text
    assert "All reports" in shown.text


def test_every_picture_has_a_title_a_table_and_files_that_are_there(lead: TestClient, answered: int) -> None:
    shown = BeautifulSoup(lead.get(f"/reports/schools/{answered}", headers=HTML).text, "html.parser")
    pictures = shown.select("figure.picture")

    assert len(pictures) >= 5
    for picture in pictures:
        assert picture.select_one("svg[role=img] > title")
        assert picture.select_one("details.as-table table tbody")
    links = [str(one["href"]) for one in shown.select(".files a[href*='.svg']")]
    assert {lead.get(link).status_code for link in links} == {200}


def test_a_picture_stands_on_its_own(lead: TestClient, answered: int) -> None:
    reply = lead.get(f"/pictures/school.svg?site={answered}&part=parent-1")

    assert reply.headers["content-type"].startswith("image/svg+xml")
    assert "var(" not in reply.text
    assert "class=" not in reply.text
    assert "N = 12" in reply.text


def test_a_picture_for_slides_is_as_large_as_it_says_and_not_blank(lead: TestClient, answered: int) -> None:
    drawn = lead.get(f"/pictures/school.svg?site={answered}&part=parent-1").text
    wide, high = (float(side) for side in re.findall(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', drawn)[0])
    reply = lead.get(f"/pictures/school.png?site={answered}&part=parent-1")
    image = Image.open(io.BytesIO(reply.content)).convert("RGB")

    assert image.width == pytest.approx(2 * wide, abs=2)
    assert image.height == pytest.approx(2 * high, abs=2)
    colours = {colour for _, colour in image.getcolors(1_000_000) or []}
    assert (0x93, 0xCB, 0xC2) in colours  # everybody agreed


def test_an_address_that_somebody_changed_is_not_found(lead: TestClient, answered: int) -> None:
    assert lead.get("/reports/schools/999", headers=HTML).status_code == 404
    assert lead.get(f"/pictures/school.svg?site={answered}&part=../x").status_code == 404
    assert lead.get("/pictures/nothing.png").status_code == 404


@pytest.mark.parametrize(("tag", "said"), [("nl", "De sfeer op deze school"), ("tr", "okul"), ("ar", "المدرسة")])
def test_a_report_on_paper_can_be_read(
    lead: TestClient, answered: int, speaks: Callable[[str], None], tag: str, said: str
) -> None:
    speaks(tag)
    reply = lead.get(f"/reports/schools/{answered}.pdf")
    pages = [text(reply.content, page) for page in range(len(sizes(reply.content)))]
    whole = " ".join(pages)

    assert reply.headers["content-type"] == "application/pdf"
    assert set(sizes(reply.content)) == {A4}
    assert 1 <= len(pages) <= 4
    assert said in whole or said[::-1] in whole  # a reader of PDF may give Arabic from its other end
    for secret in ("Canarino", "12345678", "Amina", "Marieke", "School D1"):
        assert secret not in whole


def test_all_schools_come_at_once_and_that_is_written_down(lead: TestClient, answered: int, database: Database) -> None:
    reply = lead.post("/reports/schools.zip")
    packed = zipfile.ZipFile(io.BytesIO(reply.content))

    assert packed.namelist() == ["report-A3.pdf", "report-D1.pdf"]
    assert packed.testzip() is None
    assert packed.read("report-A3.pdf").startswith(b"%PDF")
    with database.reading() as session:
        things = session.exec(select(AuditEntry.object).where(col(AuditEntry.verb) == "export.download")).all()
    assert things == ["school-reports.zip"]


def test_the_report_of_the_study_on_paper(lead: TestClient, answered: int) -> None:
    whole = text(lead.get("/reports/study.pdf").content, 0)

    assert "Report of the study" in whole


def test_a_server_that_cannot_print_says_so_before_anything_goes_out(
    lead: TestClient, answered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfs, "ready", lambda: False)

    assert lead.post("/reports/schools.zip").status_code == 503
    assert lead.get(f"/reports/schools/{answered}.pdf", headers=HTML).status_code == 503
    shown = lead.get("/reports", headers=HTML).text
    assert "cannot make PDF files yet" in shown
    assert ".pdf" not in shown
