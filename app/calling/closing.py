"""How a case ends without a result, and what its attempts still lack.

Everybody in the round was spoken to before. So nobody's eligibility is unknown, and an end is never 3.x or 4.x.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.calling.days import DAY_PARTS, EVENING, SATURDAY
from app.calling.dispositions import Dispositions
from app.calling.effects import Effect, EndLease, PurgeContact
from app.calling.held import Held
from app.calling.states import CaseState
from app.clock import local

ONE_DAY = timedelta(days=1)
NO_SPEAKER, NEVER_AVAILABLE, NEVER_REACHED = "2.333", "2.21", "2.20"
LEAST_DAY_PARTS, LEAST_WEEKDAYS, LEAST_EVENINGS, LEAST_SATURDAYS = 3, 4, 2, 1
OUT_OF_HAND = {  # what is left of a case in these: nobody will be asked for any more, so name and number go at once
    CaseState.COMPLETE,
    CaseState.PARTIAL,
    CaseState.WITHDRAWN,
}


def derived(case: Held, dispositions: Dispositions, spoken: Sequence[str] | None = None) -> tuple[CaseState, str]:
    """State and AAPOR code of a case without a result.

    Args:
        case: The case.
        dispositions: How calls can end.
        spoken: The languages that somebody calls in, where they are known.
    """
    return by_attempts([one.disposition for one in case.attempts], case.language, dispositions, spoken)


def by_attempts(
    tried: Iterable[str], language: str, dispositions: Dispositions, spoken: Collection[str] | None = None
) -> tuple[CaseState, str]:
    """State and code that attempts give a case, whether it ends now or is only counted.

    Any refusal comes before a language that nobody speaks, that before a contact, and that before none. Nobody can
    tell of a parent who was never spoken to that it was the language.

    Args:
        tried: How the attempts ended, the oldest first.
        language: In which this parent is called.
        dispositions: How calls can end.
        spoken: The languages that somebody calls in, where they are known.
    """
    rows = [dispositions[key] for key in tried if key in dispositions]
    refusals = [row for row in rows if row.group == "R"]
    if refusals:
        return CaseState.REFUSED, refusals[-1].code
    if not any(row.contacted for row in rows):
        return CaseState.NONCONTACT, NEVER_REACHED
    if rows[-1].key == "language" or (spoken is not None and language not in spoken):
        return CaseState.LANGUAGE, NO_SPEAKER
    return CaseState.NONCONTACT, NEVER_AVAILABLE


def close(
    case: Held, state: CaseState, closed_by: str, code: str, now: datetime, *, at_once: bool = False
) -> tuple[Held, tuple[Effect, ...]]:
    """No more calls: out of every hand, no promise left, and a day on which name and number go.

    After an interview, a withdrawal or a death (`at_once`) that is now; otherwise when the window has passed, since
    until then the lead may let us try again.
    """
    today = local(now).date()
    how = "withdrawn" if state == CaseState.WITHDRAWN else "closed"
    ended = (EndLease(case.lease.caller, how),) if case.lease else ()
    purge = PurgeContact(today if at_once or state in OUT_OF_HAND else max(today, case.closes_on + ONE_DAY))
    closed = replace(
        case,
        state=state,
        closed_by=closed_by,
        code=code,
        lease=None,
        dialled=None,
        promise=None,
        next_try_at=None,
        wanted_until=None,
        redials=0,
    )
    return closed, (*ended, purge)


@dataclass(frozen=True)
class Lacking:
    """What a case that nobody could reach should still have been tried with, before it ends so."""

    day_parts: int
    weekdays: int
    evenings: int
    saturdays: int

    def __bool__(self) -> bool:
        return any((self.day_parts, self.weekdays, self.evenings, self.saturdays))


def lacking(case: Held) -> Lacking:
    """How far its attempts are from three day parts, four days of the week, two evenings and a Saturday."""
    counted = [one for one in case.attempts if one.counts]
    parts = [one.day_part for one in counted]
    days: set[date] = {local(one.at).date() for one in counted}
    return Lacking(
        day_parts=max(0, LEAST_DAY_PARTS - len(set(parts) & set(DAY_PARTS))),
        weekdays=max(0, LEAST_WEEKDAYS - len({day.weekday() for day in days})),
        evenings=max(0, LEAST_EVENINGS - parts.count(EVENING)),
        saturdays=max(0, LEAST_SATURDAYS - parts.count(SATURDAY)),
    )
