"""The forecast of a small study: who is due later, what the round has taught, and where nobody is."""

from datetime import date, datetime, time, timedelta

import pytest

from app.calling.days import EVENING
from app.calling.forecast import ANY
from app.calling.states import CaseState
from app.clock import TIME_ZONE
from app.models import CallAttempt, Lease, Shift
from app.services import call_pace, forecast_picture, forecasting
from app.services.forecasting import Outlook
from tests.services.conftest import Field

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
DUE = date(2027, 2, 24)  # a Wednesday, thirteen weeks after the evening of the small study


def ahead(field: Field) -> Outlook:
    field.session.flush()
    return forecasting.outlook(field.session, now=field.clock.now())


def test_a_parent_of_tonight_is_expected_in_three_months_and_the_gap_is_said_in_words(field: Field) -> None:
    for _ in range(4):
        field.meet("tr")

    outlook = ahead(field)

    [turkish] = outlook.languages
    assert (turkish.tag, turkish.parts) == ("tr", [EVENING, "saturday"])  # as the parents asked
    assert [week.due.get("tr", 0) for week in outlook.weeks].index(4) == 13
    [nobody] = outlook.unplanned
    assert (nobody.first.monday, round(nobody.calls), round(nobody.hours, 1)) == (date(2027, 2, 22), 12, 1.6)
    assert outlook.gaps == []


def test_a_shift_closes_the_gap_and_half_a_shift_says_for_how_many_it_is(field: Field) -> None:
    for _ in range(6):
        field.meet("tr").best_times = EVENING
    evening = Shift(person_id=field.study.turkish_caller.id, day=DUE, starts_at=time(18), ends_at=time(18, 30))
    field.session.add(evening)

    [gap] = ahead(field).gaps
    [short] = gap.shorts
    assert (gap.week.number, short.language, short.part) == (8, "tr", EVENING)
    assert (round(short.cell.calls), round(short.cell.room)) == (13, 4)  # 30 minutes, 8 a call

    evening.ends_at = time(20, 30)
    assert ahead(field).gaps == []


def test_what_a_call_takes_is_assumed_until_there_are_enough_and_then_measured(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, by = [field.meet() for _ in range(3)], field.study.caller
    for turn, case in enumerate(cases * 2):
        at = datetime.combine(DUE, time(18), TIME_ZONE) + timedelta(minutes=10 * turn)
        field.session.add(CallAttempt(case_id=case.id, caller_id=by.id, at=at, disposition="no_answer"))
        for how, looked, minutes in (
            ("outcome", at, 5),
            ("put_back", at, 30),  # no call
            ("closed", None, 30),  # neither: nobody saw the number
            ("closed", at, 0),  # written down afterwards
        ):
            over = at + timedelta(minutes=minutes)
            lease = Lease(case_id=case.id, caller_id=by.id, taken_at=at, expires_at=over, ended_at=over, how=how)
            lease.revealed_at = looked
            field.session.add(lease)
    cases[0].closed_by = cases[1].closed_by = "refusal"

    measured = ahead(field).measured
    assert (measured.timed, measured.calls, measured.ended) == (6, 6, 2)
    assert measured.pace == call_pace.USUAL

    monkeypatch.setattr(call_pace, "ENOUGH", 6)
    assert (measured.pace.minutes, measured.pace.attempts) == (5, 3)


def test_a_promise_a_pause_and_a_case_for_the_lead(field: Field) -> None:
    promised, later, for_the_lead = (field.meet("ar") for _ in range(3))
    promised.appointment_at = datetime.combine(DUE - timedelta(weeks=2), time(10), TIME_ZONE)
    later.next_try_at = datetime.combine(DUE + timedelta(weeks=1), time(18), TIME_ZONE)
    later.best_times = ""
    for_the_lead.state = CaseState.SUPERVISOR

    weeks = {week.monday: week for week in ahead(field).weeks}

    assert weeks[date(2027, 2, 8)].cell("weekday_morning", "ar").calls == 1
    assert weeks[date(2027, 3, 1)].cell(ANY, "ar").calls >= 1
    assert sum(week.due.get("ar", 0) for week in weeks.values()) == 2


def test_the_picture_stays_in_its_frame(field: Field) -> None:
    for language in ("tr", "nl", "nl"):
        field.meet(language)

    for picture in forecast_picture.pictures(ahead(field)):
        boxes = [box for strip in picture.strips for one in strip.columns for box in (one.hours, one.met, one.short)]
        assert any(boxes)
        for box in filter(None, boxes):
            assert 0 <= box.x <= box.x + box.width <= picture.width
            assert 0 <= box.y <= box.y + box.height <= picture.height
