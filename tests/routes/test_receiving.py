"""The road of a tap, from the request on."""

import json
from uuid import uuid4

import pytest
import sqlalchemy as sa
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Answer, Case, Consent, Contact, Interview, InterviewStatus, Respondent
from tests.conftest import Visit
from tests.factories import SmallStudy, answer, finished, full_answers, snapshot


def put(phone: TestClient, body: object, interview: str | None = None) -> Response:
    return phone.put(f"/interviews/{interview or uuid4()}", json=body)


def stored(database: Database) -> list[Interview]:
    with database.reading() as session:
        return list(session.exec(select(Interview)))


def test_the_first_tap_is_kept_with_its_whole_context(phone, study: SmallStudy, database: Database, clock) -> None:
    reply = put(phone, snapshot(study, clock.now()))

    assert reply.status_code == 200
    assert reply.headers["interview-revision"] == "1"
    [interview] = stored(database)
    assert interview.activity_id == study.talk.id
    assert interview.group_id == study.group.id
    assert interview.interviewer_id == study.student.id
    assert interview.mode == "capi"


def test_a_reply_lost_in_a_tunnel_does_no_harm(phone, study, database, clock) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now(), revision=3)

    first = put(phone, body, interview)
    clock.forward(seconds=15)
    again = put(phone, body | {"device_sent_at": clock.now().isoformat()}, interview)

    assert first.json() == again.json()
    assert again.json()["revision"] == 3
    assert len(stored(database)) == 1


def test_an_older_snapshot_that_comes_late_changes_nothing(phone, study, database, clock) -> None:
    interview, old = str(uuid4()), snapshot(study, clock.now(), revision=4)
    new = old | {"revision": 5, "answers": old["answers"] | {"info_tips": answer("4")}}
    put(phone, new, interview)

    reply = put(phone, old, interview)

    assert reply.headers["interview-revision"] == "5"
    assert json.loads(stored(database)[0].snapshot)["answers"].keys() == {"consent", "info_tips"}


def test_a_newer_snapshot_replaces_and_a_dropped_answer_is_gone(phone, study, database, clock) -> None:
    interview = str(uuid4())
    body = snapshot(study, clock.now(), answers={"consent": answer("1"), "info_tips": answer("2")})
    put(phone, body, interview)

    put(phone, body | {"revision": 2, "answers": {"consent": answer("1"), "info_know": answer("5")}}, interview)

    with database.reading() as session:
        rows = {row.item: row.value for row in session.exec(select(Answer))}
    assert rows == {"consent": "1", "info_know": "5"}


def test_the_same_revision_with_other_answers_is_parked_not_overwritten(phone, study, database, clock) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"answers": {"consent": answer("0")}}, interview)

    assert reply.status_code == 409
    assert "lead" in reply.json()["error"]
    assert '"value":"1"' in stored(database)[0].snapshot


def test_a_finished_interview_never_changes(phone, study, database, clock) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)

    repeated = put(phone, body, interview)
    changed = put(phone, body | {"revision": 21, "answers": {"consent": answer("1")}}, interview)

    assert repeated.status_code == 200
    assert changed.status_code == 409
    assert stored(database)[0].revision == 20


def test_a_finished_interview_with_another_number_is_other_content(phone, study, clock) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"revision": 21, "contact": body["contact"] | {"phone": "0687654321"}}, interview)

    assert reply.status_code == 409


def test_somebody_elses_interview_does_not_exist_for_me(phone, visit: Visit, study, database, clock) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(visit(study.other_student), body | {"revision": 9}, interview)

    assert reply.status_code == 404
    assert stored(database)[0].revision == 1


def test_a_phone_that_is_not_signed_in_is_asked_to_and_keeps_all(visit, study, database, clock) -> None:
    reply = put(visit(None), snapshot(study, clock.now()))

    assert reply.status_code == 401
    assert "kept on this phone" in reply.json()["error"]
    assert stored(database) == []


@pytest.mark.parametrize(
    ("change", "item"),
    [
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
    ],
)
def test_what_cannot_be_right_is_refused_by_name_and_nothing_is_stored(
    phone, study, database, clock, change, item
) -> None:
    reply = put(phone, snapshot(study, clock.now()) | change)

    assert reply.status_code == 422
    assert reply.json()["item"] == item
    assert len(reply.json()["error"]) > 20
    assert stored(database) == []


def test_a_refused_snapshot_leaves_the_earlier_one_as_it_was(phone, study, database, clock) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    put(phone, body | {"revision": 2, "answers": {"consent": answer("1"), "info_tips": answer("9")}}, interview)

    assert stored(database)[0].revision == 1


def test_an_interview_cannot_move_to_another_respondent(phone, study, database, clock) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)

    reply = put(phone, body | {"revision": 2, "respondent": str(uuid4())}, interview)

    assert reply.status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"revision": 1', b"\xff\xfe"])
def test_broken_json_is_refused_with_a_sentence(phone, database, study, body) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=body)

    assert reply.status_code == 422
    assert "kept on the phone" in reply.json()["error"]


def test_ten_megabytes_are_refused_before_they_are_read(phone, study) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=b"x" * 10_000_000)

    assert reply.status_code == 413


def test_ten_megabytes_in_pieces_are_refused_as_well(phone, study) -> None:
    reply = phone.put(f"/interviews/{uuid4()}", content=(b"x" * 1000 for _ in range(10_000)))

    assert reply.status_code == 413


def test_an_id_that_is_none_is_not_found(phone, study, clock) -> None:
    assert put(phone, snapshot(study, clock.now()), "not-an-id").status_code == 404


def test_a_wrong_clock_shifts_nothing(phone, study, database, clock) -> None:
    two_years = 2 * 365 * 24 * 3600
    body = snapshot(study, clock.now())
    for field in ("device_started_at", "device_sent_at"):
        body[field] = body[field].replace("2026", "2024")

    put(phone, body)

    [interview] = stored(database)
    assert abs((clock.now() - interview.started_at).total_seconds() - 480) < 1
    assert interview.clock_offset == pytest.approx(two_years, abs=2 * 24 * 3600)


def test_consent_and_a_number_open_a_case_three_months_later(phone, study, database, clock) -> None:
    put(phone, finished(study, clock.now()))

    with database.reading() as session:
        [case] = session.exec(select(Case))
        purposes = {row.purpose: row.given for row in session.exec(select(Consent))}
    assert str(case.due_on) == "2027-02-24"
    assert case.language == "ar"
    assert case.best_times == "weekday_evening saturday"
    assert purposes == {"interview": True, "recontact": True, "special_category": True}


def test_without_consent_no_number_is_kept_and_no_case_opened(phone, study, database, clock) -> None:
    body = finished(study, clock.now())
    body["answers"]["recontact"] = answer("0")

    put(phone, body)

    with database.reading() as session:
        assert session.exec(select(Case)).all() == []
        assert session.exec(select(Contact)).all() == []


def test_names_and_numbers_are_sealed_and_leave_the_snapshot(phone, study, database, clock) -> None:
    put(phone, finished(study, clock.now()))

    with database.reading() as session:
        fields = {row.field: row.sealed for row in session.exec(select(Contact))}
        [interview] = session.exec(select(Interview))
    assert fields.keys() == {"ask_for", "phone"}
    assert b"612345678" not in b"".join(fields.values())
    assert "Canarino" not in interview.snapshot


def test_stopping_early_after_half_is_partial_before_it_a_break_off(phone, study, database, clock) -> None:
    core = [item.name for item in study.w1.items() if item.core]
    for count in (6, 7):
        answers = {"consent": answer("1")} | {name: answer("4") for name in core[:count]}
        put(phone, snapshot(study, clock.now(), status="stopped", stop_reason="no_time", answers=answers))

    with database.reading() as session:
        statuses = session.exec(select(Interview.status).order_by(sa.func.length(Interview.snapshot))).all()
    assert statuses == [InterviewStatus.BROKEN_OFF, InterviewStatus.PARTIAL]


def test_a_parent_who_declines_at_the_first_question_counts_as_a_refusal(phone, study, database, clock) -> None:
    put(phone, snapshot(study, clock.now(), status="stopped", stop_reason="refused", answers={"consent": answer("0")}))

    assert stored(database)[0].status == InterviewStatus.REFUSED


def test_an_interview_that_was_stopped_by_mistake_goes_on(phone, study, database, clock) -> None:
    interview = str(uuid4())
    stopped = snapshot(study, clock.now(), status="stopped", stop_reason="refused", answers={"consent": answer("0")})
    put(phone, stopped, interview)

    reply = put(phone, stopped | finished(study, clock.now(), respondent=stopped["respondent"]), interview)

    assert reply.status_code == 200
    assert stored(database)[0].status == InterviewStatus.COMPLETE


def test_the_receipt_counts_every_answer_and_names_the_respondent(phone, study, database, clock) -> None:
    reply = put(phone, finished(study, clock.now()))

    with database.reading() as session:
        [code] = session.exec(select(Respondent.code))
    assert reply.json() == {"revision": 20, "answers": len(full_answers(study.w1)), "code": code}


def test_two_phones_of_one_student_send_the_same_new_interview_at_once(phone, study, database, clock) -> None:
    from concurrent.futures import ThreadPoolExecutor

    interview, body = str(uuid4()), snapshot(study, clock.now())

    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: put(phone, body, interview), range(16)))

    assert {reply.status_code for reply in replies} == {200}
    assert len(stored(database)) == 1
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Answer).where(col(Answer.item) == "consent")) == 1


def test_the_reply_leaves_only_after_the_commit(phone, study, database: Database, clock, monkeypatch) -> None:
    """A crash between reply and commit would lose an interview that the phone has forgotten."""
    order: list[str] = []
    sa.event.listen(database.engine, "commit", lambda _: order.append("commit"))

    from app.routes import interviews as routes

    answer_now = routes._reply
    monkeypatch.setattr(routes, "_reply", lambda *given: (order.append("reply"), answer_now(*given))[1])
    put(phone, snapshot(study, clock.now()))

    assert order[-2:] == ["commit", "reply"]


def test_a_form_is_answered_after_its_commit_too(phone, study, database: Database) -> None:
    order: list[str] = []
    sa.event.listen(database.engine, "commit", lambda _: order.append("commit"))

    reply = phone.put(
        f"/refusals/{uuid4()}", data={"activity": study.talk.id, "reason": "no_time"}, headers={"hx-request": "true"}
    )
    order.append("reply")

    assert reply.status_code == 200
    assert order == ["commit", "reply"]
