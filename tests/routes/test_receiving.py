"""The road of a tap, from the request on."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response as Answered
from starlette.testclient import TestClient

from app.db import Database
from app.models import Answer
from app.routes import interviews as routes
from app.services.receipts import Receipt
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put, stored


def test_the_first_tap_is_kept_with_its_whole_context(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    reply = put(phone, snapshot(study, clock.now()))

    assert reply.status_code == 200
    assert reply.headers["interview-revision"] == "1"
    [interview] = stored(database)
    assert interview.activity_id == study.talk.id
    assert interview.group_id == study.group.id
    assert interview.interviewer_id == study.student.id
    assert interview.mode == "capi"


def test_a_reply_lost_in_a_tunnel_does_no_harm(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now(), revision=3)

    first = put(phone, body, interview)
    clock.forward(seconds=15)
    again = put(phone, body | {"device_sent_at": clock.now().isoformat()}, interview)

    assert first.json() == again.json()
    assert again.json()["revision"] == 3
    assert len(stored(database)) == 1


def test_an_older_snapshot_that_comes_late_changes_nothing(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, old = str(uuid4()), snapshot(study, clock.now(), revision=4)
    new = old | {"revision": 5, "answers": old["answers"] | {"info_tips": answer("4")}}
    put(phone, new, interview)

    reply = put(phone, old, interview)

    assert reply.headers["interview-revision"] == "5"
    assert json.loads(stored(database)[0].snapshot)["answers"].keys() == {"consent", "info_tips"}


def test_a_newer_snapshot_replaces_and_a_dropped_answer_is_gone(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview = str(uuid4())
    body = snapshot(study, clock.now(), answers={"consent": answer("1"), "info_tips": answer("2")})
    put(phone, body, interview)

    put(phone, body | {"revision": 2, "answers": {"consent": answer("1"), "info_know": answer("5")}}, interview)

    with database.reading() as session:
        rows = {row.item: row.value for row in session.exec(select(Answer))}
    assert rows == {"consent": "1", "info_know": "5"}


def test_the_same_revision_with_other_answers_is_parked_not_overwritten(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"answers": {"consent": answer("0")}}, interview)

    assert reply.status_code == 409
    assert "lead" in reply.json()["error"]
    assert '"value":"1"' in stored(database)[0].snapshot


def test_a_finished_interview_never_changes(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)

    repeated = put(phone, body, interview)
    changed = put(phone, body | {"revision": 21, "answers": {"consent": answer("1")}}, interview)

    assert repeated.status_code == 200
    assert changed.status_code == 409
    assert stored(database)[0].revision == 20


def test_the_end_of_an_interview_is_not_taken_for_an_older_tap_of_its_copy(
    phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    """A phone whose memory was copied finished; the copy, still in the middle, had counted further."""
    interview, end = str(uuid4()), finished(study, clock.now())
    put(phone, end | {"revision": 25, "status": "draft", "contact": None}, interview)

    assert put(phone, end, interview).status_code == 409


def test_a_finished_interview_with_another_number_is_other_content(
    phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"revision": 21, "contact": body["contact"] | {"phone": "0687654321"}}, interview)

    assert reply.status_code == 409


def test_a_wrong_clock_shifts_nothing(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    two_years = 2 * 365 * 24 * 3600
    body = snapshot(study, clock.now())
    for field in ("device_started_at", "device_sent_at"):
        body[field] = body[field].replace("2026", "2024")

    put(phone, body)

    [interview] = stored(database)
    assert abs((clock.now() - interview.started_at).total_seconds() - 480) < 1
    assert interview.clock_offset == pytest.approx(two_years, abs=2 * 24 * 3600)


def test_two_phones_of_one_student_send_the_same_new_interview_at_once(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())

    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: put(phone, body, interview), range(16)))

    assert {reply.status_code for reply in replies} == {200}
    assert len(stored(database)) == 1
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Answer).where(col(Answer.item) == "consent")) == 1


def test_the_reply_leaves_only_after_the_commit(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between reply and commit would lose an interview that the phone has forgotten."""
    order: list[str] = []
    sa.event.listen(database.engine, "commit", lambda _: order.append("commit"))

    answer_now = routes._reply

    def reply(request: Request, receipt: Receipt) -> Answered:
        order.append("reply")
        return answer_now(request, receipt)

    monkeypatch.setattr(routes, "_reply", reply)
    put(phone, snapshot(study, clock.now()))

    assert order[-2:] == ["commit", "reply"]


def test_a_form_is_answered_after_its_commit_too(phone: TestClient, study: SmallStudy, database: Database) -> None:
    order: list[str] = []
    sa.event.listen(database.engine, "commit", lambda _: order.append("commit"))

    reply = phone.put(
        f"/refusals/{uuid4()}", data={"activity": study.talk.id, "reason": "no_time"}, headers={"hx-request": "true"}
    )
    order.append("reply")

    assert reply.status_code == 200
    assert order == ["commit", "reply"]


def test_a_remark_alone_is_kept_but_counts_as_no_answer(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = snapshot(study, clock.now(), answers={"consent": answer("1"), "info_tips": answer(remark="twijfelde lang")})

    reply = put(phone, body)

    assert reply.json()["answers"] == 1
    with database.reading() as session:
        [remark] = session.exec(select(Answer.remark).where(Answer.item == "info_tips"))
    assert remark == "twijfelde lang"
