"""What was seen of the desk from outside, judged by numbers of its own and never by the rules that are on trial."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.calling import machine
from app.calling.effects import EndLease, PurgeContact, ShowNumber, StartLease, WriteAttempt
from app.calling.events import Claim, Ended, Event, Promise, Withdrew
from app.calling.held import Held

HERE = ZoneInfo("Europe/Amsterdam")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPOKEN = {1: ("nl", "tr"), 2: ("nl", "tr", "ar"), 3: ("nl", "ar")}
THREE_MONTHS = {  # written out by hand
    date(2026, 11, 30): date(2027, 2, 28),
    date(2027, 11, 30): date(2028, 2, 29),
    date(2027, 1, 31): date(2027, 4, 30),
    date(2027, 5, 31): date(2027, 8, 31),
    date(2026, 11, 22): date(2027, 2, 22),
    date(2026, 12, 28): date(2027, 3, 28),
}
FREE = date(2027, 3, 1)  # a Monday that the study keeps free
IN_VAIN = ("no_answer", "voicemail", "dead_number", "wrong_number")
SPOKE = {"soft_refusal", "household_refusal", "refusal", "break_off", "appointment", "language", "bad_moment", "unable"}
SOFT = ("soft_refusal", "household_refusal")
NO = {*SOFT, "refusal", "break_off"}
FINAL = {"complete", "partial", "refused", "withdrawn", "noncontact", "language", "other"}


@dataclass
class Dial:
    """A call as it was seen from outside."""

    at: datetime
    caller: int
    how: str
    kept: bool = False  # it kept an appointment
    redial: bool = False
    ours: bool = True  # we dialled: they did not call us, and no interview arrived by itself

    @property
    def counts(self) -> bool:
        """As one of the times that we promised to stay below."""
        return self.ours and not self.redial


class Witness:
    """Somebody who watches the desk and knows what parents were promised."""

    case: Held
    now: datetime

    def opens_a_file(self, case: Held, now: datetime) -> None:
        """Another parent, of whom nothing is known yet."""
        self.case, self.now = case, now
        self.dials: list[Dial] = []
        self.holder: int | None = None
        self.last_holder: int | None = None
        self.until = now
        self.shown = self.kept = self.rang_us = self.reopened = False
        self.promise: Promise | None = None
        self.dead: set[str] = set()  # numbers that turned out to be wrong
        self.wishes = 0
        self.asked_at: datetime | None = None
        self.last_wish: datetime | None = None
        self.agreed_at: datetime | None = None  # on another time: they expect us sooner than after a rest
        self.assigned: int | None = None
        self.purge_on: date | None = None

    def judge(self, before: Held, event: Event, effects: tuple[machine.Effect, ...]) -> None:
        if before.state == "withdrawn":
            assert self.case.state == "withdrawn", "taken back, and yet it went on"
        if before.state == "complete":
            allowed = {"complete", "withdrawn"} if isinstance(event, Withdrew) and event.answers else {"complete"}
            assert self.case.state in allowed, "an interview was held, and yet it went on"
        if isinstance(event, Ended):
            assert event.caller == self.last_holder, "written down by somebody who did not have it"
        for effect in effects:
            self._seen(before, event, effect)
        if isinstance(event, Claim):
            assert self.holder == event.caller, "two callers had it in hand"
        assert self.case.extra_attempts <= 2, "more than two extra attempts"
        if self.case.state in FINAL:
            self.promise = None
            self._ended_well(before)

    def _seen(self, before: Held, event: Event, effect: machine.Effect) -> None:
        match effect:
            case StartLease():
                assert self.holder is None or self.until <= self.now, "two leases"
                assert effect.expires_at - self.now == 45 * MINUTE, "not three quarters of an hour"
                assert isinstance(event, Claim)
                self.holder = self.last_holder = effect.caller
                self.until, self.shown, self.rang_us = effect.expires_at, False, event.inbound
                self.kept = self._keeps_promise()
                if not event.inbound:
                    assert self.case.language in SPOKEN[event.caller], "nobody understands her"
                    self._may_dial(event.caller)
            case machine.RenewLease():
                assert self.until > self.now, "a lease that was over came back"
                self.until = effect.expires_at
            case EndLease():
                self.holder = None
            case ShowNumber():
                assert self.holder == effect.caller, "a number without the case in hand"
                assert self.until > self.now, "a number after the time was over"
                assert self.shown or self.kept or self._in_hours(), "a number at an hour at which nobody calls"
                assert effect.number not in self.dead, "a number that is known to be wrong"
                if self.rang_us and not self.shown:
                    self.kept = self._keeps_promise()
                    self._may_dial(effect.caller)
                self.shown = True
            case WriteAttempt():
                self._wrote(before, event, effect)
            case PurgeContact():
                self.purge_on = effect.on

    def _may_dial(self, caller: int) -> None:
        refusals = [one for one in self.dials if one.how in {*SOFT, "refusal"}]
        if refusals and not (self.last_wish and self.last_wish >= refusals[-1].at):
            assert caller != refusals[-1].caller or self.assigned == caller, "the same caller again"
            agreed = self.agreed_at is not None and self.agreed_at >= refusals[-1].at
            assert self.kept or agreed or self.now >= refusals[-1].at + 7 * DAY, "not a week of rest"
        if self.kept:
            return
        assert self._in_hours(), "taken at an hour at which nobody calls"
        made = [one for one in self.dials if one.counts]
        asked = self.asked_at is not None and self.now <= self.asked_at + DAY
        if self._is_redial(self.now):
            assert asked or self.now >= self.dials[-1].at + 30 * MINUTE, "busy a moment ago"
            return
        most = 8 + min(2, self.wishes) + sum(one.kept for one in made)
        assert len(made) < most, "more often than was promised"
        if not self.dials or asked:
            return
        assert all(self._day(one.at) != self.today() for one in made), "twice on one day"
        assert sum(one.at > self.now - 7 * DAY for one in made) < 3, "four times in a week"
        if self.dials[-1].how in IN_VAIN and not self.reopened:
            assert self.now >= self.dials[-1].at + 20 * HOUR, "too soon"

    def _wrote(self, before: Held, event: Event, effect: WriteAttempt) -> None:
        made = effect.attempt
        ours = isinstance(event, Ended) and not event.inbound
        soft = sum(one.how in SOFT for one in self.dials)
        redial = ours and self._is_redial(made.at)
        self.dials.append(Dial(made.at, made.caller, made.disposition, self.kept, redial, ours))
        self.promise = event.promise if isinstance(event, Ended) else None
        if made.disposition in {"dead_number", "wrong_number"}:
            self.dead.add(made.number)
        if self.promise is not None:
            self.agreed_at = self.now
            assert self.promise.at > self.now, "a promise in the past"
            assert self._day(self.promise.until) <= before.closes_on, "a promise after the last day"
            self.wishes += 1
        if made.disposition == "refusal" or (made.disposition in SOFT and soft):
            assert self.case.state == "refused", "no is no, and twice rather not as well"
        self.reopened = False
        self.asked_at = self.asked_at if made.disposition == "busy" else None

    def _ended_well(self, before: Held) -> None:
        code = self.case.code or ""
        assert code[:1] in {"1", "2"}, "a parent who was spoken to became unknown or not eligible"
        assert self.case.lease is None
        assert self.case.promise is None
        if before.state in FINAL and before.state == self.case.state:
            return
        at_once = self.case.state in {"complete", "partial", "withdrawn"}
        last = max(self.today(), self.case.closes_on + DAY)
        assert self.purge_on == (self.today() if at_once else last), "name and number outlive their purpose"
        if self.case.closed_by == "exhausted":
            assert (self.case.state, code) == self._by_hand(), "the wrong reason won"

    def _by_hand(self) -> tuple[str, str]:
        """Any refusal, then a language that nobody spoke, then any contact, then none."""
        said = [one.how for one in self.dials]
        codes = {"household_refusal": "2.111", "break_off": "2.12"}
        for how in reversed(said):
            if how in NO:
                return "refused", codes.get(how, "2.112")
        if said[-1:] == ["language"]:
            return "language", "2.333"
        return "noncontact", "2.21" if SPOKE & set(said) else "2.20"

    # --- the desk's own clock and calendar ----------------------------------------------------------------------

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(HERE).date()

    def today(self) -> date:
        return self._day(self.now)

    def _in_hours(self) -> bool:
        here = self.now.astimezone(HERE)
        if here.date() == FREE or here.weekday() == 6 or not self.case.opens_on <= here.date() <= self.case.closes_on:
            return False
        if here.weekday() == 5:
            return time(10) <= here.time() < time(16)
        return time(9, 30) <= here.time() < time(20, 30)

    def _keeps_promise(self) -> bool:
        promise = self.promise
        return promise is not None and promise.at - 5 * MINUTE <= self.now <= promise.until

    def _is_redial(self, moment: datetime) -> bool:
        """Busy that day, and not dialled three times more already."""
        run = 0
        for one in reversed(self.dials):
            if one.how != "busy" or self._day(one.at) != self._day(moment):
                break
            run += 1
            if not one.redial:
                break
        return 0 < run <= 3
