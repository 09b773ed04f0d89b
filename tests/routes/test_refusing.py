"""What a phone sends that cannot be right: a sentence and a status, and nothing stored is harmed."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app.db import Database
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, snapshot
from tests.routes.phones import put, stored

# A change to a good snapshot, and the item that the refusal names.
CANNOT_BE: list[tuple[dict[str, Any], str | None]] = [
    ({"answers": {"never_heard_of": answer("1")}}, "never_heard_of"),
    ({"answers": {"info_tips": answer("6")}}, "info_tips"),
    ({"answers": {"info_tips": answer(None)}}, "info_tips"),
    ({"answers": {"info_tips": answer("4", "refused")}}, "info_tips"),
    ({"answers": {"info_tips": answer("4", language="xx")}}, "info_tips"),
    ({"answers": {"info_tips": answer("4") | {"seconds": "long"}}}, "info_tips"),
    ({"answers": {"best_times": answer("weekday_evening weekday_evening")}}, "best_times"),
    ({"answers": {"origin": answer("1")}}, "origin"),
    ({"answers": {"phone": answer("0612345678")}}, "phone"),
    ({"contact": {"shoe_size": "43"}}, "shoe_size"),
    ({"contact": {"phone": "06 1234"}}, "phone"),
    ({"version": "00000000"}, None),
    ({"wave": "w9"}, None),
    ({"group": 99_999}, None),
    ({"activity": 99_999}, None),
    ({"revision": 0}, None),
    ({"revision": "many"}, None),
    ({"status": "finished"}, None),
    ({"surprise": 1}, None),
    ({"device_started_at": "yesterday"}, None),
    ({"device_started_at": "2026-11-24T19:00:00"}, None),
    ({"device_started_at": "0001-01-01T00:00:00+14:00"}, None),
    ({"device_started_at": "9999-12-31T23:59:59-12:00"}, None),
    ({"device_sent_at": "0001-01-01T00:00:00+14:00"}, None),
    ({"activity": 10**30}, None),
    ({"group": -1}, None),
    ({"case": 10**30}, None),
    ({"respondent": "somebody"}, None),
    ({"instrument": "par\0ent"}, None),
    ({"language": "n\0l"}, None),
    ({"language": "xx"}, None),
    ({"answers": {"remark": answer("half a wo\0rd")}}, "remark"),
    ({"answers": {"remark": answer("x" * 4001)}}, "remark"),
    ({"answers": {"info_tips": answer("4", remark="\0")}}, "info_tips"),
    ({"answers": {"info_tips": answer("4", "not_asked")}}, "info_tips"),
    ({"answers": {"info_tips": answer("٤")}}, "info_tips"),
    ({"answers": {"info_tips": answer(" 4")}}, "info_tips"),
    ({"contact": {"ask_for": "x" * 1000}}, "ask_for"),
    ({"contact": {"phone": "+31 6 12345678 of bel mijn zus"}}, "phone"),
]


def test_somebody_elses_interview_does_not_exist_for_me(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(visit(study.other_student), body | {"revision": 9}, interview)

    assert reply.status_code == 404
    assert stored(database)[0].revision == 1


def test_a_phone_that_is_not_signed_in_is_asked_to_and_keeps_all(
    visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    reply = put(visit(None), snapshot(study, clock.now()))

    assert reply.status_code == 401
    assert "kept on this phone" in reply.json()["error"]
    assert stored(database) == []


def test_what_cannot_be_right_is_refused_by_name_and_nothing_is_stored(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    replies = [(change, put(phone, snapshot(study, clock.now()) | change)) for change, _ in CANNOT_BE]

    told = [(change, reply.status_code, reply.json()["item"]) for change, reply in replies]
    assert told == [(change, 422, item) for change, item in CANNOT_BE]
    assert all(len(reply.json()["error"]) > 20 for _, reply in replies)
    assert stored(database) == []


def test_a_refused_snapshot_leaves_the_earlier_one_as_it_was(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    put(phone, body | {"revision": 2, "answers": {"consent": answer("1"), "info_tips": answer("9")}}, interview)

    assert stored(database)[0].revision == 1


def test_an_interview_cannot_move_to_another_respondent(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"revision": 2, "respondent": str(uuid4())}, interview)

    assert reply.status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"revision": 1', b"\xff\xfe"])
def test_broken_json_is_refused_with_a_sentence(
    phone: TestClient, database: Database, study: SmallStudy, body: bytes
) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=body)

    assert reply.status_code == 422
    assert "kept on the phone" in reply.json()["error"]


def test_ten_megabytes_are_refused_before_they_are_read(phone: TestClient, study: SmallStudy) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=b"x" * 10_000_000)

    assert reply.status_code == 413


def test_ten_megabytes_in_pieces_are_refused_as_well(phone: TestClient, study: SmallStudy) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=(b"x" * 1000 for _ in range(10_000)))

    assert reply.status_code == 413


def test_an_id_that_is_none_is_not_found(phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    assert put(phone, snapshot(study, clock.now()), "not-an-id").status_code == 404
