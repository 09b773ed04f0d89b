"""The replay could have happened: on school days, in real classes, with three students, each in one place at a time."""

from collections import Counter
from datetime import date, time
from itertools import pairwise

import pytest

from app.demo.replay import replay
from tests.demo.printed import REPLAYS, SEEDS

every_seed = pytest.mark.parametrize("seed", SEEDS)

# Autumn, Christmas, spring, Easter, May, Ascension and Whitsun, region Midden.
CLOSED = [
    (date(2011, 10, 22), date(2011, 10, 30)),
    (date(2011, 12, 24), date(2012, 1, 8)),
    (date(2012, 2, 18), date(2012, 2, 26)),
    (date(2012, 4, 6), date(2012, 4, 9)),
    (date(2012, 4, 28), date(2012, 5, 6)),
    (date(2012, 5, 17), date(2012, 5, 18)),
    (date(2012, 5, 28), date(2012, 5, 28)),
]
HELD_IN = {
    "introduction_talk": {"2011-09", "2011-10"},
    "home_visit": {"2011-09", "2011-10", "2011-11"},
    "progress_talk": {"2011-11", "2011-12"},
    "report_talk": {"2011-11", "2011-12"},
    "parent_evening": {"2011-10", "2011-11", "2011-12", "2012-01", "2012-02"},
    "theme_meeting": {"2012-01", "2012-02"},
    "intake_talk": {"2012-01", "2012-02"},
}


def is_open(day: date) -> bool:
    return day.weekday() < 5 and not any(first <= day <= last for first, last in CLOSED)


def test_the_same_seed_gives_the_same_study() -> None:
    assert replay(2012) == REPLAYS[2012]


def test_another_seed_gives_other_people() -> None:
    assert REPLAYS[1].respondents != REPLAYS[2012].respondents


@every_seed
def test_every_parent_has_a_school_a_class_and_an_activity_that_belong_together(seed: int) -> None:
    study = REPLAYS[seed]
    schools = {school.code: school for school in study.schools}
    activities = {activity.number: activity for activity in study.activities}

    for one in study.respondents:
        school, activity = schools[one.site], activities[one.activity]
        group = next(group for group in school.groups if group.name == one.group)
        assert activity.site == one.site
        assert one.year == group.year
        assert one.year is None or one.group in activity.groups


@every_seed
def test_activities_are_what_the_school_carried_out(seed: int) -> None:
    study = REPLAYS[seed]
    plans = {(school.code, plan.intervention): plan for school in study.schools for plan in school.plans}

    assert all(plans[one.site, one.intervention].carried_out != "no" for one in study.activities)
    assert not any(one.site == "C1" for one in study.activities)
    assert {one.intervention for one in study.activities if one.site in {"C2", "E1", "E2", "E3"}} == {"report_talk"}


@every_seed
def test_nobody_is_met_or_called_on_a_weekend_or_in_the_holidays(seed: int) -> None:
    study = REPLAYS[seed]
    days = [one.date for one in study.activities] + [one.started_at.date() for one in study.interviews]
    days += [attempt.at.date() for case in study.cases for attempt in case.attempts]

    assert [day for day in days if not is_open(day)] == []


@every_seed
def test_activities_take_place_in_their_season(seed: int) -> None:
    assert all(f"{one.date:%Y-%m}" in HELD_IN[one.intervention] for one in REPLAYS[seed].activities)


@every_seed
def test_parents_are_met_during_the_activity(seed: int) -> None:
    activities = {activity.number: activity for activity in REPLAYS[seed].activities}

    for one in REPLAYS[seed].wave("w1"):
        activity = activities[one.activity]
        assert one.started_at.date() == activity.date
        assert activity.starts_at < one.started_at.time() < one.ended_at.time() <= activity.ends_at
        assert time(14, 30) <= activity.starts_at <= time(19, 0)


@every_seed
@pytest.mark.parametrize("student", [1, 2, 3])
def test_a_student_talks_to_one_parent_at_a_time_and_visits_one_school_a_day(seed: int, student: int) -> None:
    study = REPLAYS[seed]
    spans = sorted((one.started_at, one.ended_at) for one in study.interviews if one.interviewer == student)
    schools = Counter(one.date for one in study.activities)

    assert len(spans) > 100
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert set(schools.values()) == {1}


@every_seed
def test_few_decline_at_the_door_except_at_two_control_schools(seed: int) -> None:
    study = REPLAYS[seed]
    sites = {activity.number: activity.site for activity in study.activities}
    declined: Counter[str] = Counter()
    for one in study.refusals:
        declined[sites[one.activity]] += one.count

    assert {one.reason for one in study.refusals} <= {"no_time", "language", "refused", "already_asked", "other"}
    assert 30 <= declined.total() <= 100
    assert min(declined["E2"], declined["E3"]) >= 6


@every_seed
def test_most_are_read_to_in_dutch_and_no_origin_settles_the_language(seed: int) -> None:
    spoken = Counter((one.origin, one.language) for one in REPLAYS[seed].respondents)
    languages = Counter(one.language for one in REPLAYS[seed].respondents)

    assert set(languages) == {"nl", "tr", "ar", "en"}
    assert 0.75 <= languages["nl"] / 338 <= 0.95
    assert all(spoken[origin, "nl"] for origin, _ in spoken)


@every_seed
def test_everything_says_it_is_synthetic(seed: int) -> None:
    study = REPLAYS[seed]
    assert all(one.synthetic for one in study.respondents)
    assert all(one.synthetic for one in study.contacts)
    assert all(one.synthetic for one in study.interviews)
    assert all(one.synthetic for one in study.refusals)
