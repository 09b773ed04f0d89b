"""The session has ended, the phone has not: what may still be sent, and in whose name."""

import re
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.db import Database
from app.models import Interview
from tests.conftest import ORIGIN, TestClock, Visit
from tests.factories import SmallStudy, snapshot
from tests.routes.phones import number_of, put, sign_in, stored


@pytest.fixture
def shared(phone: TestClient, database: Database, study: SmallStudy, clock: TestClock) -> tuple[int, int]:
    """One phone on which first Amina and then Bram signed in; the numbers it has for each."""
    hers = number_of(phone)
    sign_in(phone, database, study.other_student, clock)
    return hers, number_of(phone)


def owner(database: Database, interview: str) -> tuple[int, int | None]:
    with database.reading() as session:
        held = session.get_one(Interview, UUID(interview))
        return held.interviewer_id, held.phone_id


def test_a_session_that_ended_in_the_corridor_stops_no_interview(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, number = str(uuid4()), number_of(phone)
    body = snapshot(study, clock.now(), phone=number)
    put(phone, body, interview)
    clock.forward(hours=13)

    replies = [put(phone, body | {"revision": 2}, interview), put(phone, snapshot(study, clock.now(), phone=number))]

    assert phone.get("/home").status_code == 401
    assert [reply.status_code for reply in replies] == [200, 200]
    assert {(one.interviewer_id, one.phone_id) for one in stored(database)} == {(study.student.id, number)}


def test_a_phone_alone_opens_no_page(phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    phone.cookies.delete("session")

    assert [phone.get(path).status_code for path in ("/home", "/board", "/phones", "/callbacks")] == [401] * 4
    assert phone.post("/phone-numbers", data={"number": "0612345678"}).status_code == 401


def test_a_phone_alone_goes_on_with_nothing_that_it_did_not_begin(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, tablet = str(uuid4()), visit(study.student)
    body = snapshot(study, clock.now(), phone=number_of(tablet))
    put(tablet, body, interview)
    phone.cookies.delete("session")

    reply = put(phone, body | {"revision": 2}, interview)

    assert reply.status_code == 401
    assert stored(database)[0].revision == 1


def test_two_students_share_a_phone_and_each_is_credited_with_her_own(
    phone: TestClient, study: SmallStudy, shared: tuple[int, int], database: Database, clock: TestClock
) -> None:
    interviews = {number: str(uuid4()) for number in shared}

    replies = [put(phone, snapshot(study, clock.now(), phone=one), interview) for one, interview in interviews.items()]

    assert [reply.status_code for reply in replies] == [200, 200]
    assert [owner(database, interviews[one]) for one in shared] == [
        (study.student.id, shared[0]),
        (study.other_student.id, shared[1]),
    ]


def test_on_a_shared_phone_without_any_session_each_is_still_credited(
    phone: TestClient, study: SmallStudy, shared: tuple[int, int], database: Database, clock: TestClock
) -> None:
    phone.cookies.delete("session")

    for number in shared:
        assert put(phone, snapshot(study, clock.now(), phone=number)).status_code == 200

    assert {one.phone_id: one.interviewer_id for one in stored(database)} == {
        shared[0]: study.student.id,
        shared[1]: study.other_student.id,
    }


def test_who_signs_in_on_a_found_phone_sends_nothing_in_her_name_after_it_was_revoked(
    phone: TestClient,
    lead: TestClient,
    study: SmallStudy,
    shared: tuple[int, int],
    database: Database,
    clock: TestClock,
) -> None:
    lead.post(f"/phones/{shared[0]}/revocation")

    hers, his = (put(phone, snapshot(study, clock.now(), phone=number)) for number in shared)

    assert (hers.status_code, his.status_code) == (401, 200)


def test_a_revoked_phone_is_asked_to_sign_in_and_then_everything_arrives_in_her_name(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    begun, unsent, number = str(uuid4()), str(uuid4()), number_of(phone)
    body = snapshot(study, clock.now(), phone=number)
    put(phone, body, begun)

    lead.post(f"/phones/{number}/revocation")
    refused = [put(phone, body | {"revision": 2}, begun), put(phone, body | {"respondent": str(uuid4())}, unsent)]
    sign_in(phone, database, study.student, clock)
    again = [put(phone, body | {"revision": 2}, begun), put(phone, body | {"respondent": str(uuid4())}, unsent)]

    assert [reply.status_code for reply in refused] == [401, 401]
    assert "kept on this phone" in refused[0].json()["error"]
    assert [reply.status_code for reply in again] == [200, 200]
    new = number_of(phone)
    assert new != number
    assert owner(database, begun) == owner(database, unsent) == (study.student.id, new)
    clock.forward(hours=13)  # from here the new phone goes on with it alone
    assert put(phone, body | {"revision": 3}, begun).status_code == 200


def test_an_interview_that_was_sent_by_another_phone_moves_along_with_a_session_only(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, tablet = str(uuid4()), visit(study.student)
    body = snapshot(study, clock.now(), phone=number_of(tablet))
    put(tablet, body, interview)

    assert put(phone, body | {"revision": 2}, interview).status_code == 200

    assert owner(database, interview) == (study.student.id, number_of(phone))


def test_a_page_of_the_release_before_names_no_phone_and_works_as_ever(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    phone.cookies.delete("phone")

    assert put(phone, body, interview).status_code == 200
    assert put(phone, body | {"revision": 2}, interview).status_code == 200
    clock.forward(hours=12)
    assert put(phone, body | {"revision": 3}, interview).status_code == 401


def test_where_it_began_is_no_part_of_what_is_compared(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())

    replies = [put(phone, body | {"phone": named}, interview) for named in (None, number_of(phone), 4242)]

    assert [reply.status_code for reply in replies] == [200] * 3
    assert "phone" not in stored(database)[0].snapshot


def test_a_phone_that_does_not_exist_or_is_no_number_opens_nothing(
    visit: Visit, study: SmallStudy, clock: TestClock
) -> None:
    nobody = visit(None)

    replies = [put(nobody, snapshot(study, clock.now(), phone=named)) for named in (4242, 0, -1, 2**70, "one", [1])]

    assert {reply.status_code for reply in replies} == {401}


def test_a_cookie_for_pages_is_no_cookie_for_phones(
    app: FastAPI, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    for name, value in (("phone", phone.cookies["session"]), ("session", phone.cookies["phone"])):
        browser = TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, cookies={name: value})
        assert put(browser, snapshot(study, clock.now())).status_code == 401
        assert browser.get("/home").status_code == 401


def test_an_interview_of_the_wrong_round_is_refused_and_blocks_nothing(
    caller: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    reply = put(caller, snapshot(study, clock.now()))

    assert reply.status_code == 422
    assert re.search("kept on the phone", reply.json()["error"])


def test_a_lead_who_signs_in_on_a_students_phone_stops_nothing_of_hers(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    number = number_of(phone)
    sign_in(phone, database, study.lead, clock)

    assert put(phone, snapshot(study, clock.now(), phone=number)).status_code == 200

    assert stored(database)[0].interviewer_id == study.student.id
