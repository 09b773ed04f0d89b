"""Attempts that were written down wrongly: the case becomes what it would be, had they been written down right."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.calling.closing import ONE_DAY
from app.calling.dispositions import Dispositions
from app.calling.effects import Effect, EndLease, PurgeContact, WriteAttempt, WriteDown
from app.calling.ended import NO_LANGUAGE, Stepped, chosen, redials, tried
from app.calling.events import Corrected, Ended, Promise
from app.calling.held import Held, Try
from app.calling.leading import FOR_GOOD, GONE
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.clock import local
from app.errors import FieldworkError, NotFound

FOR_EVER = {CaseState.COMPLETE, CaseState.PARTIAL, CaseState.WITHDRAWN}


def as_made(tries: Iterable[Try], rules: Rules, dispositions: Dispositions) -> tuple[Try, ...]:
    """The attempts in their order, each marked whether it was a redial of a busy number."""
    made: list[Try] = []
    busy = 0
    for one in tries:
        same_day = bool(made) and local(made[-1].at).date() == local(one.at).date()
        redial = busy > 0 and same_day and not one.inbound
        row = dispositions.get(one.disposition)
        busy = redials(busy if redial else 0, row, rules) if row else 0
        made.append(replace(one, redial=redial))
    return tuple(made)


def corrected(case: Held, event: Corrected, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """Replay the attempts with one of them as it should have been.

    Raises:
        NotFound: The case has no such attempt.
        FieldworkError: The case ended by an interview or a withdrawal, or something is missing.
    """
    wrong = next((one for one in case.attempts if one.id == event.attempt), None)
    if wrong is None:
        raise NotFound
    was = dispositions.get(wrong.disposition)
    if case.state in FOR_EVER or (was is not None and not was.by_hand):
        raise FieldworkError(FOR_GOOD)
    right = replace(wrong, disposition=event.disposition, number=event.number or wrong.number)
    asked = Ended(
        wrong.caller, event.disposition, right.number, event.reason, event.has_note, event.promise, event.language
    )
    known = replace(case, numbers=case.numbers or (right.number,))
    chosen(known, asked, now, dispositions)
    if was is not None and was.key == "language" and not event.language:  # the slip changed it, and nobody kept it
        raise FieldworkError(NO_LANGUAGE)
    tries = [right if one is wrong else one for one in case.attempts]
    again = _replayed(case, tries, right, event, rules, dispositions)
    if not again.is_final and not case.numbers:
        raise FieldworkError(GONE)
    written = WriteAttempt(right, None, event.reason, event.has_note, corrects=event.attempt)
    ended: tuple[Effect, ...] = ()
    if again.is_final and case.lease is not None:
        again, ended = replace(again, lease=None), (EndLease(case.lease.caller, "closed"),)
    return again, (*ended, written, *_purge(case, again, now), WriteDown("attempt.correct"))


def _replayed(
    case: Held, tries: list[Try], right: Try, event: Corrected, rules: Rules, dispositions: Dispositions
) -> Held:
    """What was final and yet followed by another call had been reopened; only the corrected word stands for good."""
    again = _untouched(case)
    said = replace(_untouched(case), state=CaseState.SCHEDULED)
    replaced = _replaced(case, dispositions)
    for one in as_made(tries, rules, dispositions):
        again = replace(again, state=CaseState.RETRY, closed_by=None, code=None)
        again = replace(again, bad_numbers=_still_bad(again, {*replaced, one.number}))
        ended = _as_event(one, case, event if one.id == right.id else None, is_last=one.id == tries[-1].id)
        row = dispositions.get(one.disposition)
        if row is None:  # taken away since; the call was made all the same
            again = replace(again, attempts=(*again.attempts, one))
            continue
        again, _ = tried(again, ended, row, one.at, one.at, rules, dispositions)
        again = replace(again, attempts=(*again.attempts[:-1], one))
        if one.id == right.id:
            said = again
    final = replace(said, attempts=again.attempts) if said.is_final else again
    number = final.number if final.number in case.numbers or not case.numbers else case.numbers[0]
    return replace(
        final,
        lease=case.lease,
        numbers=case.numbers,
        number=number,
        language=event.language or case.language,
        assigned_to=case.assigned_to,
        extra_attempts=case.extra_attempts,
        bad_numbers=_still_bad(final, replaced),
    )


def _replaced(case: Held, dispositions: Dispositions) -> set[str]:
    """Fields whose number was bad and is not any more: another was written into them, or the lead tries it again.

    Only the last call to a field tells: nobody dials a bad number, so what was dialled again was another one.
    """
    last = {one.number: dispositions.get(one.disposition) for one in case.attempts}
    return {field for field, row in last.items() if row and row.other_number} - set(case.bad_numbers)


def _still_bad(case: Held, replaced: set[str]) -> tuple[str, ...]:
    return tuple(field for field in case.bad_numbers if field not in replaced)


def _untouched(case: Held) -> Held:
    """The case before its first call; languages, limits and who calls stay as they are known now."""
    numbers = case.numbers or tuple(dict.fromkeys(one.number for one in case.attempts))
    return replace(
        case,
        state=CaseState.SCHEDULED,
        attempts=(),
        next_try_at=None,
        promise=None,
        lease=None,
        dialled=None,
        redials=0,
        refused_to=None,
        numbers=numbers,
        bad_numbers=(),
        number=numbers[0],
        closed_by=None,
        code=None,
    )


def _as_event(one: Try, case: Held, correction: Corrected | None, *, is_last: bool) -> Ended:
    """How it was written down. Of promises only the present one is known; the earlier ones are over."""
    promise: Promise | None = case.promise if is_last else None
    if correction is not None:
        promise = correction.promise
    return Ended(one.caller, one.disposition, one.number, has_note=True, promise=promise, inbound=one.inbound)


def _purge(before: Held, after: Held, now: datetime) -> tuple[Effect, ...]:
    if after.is_final:
        at_once = after.code == "2.31"
        today = local(now).date()
        return (PurgeContact(today if at_once else max(today, after.closes_on + ONE_DAY)),)
    return (PurgeContact(None),) if before.is_final else ()
