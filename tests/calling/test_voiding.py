"""A case whose interview does not count any more, or counts again."""

from datetime import timedelta

import pytest

from app.calling.events import Answered, Claim, Restored, Reveal, Voided, Withdrew
from app.calling.machine import EndLease, PurgeContact
from app.calling.states import CaseState
from tests.calling.test_machine import AYSE, DAY, SPOKEN, Round


def purges(effects: tuple[object, ...]) -> list[object]:
    return [one.on for one in effects if isinstance(one, PurgeContact)]


def test_nobody_is_called_about_an_interview_that_does_not_count_and_it_can_come_back() -> None:
    case = Round()
    case.does(Claim(AYSE, SPOKEN))
    case.does(Reveal(AYSE))

    effects = case.does(Voided())

    assert (case.case.state, case.case.closed_by, case.case.code) == (CaseState.OTHER, "voided", "2.30")
    assert any(isinstance(one, EndLease) for one in effects)
    assert purges(effects) == [min(case.now.date() + timedelta(days=30), case.case.closes_on + DAY)]

    assert purges(case.does(Restored())) == [None]
    assert (case.case.state, case.case.closed_by) == (CaseState.SCHEDULED, None)


@pytest.mark.parametrize("changes", [{"numbers": ()}, {"closes_on": Round().case.due_on - DAY}])
def test_without_a_number_or_a_window_it_ends_as_it_would_have(changes: dict[str, object]) -> None:
    case = Round(state=CaseState.OTHER, closed_by="voided", code="2.30", **changes)

    case.does(Restored())

    assert (case.case.state, case.case.closed_by, case.case.code) == (CaseState.NONCONTACT, "exhausted", "2.20")


@pytest.mark.parametrize("status", ["complete", "partial"])
def test_a_result_that_does_not_count_is_none_until_it_counts_again(status: str) -> None:
    case = Round()
    case.does(Answered(status, AYSE, "cati"))
    before = (case.case.state, case.case.code)

    case.does(Voided(own=True))
    assert (case.case.state, case.case.closed_by) == (CaseState.OTHER, "unusable")
    case.does(Restored(status))

    assert (case.case.state, case.case.code, case.case.closed_by) == (*before, status)


def test_what_ended_otherwise_is_left_alone() -> None:
    for event in (Voided(), Voided(own=True), Restored(), Restored("complete")):
        case = Round()
        case.does(Withdrew(answers=True))
        case.does(event)
        assert case.case.state == CaseState.WITHDRAWN
