"""The end of an interview: what was allowed, what is kept, how it counts."""

from uuid import uuid4

import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Case, Consent, Contact, Interview, InterviewStatus, Respondent
from app.security.sealing import Sealer
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished, full_answers, snapshot
from tests.routes.phones import put, stored


def test_consent_and_a_number_open_a_case_three_months_later(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()))

    with database.reading() as session:
        [case] = session.exec(select(Case))
        purposes = {row.purpose: row.given for row in session.exec(select(Consent))}
    assert str(case.due_on) == "2027-02-24"
    assert case.language == "ar"
    assert case.best_times == "weekday_evening saturday"
    assert purposes == {"interview": True, "recontact": True, "recontact_text": True, "special_category": True}


def test_without_consent_no_number_is_kept_and_no_case_opened(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    body["answers"]["recontact"] = answer("0")

    put(phone, body)

    with database.reading() as session:
        assert session.exec(select(Case)).all() == []
        assert session.exec(select(Contact)).all() == []


def test_names_and_numbers_are_sealed_and_leave_the_snapshot(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()))

    with database.reading() as session:
        fields = {row.field: row.sealed for row in session.exec(select(Contact))}
        [interview] = session.exec(select(Interview))
    assert fields.keys() == {"ask_for", "phone"}
    assert b"612345678" not in b"".join(fields.values())
    assert "Canarino" not in interview.snapshot


def test_stopping_early_after_half_is_partial_before_it_a_break_off(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    core = [item.name for item in study.w1.items() if item.core]
    for count in (6, 7):
        answers = {"consent": answer("1")} | {name: answer("4") for name in core[:count]}
        put(phone, snapshot(study, clock.now(), status="stopped", stop_reason="no_time", answers=answers))

    with database.reading() as session:
        statuses = session.exec(select(Interview.status).order_by(sa.func.length(Interview.snapshot))).all()
    assert statuses == [InterviewStatus.BROKEN_OFF, InterviewStatus.PARTIAL]


def test_a_parent_who_declines_at_the_first_question_counts_as_a_refusal(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, snapshot(study, clock.now(), status="stopped", stop_reason="refused", answers={"consent": answer("0")}))

    assert stored(database)[0].status == InterviewStatus.REFUSED


def test_an_interview_that_was_stopped_by_mistake_goes_on(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview = str(uuid4())
    stopped = snapshot(study, clock.now(), status="stopped", stop_reason="refused", answers={"consent": answer("0")})
    put(phone, stopped, interview)

    reply = put(phone, stopped | finished(study, clock.now(), respondent=stopped["respondent"]), interview)

    assert reply.status_code == 200
    assert stored(database)[0].status == InterviewStatus.COMPLETE


def test_the_receipt_counts_every_answer_and_names_the_respondent(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    reply = put(phone, finished(study, clock.now()))

    with database.reading() as session:
        [code] = session.exec(select(Respondent.code))
    assert reply.json() == {"revision": 20, "answers": len(full_answers(study.w1)), "code": code}


def test_a_finished_interview_is_recognised_after_the_contact_key_was_replaced(
    app: FastAPI, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, interview)
    app.state.sealer = Sealer({"new": b"n" * 32, **app.state.settings.contact_keys})

    reply = put(phone, body, interview)

    assert (reply.status_code, reply.json()["revision"]) == (200, body["revision"])
