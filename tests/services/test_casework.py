"""What is stored is what the rules said, on both databases; and what the lead decides about a case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.calling import machine
from app.calling.events import Asked, Claim, Corrected, Ended, Event, Passed, Promise, PutBack, Renew, Reveal
from app.calling.machine import CallRefused
from app.errors import FieldworkError
from app.models import AuditEntry, CallAttempt, Case, Lease
from app.services import case_decisions, casework, contacts, dispositions
from tests.services.conftest import Field

DUE = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def case(field: Field) -> Case:
    """A parent with two numbers who is due tonight."""
    held = field.meet(second_phone="010 2345678")
    field.clock.moment = DUE
    return held


def test_what_is_stored_is_what_the_rules_said(field: Field, case: Case) -> None:
    she, table = field.study.caller.id, dispositions.table(field.session)
    evening: list[tuple[timedelta, Event]] = [
        (0 * HOUR, Claim(she, ("nl",))),
        (0 * HOUR, Reveal(she)),
        (0.1 * HOUR, Renew(she)),
        (0.2 * HOUR, Ended(she, "busy")),
        (0.8 * HOUR, Claim(she, ("nl",))),
        (0 * HOUR, Ended(she, "dead_number")),
        (24 * HOUR, Asked(DUE + 30 * HOUR)),
        (0 * HOUR, Claim(she, ("nl",))),
        (0 * HOUR, PutBack(she)),
        (0 * HOUR, Claim(she, ("nl",))),
        (0 * HOUR, Ended(she, "appointment", "second_phone", promise=Promise(DUE + 60 * HOUR, DUE + 63 * HOUR, False))),
        (90 * HOUR, Passed()),
        (0 * HOUR, Claim(she, ("nl",))),
        (HOUR, Passed()),
        (40 * 24 * HOUR, Passed()),
    ]
    for wait, event in evening:
        field.clock.moment += wait
        now = field.clock.moment
        rules = casework.rules_for(field.session, case.respondent_id)
        before = casework.held(field.session, case)
        try:
            said, _ = machine.step(before, event, now, rules, table)
        except CallRefused:
            with pytest.raises(CallRefused):
                casework.apply(field.session, case.id, event, by=None, now=now)
            continue
        casework.apply(field.session, case.id, event, by=None, now=now)

        kept = casework.held(field.session, case)
        assert without_rows(kept, said) == without_rows(said, said)
    assert (case.state, case.closed_by, case.purged_at is not None) == ("noncontact", "exhausted", True)
    assert field.session.exec(select(Lease).where(col(Lease.ended_at).is_(None))).all() == []


def without_rows(held: machine.Held, said: machine.Held) -> machine.Held:
    """Row numbers are given by the database, and numbers that were purged exist no more."""
    attempts = tuple(replace(one, id=None) for one in held.attempts)
    return replace(held, attempts=attempts, numbers=said.numbers, number=said.number)


def test_the_lead_lets_us_try_again_and_says_why(field: Field, case: Case) -> None:
    lead = field.study.lead
    field.record(case, "unable")
    with pytest.raises(FieldworkError, match="Choose why"):
        case_decisions.reopen(field.session, case.id, because="zomaar", by=lead, now=DUE)

    case_decisions.reopen(field.session, case.id, because="mistake", by=lead, now=DUE)

    assert (case.state, case.closed_by, case.closed_at, case.purge_on) == ("retry", None, None, None)
    entry = field.session.exec(select(AuditEntry).where(AuditEntry.verb == "case.reopen")).one()
    assert (entry.person_id, entry.object) == (lead.id, f"{case.id} mistake")


def test_the_lead_keeps_the_window_open(field: Field, case: Case) -> None:
    case_decisions.extend(field.session, case.id, closes_on=date(2027, 4, 2), by=field.study.lead, now=DUE)

    assert case.closes_on == date(2027, 4, 2)
    for day in (None, date(2027, 3, 1), date(2028, 1, 1)):
        with pytest.raises(FieldworkError):
            case_decisions.extend(field.session, case.id, closes_on=day, by=field.study.lead, now=DUE)


def test_a_correction_is_a_second_row_and_the_case_follows_it(field: Field, case: Case) -> None:
    field.record(case, "refusal", note="verkeerd getikt")
    [wrong] = field.session.exec(select(CallAttempt)).all()

    correcting = Corrected(wrong.id, "no_answer")
    casework.apply(field.session, case.id, correcting, by=field.study.lead, now=DUE + HOUR)

    rows = field.session.exec(select(CallAttempt).order_by(col(CallAttempt.id))).all()
    assert [(row.disposition, row.corrects, row.at) for row in rows] == [
        ("refusal", None, DUE),
        ("no_answer", wrong.id, DUE),
    ]
    assert (case.state, case.closed_by, case.purge_on, case.refused_to) == ("retry", None, None, None)
    [standing] = casework.held(field.session, case).attempts
    assert (standing.disposition, standing.id) == ("no_answer", wrong.id)


def test_a_correction_keeps_the_note_for_the_next_caller(field: Field, case: Case) -> None:
    field.record(case, "refusal", note="belt liever na zessen")
    [wrong] = field.session.exec(select(CallAttempt)).all()

    for how in ("household_refusal", "no_answer"):
        case_decisions.correct(
            field.session, field.sealer, case.id, wrong.id, disposition=how, by=field.study.lead, now=DUE + HOUR
        )

    rows = field.session.exec(select(CallAttempt).order_by(col(CallAttempt.id))).all()
    known = contacts.opened_all(field.session, field.sealer, case.respondent_id)
    assert [row.has_note for row in rows] == [True] * 3
    assert {known[f"note:{row.id}"] for row in rows} == {"belt liever na zessen"}
