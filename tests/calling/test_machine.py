"""A case from the first call to its end, by the rules alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.calling import machine
from app.calling.dispositions import shipped
from app.calling.events import (
    Claim,
    Ended,
    Event,
    Reveal,
)
from app.calling.machine import CallRefused, Held, Obstacle
from app.calling.rules import Rules
from app.calling.states import CaseState

AYSE, BART = 1, 2
SPOKEN = ("nl", "tr")
TUESDAY = datetime(2027, 2, 23, 17, 30, tzinfo=UTC)  # half past six in the evening where the schools are
DAY = timedelta(days=1)


class Round:
    """A case, a clock and the rules."""

    def __init__(self, **changes: object) -> None:
        facts: dict[str, object] = {
            "id": 1,
            "state": CaseState.SCHEDULED,
            "language": "nl",
            "interviewed_on": date(2026, 11, 22),
            "due_on": date(2027, 2, 22),
            "first_on": date(2027, 2, 22),
            "opens_on": date(2027, 2, 15),
            "closes_on": date(2027, 3, 22),
        }
        self.case = Held(**(facts | changes))  # type: ignore[arg-type]
        self.now = TUESDAY
        self.rules = Rules()

    def does(self, event: Event) -> tuple[machine.Effect, ...]:
        self.case, effects = machine.step(self.case, event, self.now, self.rules, shipped())
        return effects

    def calls(self, disposition: str, caller: int = AYSE, **more: object) -> tuple[machine.Effect, ...]:
        self.does(Claim(caller, SPOKEN))
        self.does(Reveal(caller))
        number = more.pop("number", self.case.number)
        ended = Ended(caller, disposition, has_note=True, number=str(number), **more)  # type: ignore[arg-type]
        return self.does(ended)

    def why_not(self, caller: int = AYSE, languages: tuple[str, ...] = SPOKEN) -> Obstacle | None:
        refused = machine.why_not(self.case, caller, languages, self.now, self.rules)
        return refused.obstacle if refused else None

    def refuses(self, event: Event) -> Obstacle:
        with pytest.raises(CallRefused) as refused:
            self.does(event)
        return refused.value.obstacle

    def tomorrow(self, days: int = 1) -> None:
        self.now += days * DAY


def test_nobody_answers_and_another_part_of_another_day_is_tried() -> None:
    field = Round(numbers=("phone", "second_phone"))

    field.calls("no_answer")

    assert (field.case.state, field.case.number, field.case.made) == (CaseState.RETRY, "second_phone", 1)
    assert field.case.next_try_at == datetime(2027, 2, 24, 13, 30, tzinfo=UTC)
