"""What the lead decides about a case: who calls, how long, and whether once more."""

from dataclasses import replace
from datetime import datetime

from app.calling import days
from app.calling.closing import ONE_DAY
from app.calling.dispositions import Dispositions
from app.calling.effects import Effect, EndLease, PurgeContact, WriteDown
from app.calling.ended import Stepped
from app.calling.events import Extended, Reassigned, Reopened
from app.calling.held import Held
from app.calling.refusals import Obstacle, refused
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.clock import local
from app.errors import N_, FieldworkError

REOPENED = {CaseState.REFUSED, CaseState.NONCONTACT, CaseState.LANGUAGE, CaseState.OTHER}
FOR_GOOD = N_("An interview was held or consent was taken back: this case stays closed.")
NOTHING_TO_REOPEN = N_("This case is open already.")
GONE = N_("Name and number have been deleted. This parent cannot be called any more.")


def reopened(case: Held, event: Reopened, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """Try again: a case that ended without a result, or one that waited for the lead.

    Raises:
        CallRefused: The window has passed, or there is no attempt left.
        FieldworkError: It ended for good, is open, or nobody knows the number any more.
    """
    if case.state != CaseState.SUPERVISOR and not case.is_final:
        raise FieldworkError(NOTHING_TO_REOPEN)
    if case.is_final and case.state not in REOPENED:
        raise FieldworkError(FOR_GOOD)
    if not case.numbers:
        raise FieldworkError(GONE)
    if local(now).date() > case.closes_on:
        raise refused(Obstacle.WINDOW)
    extra = case.extra_attempts + case.is_used_up(now, rules)
    if extra > rules.most_extra:
        raise refused(Obstacle.USED_UP)
    again = replace(
        case,
        state=CaseState.RETRY,
        closed_by=None,
        code=None,
        bad_numbers=(),
        number=case.number if case.number in case.numbers else case.numbers[0],
        extra_attempts=extra,
        next_try_at=_rested(case, now, rules, dispositions),
    )
    return again, (PurgeContact(None), WriteDown("case.reopen", event.because))


def _rested(case: Held, now: datetime, rules: Rules, dispositions: Dispositions) -> datetime | None:
    """Whoever said no is left in peace as long as ever, whatever the lead decides."""
    said = [
        one.at
        for one in case.attempts
        if one.disposition in dispositions and dispositions[one.disposition].group == "R"
    ]
    rested = max(said) + rules.rest if said else None
    return days.next_time(rested, rules.calendar) if rested and rested > now else None


def extended(case: Held, event: Extended, now: datetime, rules: Rules) -> Stepped:
    """Keep the window open longer.

    Raises:
        FieldworkError: Not longer, or longer than anybody was told; or it ended for good.
    """
    if case.is_final and case.state not in REOPENED:
        raise FieldworkError(FOR_GOOD)
    if not case.numbers:
        raise FieldworkError(GONE)
    if event.closes_on <= max(case.closes_on, local(now).date() - ONE_DAY):
        raise FieldworkError(N_("Choose a day after the present last day."))
    if event.closes_on > case.due_on + rules.longest:
        raise FieldworkError(N_("That is longer than a parent may be kept waiting. Choose an earlier day."))
    longer = replace(case, closes_on=event.closes_on)
    effects: tuple[Effect, ...] = (WriteDown("case.extend", event.closes_on.isoformat()),)
    if case.is_final:
        effects = (PurgeContact(event.closes_on + ONE_DAY), *effects)
    return longer, effects


def reassigned(case: Held, event: Reassigned, now: datetime) -> Stepped:
    """Give it to one caller, or to everybody again; whoever else has it in hand and did not dial yet loses it.

    Raises:
        CallRefused: Somebody else has seen the number: she may be on the line, and what they tell her must be kept.
    """
    hold = case.in_hand(now)
    after = replace(case, assigned_to=event.to)
    if hold is None or event.to in {None, hold.caller}:
        return after, (WriteDown("case.reassign"),)
    if hold.revealed_at is not None:
        raise refused(Obstacle.IN_HAND)
    return replace(after, lease=None), (EndLease(hold.caller, "reassigned"), WriteDown("case.reassign"))
