"""The life of a case: one pure function, `step`, and nobody else decides.

States, guards and effects are those of the callback round as it was designed: at most eight attempts, one a day and
three a week; a week of rest and another caller after "rather not"; a promise outranks every limit.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.calling import days
from app.calling.answered import answered
from app.calling.closing import Lacking, close, derived, lacking
from app.calling.correcting import as_made, corrected
from app.calling.dispositions import Disposition, Dispositions
from app.calling.effects import (
    Effect,
    EndLease,
    PurgeContact,
    RenewLease,
    ShowNumber,
    StartLease,
    TellCaller,
    WriteAttempt,
    WriteDown,
)
from app.calling.ended import Stepped, call_ended
from app.calling.events import (
    Answered,
    Asked,
    Called,
    Claim,
    Corrected,
    Ended,
    Event,
    Extended,
    Passed,
    PutBack,
    Reassigned,
    Renew,
    Renumbered,
    Reopened,
    Restored,
    Reveal,
    Told,
    Voided,
    Withdrew,
)
from app.calling.guards import may_not_dial, why_not
from app.calling.held import Held, InHand, Try
from app.calling.leading import extended, reassigned, reopened
from app.calling.refusals import CallRefused, Obstacle, ended, refused
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.calling.voiding import restored, voided
from app.clock import local

__all__ = [
    "CallRefused",
    "Disposition",
    "Dispositions",
    "Effect",
    "EndLease",
    "Held",
    "InHand",
    "Lacking",
    "Obstacle",
    "PurgeContact",
    "RenewLease",
    "ShowNumber",
    "StartLease",
    "TellCaller",
    "Try",
    "WriteAttempt",
    "WriteDown",
    "as_made",
    "lacking",
    "step",
    "why_not",
]


def step(case: Held, event: Event, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """What an event makes of a case, and what it sets in motion outside.

    Time passes first: a lease that ended, an appointment that was missed or a window that closed is known before the
    event is judged, however seldom anybody looks.

    Raises:
        CallRefused: The rules do not allow it.
        FieldworkError: Something is missing, or a time cannot be kept.
    """
    if isinstance(event, Passed):
        return _passed(case, now, rules, dispositions, event.spoken)
    case, before = _passed(case, now, rules, dispositions, None)
    after, effects = _happened(case, event, now, rules, dispositions)
    return after, (*before, *effects)


def _happened(case: Held, event: Told, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    match event:
        case Withdrew():
            return _withdrew(case, event, now)
        case Answered():
            return _or_over(answered(case, event, now, rules, dispositions), now, rules, dispositions)
        case Reopened() | Extended() | Voided() | Restored():
            return _decided(case, event, now, rules, dispositions)
        case Corrected():
            return _or_over(corrected(case, event, now, rules, dispositions), now, rules, dispositions)
        case _:
            return _while_open(case, event, now, rules, dispositions)


def _decided(
    case: Held, event: Reopened | Extended | Voided | Restored, now: datetime, rules: Rules, dispositions: Dispositions
) -> Stepped:
    match event:
        case Reopened():
            return reopened(case, event, now, rules, dispositions)
        case Extended():
            return extended(case, event, now, rules)
        case Voided():
            return voided(case, event, now)
    return restored(case, event, now, dispositions)


def _while_open(case: Held, event: Called, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    if case.is_final:
        raise refused(ended(case.state))
    match event:
        case Ended():
            return _or_over(call_ended(case, event, now, rules, dispositions), now, rules, dispositions)
        case Claim():
            return _claimed(case, event, now, rules)
        case Asked():
            return _asked(case, event, now, rules)
        case Reassigned():
            return reassigned(case, event, now)
        case _:
            return _in_hand(case, event, now, rules)


def _or_over(stepped: Stepped, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """After a call: that was the last that was allowed."""
    case, effects = stepped
    if case.in_hand(now):
        return stepped
    closed, more = _over(case, now, rules, dispositions, None)
    return closed, (*effects, *more)


def _passed(
    case: Held, now: datetime, rules: Rules, dispositions: Dispositions, spoken: Sequence[str] | None
) -> Stepped:
    """What time alone does: nothing while somebody has the case in hand."""
    if case.in_hand(now) or case.is_final:
        return case, ()
    effects: list[Effect] = []
    if case.lease is not None:
        shown = case.lease if case.lease.revealed_at is not None else None
        effects.append(EndLease(case.lease.caller, "expired"))
        effects += [TellCaller(shown.caller)] if shown else []
        case = replace(case, lease=None, dialled=shown)
    if case.wanted_until is not None and now > case.wanted_until:
        case = replace(case, wanted_until=None)
    if case.promise is not None and now > case.promise.until:
        again = days.next_time(case.promise.until, rules.calendar)
        case = replace(case, state=CaseState.RETRY, promise=None, next_try_at=again)
        effects.append(WriteDown("appointment.missed"))
    case, more = _over(case, now, rules, dispositions, spoken)
    return case, (*effects, *more)


def _over(case: Held, now: datetime, rules: Rules, dispositions: Dispositions, spoken: Sequence[str] | None) -> Stepped:
    """Close a case whose window has passed or whose attempts are used up, unless a promise is left to keep."""
    if case.is_final:
        return case, ()
    past = local(now).date() > case.closes_on
    waits = case.promise is not None or case.state == CaseState.SUPERVISOR
    if not past and (waits or not case.is_used_up(now, rules)):
        return case, ()
    state, code = derived(case, dispositions, spoken)
    return close(case, state, "exhausted", code, now)


def _claimed(case: Held, event: Claim, now: datetime, rules: Rules) -> Stepped:
    problem = why_not(case, event.caller, event.languages, now, rules, inbound=event.inbound)
    if problem is not None:
        raise problem
    if case.lease is not None:
        return case, ()  # hers already: a second tab, or a second tap
    lease = InHand(event.caller, now, now + rules.lease)
    return replace(case, lease=lease, dialled=None), (StartLease(lease.caller, lease.expires_at),)


def _in_hand(case: Held, event: Renew | Reveal | PutBack | Renumbered, now: datetime, rules: Rules) -> Stepped:
    lease = case.lease
    if lease is None or lease.caller != event.caller:
        raise refused(Obstacle.NOT_YOURS)
    match event:
        case PutBack():
            return replace(case, lease=None), (EndLease(lease.caller, "put_back"),)
        case Renew():
            until = now + rules.lease
            return replace(case, lease=replace(lease, expires_at=until)), (RenewLease(lease.caller, until),)
        case Renumbered():
            return replace(case, bad_numbers=tuple(one for one in case.bad_numbers if one != event.field)), ()
    if not case.good_numbers:
        raise refused(Obstacle.NO_NUMBER)
    obstacle = may_not_dial(case, event.caller, now, rules) if lease.revealed_at is None else None
    if obstacle is not None:
        raise refused(obstacle)
    shown = replace(case, lease=replace(lease, revealed_at=lease.revealed_at or now))
    return shown, (ShowNumber(lease.caller, case.number),)


def _asked(case: Held, event: Asked, now: datetime, rules: Rules) -> Stepped:
    """Their own wish ends a rest, and gets an attempt of its own where none was left."""
    extra = case.extra_attempts + (case.is_used_up(now, rules) and case.extra_attempts < rules.most_extra)
    rested = case.state == CaseState.COOLING
    return replace(
        case,
        wanted_until=min(event.until, now + rules.wanted),
        extra_attempts=extra,
        state=CaseState.RETRY if rested else case.state,
        refused_to=None if rested else case.refused_to,
    ), (WriteDown("case.asked"),)


def _withdrew(case: Held, event: Withdrew, now: datetime) -> Stepped:
    """Absorbing. An interview that was held stays held, unless its answers go as well."""
    if case.state == CaseState.WITHDRAWN:
        return case, ()
    if case.state in {CaseState.COMPLETE, CaseState.PARTIAL} and not event.answers:
        return case, (PurgeContact(local(now).date()),)
    return close(case, CaseState.WITHDRAWN, "withdrawn", "2.112", now)
