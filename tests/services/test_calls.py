"""How a call can end, and what that means for the next one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import col, select

from app.calling.machine import CallRefused
from app.db import Database
from app.errors import CaseClosed, FieldworkError, NotFound
from app.models import AuditEntry, CallAttempt, Case, Contact, Lease, Person
from app.security.sealing import Sealer
from app.services import calls, contacts, purging
from app.services.casework import held as seen
from app.services.casework import pass_time
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


def test_nobody_answers_so_another_day_is_tried(field: Field, case: Case) -> None:
    field.record(case, "no_answer")

    attempt = field.session.exec(select(CallAttempt)).one()
    assert (attempt.day_part, attempt.number, attempt.at) == ("weekday_evening", "phone", DUE)
    assert case.next_try_at is not None
    assert case.next_try_at >= DUE + timedelta(hours=20)


def test_busy_is_tried_again_in_half_an_hour(field: Field, case: Case) -> None:
    field.record(case, "busy")

    assert (case.next_try_at, case.redials) == (DUE + timedelta(minutes=30), 1)


def test_rather_not_now_is_left_alone_for_a_week(field: Field, case: Case) -> None:
    field.record(case, "soft_refusal", note="druk met verhuizen")

    assert (case.state, case.refused_to) == ("cooling", field.study.caller.id)
    assert case.next_try_at is not None
    assert case.next_try_at >= DUE + timedelta(days=7)


def test_an_agreed_time_outranks_the_next_try(field: Field, case: Case) -> None:
    agreed = DUE + timedelta(days=2)

    field.record(case, "appointment", at=agreed)

    assert (case.state, case.appointment_at, case.next_try_at) == ("appointment", agreed, None)
    assert case.appointment_until == agreed + timedelta(hours=1)


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
    assert (case.number, case.bad_numbers) == ("second_phone", "phone")
    field.clock.moment = case.next_try_at or DUE
    assert field.record(case, "dead_number").closed_by == "dead_number"
    assert (case.state, case.code) == ("noncontact", "2.20")


def test_a_closed_case_takes_no_more_calls(field: Field, case: Case) -> None:
    field.record(case, "unable")

    for disposition in [*DISPOSITIONS, "", "asleep"]:
        with pytest.raises(CaseClosed):
            field.write(case, disposition, note="toch", at=DUE + timedelta(days=1))
    with pytest.raises(CaseClosed):
        calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=DUE)


def test_only_an_interview_or_the_calendar_can_say_some_endings(field: Field, case: Case) -> None:
    for disposition in ("complete", "partial", "exhausted", "withdrawn", "", "asleep"):
        with pytest.raises(FieldworkError, match="Choose how the call ended"):
            field.record(case, disposition)


def test_what_neither_ends_nor_goes_on_is_for_the_lead() -> None:
    assert {row.key for row in BY_HAND if row.goes_to_lead} == {"wrong_person", "complaint"}


def test_a_case_that_is_none_is_not_found(field: Field) -> None:
    with pytest.raises(NotFound):
        calls.record(
            field.session, field.sealer, 4242, disposition="busy", by=field.study.caller, now=field.clock.now()
        )
    with pytest.raises(NotFound):
        calls.reveal(field.session, field.sealer, 4242, by=field.study.caller, now=field.clock.now())


def test_the_number_is_seen_together_with_the_notes_and_written_down(field: Field, case: Case) -> None:
    field.record(case, "busy", note="zoon neemt op, na zessen bellen")
    field.clock.forward(minutes=30)

    shown = calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())

    field.session.flush()
    looked = select(AuditEntry).where(AuditEntry.verb == "contact.reveal").order_by(col(AuditEntry.id))
    _, entry = field.session.exec(looked).all()
    assert contacts.Shown.of(shown) == contacts.Shown(
        "Mevrouw Yılmaz", (("+31612345678", "06 12 34 56 78"),), "", ("zoon neemt op, na zessen bellen",)
    )
    assert (entry.person_id, entry.object, entry.at) == (
        field.study.caller.id,
        str(case.respondent_id),
        field.clock.now(),
    )


def test_what_callers_write_is_sealed(field: Field, case: Case) -> None:
    field.record(case, "refusal", note="Fatima zegt nee")

    [sealed] = field.session.exec(select(Contact.sealed).where(col(Contact.field).startswith("note:"))).all()
    assert b"Fatima" not in sealed
    assert field.session.exec(select(CallAttempt.has_note)).one() is True


def test_a_new_number_keeps_the_notes(field: Field, case: Case) -> None:
    field.record(case, "busy", note="na zessen")

    contacts.keep(field.session, field.sealer, case.respondent_id, {"phone": "+31687654321"})
    field.clock.forward(minutes=30)

    shown = calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=field.clock.now())
    assert contacts.Shown.of(shown).notes == ("na zessen",)


def test_two_callers_at_once_are_both_told_the_truth(
    database: Database, sealer: Sealer, study: SmallStudy, clock: TestClock
) -> None:
    with database.writing() as session:
        case = Field(session, sealer, study, clock).meet()
        other = session.get_one(Person, study.turkish_caller.id)
    start = Barrier(2)

    def takes(caller: Person) -> str:
        start.wait()
        with database.writing() as session:
            try:
                calls.reveal(session, sealer, case.id, by=caller, now=DUE)
            except CallRefused as refused:
                return str(refused.obstacle)
            return "taken"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(takes, (study.caller, other)))

    assert said == ["in_hand", "taken"]
    with database.reading() as session:
        assert len(session.exec(select(Lease)).all()) == 1
        assert len(session.exec(select(AuditEntry).where(AuditEntry.verb == "contact.reveal")).all()) == 1


def kept(field: Field, case: Case) -> set[str]:
    names = field.session.exec(select(Contact.field).where(Contact.respondent_id == case.respondent_id)).all()
    return {name.partition(":")[0] for name in names}


@pytest.mark.parametrize("ending", ["refusal", "unable"])
def test_name_and_number_go_when_nobody_may_let_us_try_again(field: Field, case: Case, ending: str) -> None:
    field.record(case, ending, note="wil niet meer")
    assert (kept(field, case), case.purge_on) == ({"ask_for", "phone", "note"}, case.closes_on + timedelta(days=1))

    field.clock.moment = datetime(2027, 3, 24, 23, 0, tzinfo=UTC)  # midnight after the last day

    assert purging.purge(field.session, now=field.clock.now(), dry_run=True) == purging.Purged(1, 2, 1)
    assert kept(field, case) == {"ask_for", "phone", "note"}
    assert purging.purge(field.session, now=field.clock.now()) == purging.Purged(1, 2, 1)
    assert purging.purge(field.session, now=field.clock.now()) == purging.Purged(0, 0, 0)
    assert (kept(field, case), case.purged_at) == (set(), field.clock.now())


def test_name_and_number_of_somebody_who_died_go_at_once(field: Field, case: Case) -> None:
    field.record(case, "deceased", note="hoorde het van haar man")

    assert (kept(field, case), case.code, case.purged_at) == (set(), "2.31", DUE)


def test_a_case_that_its_window_closed_lets_go_that_night(field: Field, case: Case) -> None:
    field.record(case, "no_answer", note="niemand")
    field.clock.moment = datetime(2027, 3, 24, 23, 30, tzinfo=UTC)

    assert pass_time(field.session, field.clock.now()) == 1

    assert (case.closed_by, case.state, case.code) == ("exhausted", "noncontact", "2.20")
    assert kept(field, case) == set()


def test_an_outcome_needs_the_case_in_hand(field: Field, case: Case) -> None:
    with pytest.raises(CallRefused, match="Take it again"):
        field.write(case, "no_answer")

    assert field.session.exec(select(CallAttempt)).all() == []


def test_a_call_whose_time_ran_out_can_still_be_written_down(field: Field, case: Case) -> None:
    """Her phone died after dialling; the server ended the lease, and nobody else took the case."""
    calls.reveal(field.session, field.sealer, case.id, by=field.study.caller, now=DUE)
    field.clock.forward(minutes=50)
    pass_time(field.session, field.clock.now())
    assert seen(field.session, case).lease is None

    field.write(case, "no_answer")

    attempt = field.session.exec(select(CallAttempt)).one()
    assert (attempt.at, attempt.ended_at) == (DUE, field.clock.now())
    assert field.session.exec(select(Lease.how)).all() == ["expired"]
