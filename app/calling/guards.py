"""Whether this caller may call this case now."""

from collections.abc import Sequence
from datetime import datetime

from app.calling import days
from app.calling.held import WEEK, Held
from app.calling.refusals import CallRefused, Obstacle, ended, refused
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.clock import local


def why_not(
    case: Held, caller: int, languages: Sequence[str], now: datetime, rules: Rules, *, inbound: bool = False
) -> CallRefused | None:
    """What keeps this caller from taking the case now; None: nothing.

    Args:
        case: The case.
        caller: Who wants it.
        languages: The languages she calls in.
        now: This moment.
        rules: What the round keeps to.
        inbound: They are on the line already, so hours, limits, rest and language do not matter.
    """
    obstacle = _whose(case, caller, now)
    if obstacle is None and not inbound:
        obstacle = _for_whom(case, caller, languages) or _when(case, now, rules)
    return refused(obstacle) if obstacle else None


def _whose(case: Held, caller: int, now: datetime) -> Obstacle | None:
    if case.is_final:
        return ended(case.state)
    held_by = case.in_hand(now)
    if held_by is not None and held_by.caller != caller:
        return Obstacle.IN_HAND
    return None


def _for_whom(case: Held, caller: int, languages: Sequence[str]) -> Obstacle | None:
    if case.state == CaseState.SUPERVISOR:
        return Obstacle.WITH_LEAD
    if case.language not in languages:
        return Obstacle.LANGUAGE
    if case.assigned_to not in {None, caller}:
        return Obstacle.ASSIGNED
    if case.refused_to == caller and case.assigned_to != caller:
        return Obstacle.SAME_CALLER
    return None if case.good_numbers else Obstacle.NO_NUMBER


def _when(case: Held, now: datetime, rules: Rules) -> Obstacle | None:
    today = local(now).date()
    if today > case.closes_on:
        return Obstacle.WINDOW
    if case.is_kept(now, rules):
        return None  # what was promised outranks every hour and every limit
    if not days.is_callable(now, rules.calendar):
        return Obstacle.HOURS
    wanted = case.wanted(now)
    if today < (case.opens_on if wanted else case.first_on):
        return Obstacle.EARLY
    if case.is_used_up(now, rules):
        return Obstacle.USED_UP
    return None if wanted else _how_often(case, now, rules)


def _how_often(case: Held, now: datetime, rules: Rules) -> Obstacle | None:
    if case.promised(now):
        return Obstacle.PROMISED
    if case.next_try_at is not None and now < case.next_try_at:
        return Obstacle.REST if case.state == CaseState.COOLING else Obstacle.NOT_YET
    if case.may_redial(now):
        return None
    counted = [one.at for one in case.attempts if one.counts]
    today = local(now).date()
    if any(local(moment).date() == today for moment in counted):
        return Obstacle.TODAY
    return Obstacle.WEEK if _since(counted, now - WEEK) >= rules.most_a_week else None


def _since(moments: Sequence[datetime], start: datetime) -> int:
    return sum(moment > start for moment in moments)


def may_not_dial(case: Held, caller: int, now: datetime, rules: Rules) -> Obstacle | None:
    """What keeps the number from being shown for the first time to whoever has the case in hand; None: nothing.

    Usually nothing can, since she was let in a moment ago; but hours end, and who answered when they rang us was let in
    without these questions.
    """
    lease, promise = case.lease, case.promise
    if case.refused_to == caller and case.assigned_to != caller:
        return Obstacle.SAME_CALLER
    if lease and promise and case.is_kept(lease.taken_at, rules) and now <= promise.until + rules.lease:
        return None
    return _when(case, now, rules)
