"""A parent reads with difficulty; a student takes over and reads the rest aloud."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Assignment, AuditEntry, Contact, Interview, SelfCompletion
from app.security.phone_sealing import is_sealed
from tests.alone import HTML, Visitor, all_languages, link
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer
from tests.routes.phones import put, stored

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def parent(visit: Visit, app: FastAPI, database: Database, study: SmallStudy, clock: TestClock) -> Visitor:
    """Half-way, in Arabic."""
    all_languages(database, study.w1)
    return Visitor(visit(None)).scan(link(app, study, clock), "ar").until("satisfaction")


def code(parent: Visitor) -> str:
    found = parent.page.select_one(".helper b")
    assert found is not None
    return found.get_text().strip()


def take(student: TestClient, study: SmallStudy, typed: str) -> dict[str, Any]:
    """The student types the code, sees whose it is, and taps; what her phone then takes in."""
    hers = Visitor(student).open(f"/activities/{study.talk.id}")
    hers.post({"code": typed})
    assert "العربية" in hers.words
    hers.post({})
    handed = hers.page.find(id="handed")
    assert handed is not None, hers.words
    record: dict[str, Any] = json.loads(str(handed["data-record"]))
    return record


def test_the_student_goes_on_with_what_was_answered_and_the_parent_may_put_her_phone_away(
    parent: Visitor, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    record = take(phone, study, code(parent).lower())

    assert (record["language"], record["mode"], record["place"]) == ("ar", "capi", "satisfaction")
    assert len(record["answers"]) == 16
    assert record["answers"]["info_tips"]["value"] == "4"
    parent.send(**parent.middle())
    assert parent.reply is not None
    assert parent.reply.status_code == 410
    assert "put your phone away" in parent.words or "الهاتف جانبًا" in parent.words
    record["body"]["answers"]["satisfaction"] = answer("5", language="ar")
    reply = put(phone, record["body"], record["id"])
    assert (reply.status_code, reply.headers["Interview-Revision"]) == (200, str(record["revision"]))
    (interview,) = stored(database)
    assert (interview.mode, interview.interviewer_id) == ("capi", study.student.id)


def test_a_colleague_takes_over_and_the_interview_is_hers_and_it_is_written_down(
    parent: Visitor, visit: Visit, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    with database.writing() as session:
        session.add(Assignment(person_id=study.other_student.id, activity_id=study.talk.id))
    colleague = visit(study.other_student)
    record = take(colleague, study, code(parent))

    assert put(colleague, record["body"], record["id"]).status_code == 200
    assert put(phone, record["body"] | {"phone": None}, record["id"]).status_code == 404
    with database.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.verb == "self.take_over")).all()
    assert (entry.person_id, entry.object) == (study.other_student.id, record["id"])


@on_sqlite
def test_names_travel_sealed_and_survive_the_change_of_hands(
    visit: Visit, app: FastAPI, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    all_languages(database, study.w1)
    parent = Visitor(visit(None)).scan(link(app, study, clock), "ar").until("best_times")
    record = take(phone, study, code(parent))

    assert set(record["contact"]) == {"ask_for", "phone"}
    assert all(map(is_sealed, record["contact"].values()))
    assert "Canarino" not in json.dumps(record)
    assert "12345678" not in json.dumps(record)
    assert put(phone, record["body"] | {"status": "complete"}, record["id"]).status_code == 200
    with database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone"}


@on_sqlite
def test_somebody_who_only_chose_a_language_is_taken_over_from_the_first_question(
    visit: Visit, app: FastAPI, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    all_languages(database, study.w1)
    parent = Visitor(visit(None)).scan(link(app, study, clock), "ar")
    record = take(phone, study, code(parent))

    assert (record["place"], record["revision"], stored(database)) == ("consent", 1, [])
    assert put(phone, record["body"], record["id"]).status_code == 200


@on_sqlite
def test_a_second_tap_gives_the_same_and_a_colleague_is_too_late(
    parent: Visitor, visit: Visit, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    with database.writing() as session:
        session.add(Assignment(person_id=study.other_student.id, activity_id=study.talk.id))
    record = take(phone, study, code(parent))
    again = phone.post(f"/activities/{study.talk.id}/takeover/{record['id']}", headers=HTML)

    assert again.status_code == 200
    assert record["id"] in again.text
    late = visit(study.other_student).post(f"/activities/{study.talk.id}/takeover/{record['id']}", headers=HTML)
    assert late.status_code == 404
    with database.reading() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.verb == "self.take_over")).all()) == 1


@on_sqlite
@pytest.mark.parametrize("typed", ["", "0000", "QQQQQ", "\u202e", "  "])
def test_a_code_of_nobody_says_so(parent: Visitor, phone: TestClient, study: SmallStudy, typed: str) -> None:
    reply = phone.post(f"/activities/{study.talk.id}/takeover", data={"code": typed}, headers=HTML)

    assert reply.status_code == 404
    assert "Nobody here has this code" in reply.text


@on_sqlite
def test_a_finished_questionnaire_is_not_taken_over(
    parent: Visitor, phone: TestClient, study: SmallStudy, database: Database
) -> None:
    typed = code(parent)
    parent.finish()
    with database.reading() as session:
        (held,) = session.exec(select(SelfCompletion)).all()

    assert phone.post(f"/activities/{study.talk.id}/takeover", data={"code": typed}).status_code == 404
    assert phone.post(f"/activities/{study.talk.id}/takeover/{held.interview_id}").status_code == 404
    assert len(stored(database)) == 1
    assert isinstance(stored(database)[0], Interview)


@on_sqlite
def test_a_student_of_another_activity_takes_over_nothing(parent: Visitor, visit: Visit, study: SmallStudy) -> None:
    stranger = visit(study.other_student)

    assert stranger.post(f"/activities/{study.talk.id}/takeover", data={"code": code(parent)}).status_code == 404
