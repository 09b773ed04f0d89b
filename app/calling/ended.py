"""What a call leads to, by the row of how it ended."""

from dataclasses import replace
from datetime import datetime

from app.calling import days
from app.calling.closing import close, derived
from app.calling.days import day_part
from app.calling.dispositions import Disposition, Dispositions
from app.calling.effects import Effect, EndLease, WriteAttempt
from app.calling.events import Ended, Promise
from app.calling.held import Held, Try
from app.calling.refusals import Obstacle, refused
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.clock import local
from app.errors import N_, FieldworkError

STATES = {
    "I": CaseState.COMPLETE,
    "P": CaseState.PARTIAL,
    "R": CaseState.REFUSED,
    "NC": CaseState.NONCONTACT,
    "O": CaseState.OTHER,
}
NO_LANGUAGE = N_("Choose the language in which this parent wants to be called.")
AT_ONCE = "2.31"  # nobody needs the number of somebody who has died

Stepped = tuple[Held, tuple[Effect, ...]]


def call_ended(case: Held, event: Ended, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """Write down how a call ended, and what comes next.

    Raises:
        CallRefused: It is not in this caller's hands.
        FieldworkError: Something is missing, or the time cannot be kept.
    """
    hold = case.in_hand(now)
    if hold is None and case.dialled is not None:
        hold = case.dialled
    if hold is None or hold.caller != event.caller:
        raise refused(Obstacle.NOT_YOURS)
    row = chosen(case, event, now, dispositions)
    at = hold.revealed_at or now
    after, effects = tried(case, event, row, at, now, rules, dispositions)
    ended = (EndLease(event.caller, "outcome"),) if case.lease else ()
    return after, (*ended, WriteAttempt(after.attempts[-1], now, event.reason, event.has_note), *effects)


def chosen(case: Held, event: Ended, now: datetime, dispositions: Dispositions) -> Disposition:
    """The row that was chosen, with all it asks for.

    Raises:
        FieldworkError: Naming what is missing.
    """
    row = dispositions.get(event.disposition)
    if row is None or not (row.by_hand or (event.link and row.key == "link")):
        raise FieldworkError(N_("Choose how the call ended."))
    if row.note_required and not event.has_note:
        raise FieldworkError(N_("Write one line about why, so that the next caller knows."))
    if row.key == "language" and not event.language:
        raise FieldworkError(NO_LANGUAGE)
    if event.promise and (row.final or row.is_soft_refusal or row.goes_to_lead):
        raise FieldworkError(N_("A time was agreed: choose that as how the call ended, or leave the time empty."))
    if row.asks_time or event.promise:
        check_promise(case, event.promise, now)
    if event.number not in case.numbers:
        raise FieldworkError(N_("Choose which number you dialled."))
    return row


def check_promise(case: Held, promise: Promise | None, now: datetime) -> None:
    """A time that can be kept.

    Raises:
        FieldworkError: It lies behind us, or after the last day.
    """
    if promise is None or promise.at <= now or promise.until <= promise.at:
        raise FieldworkError(N_("Choose a day and time that are still to come."))
    if local(promise.until).date() > case.closes_on:
        raise FieldworkError(N_("Choose a day before the round closes for this parent."))


def tried(
    case: Held, event: Ended, row: Disposition, at: datetime, now: datetime, rules: Rules, dispositions: Dispositions
) -> Stepped:
    """The case after one more attempt, whoever made it and however it was sent."""
    redial = not event.inbound and case.may_redial(at)
    number, bad_numbers = _numbers(case, event.number, row)
    attempt = Try(at, event.caller, row.key, day_part(at) or "", event.number, event.inbound, redial)
    after = replace(
        case,
        lease=None,
        dialled=None,
        promise=None,
        next_try_at=None,
        state=CaseState.RETRY,
        language=event.language or case.language,
        wanted_until=case.wanted_until if row.is_redial else None,
        redials=redials(case.redials if redial else 0, row, rules),
        refused_to=event.caller if row.is_refusal else case.refused_to,
        assigned_to=None if row.is_refusal or _is_lost_on(case, event) else case.assigned_to,
        attempts=(*case.attempts, attempt),
        number=number,
        bad_numbers=bad_numbers,
    )
    if row.final:
        return close(after, STATES[row.group], row.key, row.code, now, at_once=row.code == AT_ONCE)
    if not after.good_numbers:
        state, code = derived(after, dispositions)
        return close(after, state, row.key, code, now)
    if _again(case, row, dispositions):
        return close(after, CaseState.REFUSED, row.key, row.code, now)
    if event.promise is not None and not row.goes_to_lead:
        return _promised(after, event.promise, now, rules), ()
    return _resting(case, _next(after, row, attempt, now, rules)), ()


def _is_lost_on(case: Held, event: Ended) -> bool:
    """Whether they want another language than was known, so that whoever it was given to may not speak it."""
    return event.language not in {None, case.language}


def _again(case: Held, row: Disposition, dispositions: Dispositions) -> bool:
    """Whether they said it before: the second "rather not" and the second break-off are final."""
    before = [dispositions[one.disposition] for one in case.attempts if one.disposition in dispositions]
    if row.is_soft_refusal:
        return any(one.is_soft_refusal for one in before)
    return row.is_break_off and any(one.is_break_off for one in before)


def _promised(case: Held, promise: Promise, now: datetime, rules: Rules) -> Held:
    """A promise made at the last attempt gets an attempt of its own."""
    extra = case.extra_attempts + (case.is_used_up(now, rules) and case.extra_attempts < rules.most_extra)
    return replace(case, state=CaseState.APPOINTMENT, promise=promise, extra_attempts=extra)


def _next(case: Held, row: Disposition, attempt: Try, now: datetime, rules: Rules) -> Held:
    if row.goes_to_lead:
        return replace(case, state=CaseState.SUPERVISOR)
    if row.is_soft_refusal:
        again = days.next_time(now + max(rules.rest, row.again_after or rules.rest), rules.calendar)
        return replace(case, state=CaseState.COOLING, next_try_at=again)
    if case.redials or row.key == "language":
        soon = days.next_time(now + (row.again_after or rules.next_try), rules.calendar)
        return replace(case, next_try_at=soon)
    after = now + (rules.next_try if row.is_redial else row.again_after or rules.next_try)
    again = days.next_time(after, rules.calendar, avoid=attempt.day_part or None, prefer=case.best_times)
    if local(again).date() > case.closes_on:  # a day on which they are called at all is better than the day they like
        again = days.next_time(after, rules.calendar, avoid=attempt.day_part or None)
    return replace(case, next_try_at=again)


def _resting(before: Held, after: Held) -> Held:
    """A rest that was promised goes on, though they rang us in between or an interview came in."""
    rest, again = before.next_try_at, after.next_try_at
    if rest is None or again is None or again >= rest:
        return after
    state = CaseState.COOLING if before.state == CaseState.COOLING else after.state
    return replace(after, state=state, next_try_at=rest)


def redials(so_far: int, row: Disposition, rules: Rules) -> int:
    """How often it was busy in the present attempt: once and three redials are one; after that it was in vain."""
    return so_far + 1 if row.is_redial and so_far < rules.most_redials else 0


def _numbers(case: Held, dialled: str, row: Disposition) -> tuple[str, tuple[str, ...]]:
    """The number to dial next: the same when they were spoken to, it was busy or nobody dialled; else the other one."""
    bad = (*case.bad_numbers, dialled) if row.other_number and dialled not in case.bad_numbers else case.bad_numbers
    good = [field for field in case.numbers if field not in bad]
    stays = dialled in good and (row.contacted or row.is_redial or not row.is_call)
    if stays or not good:
        return dialled, bad
    following = [*case.numbers, *case.numbers]
    after = following[following.index(dialled) + 1 :] if dialled in case.numbers else following
    return next(field for field in after if field in good), bad
