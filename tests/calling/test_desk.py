"""Thousands of lives of a case, and faults that whoever watches the desk has to notice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.calling import answered, closing, days, ended, guards, leading, machine
from app.calling.closing import derived
from app.calling.dispositions import Dispositions, shipped
from app.calling.refusals import Obstacle
from app.calling.states import CaseState
from tests.calling.desk import Desk

QUIET = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), stateful_step_count=60)
QUICK = settings(QUIET, max_examples=400, derandomize=True, phases=[Phase.generate])
Fault = Callable[[pytest.MonkeyPatch], None]


def test_two_thousand_desks_keep_every_promise() -> None:
    run_state_machine_as_test(Desk, settings=settings(QUIET, max_examples=2000, derandomize=True))


def looser(**limits: Any) -> Fault:
    """A limit that is not the one that was promised."""
    return lambda patch: patch.setattr(Desk, "limits", replace(Desk.limits, **limits))


def other_ending(key: str, **changes: Any) -> Fault:
    """A row of the table that says something else."""
    rows = Dispositions(shipped() | {key: replace(shipped()[key], **changes)})
    return lambda patch: patch.setattr(Desk, "endings", rows)


def both(*faults: Fault) -> Fault:
    def put_in(patch: pytest.MonkeyPatch) -> None:
        for fault in faults:
            fault(patch)

    return put_in


def blind_to(name: str, *obstacles: Obstacle) -> Fault:
    """A guard that lets one thing through."""
    guard = getattr(guards, name)

    def lenient(*case: Any) -> Obstacle | None:
        found: Obstacle | None = guard(*case)
        return None if found in obstacles else found

    return lambda patch: patch.setattr(guards, name, lenient)


def instead(module: Any, name: str, other: Any) -> Fault:
    return lambda patch: patch.setattr(module, name, other)


def contact_first(*case: Any) -> tuple[CaseState, str]:
    state, code = derived(*case)
    rows = [shipped()[one.disposition] for one in case[0].attempts]
    return (CaseState.NONCONTACT, "2.21") if any(row.contacted for row in rows) else (state, code)


def ninety_one_days(day: date, _months: int) -> date:
    return day + timedelta(days=91)


WEEK = timedelta(days=7)
FAULTS: dict[str, tuple[str, Fault]] = {  # what is wrong, what is noticed
    "a lease keeps nobody out": ("two callers had it", blind_to("_whose", Obstacle.IN_HAND)),
    "a lease lasts all evening": ("three quarters of an hour", looser(lease=timedelta(hours=4))),
    "rather not is left alone for three days": (
        "a week of rest",
        both(
            looser(rest=timedelta(days=3)),
            other_ending("soft_refusal", again_after=timedelta(days=3)),
        ),
    ),
    "whoever heard rather not calls again": ("the same caller", blind_to("_for_whom", Obstacle.SAME_CALLER)),
    "rather not may be said for ever": ("no is no", instead(ended, "_again", lambda *_: False)),
    "calls at any hour": ("at an hour at which nobody calls", instead(days, "is_callable", lambda *_: True)),
    "calls after the window": (
        "hour at which nobody|after its window",
        both(blind_to("_when", Obstacle.WINDOW), instead(machine, "_over", lambda case, *_: (case, ()))),
    ),
    "three months are ninety-one days": ("the day that was promised", instead(days, "add_months", ninety_one_days)),
    "an interview is followed by a refusal": ("yet it went on", instead(answered, "SETTLED_BY", {})),
    "what was final is opened again": ("yet it went on", instead(leading, "REOPENED", frozenset(CaseState))),
    "as many extra attempts as anybody likes": ("two extra attempts", looser(most_extra=9)),
    "nine attempts": ("more often than was promised", looser(most_attempts=9)),
    "busy is dialled all evening": ("twice on one day", looser(most_redials=40)),
    "five attempts a week": ("four times in a week", looser(most_a_week=5)),
    "twice a day": ("twice on one day", blind_to("_how_often", Obstacle.TODAY, Obstacle.NOT_YET)),
    "again the next morning": ("too soon|busy a moment ago|twice on one day", blind_to("_how_often", Obstacle.NOT_YET)),
    "name and number stay after an interview": (
        "outlive their purpose",
        instead(closing, "OUT_OF_HAND", frozenset[CaseState]()),
    ),
    "a contact outranks a refusal": ("wrong reason", instead(machine, "derived", contact_first)),
    "an unreachable parent becomes unknown": ("unknown or not eligible", instead(closing, "NEVER_REACHED", "3.1")),
    "a number that is wrong is dialled again": (
        "known to be wrong",
        other_ending("dead_number", other_number=False, again_after=WEEK),
    ),
}


@pytest.mark.parametrize(("noticed", "fault"), [pytest.param(*fault, id=name) for name, fault in FAULTS.items()])
def test_a_fault_does_not_go_unnoticed(noticed: str, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)

    with pytest.raises(AssertionError, match=noticed):
        run_state_machine_as_test(Desk, settings=QUICK)
