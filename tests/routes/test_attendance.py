"""The sheet of an evening on a student's phone, and the lead's pages beside it."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Attendance, AuditEntry
from tests.conftest import Visit
from tests.factories import SmallStudy

HTML = {"accept": "text/html"}

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def count(browser: TestClient, study: SmallStudy, **typed: str) -> int:
    sent = {"group": str(study.group.id), "invited": "", "present": ""} | typed
    return browser.post(f"/activities/{study.talk.id}/attendance", data=sent, headers=HTML).status_code


def page(browser: TestClient, address: str) -> BeautifulSoup:
    reply = browser.get(address, headers=HTML)
    assert reply.status_code == 200
    return BeautifulSoup(reply.text, "html.parser")


def test_a_student_counts_her_class_and_sees_what_was_kept(phone: TestClient, study: SmallStudy) -> None:
    assert count(phone, study, invited="20", present="18") == 303

    shown = page(phone, f"/activities/{study.talk.id}/attendance?kept=1")
    assert "Kept: 1 class." in shown.text
    assert shown.select_one(".percent").text == "90%"  # type: ignore[union-attr]
    assert "Amina" in shown.text


def test_an_impossible_count_is_said_and_stays_in_the_form(
    phone: TestClient, study: SmallStudy, database: Database
) -> None:
    sent = {"group": str(study.group.id), "invited": "20", "present": "4000"}
    reply = phone.post(f"/activities/{study.talk.id}/attendance", data=sent, headers=HTML)

    assert reply.status_code == 422
    shown = BeautifulSoup(reply.text, "html.parser")
    told = [one.text for one in shown.select(".class-card [role=alert]")]
    assert ["More pupils with a parent (4000) than were invited (20)" in one for one in told] == [True]
    assert shown.select_one('input[name="present"]')["value"] == "4000"  # type: ignore[index]
    with database.reading() as session:
        assert session.exec(select(Attendance)).all() == []


def test_a_student_who_is_not_expected_there_counts_nobody(visit: Visit, study: SmallStudy) -> None:
    assert count(visit(study.other_student), study, invited="20", present="18") == 404


def test_the_lead_sees_what_is_missing_first_and_then_the_school(
    lead: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    shown = page(lead, "/attendance")
    assert [row.b.text for row in shown.select(".missing .row")] == ["A3", "D1"]  # type: ignore[union-attr]
    assert "No class was counted yet" in shown.text

    count(phone, study, invited="20", present="19")

    shown = page(lead, "/attendance")
    assert [row.b.text for row in shown.select(".missing .row")] == ["D1"]  # type: ignore[union-attr]
    [row] = shown.select(".spans tbody tr")
    assert row.select_one(".num b").text == "95"  # type: ignore[union-attr]


def test_the_picture_says_the_same_as_the_figures(lead: TestClient, phone: TestClient, study: SmallStudy) -> None:
    count(phone, study, invited="20", present="10")

    shown = page(lead, "/attendance")
    mean = shown.select_one("svg.span .span-mean")
    assert mean is not None
    assert float(str(mean["x"])) == pytest.approx(50 - 0.8)
    assert shown.select_one("svg.span")["aria-hidden"] == "true"  # type: ignore[index]


def test_the_file_has_every_count_with_its_corrections(
    lead: TestClient, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    count(phone, study, invited="20", present="18", note="=1+1")
    count(phone, study, invited="20", present="19", illness="1", note="=1+1")

    text = lead.post("/export/attendance.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [(row["present"], row["percent"], row["absent_illness"], row["counts"]) for row in rows] == [
        ("18", "90", "0", "0"),
        ("19", "95", "1", "1"),
    ]
    assert {(row["note"], row["entered_by"], row["condition"], row["condition_planned"]) for row in rows} == {
        ("'=1+1", "team", "intervention", "intervention")
    }
    with database.reading() as session:
        assert [one.object for one in session.exec(select(AuditEntry)) if one.verb == "export.download"] == [
            "attendance.csv"
        ]


def test_a_school_changes_its_arm_with_a_reason_only(lead: TestClient, study: SmallStudy) -> None:
    sent = {"site": str(study.talk.site_id), "condition": "control", "known_as": "E4"}

    assert lead.post("/implementation/condition", data=sent | {"because": ""}).status_code == 422
    assert lead.post("/implementation/condition", data=sent | {"because": "Niet gehouden"}).status_code == 303

    shown = page(lead, "/implementation")
    [row] = shown.select("#arms .row")
    assert " ".join(row.text.split()) == "A3 → E4 intervention → control"
    assert "Niet gehouden" in shown.text


def test_ratings_are_kept_for_the_whole_page_at_once(lead: TestClient, study: SmallStudy) -> None:
    form = page(lead, "/implementation").select_one("form.ratings")
    assert form is not None
    sent: dict[str, list[str]] = {}
    for one in form.select("input, select"):
        sent.setdefault(str(one["name"]), []).append(str(one.get("value") or ""))
    sent["preparation"] = ["very_good", "neutral"]
    sent["quickscan"] = ["7,5", "12"]

    refused = lead.post("/implementation", data=sent, headers=HTML)
    assert refused.status_code == 422
    assert "between 1.0 and 10.0" in refused.text
    assert BeautifulSoup(refused.text, "html.parser").select('option[value="very_good"][selected]')

    sent["quickscan"] = ["7,5", "8"]
    reply = lead.post("/implementation", data=sent, headers=HTML)
    assert reply.headers["location"] == "/implementation?kept=4"
    shown = page(lead, "/implementation")
    assert [str(one["value"]) for one in shown.select('input[name="quickscan"]')] == ["7.5", "8"]


def test_forms_that_nobody_made_are_refused_with_a_sentence(
    phone: TestClient, lead: TestClient, study: SmallStudy
) -> None:
    there = f"/activities/{study.talk.id}/attendance"

    for sent in ({}, {"group": "x"}, {"group": "1", "invited": "9" * 50, "present": "1"}):
        assert phone.post(there, data=sent).status_code == 422
    strange = {"group": str(study.meeting_group.id), "invited": "20", "present": "18"}
    assert phone.post(there, data=strange).headers["location"].endswith("kept=0")
    assert (
        lead.post("/implementation", data={"site": "1", "intervention": "999", "preparation": "x"}).status_code == 303
    )
