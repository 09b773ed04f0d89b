"""What it makes of a case that an interview does not count any more, or counts again."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.calling.closing import ONE_DAY, close, derived
from app.calling.dispositions import Dispositions
from app.calling.effects import Effect, PurgeContact, WriteDown
from app.calling.ended import Stepped
from app.calling.events import Restored, Voided
from app.calling.held import Held
from app.calling.states import CaseState
from app.clock import local

GROUNDLESS, UNUSABLE = "voided", "unusable"  # closed because of the interview before, or of the round's own
OTHER_CODE = "2.30"  # AAPOR: other; who has no first interview is left out of the rates altogether
TO_RESTORE = timedelta(days=30)  # for so long name and number stay, in case it counts after all
RESULTS = {"complete": (CaseState.COMPLETE, "1.1"), "partial": (CaseState.PARTIAL, "1.2")}


def voided(case: Held, event: Voided, now: datetime) -> Stepped:
    """Nobody is called about an interview that does not count; a result that does not count is none."""
    if event.own:
        if case.state not in {CaseState.COMPLETE, CaseState.PARTIAL}:
            return case, ()
        return close(case, CaseState.OTHER, UNUSABLE, OTHER_CODE, now, at_once=True)
    if case.is_final:
        return case, ()
    closed, effects = close(case, CaseState.OTHER, GROUNDLESS, OTHER_CODE, now)
    until = min(local(now).date() + TO_RESTORE, max(local(now).date(), case.closes_on + ONE_DAY))
    kept: list[Effect] = [one for one in effects if not isinstance(one, PurgeContact)]
    return closed, (*kept, PurgeContact(until), WriteDown("case.voided"))


def restored(case: Held, event: Restored, now: datetime, dispositions: Dispositions) -> Stepped:
    """It is as it was before, as far as name and number are still there and the window has not passed."""
    if event.status in RESULTS and case.closed_by == UNUSABLE:
        state, code = RESULTS[event.status]
        return replace(case, state=state, closed_by=event.status, code=code), ()
    if event.status or case.closed_by != GROUNDLESS:
        return case, ()
    if not case.numbers or local(now).date() > case.closes_on:
        return close(case, *_ended(case, dispositions), now)
    state = CaseState.RETRY if case.attempts else CaseState.SCHEDULED
    again = replace(case, state=state, closed_by=None, code=None)
    return again, (PurgeContact(None), WriteDown("case.reopen", "restored"))


def _ended(case: Held, dispositions: Dispositions) -> tuple[CaseState, str, str]:
    state, code = derived(case, dispositions)
    return state, "exhausted", code
