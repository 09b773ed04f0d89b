"""Whom to call first, and why: the exact order of the due list (method 1.8).

A place is a tuple of plain values, so the order is total, the same for every shuffling of the list, and can be
written out by hand. It says nothing about who may be called at all: `machine.why_not` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from app.calling.days import callable_days, day_part, is_later
from app.calling.states import CaseState
from app.clock import local

if TYPE_CHECKING:
    from app.calling.machine import Held
    from app.calling.rules import Rules

LATE = timedelta(minutes=15)  # after its start a promised hour is missed
LAST_DAYS = 3  # days on which we call, the last one included
NO_TIME = datetime.max.replace(tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)

Key = tuple[int, bool, datetime, int, int, date, int, datetime, str, int]


class Why(StrEnum):
    """Why a parent stands where she stands."""

    ASKED = "asked"  # to be called now, or rang us
    PROMISED = "promised"  # an hour
    MISSED = "missed"  # a promised hour that went by: apologise
    AGREED = "agreed"  # a part of a day
    CLOSING = "closing"
    PREFERS = "prefers"  # this part of the week
    FIRST = "first"
    AGAIN = "again"
    OTHERWISE = "otherwise"  # prefers another part of the week
    CONVERSION = "conversion"  # "rather not" to a colleague, long enough ago


@dataclass(frozen=True)
class Reason:
    """One line of the list as data; only what its kind speaks of is filled in."""

    kind: Why
    at: datetime | None = None  # promised, or when the last call was
    day: date | None = None  # the last day, or the day on which she was due
    parts: tuple[str, ...] = ()  # of the week
    attempt: int = 1  # the number of the call that is to be made
    disposition: str = ""  # how the last one ended


@dataclass(frozen=True)
class Place:
    """Where a case stands in the list of one caller at one moment."""

    key: Key
    reason: Reason

    @property
    def rank(self) -> int:
        """The class of method 1.8: 0 must be called now, 9 can wait longest."""
        return self.key[0]


def place(held: Held, now: datetime, rules: Rules, on_shift: Mapping[str, int], *, missed: bool = False) -> Place:
    """Where this case stands now.

    Args:
        held: The case with everything that decides.
        now: This moment.
        rules: What the study keeps to; its calendar says which days count, and which hours put others first.
        on_shift: How many callers who speak a language are at work now.
        missed: An hour that was promised went by some time ago, and nobody has called since.
    """
    rank = _rank(held, now, rules, missed=missed)
    tries = [one for one in held.attempts if one.counts]
    dialled = [one.at for one in held.attempts if not one.inbound]
    today = local(now).date()
    here = day_part(now)
    return Place(
        key=(
            rank,
            rank >= 3 and is_later(now, rules.calendar),  # an hour that was promised stays promised
            _starts(held, now, rules),
            on_shift.get(held.language, 0),
            sum(one.day_part == here for one in tries),
            held.closes_on,
            len(tries),
            max(dialled, default=NEVER),
            sha256(f"{held.id}|{today.isoformat()}".encode()).hexdigest(),  # nobody is always last
            held.id,
        ),
        reason=_reason(rank, held, now, rules),
    )


def _asked_at(held: Held, now: datetime, rules: Rules) -> datetime | None:
    """When they asked to be called now, as long as that counts."""
    return held.wanted_until - rules.wanted if held.wanted_until is not None and held.wanted_until > now else None


def _rank(held: Held, now: datetime, rules: Rules, *, missed: bool) -> int:
    """The first class of method 1.8 that fits."""
    owed = _owed(held, now, rules)
    if owed is not None:
        return owed
    return 1 if missed else _waiting(held, now, rules)


def _owed(held: Held, now: datetime, rules: Rules) -> int | None:
    """The class of what was promised: classes 0 to 2."""
    if _asked_at(held, now, rules) is not None:
        return 0
    promise = held.promise
    if promise is None or any(one.at >= promise.at - rules.early for one in held.attempts):
        return None  # none, or somebody has called since
    if promise.firm and promise.at - rules.early <= now:
        return 0 if now <= promise.at + LATE else 1
    return 2 if not promise.firm and promise.at <= now <= promise.until else None


def _waiting(held: Held, now: datetime, rules: Rules) -> int:
    """The class of everybody else: 3 to 9."""
    if callable_days(local(now).date(), held.closes_on, rules.calendar) <= LAST_DAYS:
        return 3
    if held.state == CaseState.COOLING:
        return 9
    if not held.best_times:
        return 7 if held.made else 6
    if day_part(now) not in held.best_times:
        return 8
    return 5 if held.made else 4


def _starts(held: Held, now: datetime, rules: Rules) -> datetime:
    asked = _asked_at(held, now, rules)
    times = [time for time in (asked, held.promise.at if held.promise else None) if time is not None]
    return min(times, default=NO_TIME)


def _reason(rank: int, held: Held, now: datetime, rules: Rules) -> Reason:
    last = next((one for one in reversed(held.attempts) if not one.inbound), None)
    attempt = held.made + (0 if held.may_redial(now) else 1)
    if rank <= 2:
        asked = _asked_at(held, now, rules)
        kind = Why.ASKED if asked else (Why.PROMISED, Why.MISSED, Why.AGREED)[rank]
        return Reason(kind, at=asked or (held.promise.at if held.promise else None), attempt=attempt)
    if rank == 3:
        return Reason(Why.CLOSING, day=held.closes_on, attempt=attempt)
    if last is not None:
        kind = Why.CONVERSION if rank == 9 else Why.AGAIN
        return Reason(kind, at=last.at, attempt=attempt, disposition=last.disposition)
    if held.best_times:
        return Reason(Why.OTHERWISE if rank == 8 else Why.PREFERS, parts=held.best_times)
    return Reason(Why.FIRST, day=held.due_on)
