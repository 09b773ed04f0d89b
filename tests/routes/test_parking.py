"""What was refused is kept whole, once, and comes back with what the lead decided."""

import json
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import ActivityGroup, Decision, ParkedSnapshot
from app.security.sealing import Sealer
from app.services import parking
from tests.conftest import TestClock, Visit
from tests.envelopes import with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put, stored


def kept(database: Database) -> list[ParkedSnapshot]:
    with database.reading() as session:
        return list(session.exec(select(ParkedSnapshot).order_by(ParkedSnapshot.id)))  # type: ignore[arg-type]


def unfit(study: SmallStudy, clock: TestClock, **changes: Any) -> dict[str, Any]:
    """An interview with an answer that is none."""
    return snapshot(study, clock.now(), answers={"consent": answer("1"), "info_tips": answer("9")}) | changes


def decide(lead: TestClient, parked: ParkedSnapshot, decision: str = "voiding", **form: str) -> Response:
    return lead.post(f"/parked/{parked.id}/{decision}", data={"because": "Afgesproken met Amina", **form})


def test_a_conflict_is_kept_with_its_reason_and_the_phone_hears_where(
    phone: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)
    changed = body | {"revision": 21, "answers": body["answers"] | {"info_tips": answer("1")}}

    reply = put(phone, changed, interview)

    [parked] = kept(database)
    assert (reply.status_code, reply.headers["interview-parked"]) == (409, str(parked.id))
    assert "finished already" in reply.json()["error"]
    assert (str(parked.interview_id), parked.revision, parked.answers) == (interview, 21, len(changed["answers"]))
    assert (parked.person_id, parked.activity_id, parked.arrived_at) == (study.student.id, study.talk.id, clock.now())
    assert parking.body_of(parked, sealer) == json.loads(json.dumps(changed))


def test_what_is_kept_is_sealed_and_name_and_number_apart_from_the_rest(
    phone: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()) | {"version": "00000000"})

    [parked] = kept(database)
    assert b"Canarino" not in parked.sealed + (parked.contact or b"")
    assert "Canarino" not in sealer.open(parked.sealed, parking.place(parked, "body"))
    assert "Canarino" in sealer.open(parked.contact or b"", parking.place(parked, "contact"))


def test_the_same_again_is_kept_once_however_often_and_whenever_it_comes(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), unfit(study, clock)
    first = put(phone, body, interview)
    clock.forward(hours=3)

    again = [put(phone, body | {"device_sent_at": clock.now().isoformat()}, interview) for _ in range(3)]

    assert {reply.status_code for reply in [first, *again]} == {422}
    assert {reply.headers["interview-parked"] for reply in [first, *again]} == {str(kept(database)[0].id)}
    assert len(kept(database)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"revision": 3, "answers": 7}',
        b"[" * 100_000,
        b'{"revision": ' + b"9" * 6000 + b"}",
        b'{"revision": 1e400, "activity": "\\ud800"}',
        b'{"respondent": "\\u0000", "revision": true}',
    ],
    ids=range(10),
)
def test_what_nobody_can_read_is_kept_byte_by_byte(
    phone: TestClient, database: Database, study: SmallStudy, sealer: Sealer, body: bytes
) -> None:
    interview = uuid4()

    replies = [phone.put(f"/interviews/{interview}", content=body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [422, 422]
    [parked] = kept(database)
    held = parking.body_of(parked, sealer)
    assert held == (json.loads(body) if isinstance(held, dict) else body.decode("latin-1"))


def test_somebody_elses_interview_is_kept_under_whoever_sent_it(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(visit(study.other_student), body | {"revision": 9}, interview)

    assert reply.status_code == 404
    [parked] = kept(database)
    assert (parked.person_id, reply.headers["interview-parked"]) == (study.other_student.id, str(parked.id))


def test_nothing_is_kept_of_whoever_is_not_let_in_and_of_giants(
    phone: TestClient, stranger: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    replies = [
        put(stranger, unfit(study, clock)),
        put(lead, unfit(study, clock)),
        put(phone, unfit(study, clock), "not-an-id"),
        phone.put(f"/interviews/{uuid4()}", content=b"x" * 300_000),
    ]

    assert [reply.status_code for reply in replies] == [401, 403, 404, 413]
    assert not any("interview-parked" in reply.headers for reply in replies)
    assert kept(database) == []


def test_a_phone_gone_mad_fills_no_disk_and_keeps_its_copy(
    phone: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "MOST_A_DAY", 3)

    replies = [put(phone, unfit(study, clock)) for _ in range(5)]

    assert [reply.status_code for reply in replies] == [422] * 5
    assert ["interview-parked" in reply.headers for reply in replies] == [True] * 3 + [False] * 2
    clock.forward(days=1, seconds=1)
    assert "interview-parked" in put(visit(study.student), unfit(study, clock)).headers


def test_a_voided_interview_is_confirmed_when_it_comes_again_and_is_never_stored(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), unfit(study, clock, revision=7)
    put(phone, body, interview)

    assert decide(lead, kept(database)[0]).status_code == 303

    reply = put(phone, body | {"device_sent_at": clock.now().isoformat()}, interview)
    assert (reply.status_code, reply.headers["interview-revision"]) == (200, "7")
    assert reply.headers["interview-decision"] == Decision.VOIDED
    assert stored(database) == []


def test_a_voided_interview_stays_out_when_its_obstacle_is_gone(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    """The class was added after the lead had said no: what she voided must not slip in by being sent again."""
    interview, body = str(uuid4()), snapshot(study, clock.now(), group=study.meeting_group.id)
    put(phone, body, interview)
    decide(lead, kept(database)[0])
    with database.writing() as session:
        session.add(ActivityGroup(activity_id=study.talk.id, group_id=study.meeting_group.id))

    reply = put(phone, body, interview)

    assert (reply.status_code, reply.headers["interview-decision"]) == (200, "voided")
    assert stored(database) == []
    assert put(phone, body | {"revision": 2}, interview).status_code == 200  # a change after that is news
    assert len(stored(database)) == 1


def test_a_decision_holds_for_earlier_states_of_the_same_interview(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), unfit(study, clock)
    states = [body | {"revision": revision} for revision in (1, 2, 3)]
    for state in states:
        put(phone, state, interview)
    middle = kept(database)[1]

    decide(lead, middle)

    replies = [put(phone, state, interview) for state in states]
    assert [reply.headers.get("interview-decision") for reply in replies] == ["voided", "voided", None]


def test_after_a_decision_no_name_or_number_is_left_with_what_was_parked(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    for way in (lambda body: body, with_sealed_contact):
        put(phone, way(finished(study, clock.now()) | {"version": "00000000"}))
    assert all(parked.contact for parked in kept(database))

    for parked in kept(database):
        decide(lead, parked)

    assert [parked.contact for parked in kept(database)] == [None, None]


def test_a_person_whose_phone_sends_the_parked_ones_again_at_every_start_costs_nothing_more(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    bodies = {str(uuid4()): unfit(study, clock) for _ in range(5)}

    for _ in range(4):
        for interview, body in bodies.items():
            put(phone, body, interview)

    assert len(kept(database)) == 5


def test_a_tap_that_is_saved_asks_nothing_about_what_is_parked(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    """A voided interview must not slip in, which costs one look at the first save and none at the taps after it."""
    asked: list[str] = []
    interview, body = str(uuid4()), snapshot(study, clock.now())
    sa.event.listen(database.engine, "before_cursor_execute", lambda _, __, statement, *rest: asked.append(statement))

    looks = []
    for revision in (1, 2, 3):
        asked.clear()
        put(phone, body | {"revision": revision}, interview)
        looks.append(sum("parked_snapshots" in statement for statement in asked))

    assert looks == [1, 0, 0]
