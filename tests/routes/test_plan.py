"""The lead brings a plan: mistakes by row, a preview, and all of it at once; and the demo goes."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Person, Site, Study
from tests.services.plans import NEW, changed, workbook

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def send(lead: TestClient, content: bytes, name: str = "plan.xlsx") -> tuple[int, str]:
    reply = lead.post("/plan/files", files={"file": (name, content, "application/octet-stream")})
    return reply.status_code, reply.text


def fields(page: str) -> dict[str, tuple[None, str]]:
    """What the page would send back, as a form with a file is sent."""
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert text is not None
    assert mark is not None
    return {"text": (None, text[1].replace("&#34;", '"').replace("&#39;", "'")), "mark": (None, mark[1])}


def schools(database: Database) -> set[str]:
    with database.reading() as session:
        return {site.code for site in session.exec(select(Site))}


def test_mistakes_are_told_together_and_nothing_is_kept(lead: TestClient, database: Database) -> None:
    wrong = changed("schools", ("N1", "De Brug", "vmbo", "nl"), ("N1", "=1+1", "havo", "nl"))

    status, page = send(lead, workbook(wrong | {"classes": [("X9", "1A", "1")]}))

    assert status == 422
    for told in ("stands in this sheet twice", "begins with", "vmbo, pro_vso, mbo", "There is no school", "row 3"):
        assert told in page
    assert 'name="mark"' not in page
    assert schools(database) == {"A3", "D1"}


def test_what_was_shown_is_taken_and_the_newcomer_can_be_invited(lead: TestClient, database: Database) -> None:
    status, page = send(lead, workbook(NEW))
    assert status == 200
    assert schools(database) == {"A3", "D1"}  # nothing is kept yet

    reply = lead.post("/plan/files/taken", files=fields(page), follow_redirects=True)

    assert "7 rows of your plan were taken over" in reply.text
    assert schools(database) == {"A3", "D1", "N1"}
    with database.reading() as session:
        samira = session.exec(select(Person).where(Person.name == "Samira")).one()
    assert f"/team/{samira.id}/invitation" in reply.text
    assert "signin#" in lead.post(f"/team/{samira.id}/invitation").text


def test_what_is_not_what_was_shown_is_not_taken(lead: TestClient, database: Database) -> None:
    _, page = send(lead, workbook(NEW))
    sent = fields(page)
    once = lead.post("/plan/files/taken", files=sent, follow_redirects=False)
    again = lead.post("/plan/files/taken", files=sent)

    assert (once.status_code, again.status_code) == (303, 409)
    assert "changed while you were looking" in again.text
    assert schools(database) == {"A3", "D1", "N1"}


@pytest.mark.parametrize("address", ["/plan/template.xlsx", "/plan/example.xlsx", "/plan/study.xlsx"])
def test_each_workbook_opens_in_a_spreadsheet(lead: TestClient, address: str) -> None:
    reply = lead.get(address)

    assert "activities" in load_workbook(io.BytesIO(reply.content)).sheetnames
    assert reply.headers["content-disposition"].endswith('.xlsx"')


def test_the_study_as_it_is_now_comes_back_as_it_was(lead: TestClient) -> None:
    status, page = send(lead, lead.get("/plan/study.xlsx").content)

    assert status == 200
    assert "All of this is in the study already" in page


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04", b"\xff\xd8\xff\xe0 a photo"])
def test_what_is_no_plan_is_said_in_words(lead: TestClient, content: bytes) -> None:
    status, page = send(lead, content, "foto.jpg")

    assert status == 422
    assert "To be mended" in page


def test_a_file_that_is_too_large_is_not_read(lead: TestClient) -> None:
    status, page = send(lead, b"x" * (5 * 1024 * 1024))

    assert status == 413
    assert "no plan is that large" in page


def test_the_demo_goes_after_two_signs_that_she_is_sure(lead: TestClient, database: Database) -> None:
    assert "Remove the demo" not in lead.get("/plan").text
    with database.writing() as session:
        session.exec(select(Study)).one().synthetic = True
    assert "Remove the demo" in lead.get("/plan").text

    unsure = lead.post("/plan/demo/removal", data={"name": "Ouders 2027"})
    assert unsure.status_code == 400
    assert schools(database) == {"A3", "D1"}
    gone = lead.post("/plan/demo/removal", data={"name": "Ouders 2027", "sure": "yes"}, follow_redirects=True)

    assert "This study is empty, and yours" in gone.text
    assert "Ouders 2027" in gone.text
    assert schools(database) == set()
    assert lead.get("/", follow_redirects=False).headers["location"] == "/plan"
    assert lead.get("/board").status_code == 200


def test_a_real_study_cannot_be_removed(lead: TestClient, database: Database) -> None:
    reply = lead.post("/plan/demo/removal", data={"name": "Ouders 2027", "sure": "yes"})

    assert reply.status_code == 409
    assert "This is no demo" in reply.text
    assert schools(database) == {"A3", "D1"}
