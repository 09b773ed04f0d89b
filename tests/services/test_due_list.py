"""Whom to call now, in which order, in which language, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from app import i18n
from app.calling.states import CaseState
from app.models import Case, Respondent
from app.services import casework, due_list
from app.services.due_list import Coming
from tests.services.conftest import Field

DUE = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)  # three months after the evening of the small study, 19:30 there


@pytest.fixture(autouse=True)
def in_english() -> None:
    i18n.speak("en")


def lines(field: Field) -> list[str]:
    return [call.line for call in field.due()]


def coming(field: Field) -> Coming:
    return due_list.coming(field.session, field.study.caller, field.clock.now(), listed=len(field.due()))


def code_of(field: Field, case: Case) -> str:
    return field.session.get_one(Respondent, case.respondent_id).code


def test_nobody_is_called_a_day_early_or_before_the_hours_in_which_we_call(field: Field) -> None:
    case = field.meet()

    for at in (datetime(2027, 2, 23, 18, 0, tzinfo=UTC), datetime(2027, 2, 24, 8, 29, tzinfo=UTC)):
        field.clock.moment = at
        assert field.listed() == []
        assert coming(field) == Coming(1, datetime(2027, 2, 24, 8, 30, tzinfo=UTC), [])
    field.clock.forward(minutes=1)
    assert field.listed() == [case]
    assert coming(field) == Coming(0, None, [])


def test_a_promise_comes_first_then_what_closes_soon_then_who_was_never_called(field: Field) -> None:
    again, new, closing, promised, busy = (field.meet() for _ in range(5))
    field.clock.moment = DUE - timedelta(days=1)
    again.first_on = closing.first_on = field.clock.today()
    field.record(again, "no_answer")
    field.clock.moment = DUE - timedelta(minutes=40)
    field.record(promised, "appointment", at=DUE + timedelta(minutes=5))
    field.record(busy, "busy")
    closing.closes_on = DUE.date() + timedelta(days=2)
    field.clock.moment = DUE

    assert [call.case.id for call in field.due()] == [promised.id, closing.id, new.id, busy.id]
    assert lines(field) == [
        "Promised Wed 19:35",
        "Window closes Friday",
        "First call · prefers evenings and Saturdays",
        "Call 1 · Busy, Wed 18:50",
    ]


def test_a_caller_sees_whom_she_can_speak_with_and_the_lead_everybody(field: Field) -> None:
    dutch, turkish, arabic = (field.meet(language) for language in ("nl", "tr", "ar"))
    field.clock.moment = DUE

    assert field.listed(field.study.caller) == [dutch]
    assert {case.id for case in field.listed(field.study.turkish_caller)} == {dutch.id, turkish.id}
    assert field.listed(field.study.lead)[0] == arabic  # nobody on the team speaks it: the scarcest of all
    assert len(field.listed()) == 3


def test_a_line_tells_what_happened_before_but_no_name_and_no_number(field: Field) -> None:
    case = field.meet(ask_for="Mevrouw Canarino")
    field.clock.moment = DUE
    field.record(case, "no_answer", note="vraagt naar Canarino")
    field.clock.moment = datetime(2027, 2, 27, 9, 0, tzinfo=UTC)  # another part of the week that suits her

    [line] = field.due()

    assert (line.line, line.site, line.also) == ("Call 2 · No answer, Wed 19:30", "A3", "evenings and Saturdays")
    assert not {"Canarino", "+31612345678"} & set(repr(line).split())


def test_a_promise_that_nobody_kept_is_apologised_for(field: Field) -> None:
    case = field.meet()
    field.clock.moment = DUE - timedelta(hours=2)
    field.record(case, "appointment", at=DUE)
    field.clock.moment = DUE - timedelta(minutes=6)
    assert field.listed() == []
    assert coming(field).promises == [(DUE, code_of(field, case), "nl")]

    said = []
    for minutes in (1, 20, 5):
        field.clock.forward(minutes=minutes)
        said += lines(field)
    field.clock.moment = DUE + timedelta(days=1)
    casework.pass_time(field.session, field.clock.now())  # the machine has given it another time meanwhile

    assert said == ["Promised Wed 19:30", "Promised Wed 19:30", "Missed promise: apologise"]
    assert lines(field) == ["Missed promise: apologise"]
    field.record(case, "no_answer")
    field.clock.moment = datetime(2027, 2, 27, 9, 0, tzinfo=UTC)
    assert lines(field) == ["Call 3 · No answer, Thu 19:30"]


def test_a_promise_may_come_before_the_three_months(field: Field) -> None:
    """She rang us herself: next week she is away for long, tomorrow is fine."""
    case = field.meet()
    field.clock.moment = DUE - timedelta(days=5)
    case.appointment_at, case.state = field.clock.now() + timedelta(days=1), CaseState.APPOINTMENT
    assert field.listed() == []

    field.clock.forward(days=1)

    assert field.listed() == [case]


def test_on_the_last_day_we_still_call_and_then_no_more(field: Field) -> None:
    case = field.meet()

    field.clock.moment = datetime(2027, 3, 24, 19, 29, tzinfo=UTC)
    assert lines(field) == ["Window closes Wednesday"]
    field.clock.forward(days=1)
    assert field.listed() == []
    assert coming(field) == Coming(0, None, [])
    assert case.closed_by is None  # the next tidying up closes it


def test_what_only_the_lead_can_decide_is_on_nobodys_list(field: Field) -> None:
    case = field.meet()
    field.clock.moment = DUE
    field.record(case, "complaint", note="vindt de vragen te persoonlijk")
    field.clock.forward(days=1)

    assert field.listed(field.study.caller) == field.listed() == []
