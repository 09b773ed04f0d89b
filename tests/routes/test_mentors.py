"""A mentor's link from the lead's desk to his own phone, and what strangers find behind it."""

import re

import pytest
import segno
from bs4 import BeautifulSoup
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Activity, Attendance, MentorLink
from tests.conftest import ORIGIN, TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.test_attendance import HTML, page

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def make(browser: TestClient, study: SmallStudy, name: str = "Meneer De Wit") -> str:
    """The lead or a student makes a link; the token as it is sent."""
    sent = {"group": str(study.group.id), "until": "2027-07-31", "name": name}
    reply = browser.post(f"/activities/{study.talk.id}/mentors", data=sent, headers=HTML)
    assert reply.status_code == 200
    text = BeautifulSoup(reply.text, "html.parser").select_one("textarea")
    assert text is not None
    found = re.search(r"/mentor#(\S+)", text.text)
    assert found is not None
    return found[1]


@pytest.fixture
def token(phone: TestClient, study: SmallStudy) -> str:
    return make(phone, study)


@pytest.fixture
def mentor(stranger: TestClient, token: str) -> TestClient:
    """A mentor's own phone, with his link opened."""
    reply = stranger.post("/mentor", data={"secret": token})
    assert reply.status_code == 303
    return stranger


def test_the_link_is_shown_once_with_a_text_and_a_code_for_a_camera(
    phone: TestClient, study: SmallStudy, database: Database
) -> None:
    token = make(phone, study)

    shown = page(phone, f"/activities/{study.talk.id}/mentors")
    assert token not in shown.text
    assert "not opened yet" in shown.text
    with database.reading() as session:
        [link] = session.exec(select(MentorLink)).all()
    assert token not in str(link)
    across, _ = segno.make(f"http://localhost:8000/mentor#{token}", micro=False).symbol_size(border=0)
    assert across <= 45  # squares: coarse enough for a cheap camera


def test_a_mentor_counts_his_class_without_an_account(
    mentor: TestClient, study: SmallStudy, database: Database
) -> None:
    shown = page(mentor, "/mentor/1")
    assert "Class 1B" in shown.h1.text  # type: ignore[union-attr]

    sent = {"group": str(study.group.id), "invited": "20", "present": "18"}
    assert mentor.post("/mentor/1/attendance", data=sent).headers["location"] == "/mentor/1?kept=attendance#attendance"

    with database.reading() as session:
        [held] = session.exec(select(Attendance)).all()
    assert (held.person_id, held.mentor_link_id, held.present) == (None, 1, 18)
    assert "Kept. Thank you." in page(mentor, "/mentor/1?kept=attendance").text


def test_a_mentor_cannot_count_another_class(mentor: TestClient, study: SmallStudy, database: Database) -> None:
    sent = {"group": str(study.meeting_group.id), "invited": "20", "present": "18"}

    mentor.post("/mentor/1/attendance", data=sent)

    with database.reading() as session:
        assert session.exec(select(Attendance)).all() == []


def test_an_impossible_count_keeps_the_form_on_his_page(mentor: TestClient, study: SmallStudy) -> None:
    sent = {"group": str(study.group.id), "invited": "20", "present": "-1"}
    reply = mentor.post("/mentor/1/attendance", data=sent, headers=HTML)

    assert reply.status_code == 422
    assert "Only whole numbers" in reply.text
    assert 'value="-1"' in reply.text


def test_talks_are_planned_changed_and_cancelled_and_the_students_home_says_so(
    mentor: TestClient, phone: TestClient, database: Database
) -> None:
    rows = {"on": ["2026-11-24", "", ""], "starts": ["20:00", "", ""], "ends": ["", "", ""]}
    assert mentor.post("/mentor/1/talks", data=rows).status_code == 303
    with database.reading() as session:
        talk = session.exec(select(Activity).order_by(Activity.id.desc())).first()  # type: ignore[attr-defined]
    assert talk is not None
    assert "20:00–20:30" in page(phone, "/home").text

    where = f"/mentor/1/talks/{talk.id}"
    assert mentor.post(where, data={"on": "2026-11-24", "starts": "20:30", "ends": "21:00"}).status_code == 303
    assert "20:30–21:00" in page(phone, "/home").text
    assert mentor.post(where, data={"cancelled": "true", "because": "Ouders konden niet"}).status_code == 303

    cancelled = page(phone, "/home").select_one("s").find_parent("article")  # type: ignore[union-attr]
    assert "Cancelled, so you need not go: Ouders konden niet" in " ".join(cancelled.text.split())  # type: ignore[union-attr]
    assert cancelled.select(".start") == []  # type: ignore[union-attr]


def test_a_wrong_date_keeps_what_was_typed(mentor: TestClient) -> None:
    reply = mentor.post("/mentor/1/talks", data={"on": "2020-01-01", "starts": "15:00", "ends": ""}, headers=HTML)

    assert reply.status_code == 422
    assert "This day is over" in reply.text
    assert 'value="2020-01-01"' in reply.text


def test_a_mentor_cannot_cancel_the_evening_of_the_school(mentor: TestClient, study: SmallStudy) -> None:
    for activity in (study.talk.id, study.meeting.id):
        reply = mentor.post(f"/mentor/1/talks/{activity}", data={"cancelled": "true", "because": "x"})
        assert reply.status_code == 404


def test_without_his_link_a_mentors_page_leads_to_its_door_and_keeps_nothing(
    stranger: TestClient, phone: TestClient, study: SmallStudy, token: str, database: Database
) -> None:
    for browser in (stranger, phone):
        assert browser.get("/mentor/1").headers["location"] == "/mentor"
        sent = {"group": str(study.group.id), "invited": "20", "present": "18"}
        assert browser.post("/mentor/1/attendance", data=sent).status_code == 410
        assert browser.post("/mentor/1/talks", data={"on": "2026-11-26", "starts": "15:00"}).status_code == 410
    with database.reading() as session:
        assert session.exec(select(Attendance)).all() == []


@pytest.mark.parametrize("secret", ["", "nonsense", "../../etc", "x" * 100])
def test_a_foreign_link_is_told_in_clear_words(stranger: TestClient, secret: str) -> None:
    reply = stranger.post("/mentor", data={"secret": secret}, headers=HTML)

    assert reply.status_code == 410
    assert "This link does not work." in reply.text
    assert "mentor" not in stranger.cookies


def test_an_ended_link_says_that_what_was_filled_in_is_kept(mentor: TestClient, clock: TestClock) -> None:
    clock.forward(days=300)

    for reply in (mentor.get("/mentor/1", headers=HTML), mentor.get("/mentor", headers=HTML)):
        assert reply.status_code == 410
        assert "This link has ended. What you filled in is kept." in reply.text


def test_a_withdrawn_link_closes_the_page_at_once(mentor: TestClient, lead: TestClient, study: SmallStudy) -> None:
    assert lead.post(f"/activities/{study.talk.id}/mentors/1/revocation").status_code == 303

    reply = mentor.get("/mentor/1", headers=HTML)
    assert reply.status_code == 410
    assert "withdrawn" in reply.text


def test_a_cookie_that_was_made_up_opens_nothing(app: FastAPI, token: str) -> None:
    browser = TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, follow_redirects=False)
    browser.cookies.set("mentor", token)

    assert browser.get("/mentor/1").headers["location"] == "/mentor"


def test_two_links_in_one_phone_stand_side_by_side(mentor: TestClient, lead: TestClient, study: SmallStudy) -> None:
    mentor.post("/mentor", data={"secret": make(lead, study)})

    assert [mentor.get(f"/mentor/{number}").status_code for number in (1, 2)] == [200, 200]
    assert mentor.get("/mentor").headers["location"] == "/mentor/2"


def test_guessing_is_slowed_down_and_sign_in_is_not(stranger: TestClient, visit: Visit, study: SmallStudy) -> None:
    """A mentor with an old link on the wifi of the school must not lock the students out."""
    for _ in range(5):
        stranger.post("/mentor", data={"secret": "nonsense"})

    assert stranger.post("/mentor", data={"secret": "nonsense"}, headers=HTML).status_code == 429
    assert visit(study.student).get("/home").status_code == 200


def test_no_export_names_a_mentor(mentor: TestClient, lead: TestClient, study: SmallStudy) -> None:
    mentor.post("/mentor/1/attendance", data={"group": str(study.group.id), "invited": "20", "present": "18"})

    files = [lead.post(f"/export/{name}.csv").text for name in ("data", "attendance", "implementation", "codebook")]

    assert "mentor" in files[1]
    assert [file for file in files if "De Wit" in file] == []


def test_a_student_elsewhere_makes_no_links(visit: Visit, study: SmallStudy) -> None:
    other = visit(study.other_student)

    assert other.get(f"/activities/{study.talk.id}/mentors").status_code == 404
    sent = {"group": str(study.group.id), "until": "2027-07-31"}
    assert other.post(f"/activities/{study.talk.id}/mentors", data=sent).status_code == 404
    assert other.post(f"/activities/{study.talk.id}/appointment", data={"cancelled": "true"}).status_code == 404


def test_the_lead_cancels_an_evening_and_the_students_need_not_go(
    lead: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    there = f"/activities/{study.meeting.id}/appointment"
    assert lead.post(there, data={"cancelled": "true", "because": "Waterschade"}).status_code == 303

    assert "Waterschade" in page(phone, "/home").text
    assert "Waterschade" in page(phone, f"/activities/{study.meeting.id}").text
    assert [row.b.text for row in page(lead, "/attendance").select(".missing .row")] == ["A3"]  # type: ignore[union-attr]
