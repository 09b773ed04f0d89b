"""The telephone interview while the case is in a caller's hands, and one that broke off."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.calling.refusals import CallRefused
from app.models import AuditEntry, Case, Interview, Lease, Person
from app.services import call_interview, calls, leases
from app.services.call_interview import BegunAlready, NothingBegun
from tests.factories import answer
from tests.services.conftest import Field

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def case(field: Field) -> Case:
    """Three months later, in the caller's hands with the number before her."""
    met = field.meet()
    field.clock.forward(days=92)
    take(field, met, field.study.caller)
    return met


def take(field: Field, case: Case, by: Person) -> None:
    leases.take(field.session, case.id, by, field.clock.now())
    calls.reveal(field.session, field.sealer, case.id, by=by, now=field.clock.now())


def half(field: Field, case: Case, **changes: Any) -> dict[str, Any]:
    """The parent had to go after two answers."""
    answers = {"consent": answer("1"), "info_tips": answer("4")}
    stopped = {"status": "stopped", "stop_reason": "interrupted", "revision": 3, "answers": answers}
    return field.ring(case, **(stopped | changes))


def test_every_answer_keeps_the_case_in_her_hands(field: Field, case: Case) -> None:
    interview = uuid4()
    for revision in range(1, 5):
        field.clock.forward(minutes=30)
        field.send(half(field, case, status="draft", revision=revision), by=field.study.caller, interview=interview)

    lease = field.session.exec(select(Lease)).one()

    assert lease.ended_at is None
    assert lease.expires_at == field.clock.now() + timedelta(minutes=45)


def test_an_answer_that_comes_late_is_kept_and_takes_the_case_from_nobody(field: Field, case: Case) -> None:
    field.clock.forward(minutes=50)
    take(field, case, field.study.turkish_caller)

    held = field.send(half(field, case, status="draft"), by=field.study.caller)

    [lease] = [one for one in field.session.exec(select(Lease)) if one.ended_at is None]
    assert lease.caller_id == field.study.turkish_caller.id
    assert field.session.get_one(Interview, held).interviewer_id == field.study.caller.id


def test_what_broke_off_goes_on_with_the_next_caller_where_it_stopped(field: Field, case: Case) -> None:
    interview = field.send(half(field, case), by=field.study.caller)
    calls.record(
        field.session, field.sealer, case.id, disposition="break_off", by=field.study.caller, now=field.clock.now()
    )
    field.clock.forward(days=7)
    colleague = field.study.turkish_caller
    take(field, case, colleague)
    so_far = call_interview.so_far(field.session, case)
    assert so_far is not None
    assert (so_far.goes_on, so_far.answered) == (True, 2)
    with pytest.raises(BegunAlready):
        call_interview.begin(field.session, case.id, by=colleague, now=field.clock.now())

    _, record = call_interview.go_on(field.session, case.id, by=colleague, phone=None, now=field.clock.now())

    assert (record["id"], record["revision"], record["confirmed"]) == (str(interview), 4, 3)
    assert record["answers"]["info_tips"]["value"] == "4"
    assert record["place"] not in {"consent", "info_tips"}
    rest = field.ring(case, revision=9)
    field.send(rest, by=colleague, interview=interview)
    held = field.session.exec(select(Interview).where(Interview.mode == "cati")).one()
    assert (held.interviewer_id, held.status) == (colleague.id, "complete")
    assert case.closed_by == "complete"
    assert "interview.take_over" in field.session.exec(select(AuditEntry.verb)).all()


def test_an_interview_is_held_by_whoever_has_the_case_in_hand(field: Field, case: Case) -> None:
    now = field.clock.now()
    with pytest.raises(CallRefused):
        call_interview.begin(field.session, case.id, by=field.study.turkish_caller, now=now)
    with pytest.raises(NothingBegun):
        call_interview.go_on(field.session, case.id, by=field.study.caller, phone=None, now=now)

    instrument, context = call_interview.begin(field.session, case.id, by=field.study.caller, now=now)

    assert (instrument.name, context["case"], context["mode"]) == ("parent-w2", case.id, "cati")


def test_the_last_answer_is_the_outcome(field: Field, case: Case) -> None:
    field.send(field.ring(case), by=field.study.caller)

    assert case.closed_by == "complete"
    assert leases.mine(field.session, field.study.caller, field.clock.now()) == []
