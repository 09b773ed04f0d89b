"""The due list as a page: what is in whose hands, what is not finished, whom to call now, and who comes later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.calling.days import Quiet, quiet_now
from app.calling.spans import Gap
from app.calling.states import CaseState
from app.clock import local
from app.models import Case, Person, PersonRole, Respondent
from app.services import by_link, callers, closures, due_list, just_ended, leases, rounds, staffing
from app.services.due_list import Coming, DueCall
from app.services.just_ended import JustEnded
from app.services.leases import InHand, Unfinished

MOST = 15  # lines; nobody reads further, and the next one comes up by itself


@dataclass(frozen=True)
class Tongue:
    """How many wait in one language, and how many are there to call in it."""

    language: str
    waiting: int
    at_work: int


@dataclass(frozen=True)
class DuePage:
    """What one caller, or the lead, sees at one moment."""

    now: datetime
    calls: Sequence[DueCall]
    coming: Coming
    mine: Sequence[InHand]  # of a caller
    unfinished: Sequence[Unfinished]  # of a caller
    in_hand: Sequence[InHand]  # of everybody; for the lead
    undecided: Sequence[tuple[Case, str]]  # wait for the lead
    callers: Sequence[Person]  # for the lead
    tongues: Sequence[Tongue]
    by_link: int  # who waits for a link or a reminder, and for no call
    quiet: Quiet | None = None  # what the calendar says of this moment
    missing: Sequence[Gap] = ()  # days that nobody entered yet; for the lead
    just_ended: JustEnded | None = None  # of a caller: what she may still mend

    @property
    def shown(self) -> Sequence[DueCall]:
        """The lines that are shown."""
        return self.calls[:MOST]

    @property
    def more(self) -> int:
        """How many come after those."""
        return len(self.calls) - len(self.shown)

    def speaking(self, language: str) -> list[Person]:
        """Who calls in a language."""
        return [one for one in self.callers if language in one.languages.split()]


def of(session: Session, me: Person, now: datetime) -> DuePage:
    """The page for this person now."""
    leads = me.role == PersonRole.LEAD
    calls = due_list.due(session, me, now)
    held = leases.in_hand(session, now)
    mine = [one for one in held if one.caller.id == me.id]
    return DuePage(
        now=now,
        calls=calls,
        coming=due_list.coming(session, me, now, listed=len(calls) + len(held if leads else mine)),
        mine=mine,
        unfinished=leases.unfinished(session, me, now),
        in_hand=held if leads else [],
        undecided=_undecided(session) if leads else [],
        callers=callers.everybody(session) if leads else [],
        tongues=_tongues(session, calls, now),
        quiet=quiet_now(now, rounds.rules(session).calendar),
        missing=closures.missing(session, local(now).date()) if leads else (),
        by_link=by_link.waiting(session, now=now),
        just_ended=None if leads else just_ended.of(session, me, now),
    )


def _undecided(session: Session) -> list[tuple[Case, str]]:
    query = select(Case, Respondent.code).join(Respondent, col(Case.respondent_id) == col(Respondent.id))
    waiting = query.where(Case.state == CaseState.SUPERVISOR)
    return list(session.exec(waiting.order_by(col(Case.closes_on), col(Case.id))))


def _tongues(session: Session, calls: Sequence[DueCall], now: datetime) -> list[Tongue]:
    counted: dict[str, int] = {}
    for call in calls:
        counted[call.case.language] = counted.get(call.case.language, 0) + 1
    found = [Tongue(tag, count, staffing.on_shift(session, tag, now)) for tag, count in counted.items()]
    return sorted(found, key=lambda one: (-one.waiting, one.language))
