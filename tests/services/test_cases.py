"""A finished interview with consent becomes a case; an interview, an outcome or the calendar closes it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from app.clock import local
from app.errors import SnapshotRefused
from app.main import tidy
from app.models import Activity, CallAttempt, Case, Contact, Interview, InterviewStatus, SignInTry
from tests.factories import answer, full_answers
from tests.services.conftest import Field


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        (datetime(2026, 11, 30, 18, 30, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), date(2027, 3, 1)),  # half past midnight where the schools are
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), date(2026, 10, 1)),  # the same in summer
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2027, 1, 25)),  # the night in which summer ends
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2027, 1, 25)),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 6, 28)),  # the night in which it begins
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 4, 1)),
    ],
)
def test_due_counts_from_the_evening_itself_however_late_it_was_sent(field: Field, begun: datetime, due: date) -> None:
    field.session.get_one(Activity, field.study.talk.id).held_on = local(begun).date()
    for days in (0, 5):
        field.clock.moment = begun + timedelta(minutes=8, days=days)
        field.send(field.finish(device_started_at=begun.isoformat()))

    cases = field.session.exec(select(Case)).all()
    assert [case.due_on for case in cases] == [due] * 2
    assert {case.interviewed_on for case in cases} == {local(begun).date()}
    assert {case.closes_on for case in cases} == {due + timedelta(days=28)}


def test_a_phone_with_a_wrong_clock_moves_nobodys_call(field: Field) -> None:
    slow = {"device_started_at": "2019-05-01T10:00:00+02:00", "device_sent_at": "2019-05-01T10:08:00+02:00"}

    field.send(field.finish(**slow))

    assert field.session.exec(select(Case)).one().due_on == date(2027, 2, 24)


def test_nobody_is_called_without_a_number(field: Field) -> None:
    body = field.finish() | {"contact": {"ask_for": "Mevrouw Yılmaz"}}

    field.send(body)

    assert field.session.exec(select(Case)).all() == []


def test_an_interview_that_broke_off_opens_no_case(field: Field) -> None:
    body = field.finish() | {"status": "stopped", "stop_reason": "no_time"}

    field.send(body)

    assert field.session.exec(select(Case)).all() == []


@pytest.mark.parametrize("second_thoughts", [answer("0"), answer(missing="refused"), None])
def test_whoever_changes_her_mind_at_the_end_leaves_no_number(
    field: Field, second_thoughts: dict[str, Any] | None
) -> None:
    """The phone still sends what was typed; the server keeps it only while it is allowed."""
    interview, body = uuid4(), field.finish() | {"status": "draft"}
    field.send(body, interview=interview)
    assert len(field.session.exec(select(Contact)).all()) == 2

    last = body | {"status": "complete", "revision": 21, "answers": dict(body["answers"])}
    last["answers"].pop("recontact")
    if second_thoughts:
        last["answers"]["recontact"] = second_thoughts
    field.send(last, interview=interview)

    assert field.session.exec(select(Contact)).all() == []
    assert field.session.exec(select(Case)).all() == []


def test_a_number_that_was_typed_before_the_yes_is_kept_after_it(field: Field) -> None:
    interview, body = uuid4(), field.finish()
    early = body | {"status": "draft", "revision": 19, "answers": {"consent": answer("1")}}
    field.send(early, interview=interview)
    assert field.session.exec(select(Contact)).all() == []

    field.send(body, interview=interview)

    assert len(field.session.exec(select(Case)).all()) == 1


def test_the_telephone_interview_closes_the_case(field: Field) -> None:
    case = field.meet()
    field.clock.forward(days=92)

    field.send(field.ring(case), by=field.study.caller)

    attempt = field.session.exec(select(CallAttempt)).one()
    assert (case.closed_by, case.closed_at) == ("complete", field.clock.now())
    assert (attempt.disposition, attempt.caller_id) == ("complete", field.study.caller.id)
    assert field.due() == []


def test_two_callers_without_internet_rang_the_same_parent_and_the_second_interview_waits_for_the_lead(
    field: Field,
) -> None:
    case = field.meet()
    field.send(field.ring(case), by=field.study.caller)

    with pytest.raises(SnapshotRefused, match="a telephone interview already"):
        field.send(field.ring(case), by=field.study.turkish_caller)

    held = field.session.exec(select(Interview).where(Interview.mode == "cati")).one()
    assert held.interviewer_id == field.study.caller.id


def test_a_draft_of_it_leaves_the_case_open(field: Field) -> None:
    case = field.meet()

    field.send(field.ring(case, status="draft"), by=field.study.caller)

    assert case.closed_by is None


@pytest.mark.parametrize(
    ("answered", "closed_by"), [({"consent": "0"}, "refusal"), ({"consent": "1"}, None), ({}, None)]
)
def test_a_call_that_stops_at_once_is_a_refusal_only_when_somebody_refused(
    field: Field,
    answered: dict[str, str],
    closed_by: str | None,
) -> None:
    case = field.meet()
    body = field.ring(case, status="stopped", stop_reason="other")
    body["answers"] = {name: answer(value) for name, value in answered.items()}

    field.send(body, by=field.study.caller)

    assert case.closed_by == closed_by


def test_whoever_breaks_off_and_goes_on_after_all_is_complete(field: Field) -> None:
    case, interview = field.meet(), uuid4()
    half = field.ring(case, status="stopped", stop_reason="interrupted", revision=8)
    field.send(half, by=field.study.caller, interview=interview)
    assert case.closed_by == "partial"

    body = field.ring(case)
    field.send(body, by=field.study.caller, interview=interview)

    assert case.closed_by == "complete"
    assert field.session.exec(select(CallAttempt.disposition).order_by(col(CallAttempt.id))).all() == [
        "partial",
        "complete",
    ]


@pytest.mark.parametrize("change", [{"case": None}, {"case": 99_999}, {"respondent": str(uuid4())}, {"group": 99_999}])
def test_a_telephone_interview_without_its_own_case_is_refused(field: Field, change: dict[str, Any]) -> None:
    case = field.meet()

    with pytest.raises(SnapshotRefused, match="does not have"):
        field.send(field.ring(case) | change, by=field.study.caller)

    assert case.closed_by is None


def test_another_parents_case_is_refused(field: Field) -> None:
    mine, other = field.meet(), field.meet()

    body = field.ring(mine) | {"case": other.id}
    with pytest.raises(SnapshotRefused):
        field.send(body, by=field.study.caller)


def test_after_the_window_a_case_is_exhausted(field: Field) -> None:
    case = field.meet()
    field.clock.moment = datetime(2027, 3, 24, 22, 59, tzinfo=UTC)  # the last minute of the last day
    assert tidy(field.session, now=field.clock.now()) == 0
    assert case.closed_by is None

    field.clock.forward(minutes=1)

    assert tidy(field.session, now=field.clock.now()) == 1
    assert tidy(field.session, now=field.clock.now()) == 0
    assert case.closed_by == "exhausted"
    assert field.due() == []


def test_of_whoever_failed_to_sign_in_nothing_is_kept_when_nobody_knocks_any_more(field: Field) -> None:
    field.session.add(SignInTry(origin="print", at=field.clock.now()))
    field.clock.forward(minutes=14)
    tidy(field.session, now=field.clock.now())
    assert len(field.session.exec(select(SignInTry)).all()) == 1

    field.clock.forward(minutes=1)
    tidy(field.session, now=field.clock.now())

    assert field.session.exec(select(SignInTry)).all() == []


def test_a_promise_does_not_keep_a_case_open_for_ever(field: Field) -> None:
    case = field.meet()
    field.clock.forward(days=92)
    field.record(case, "appointment", at=field.clock.now() + timedelta(days=2))
    field.clock.forward(days=40)

    tidy(field.session, now=field.clock.now())

    assert (case.closed_by, case.appointment_at) == ("exhausted", None)


@pytest.mark.parametrize(
    ("answered", "status"),
    [(7, InterviewStatus.PARTIAL), (6, InterviewStatus.BROKEN_OFF), (None, InterviewStatus.REFUSED)],
)
def test_a_draft_that_nobody_touched_for_a_day_gets_its_status(
    field: Field, answered: int | None, status: InterviewStatus
) -> None:
    core = [item.name for item in field.study.w1.items() if item.core][: answered or 0]
    given = {"consent": answer("0" if answered is None else "1")} | {name: answer("4") for name in core}
    field.send(field.begin(answers=given))
    field.clock.forward(hours=24)
    assert tidy(field.session, now=field.clock.now()) == 0

    field.clock.forward(seconds=1)

    assert tidy(field.session, now=field.clock.now()) == 1
    assert field.session.exec(select(Interview.status)).one() == status


def test_a_settled_draft_still_takes_what_a_phone_brings_back_from_the_tunnel(field: Field) -> None:
    interview, body = uuid4(), field.begin()
    field.send(body, interview=interview)
    field.clock.forward(days=2)
    tidy(field.session, now=field.clock.now())

    late = body | {"revision": 20, "status": "complete", "answers": full_answers(field.study.w1)}
    field.send(late, interview=interview)

    assert field.session.exec(select(Interview.status)).one() == InterviewStatus.COMPLETE
