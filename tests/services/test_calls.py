"""How a call can end, and what that means for the next one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import col, select

from app.db import Database
from app.errors import CaseClosed, FieldworkError, NotFound
from app.models import AuditEntry, CallAttempt, Case, Contact
from app.security.sealing import Sealer
from app.services import calls, contacts
from app.services.dispositions import BY_HAND, DISPOSITIONS
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.services.conftest import Field

DUE = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)


@pytest.fixture
def case(field: Field) -> Case:
    """A parent who is due tonight."""
    held = field.meet()
    field.clock.moment = DUE
    return held


def test_nobody_answers_so_she_comes_back_tomorrow(field: Field, case: Case) -> None:
    field.record(case, "no_answer")

    field.clock.moment = datetime(2027, 2, 24, 22, 59, tzinfo=UTC)
    assert field.due() == []
    field.clock.moment = DUE + timedelta(days=1)
    assert [line.case for line in field.due()] == [case]


def test_busy_is_tried_again_in_half_an_hour(field: Field, case: Case) -> None:
    field.record(case, "busy")

    field.clock.forward(minutes=29)
    assert field.due() == []
    field.clock.forward(minutes=1)
    assert len(field.due()) == 1


def test_rather_not_now_is_left_alone_for_a_week(field: Field, case: Case) -> None:
    field.record(case, "soft_refusal", note="druk met verhuizen")

    field.clock.forward(days=6, hours=23)
    assert field.due() == []
    field.clock.forward(hours=1)
    assert len(field.due()) == 1


def test_an_agreed_time_outranks_the_next_try_and_is_due_that_day(field: Field, case: Case) -> None:
    field.record(case, "soft_refusal", note="liever morgen")
    agreed = DUE + timedelta(days=2)

    field.record(case, "appointment", at=agreed)

    assert (case.appointment_at, case.next_try_at) == (agreed, None)
    field.clock.moment = agreed - timedelta(days=1)
    assert field.due() == []
    field.clock.moment = agreed.replace(hour=6)
    assert [line.why for line in field.due()] == ["appointment"]


def test_a_promise_that_was_tried_in_vain_is_no_promise_any_more(field: Field, case: Case) -> None:
    field.record(case, "appointment", at=DUE + timedelta(hours=1))
    field.clock.forward(hours=1)

    field.record(case, "no_answer")

    assert case.appointment_at is None
    assert field.due() == []


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (None, "still to come"),
        (DUE, "still to come"),
        (DUE - timedelta(days=1), "still to come"),
        (datetime(2027, 3, 24, 23, 0, tzinfo=UTC), "before the round closes"),  # midnight after the last day
        (datetime(2027, 9, 1, 12, 0, tzinfo=UTC), "before the round closes"),
    ],
)
def test_a_time_that_cannot_be_kept_is_not_promised(
    field: Field, case: Case, at: datetime | None, sentence: str
) -> None:
    with pytest.raises(FieldworkError, match=sentence):
        field.record(case, "appointment", at=at)

    assert case.appointment_at is None
    assert field.session.exec(select(CallAttempt)).all() == []


def test_the_last_evening_of_the_window_can_be_promised(field: Field, case: Case) -> None:
    last = datetime(2027, 3, 24, 20, 0, tzinfo=UTC)

    assert field.record(case, "appointment", at=last).appointment_at == last


@pytest.mark.parametrize("disposition", ["refusal", "soft_refusal"])
@pytest.mark.parametrize("note", ["", "   "])
def test_a_refusal_says_why(field: Field, case: Case, disposition: str, note: str) -> None:
    with pytest.raises(FieldworkError, match="one line about why"):
        field.record(case, disposition, note=note)

    assert case.closed_by is None


@pytest.mark.parametrize("disposition", ["refusal", "unable"])
def test_a_final_word_closes_the_case(field: Field, case: Case, disposition: str) -> None:
    field.record(case, disposition, note="wil niet meer")

    assert (case.closed_by, case.closed_at) == (disposition, DUE)
    assert field.due() == []


@pytest.mark.parametrize("disposition", ["wrong_number", "dead_number"])
def test_one_number_that_is_wrong_was_the_only_one(field: Field, case: Case, disposition: str) -> None:
    assert field.record(case, disposition).closed_by == disposition


def test_a_wrong_number_closes_only_after_the_second(field: Field) -> None:
    case = field.meet(second_phone="010 2345678")
    field.clock.moment = DUE

    assert field.record(case, "wrong_number").closed_by is None
    field.clock.forward(days=1)
    assert len(field.due()) == 1
    assert field.record(case, "dead_number").closed_by == "dead_number"


def test_a_closed_case_takes_no_more_calls(field: Field, case: Case) -> None:
    field.record(case, "unable")

    for disposition in [*DISPOSITIONS, "", "asleep"]:
        with pytest.raises(CaseClosed):
            field.record(case, disposition, note="toch", at=DUE + timedelta(days=1))
    with pytest.raises(CaseClosed):
        calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=DUE)


def test_only_an_interview_or_the_calendar_can_say_some_endings(field: Field, case: Case) -> None:
    for disposition in ("complete", "partial", "exhausted", "", "asleep"):
        with pytest.raises(FieldworkError, match="Choose how the call ended"):
            field.record(case, disposition)


def test_every_ending_that_a_caller_can_choose_leads_somewhere() -> None:
    assert all(row.final or row.again_after or row.asks_time for row in BY_HAND)


def test_a_case_that_is_none_is_not_found(field: Field) -> None:
    with pytest.raises(NotFound):
        calls.record(
            field.session, field.sealer, 4242, disposition="busy", by=field.study.caller, now=field.clock.now()
        )
    with pytest.raises(NotFound):
        calls.reveal(field.session, field.sealer, 4242, by=field.study.caller, now=field.clock.now())


def test_the_number_is_seen_together_with_the_notes_and_written_down(field: Field, case: Case) -> None:
    field.record(case, "busy", note="zoon neemt op, na zessen bellen")

    shown = calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())

    field.session.flush()
    [entry] = field.session.exec(select(AuditEntry).where(AuditEntry.verb == "contact.reveal")).all()
    assert contacts.Shown.of(shown) == contacts.Shown(
        "Mevrouw Yılmaz", (("+31612345678", "06 12 34 56 78"),), "", ("zoon neemt op, na zessen bellen",)
    )
    assert (entry.person_id, entry.object, entry.at) == (field.study.caller.id, str(case.respondent_id), DUE)


def test_what_callers_write_is_sealed(field: Field, case: Case) -> None:
    field.record(case, "refusal", note="Fatima zegt nee")

    [sealed] = field.session.exec(select(Contact.sealed).where(col(Contact.field).startswith("note:"))).all()
    assert b"Fatima" not in sealed
    assert field.session.exec(select(CallAttempt.has_note)).one() is True


def test_a_new_number_keeps_the_notes(field: Field, case: Case) -> None:
    field.record(case, "busy", note="na zessen")

    contacts.keep(field.session, field.sealer, case.respondent_id, {"phone": "+31687654321"})

    shown = calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())
    assert contacts.Shown.of(shown).notes == ("na zessen",)


def test_two_callers_at_once_are_both_told_the_truth(
    database: Database, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    with database.writing() as session:
        case = Field(session, sealer, study, clock).meet()
    start = Barrier(2)

    def refuses(caller: int) -> str:
        start.wait()
        with database.writing() as session:
            try:
                calls.record(
                    session, sealer, case.id, disposition="refusal", by=study.caller, now=DUE, note=f"nee {caller}"
                )
            except CaseClosed:
                return "too late"
            return "closed"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(refuses, range(2)))

    assert said == ["closed", "too late"]
    with database.reading() as session:
        assert len(session.exec(select(CallAttempt)).all()) == 1


@pytest.mark.parametrize("ending", ["refusal", "unable"])
def test_name_and_number_go_when_the_case_closes_as_the_parent_was_told(field: Field, case: Case, ending: str) -> None:
    field.record(case, ending, note="wil niet meer")

    kept = field.session.exec(select(Contact.field).where(Contact.respondent_id == case.respondent_id)).all()
    assert {name for name in kept if not name.startswith("note:")} == set()
