"""A case as the rules see it: everything that decides, and nothing that says who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.calling.events import Promise
from app.calling.rules import Rules
from app.calling.states import FINAL, CaseState
from app.clock import local

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Try:
    """One dialling. A `redial` of a busy number belongs to the attempt before; an `inbound` call is none of ours."""

    at: datetime
    caller: int
    disposition: str
    day_part: str = ""
    number: str = "phone"
    inbound: bool = False
    redial: bool = False
    id: int | None = None  # of the row in which it is kept

    @property
    def counts(self) -> bool:
        """Whether it is an attempt of its own."""
        return not (self.redial or self.inbound)


@dataclass(frozen=True, slots=True)
class InHand:
    """The case is in one caller's hands."""

    caller: int
    taken_at: datetime
    expires_at: datetime
    revealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Everything of a case that decides what may happen next."""

    id: int
    state: CaseState
    language: str
    interviewed_on: date
    due_on: date
    first_on: date
    opens_on: date
    closes_on: date
    best_times: tuple[str, ...] = ()
    next_try_at: datetime | None = None
    promise: Promise | None = None
    wanted_until: datetime | None = None
    lease: InHand | None = None
    dialled: InHand | None = None  # the number was shown, the time ran out, and nobody wrote down how it ended
    attempts: tuple[Try, ...] = ()  # the oldest first
    extra_attempts: int = 0
    redials: int = 0  # how often the number was busy within the present attempt; 0: it is over
    refused_to: int | None = None
    assigned_to: int | None = None
    numbers: tuple[str, ...] = ("phone",)  # the fields that exist
    bad_numbers: tuple[str, ...] = ()
    number: str = "phone"  # to dial next
    closed_by: str | None = None
    code: str | None = None

    @property
    def is_final(self) -> bool:
        """Nobody tries any more."""
        return self.state in FINAL

    @property
    def good_numbers(self) -> tuple[str, ...]:
        """The fields whose number may still be dialled."""
        return tuple(field for field in self.numbers if field not in self.bad_numbers)

    @property
    def made(self) -> int:
        """Attempts so far; redials of a busy number count as one."""
        return sum(one.counts for one in self.attempts)

    def field_for_another(self, every: Sequence[str]) -> str:
        """Where another number goes: a free field, else one whose number is bad, else the one being dialled."""
        free = [field for field in every if field not in self.numbers]
        return next(iter((*free, *self.bad_numbers)), self.number)

    def is_used_up(self, now: datetime, rules: Rules) -> bool:
        """Whether it was tried as often as the round allows."""
        return self.made >= rules.most_attempts + self.extra_attempts and not self.may_redial(now)

    def may_redial(self, now: datetime) -> bool:
        """Whether another dialling today belongs to the attempt in which the number was busy."""
        return self.redials > 0 and local(self.attempts[-1].at).date() == local(now).date()

    def in_hand(self, now: datetime) -> InHand | None:
        """Whoever has it now."""
        return self.lease if self.lease and self.lease.expires_at > now else None

    def wanted(self, now: datetime) -> bool:
        """Whether they asked to be called now."""
        return self.wanted_until is not None and now <= self.wanted_until

    def promised(self, now: datetime) -> Promise | None:
        """The appointment that is still to be kept."""
        return self.promise if self.promise and now <= self.promise.until else None

    def is_kept(self, now: datetime, rules: Rules) -> bool:
        """Whether calling now keeps an appointment."""
        promise = self.promised(now)
        return promise is not None and promise.at - rules.early <= now
