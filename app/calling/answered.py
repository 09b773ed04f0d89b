"""What an interview makes of its case: what was said outranks what was written down."""

from dataclasses import replace
from datetime import datetime

from app.calling.dispositions import Dispositions
from app.calling.effects import EndLease, TellCaller, WriteAttempt
from app.calling.ended import Stepped, tried
from app.calling.events import Answered, Ended
from app.calling.held import Held
from app.calling.rules import Rules
from app.calling.states import CaseState

WRITTEN = {"complete": "complete", "partial": "partial", "refused": "refusal", "broken_off": "break_off"}
SETTLED_BY = {  # states that an interview of this kind does not change any more
    "complete": {CaseState.COMPLETE, CaseState.WITHDRAWN},
    "partial": {CaseState.COMPLETE, CaseState.PARTIAL, CaseState.WITHDRAWN},
    "refused": {CaseState.COMPLETE, CaseState.REFUSED, CaseState.WITHDRAWN},
}


def answered(case: Held, event: Answered, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    """However late it arrives: after the lease, after somebody else wrote something down, after the window.

    Who broke off is tried once more. While the caller has the case in hand she says herself how it goes on.
    """
    key = WRITTEN.get(event.status)
    if key is None or (event.status == "broken_off" and not _counts_as_break_off(case, event)):
        return case, ()
    if case.state in SETTLED_BY.get(event.status, set()):
        return case, ()
    hold = case.in_hand(now)
    if key == "break_off" and hold is not None:
        return case, (TellCaller(hold.caller),)
    return _written(case, event, key, now, rules, dispositions)


def _counts_as_break_off(case: Held, event: Answered) -> bool:
    return not case.is_final and event.mode != "self"


def _written(case: Held, event: Answered, key: str, now: datetime, rules: Rules, dispositions: Dispositions) -> Stepped:
    own = case.lease or case.dialled
    at = own.revealed_at or now if own and own.caller == event.caller else now
    ended = Ended(event.caller, key, number=case.number, has_note=True)
    after, effects = tried(case, ended, dispositions[key], at, now, rules, dispositions)
    lease = (EndLease(case.lease.caller, "closed"),) if case.lease else ()
    if event.mode == "self":  # nobody dialled
        return _without_attempt(after), (*lease, *effects)
    return after, (*lease, WriteAttempt(after.attempts[-1], now), *effects)


def _without_attempt(case: Held) -> Held:
    return replace(case, attempts=case.attempts[:-1])
