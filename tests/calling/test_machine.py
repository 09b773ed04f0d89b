"""A case from the first call to its end, by the rules alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.calling import machine
from app.calling.dispositions import shipped
from app.calling.events import (
    Answered,
    Asked,
    Claim,
    Corrected,
    Ended,
    Event,
    Extended,
    Passed,
    Promise,
    PutBack,
    Reassigned,
    Renew,
    Renumbered,
    Reopened,
    Reveal,
    Withdrew,
)
from app.calling.machine import CallRefused, EndLease, Held, Obstacle, PurgeContact, Try
from app.calling.rules import Rules
from app.calling.states import CaseState
from app.errors import FieldworkError

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


def test_busy_and_three_redials_are_one_attempt() -> None:
    field = Round()
    for _ in range(3):
        field.calls("busy")
        field.now += timedelta(minutes=30)
    field.calls("busy")

    assert (field.case.made, len(field.case.attempts), field.case.redials) == (1, 4, 0)
    field.now += timedelta(minutes=20)
    assert field.why_not() == Obstacle.NOT_YET


def test_rather_not_is_a_week_of_rest_another_caller_and_at_last_a_no() -> None:
    field = Round()
    field.calls("soft_refusal")
    assert field.case.state == CaseState.COOLING

    field.tomorrow(6)
    assert field.why_not(BART) == Obstacle.REST
    field.tomorrow()
    assert (field.why_not(AYSE), field.why_not(BART)) == (Obstacle.SAME_CALLER, None)
    effects = field.calls("household_refusal", BART)

    assert (field.case.state, field.case.code) == (CaseState.REFUSED, "2.111")
    assert PurgeContact(date(2027, 3, 23)) in effects


def test_an_appointment_at_the_last_attempt_gets_one_of_its_own() -> None:
    tries = tuple(Try(TUESDAY - (20 - 2 * n) * DAY, AYSE, "no_answer") for n in range(7))
    field = Round(state=CaseState.RETRY, attempts=tries, first_on=date(2027, 1, 1), opens_on=date(2027, 1, 1))
    agreed = Promise(TUESDAY + 3 * DAY, TUESDAY + 3 * DAY + timedelta(hours=1))

    field.calls("appointment", promise=agreed)

    assert (field.case.made, field.case.extra_attempts) == (8, 1)
    field.now = agreed.at - timedelta(minutes=5)
    assert field.why_not() is None
    field.calls("no_answer")
    assert (field.case.state, field.case.closed_by) == (CaseState.NONCONTACT, "exhausted")


def test_a_promise_that_nobody_kept_is_over() -> None:
    field = Round()
    field.calls("appointment", promise=Promise(TUESDAY + DAY, TUESDAY + DAY + timedelta(hours=1)))
    field.now = TUESDAY + 2 * DAY

    field.does(Passed())

    assert (field.case.state, field.case.promise) == (CaseState.RETRY, None)
    assert field.why_not() is None


@pytest.mark.parametrize("disposition", ["wrong_person", "complaint"])
def test_the_lead_looks_at_it_first(disposition: str) -> None:
    field = Round()
    field.calls(disposition)
    assert (field.case.state, field.why_not()) == (CaseState.SUPERVISOR, Obstacle.WITH_LEAD)

    field.does(Reopened())

    assert field.case.state == CaseState.RETRY


def test_another_language_is_called_in_that_language() -> None:
    field = Round()

    field.calls("language", language="tr")

    assert (field.case.language, field.case.state) == ("tr", CaseState.RETRY)
    field.tomorrow()
    assert (field.why_not(languages=("nl",)), field.why_not()) == (Obstacle.LANGUAGE, None)


def test_who_breaks_off_is_tried_once_more() -> None:
    field = Round()
    field.does(Answered("broken_off", AYSE, "cati"))
    assert field.case.state == CaseState.RETRY

    field.tomorrow(2)
    field.does(Answered("broken_off", AYSE, "cati"))

    assert (field.case.state, field.case.code) == (CaseState.REFUSED, "2.12")


def test_an_interview_that_arrives_after_the_window_is_never_lost() -> None:
    field = Round()
    field.calls("no_answer")
    field.tomorrow(60)
    field.does(Passed())
    assert field.case.state == CaseState.NONCONTACT

    effects = field.does(Answered("complete", AYSE, "cati"))

    assert (field.case.state, field.case.code) == (CaseState.COMPLETE, "1.1")
    assert PurgeContact(date(2027, 4, 24)) in effects


def test_who_asks_to_be_called_is_called_now_also_before_the_three_months() -> None:
    field = Round()
    field.now = datetime(2027, 2, 17, 9, 0, tzinfo=UTC)
    assert field.why_not() == Obstacle.EARLY

    field.does(Asked(field.now + timedelta(days=5)))

    assert field.why_not() is None
    field.tomorrow(2)
    assert field.why_not() == Obstacle.EARLY  # a wish of now lasts a day


def test_who_rings_us_is_answered_at_any_hour_but_not_dialled() -> None:
    field = Round()
    field.now = datetime(2027, 2, 23, 21, 30, tzinfo=UTC)

    field.does(Claim(AYSE, (), inbound=True))

    assert field.refuses(Reveal(AYSE)) == Obstacle.HOURS
    field.does(Ended(AYSE, "bad_moment", inbound=True))
    assert (field.case.made, len(field.case.attempts)) == (0, 1)


def test_the_lead_keeps_the_window_open_but_not_for_ever() -> None:
    field = Round()

    field.does(Extended(date(2027, 4, 5)))

    assert field.case.closes_on == date(2027, 4, 5)
    for day in (date(2027, 4, 5), date(2027, 9, 1)):
        with pytest.raises(FieldworkError):
            field.does(Extended(day))


def test_the_lead_gives_it_to_somebody_else() -> None:
    field = Round()
    field.does(Claim(AYSE, SPOKEN))

    assert EndLease(AYSE, "reassigned") in field.does(Reassigned(BART))

    assert (field.why_not(AYSE), field.why_not(BART)) == (Obstacle.ASSIGNED, None)
    assert field.refuses(Renew(AYSE)) == Obstacle.NOT_YOURS
    assert field.refuses(PutBack(AYSE)) == Obstacle.NOT_YOURS


def test_whoever_may_be_on_the_line_keeps_the_case_until_she_has_written_down_how_it_ended() -> None:
    field = Round()
    field.does(Claim(AYSE, SPOKEN))
    field.does(Reveal(AYSE))

    assert field.refuses(Reassigned(BART)) == Obstacle.IN_HAND

    field.does(Ended(AYSE, "no_answer"))
    field.does(Reassigned(BART))
    assert field.why_not(AYSE) == Obstacle.ASSIGNED


def test_what_was_given_to_one_caller_is_everybody_s_again_once_they_told_her_rather_not() -> None:
    field = Round(assigned_to=AYSE)

    field.calls("soft_refusal")

    field.tomorrow(7)
    assert (field.why_not(AYSE), field.why_not(BART)) == (Obstacle.SAME_CALLER, None)


def test_what_was_given_to_a_caller_who_does_not_speak_their_language_waits_for_those_who_do() -> None:
    field = Round(assigned_to=AYSE)

    field.calls("language", language="tr")

    field.tomorrow()
    assert (field.why_not(AYSE, ("nl",)), field.why_not(BART)) == (Obstacle.LANGUAGE, None)


def test_a_day_they_like_less_is_better_than_none_before_the_window_closes() -> None:
    saturday = datetime(2027, 3, 20, 10, 0, tzinfo=UTC)
    field = Round(best_times=("saturday_morning", "saturday_afternoon"))
    field.now = saturday

    field.calls("no_answer")

    assert field.case.next_try_at is not None
    assert field.case.next_try_at.date() <= field.case.closes_on


def test_an_attempt_that_was_written_down_wrongly_is_as_if_it_had_been_right() -> None:
    field = Round()
    field.calls("soft_refusal")
    field.case = replace(field.case, attempts=(replace(field.case.attempts[0], id=7),))

    field.does(Corrected(7, "no_answer"))

    assert (field.case.state, field.case.refused_to, field.case.made) == (CaseState.RETRY, None, 1)
    assert field.case.next_try_at == datetime(2027, 2, 24, 13, 30, tzinfo=UTC)
    field.does(Corrected(7, "refusal", has_note=True))
    assert (field.case.state, field.case.code) == (CaseState.REFUSED, "2.112")
    field.does(Withdrew())
    with pytest.raises(FieldworkError, match="stays closed"):
        field.does(Corrected(7, "no_answer"))


def test_what_an_unreached_case_still_lacks_is_told() -> None:
    field = Round()
    field.calls("no_answer")

    assert machine.lacking(field.case) == machine.Lacking(day_parts=2, weekdays=3, evenings=1, saturdays=1)


def test_a_link_leaves_the_number_to_dial_as_it_was() -> None:
    field = Round()
    field.case = replace(field.case, numbers=("phone", "second_phone"))
    field.does(Claim(AYSE, SPOKEN))

    field.does(Ended(AYSE, "link", link=True))

    assert field.case.number == "phone"


def test_another_number_takes_the_place_of_the_bad_one_and_a_correction_leaves_it_good() -> None:
    """The number was out of use; her sister, on the second one, gave the new number."""
    field = Round(numbers=("phone", "second_phone"))
    every = ("phone", "second_phone")
    field.does(Claim(AYSE, SPOKEN))
    assert field.case.field_for_another(every) == "phone"  # both work: the one being dialled
    field.does(Ended(AYSE, "dead_number"))
    field.tomorrow()
    field.does(Claim(AYSE, SPOKEN))
    assert (field.case.number, field.case.field_for_another(every)) == ("second_phone", "phone")

    field.does(Renumbered(AYSE, "phone"))

    assert field.case.good_numbers == every
    field.does(Ended(AYSE, "no_answer", number="second_phone"))
    attempts = tuple(replace(one, id=at) for at, one in enumerate(field.case.attempts, 7))
    field.case = replace(field.case, attempts=attempts)
    field.does(Corrected(8, "wrong_number"))
    assert (field.case.closed_by, field.case.bad_numbers) == (None, ("second_phone",))
    assert Held.field_for_another(replace(field.case, numbers=("phone",)), every) == "second_phone"
