"""Whom to call now, in which order, in which language, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from app.calling.events import Asked
from app.models import Case
from app.services import callbacks, casework
from app.services.callbacks import Why
from tests.services.conftest import Field

DUE = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)  # three months after the evening of the small study


def listed(field: Field, *languages: str) -> list[Case]:
    return [call.case for call in field.due(*languages)]


def whys(field: Field) -> list[Why]:
    return [call.why for call in field.due()]


def test_nobody_is_called_a_day_early(field: Field) -> None:
    case = field.meet()

    field.clock.moment = datetime(2027, 2, 23, 22, 59, tzinfo=UTC)
    assert listed(field) == []
    field.clock.moment = datetime(2027, 2, 23, 23, 0, tzinfo=UTC)  # midnight where the schools are
    assert listed(field) == [case]


def test_until_then_the_list_says_when_it_begins(field: Field) -> None:
    field.meet()
    field.clock.forward(days=1)
    field.meet()

    assert callbacks.later(field.session, today=field.clock.today()) == (2, DUE.date())
    assert callbacks.later(field.session, today=DUE.date()) == (1, DUE.date() + timedelta(days=1))


def test_a_promise_comes_first_then_what_closes_soonest_then_who_waits_longest(field: Field) -> None:
    cases = []
    for _ in range(3):
        cases.append(field.meet())
        field.clock.forward(days=1)
    late, promised, soon = cases
    field.clock.moment = DUE + timedelta(days=2)
    soon.closes_on = DUE.date() + timedelta(days=4)
    field.record(promised, "appointment", at=field.clock.now() + timedelta(hours=1))

    assert listed(field) == [promised, soon, late]


def test_the_earlier_promise_is_kept_first(field: Field) -> None:
    cases = [field.meet(), field.meet()]
    field.clock.moment = DUE
    for case, hours in zip(cases, (2, 1), strict=True):
        field.record(case, "appointment", at=field.clock.now() + timedelta(hours=hours))

    assert listed(field) == cases[::-1]


def test_every_line_says_why(field: Field) -> None:
    first, again, promised, closing = (field.meet() for _ in range(4))
    field.clock.moment = DUE
    field.record(again, "busy")
    field.clock.forward(minutes=30)
    field.record(promised, "appointment", at=field.clock.now() + timedelta(hours=1))
    closing.closes_on = DUE.date() + timedelta(days=3)

    assert {call.case.id: call.why for call in field.due()} == {
        first.id: Why.FIRST,
        again.id: Why.AGAIN,
        promised.id: Why.APPOINTMENT,
        closing.id: Why.CLOSING,
    }


def test_a_caller_sees_whom_she_can_speak_with(field: Field) -> None:
    dutch, turkish, arabic = (field.meet(language) for language in ("nl", "tr", "ar"))
    field.clock.moment = DUE

    assert listed(field, "nl", "en") == [dutch]
    assert listed(field, "tr", "nl") == [dutch, turkish]
    assert listed(field) == [dutch, turkish, arabic]


def test_a_line_tells_what_happened_before_but_no_name_and_no_number(field: Field) -> None:
    case = field.meet(ask_for="Mevrouw Canarino")
    field.clock.moment = DUE
    field.record(case, "no_answer")
    field.clock.moment = case.next_try_at or DUE
    field.record(case, "busy", note="vraagt naar Canarino")
    field.clock.forward(minutes=30)

    [line] = field.due()

    assert (line.attempts, line.outcome and line.outcome.key, line.site.code) == (2, "busy", "A3")
    assert "Canarino" not in repr(line)


@pytest.mark.parametrize("day", [24, 25])
def test_a_promise_from_yesterday_is_still_owed(field: Field, day: int) -> None:
    case = field.meet()
    field.clock.moment = DUE
    field.record(case, "appointment", at=field.clock.now() + timedelta(hours=1))

    field.clock.moment = datetime(2027, 2, day, 22, 0, tzinfo=UTC)

    assert whys(field) == [Why.APPOINTMENT]


def test_a_promise_may_come_before_the_three_months(field: Field) -> None:
    """She rang us herself: next week she is away for long, tomorrow is fine."""
    case = field.meet()
    case.opens_on = field.clock.today()
    asked = field.clock.now() + timedelta(hours=1)
    casework.apply(field.session, case.id, Asked(asked), by=None, now=field.clock.now())
    field.record(case, "appointment", at=field.clock.now() + timedelta(days=1))
    assert listed(field) == []

    field.clock.forward(hours=6)  # past midnight

    assert listed(field) == [case]


def test_on_the_last_day_we_still_call_and_then_no_more(field: Field) -> None:
    case = field.meet()

    field.clock.moment = datetime(2027, 3, 24, 22, 59, tzinfo=UTC)
    assert listed(field) == [case]
    assert whys(field) == [Why.CLOSING]
    field.clock.forward(minutes=1)
    assert listed(field) == []
