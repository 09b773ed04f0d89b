"""A rehearsal on its way: answered like an interview, and gone like none."""

from uuid import uuid4

from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import ParkedSnapshot, Rehearsal
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, finished, snapshot
from tests.routes.phones import put, stored


def test_a_phone_hears_its_number_back_and_the_server_holds_no_interview(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    number = str(uuid4())

    reply = put(phone, finished(study, clock.now(), training=True), number)

    assert (reply.status_code, reply.headers["interview-revision"]) == (200, "20")
    assert reply.headers["interview-code"] == ""
    assert stored(database) == []
    with database.reading() as session:
        held = session.exec(select(Rehearsal).where(Rehearsal.person_id == study.student.id)).all()
    assert number in {str(one.id) for one in held}


def test_a_second_student_cannot_finish_it_and_nothing_of_it_is_parked(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    number = str(uuid4())
    put(phone, snapshot(study, clock.now(), training=True), number)

    reply = put(visit(study.other_student), finished(study, clock.now(), training=True), number)

    assert reply.status_code == 404
    assert "interview-parked" not in reply.headers
    with database.reading() as session:
        assert session.exec(select(ParkedSnapshot)).all() == []


def test_an_interview_in_a_draft_language_is_kept_for_the_lead(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    reply = put(phone, snapshot(study, clock.now(), language="pap"))

    assert reply.status_code == 422
    assert "not released" in reply.text
    assert "interview-parked" in reply.headers
    assert stored(database) == []


def test_home_says_whether_she_has_rehearsed_and_what_each_list_may_be_spoken_in(
    phone: TestClient, study: SmallStudy, visit: Visit
) -> None:
    page = phone.get("/home").text

    assert 'data-rehearsed="yes"' in page
    assert "languages=nl+en+tr+ar" in page
    assert "training=1" in page
