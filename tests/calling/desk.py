"""Years of a callback desk in seconds: whatever happens to a case, in whatever order, what was promised is kept.

Every limit stands here as a number of its own. What the desk may not do is judged from what was seen from outside
(who got the case, when a number was shown, how calls ended), never by asking the rules that are on trial.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.calling import days, machine
from app.calling.days import Calendar, Quiet
from app.calling.dispositions import Dispositions, shipped
from app.calling.events import (
    Answered,
    Asked,
    Claim,
    Ended,
    Event,
    Extended,
    Passed,
    Promise,
    PutBack,
    Reassigned,
    Renew,
    Reopened,
    Reveal,
    Withdrew,
)
from app.calling.held import Held
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.errors import FieldworkError
from tests.calling.witness import (
    DAY,
    FINAL,
    FREE,
    HERE,
    HOUR,
    IN_VAIN,
    MINUTE,
    SOFT,
    SPOKE,
    SPOKEN,
    THREE_MONTHS,
    Witness,
)

PARENTS = list(product(sorted(THREE_MONTHS), (False, True), ("nl", "ar")))
HAPPENINGS: list[tuple[Any, ...]] = [  # what stands here more often happens more often
    *product(["time_goes_by"], (0, 1, 3, 7), (1, 30, 47, 200, 1201)),
    *product(["somebody_takes_it"], (1, 2, 3), (False, False, True)),
    *[("the_next_may_call",)] * 30,
    *product(["at_the_screen"], (1, 2, 3), (Reveal, Reveal, Renew, PutBack)),
    *product(["a_call_ends"], (0, 0, 0, 1), (*IN_VAIN, "busy", *sorted(SPOKE))),
    *product(["another_time_is_agreed"], (-1, 0, 1, 2, 5, 20, 40), (15, 19, 21), (True, False)),
    *product(["rather_not"], SOFT * 6),
    *product(["nobody_answers_again_and_again"], ("no_answer", "busy"), range(1, 10)),
    *[("at_the_last_attempt_they_agree_on_a_time",)] * 8,
    *product(["her_lease_runs_out"], (1, 2, 3), range(3)),
    *product(["the_promised_time_comes"], (0, 3, 40, 70, 200), range(3)),
    *product(["the_last_day_comes"], (-1, 0, 1, 1, 2, 3)),
    *product(["an_interview_arrives"], ("complete", "partial", "refused", "broken_off"), (1, 2)),
    *product(["consent_is_taken_back"], (False, True)),
    *[("they_ask_to_be_called",)] * 6,
    *product(["the_lead_gives_it_to"], (1, 2, None)),
    *[("the_lead_lets_us_try_again",)] * 8,
    *product(["the_lead_does_not_give_up"], (2, 4, 4)),
    *product(["the_lead_keeps_it_open"], (-3, 0, 5, 14, 60)),
    *(("the_next_parent", *parent) for parent in PARENTS),
]


class Desk(Witness, RuleBasedStateMachine):
    """Three callers, one case, one lead, one clock."""

    limits: ClassVar[Rules] = Rules(calendar=Calendar(quiet={FREE: (Quiet("free"),)}))
    endings: ClassVar[Dispositions] = shipped()

    @initialize(parent=st.sampled_from(PARENTS))
    def begin(self, parent: tuple[date, bool, str]) -> None:
        """An empty desk."""
        self.a_parent_consents(*parent)

    @rule(happening=st.sampled_from(HAPPENINGS))
    def happens(self, happening: tuple[Any, ...]) -> None:
        """One draw a step: with a rule for each of them most of the time went into choosing."""
        name, *more = happening
        getattr(self, name)(*more)

    def a_parent_consents(self, anchor: date, two: bool, language: str) -> None:
        """An interview was held, with consent."""
        found = days.dates(anchor, 3, 7, 28, self.limits.calendar)
        assert found.due_on == THREE_MONTHS[anchor], "not the day that was promised"
        assert timedelta(0) <= found.first_on - found.due_on <= 3 * DAY
        numbers = ("phone", "second_phone") if two else ("phone",)
        dates = (anchor, found.due_on, found.first_on, found.opens_on, found.closes_on)
        case = Held(1, CaseState.SCHEDULED, language, *dates, numbers=numbers)
        now = datetime.combine(found.due_on, time(18, 30), HERE).astimezone(UTC)
        self.opens_a_file(case, now)

    def the_next_parent(self, *parent: Any) -> None:
        if self.case.state in FINAL:
            self.a_parent_consents(*parent)

    # --- what happens -------------------------------------------------------------------------------------------

    def does(self, event: Event) -> bool:
        """Let it happen and judge it; False when the rules refused."""
        before = self.case
        try:
            self.case, effects = machine.step(before, event, self.now, self.limits, self.endings)
        except FieldworkError:
            return False
        self.judge(before, event, effects)
        return True

    def turn(self) -> int | None:
        """Go on to the next moment at which somebody may call, and say who."""
        for _ in range(90):
            self.does(Passed())
            if self.case.is_final or self.case.lease is not None or self.case.state == CaseState.SUPERVISOR:
                return None
            for caller in (1, 2, 3):
                if machine.why_not(self.case, caller, SPOKEN[caller], self.now, self.limits) is None:
                    return caller
            promise, again = self.case.promise, self.case.next_try_at
            ahead = [moment for moment in (promise and promise.at, again) if moment and moment > self.now]
            evening = datetime.combine(self.today() + DAY, time(18, 30), HERE).astimezone(UTC)
            self.now = min([*ahead, evening])
        return None

    def time_goes_by(self, days: int, minutes: int) -> None:
        self.now += days * DAY + minutes * MINUTE
        self.does(Passed())

    def somebody_takes_it(self, caller: int, inbound: bool) -> None:
        self.does(Claim(caller, SPOKEN[caller], inbound))

    def the_next_may_call(self) -> None:
        caller = self.turn()
        if caller is not None:
            assert self.does(Claim(caller, SPOKEN[caller]))
            self.does(Reveal(caller))

    def at_the_screen(self, caller: int, event: Any) -> None:
        self.does(event(self.holder or caller))

    def a_call_ends(self, caller: int, how: str) -> None:
        by = caller or self.holder or 2
        language = ("ar" if self.case.language == "nl" else "nl") if how == "language" else None
        inbound = self.rang_us and not self.shown
        self.does(Ended(by, how, self.case.number, has_note=True, language=language, inbound=inbound))

    def another_time_is_agreed(self, days: int, hour: int, firm: bool) -> None:
        at = datetime.combine(self.today() + days * DAY, time(hour), HERE).astimezone(UTC)
        promise = Promise(at, at + (1 if firm else 3) * HOUR, firm)
        self.does(Ended(self.holder or 1, "appointment", self.case.number, promise=promise))

    def rather_not(self, how: str) -> None:
        """Directed: undirected runs hardly ever come to a second refusal."""
        caller = self.turn()
        if caller is not None and self.does(Claim(caller, SPOKEN[caller])):
            self.does(Ended(caller, how, self.case.number, has_note=True))

    def nobody_answers_again_and_again(self, how: str, times: int) -> None:
        for _ in range(times):
            caller = self.turn()
            if caller is None or not self.does(Claim(caller, SPOKEN[caller])):
                return
            self.does(Reveal(caller))
            self.does(Ended(caller, how, self.case.number))

    def at_the_last_attempt_they_agree_on_a_time(self) -> None:
        while self.case.made < 7 + self.case.extra_attempts:
            made = self.case.made
            self.nobody_answers_again_and_again("no_answer", 1)
            if self.case.made == made:
                return
        caller = self.turn()
        if caller is not None and self.does(Claim(caller, SPOKEN[caller])):
            at = self.now + DAY
            self.does(Ended(caller, "appointment", self.case.number, promise=Promise(at, at + HOUR)))

    def her_lease_runs_out(self, caller: int, _: int) -> None:
        if self.holder is not None:
            self.now = self.until
            self.does(Claim(caller, SPOKEN[caller]))

    def the_promised_time_comes(self, late: int, _: int) -> None:
        if self.case.promise is not None:
            self.now = max(self.now, self.case.promise.at + late * MINUTE)
            for caller in (1, 2, 3):
                self.does(Claim(caller, SPOKEN[caller]))
            self.does(Reveal(self.holder or 1))

    def the_last_day_comes(self, days: int) -> None:
        if not self.dials:
            return
        end = datetime.combine(self.case.closes_on + days * DAY, time(12), HERE).astimezone(UTC)
        self.now = max(self.now, end)
        if self.holder is not None and days == 3:
            self.now = max(self.now, self.until)
        self.does(Passed())
        if days >= 1 and (self.holder is None or days == 3):
            assert self.case.state in {*FINAL, "supervisor"}, "an open case after its window"

    def an_interview_arrives(self, kind: str, caller: int) -> None:
        if self.dials:
            self.does(Answered(kind, caller, "cati"))

    def consent_is_taken_back(self, answers: bool) -> None:
        if self.dials:
            assert self.does(Withdrew(answers=answers))

    def they_ask_to_be_called(self) -> None:
        if self.does(Asked(self.now + DAY)):
            self.wishes += 1
            self.asked_at = self.last_wish = self.now

    def the_lead_gives_it_to(self, caller: int | None) -> None:
        if self.does(Reassigned(caller)):
            self.assigned = caller

    def the_lead_lets_us_try_again(self) -> None:
        if self.does(Reopened()):
            self.wishes += 1
            self.dead.clear()
            self.reopened = True

    def the_lead_does_not_give_up(self, times: int) -> None:
        for _ in range(times):
            self.nobody_answers_again_and_again("no_answer", 9)
            self.the_lead_lets_us_try_again()

    def the_lead_keeps_it_open(self, days: int) -> None:
        self.does(Extended(self.case.closes_on + days * DAY))
