"""Every invented call keeps to the rules of the callback round, and comes to the end that is told."""

from datetime import UTC, timedelta

import pytest

from app.calling.days import Calendar, dates
from app.calling.dispositions import shipped
from app.calling.events import Answered, Claim, Ended, Event, Passed, Reveal
from app.calling.machine import Held, step
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.demo.records import Case, Contact
from tests.demo.printed import REPLAYS, SEEDS

SPOKEN = ("nl", "tr", "ar", "en")
STATES = {"complete": "complete", "refusal": "refused"}


def lived(case: Case, contact: Contact) -> Held:
    """The case after all its attempts, by the rules."""
    planned = dates(case.due_on, 0, 7, 28, Calendar())
    days = (planned.due_on, planned.due_on, planned.first_on, planned.opens_on, planned.closes_on)
    numbers = ("phone", "second_phone") if contact.second_phone else ("phone",)
    spoken = "nl" if any(one.disposition == "language" for one in case.attempts) else contact.language
    held = Held(1, CaseState.SCHEDULED, spoken, *days, best_times=contact.best_times, numbers=numbers)
    for one in case.attempts:
        ended: Event = Answered("complete", one.caller, "cati")
        if one.disposition != "complete":
            language = contact.language if one.disposition == "language" else None
            number = numbers[one.phone - 1]
            ended = Ended(one.caller, one.disposition, number, has_note=one.note is not None, language=language)
        for event in (Claim(one.caller, SPOKEN), Reveal(one.caller), ended):
            held, _ = step(held, event, one.at.astimezone(UTC), Rules(), shipped())
    after = (case.attempts[-1].at + timedelta(days=40)).astimezone(UTC)
    return step(held, Passed(), after, Rules(), shipped())[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_called_against_the_rules(seed: int) -> None:
    contacts = {contact.respondent: contact for contact in REPLAYS[seed].contacts}

    ends = [(lived(case, contacts[case.respondent]), case) for case in REPLAYS[seed].cases]

    assert [held.closed_by for held, _ in ends] == [case.closed_by for _, case in ends]
    assert {held.state for held, case in ends if case.closed_by == "exhausted"} <= {"noncontact", "language", "refused"}
    assert all(held.state == STATES[case.closed_by] for held, case in ends if case.closed_by in STATES)
