"""The calls three months later, by the rules of the callback round."""

import calendar
from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise

import phonenumbers
import pytest

from app.demo.records import CallAttempt
from tests.demo.printed import REPLAYS, SEEDS

every_seed = pytest.mark.parametrize("seed", SEEDS)

TEMPORARY = {"no_answer", "busy", "voicemail", "soft_refusal", "language"}
FINAL = {"complete", "refusal"}
BAD_NUMBER = {"wrong_number", "dead_number"}


def three_months_after(day: date) -> date:
    month = day.month + 3
    year, month = (day.year + 1, month - 12) if month > 12 else (day.year, month)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def attempts(seed: int) -> list[CallAttempt]:
    return [attempt for case in REPLAYS[seed].cases for attempt in case.attempts]


@every_seed
def test_everyone_who_agreed_has_a_number_and_a_case(seed: int) -> None:
    study = REPLAYS[seed]
    agreed = [one.number for one in study.respondents if one.consents["recontact"]]

    assert len(agreed) == 261
    assert sorted(one.respondent for one in study.contacts) == agreed
    assert sorted(case.respondent for case in study.cases) == agreed


@every_seed
def test_81_calls_end_in_an_interview_at_that_moment(seed: int) -> None:
    study = REPLAYS[seed]
    completed = {
        case.respondent: (case.attempts[-1].at, case.attempts[-1].caller)
        for case in study.cases
        if case.closed_by == "complete"
    }

    assert len(completed) == 81
    assert {one.respondent: (one.started_at, one.interviewer) for one in study.wave("w2")} == completed


@every_seed
def test_a_case_is_due_three_calendar_months_later_and_closes_four_weeks_after(seed: int) -> None:
    study = REPLAYS[seed]
    met_on = {one.respondent: one.started_at.date() for one in study.wave("w1")}

    for case in study.cases:
        days = [attempt.at.date() for attempt in case.attempts]
        assert case.due_on == three_months_after(met_on[case.respondent])
        assert case.due_on <= days[0]
        assert days[-1] <= case.due_on + timedelta(days=28)


@every_seed
def test_parents_are_called_in_the_evening_at_most_eight_times_and_three_a_week(seed: int) -> None:
    for case in REPLAYS[seed].cases:
        days = [attempt.at.date() for attempt in case.attempts]
        assert 1 <= len(days) <= 8
        assert all((later - early).days >= 7 for early, later in zip(days, days[3:], strict=False))
    assert all(time(18, 0) <= attempt.at.time() <= time(20, 30) for attempt in attempts(seed))


@every_seed
def test_a_caller_makes_one_call_at_a_time(seed: int) -> None:
    assert set(Counter((attempt.at, attempt.caller) for attempt in attempts(seed)).values()) == {1}


@every_seed
def test_after_a_soft_refusal_someone_else_calls_a_week_later(seed: int) -> None:
    refused = 0
    for case in REPLAYS[seed].cases:
        for first, then in pairwise(case.attempts):
            if first.disposition == "soft_refusal":
                refused += 1
                assert then.caller != first.caller
                assert (then.at.date() - first.at.date()).days >= 7
    assert refused > 0


@every_seed
def test_a_refusal_says_why(seed: int) -> None:
    refused = {"soft_refusal", "refusal"}
    assert all((attempt.note is not None) == (attempt.disposition in refused) for attempt in attempts(seed))


@every_seed
def test_only_a_last_attempt_is_final_and_an_exhausted_case_has_none(seed: int) -> None:
    for case in REPLAYS[seed].cases:
        last, earlier = case.attempts[-1], case.attempts[:-1]
        assert not FINAL & {attempt.disposition for attempt in earlier}
        if case.closed_by == "exhausted":
            assert last.disposition in TEMPORARY
        else:
            assert last.disposition == case.closed_by


@every_seed
def test_a_bad_number_closes_a_case_only_after_the_second_number(seed: int) -> None:
    contacts = {one.respondent: one for one in REPLAYS[seed].contacts}
    for case in REPLAYS[seed].cases:
        tried = [attempt.phone for attempt in case.attempts if attempt.disposition in BAD_NUMBER]
        if case.closed_by in BAD_NUMBER:
            assert tried == ([1, 2] if contacts[case.respondent].second_phone else [1])
        else:
            assert tried == []


@every_seed
def test_numbers_are_valid_but_no_telephone_has_them(seed: int) -> None:
    contacts = REPLAYS[seed].contacts
    numbers = [number for one in contacts for number in (one.phone, one.second_phone) if number]
    parsed = [phonenumbers.parse(number) for number in numbers]

    assert len(set(numbers)) == len(numbers)
    assert all(phonenumbers.is_valid_number(number) for number in parsed)
    assert {phonenumbers.number_type(number) for number in parsed} == {phonenumbers.PhoneNumberType.PAGER}
