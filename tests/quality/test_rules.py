"""What stands out in interviews: each rule with an interview in which it speaks, and one in which it is silent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality import beside, rules, showing, words
from app.quality.showing import Noted
from app.quality.talks import Flag, Given, Talk

EVENING = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
NUMBER = UUID(int=1)
CALM = Talk(NUMBER, 1, "capi", EVENING, 9.0, starts=EVENING, ends=EVENING + timedelta(hours=2))
STATEMENTS = tuple(
    Given(f"s{at}", 1 + at % 5, "agree5", "trust" if at % 2 else "relation", at_ms=9000 * at, seconds=8.0, least=4.0)
    for at in range(1, 15)
)
PARENT = replace(CALM, given=STATEMENTS)


def told(talk: Talk) -> set[str]:
    return {flag.rule for flag in rules.of(talk)}


def every(talk: Talk, **changes: object) -> Talk:
    return replace(talk, given=tuple(replace(one, **changes) for one in talk.given))  # type: ignore[arg-type]


def first(talk: Talk, count: int, **changes: object) -> Talk:
    changed = [replace(one, **changes) for one in talk.given[:count]]  # type: ignore[arg-type]
    return replace(talk, given=(*changed, *talk.given[count:]))


def test_an_ordinary_interview_is_left_in_peace() -> None:
    assert told(PARENT) == set()


@pytest.mark.parametrize(
    ("rule", "talk", "nearly"),
    [
        ("fast", first(PARENT, 7, seconds=1.0), first(PARENT, 6, seconds=1.0)),
        ("fast", first(PARENT, 14, seconds=1.0), first(PARENT, 14, seconds=1.0, by="respondent")),
        ("straight", every(PARENT, point=5), first(PARENT, 13, point=4)),
        ("straight", every(PARENT, point=5), every(PARENT, point=5, scale="trust")),
        ("unknown", first(PARENT, 5, point=None, missing="dont_know"), first(PARENT, 4, missing="refused")),
        ("languages", first(PARENT, 3, language="ar"), first(PARENT, 2, language="ar")),
        ("hours", replace(PARENT, began=EVENING.replace(hour=23)), replace(PARENT, began=EVENING.replace(hour=21))),
        ("hours", replace(PARENT, began=EVENING.replace(hour=14)), replace(PARENT, began=EVENING.replace(hour=19))),
        (
            "hours",
            replace(PARENT, began=EVENING.replace(hour=3)),
            replace(PARENT, mode="self", began=EVENING.replace(hour=3)),
        ),
        ("at_once", first(PARENT, 4, at_ms=5000), first(PARENT, 3, at_ms=5000)),
        ("at_once", every(PARENT, at_ms=5000), replace(every(PARENT, at_ms=5000), mode="paper")),
        ("after_end", replace(PARENT, reopened=1), replace(PARENT, corrected=2)),
        ("child", replace(PARENT, interpreter="child"), replace(PARENT, interpreter="adult")),
    ],
)
def test_a_rule_speaks_from_its_threshold_on_and_not_before(rule: str, talk: Talk, nearly: Talk) -> None:
    assert told(talk) == {rule}
    assert rule not in told(nearly)


answers = st.builds(
    Given,
    item=st.text(min_size=1, max_size=3),
    point=st.none() | st.integers(0, 10),
    list=st.none() | st.sampled_from(["agree5", "mark"]),
    scale=st.none() | st.sampled_from(["trust", "relation"]),
    missing=st.none() | st.sampled_from(["dont_know", "refused", "not_applicable"]),
    language=st.sampled_from(["nl", "ar", "tr"]),
    at_ms=st.integers(0, 10**6),
    seconds=st.floats(0, 600),
    least=st.none() | st.floats(0, 60),
    by=st.sampled_from([None, "interviewer", "respondent"]),
)
talks = st.builds(
    Talk,
    id=st.uuids(),
    interviewer=st.integers(1, 8),
    mode=st.sampled_from(["capi", "cati", "self", "paper"]),
    began=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.floats(0, 120),
    given=st.lists(answers, max_size=20).map(tuple),
    interpreter=st.sampled_from([None, "none", "child"]),
)


@given(talks)
def test_with_a_handful_of_answers_nothing_is_said_about_them(talk: Talk) -> None:
    few = replace(talk, given=talk.given[: rules.LEAST_ITEMS - 1], mode="capi")

    assert told(few) <= {"hours", "at_once", "child"}


@given(talks)
def test_the_order_of_the_answers_changes_nothing(talk: Talk) -> None:
    assert told(talk) == told(replace(talk, given=talk.given[::-1]))


@given(talks)
def test_every_flag_can_be_said_in_words_and_as_a_question(talk: Talk) -> None:
    for flag in rules.of(talk):
        assert words.STANDS_OUT[flag.rule] % flag.figures
        assert words.TITLES[flag.rule]
        assert words.ASK[flag.rule].endswith("?")


def test_every_rule_has_its_words() -> None:
    known = {*rules.RULES, "far_minutes", "far_none", "far_scale"}

    assert set(words.TITLES) == set(words.STANDS_OUT) == set(words.ASK) == known


@given(talks)
def test_who_says_no_more_than_she_was_asked_is_never_the_one_who_reads_too_fast(talk: Talk) -> None:
    """Alone on her own phone nobody reads aloud."""
    assert {"fast", "at_once", "hours"}.isdisjoint(told(replace(talk, mode="self")))


def team(*minutes: float, each: int = 10) -> list[Talk]:
    return [
        replace(PARENT, id=UUID(int=who * 1000 + at), interviewer=who, minutes=some)
        for who, some in enumerate(minutes, 1)
        for at in range(each)
    ]


def test_who_is_far_from_the_others_is_found_both_ways() -> None:
    assert beside.of_all(team(8, 9, 10, 11, 30)) == [Flag("far_minutes", 5, None, (("own", 30), ("others", 9.5)))]
    assert [flag.interviewer for flag in beside.of_all(team(18, 19, 20, 21, 2))] == [5]


def test_it_is_silent_with_few_people_few_interviews_no_spread_or_a_difference_that_does_not_matter() -> None:
    assert beside.of_all(team(8, 9, 10, 30)) == []
    assert beside.of_all(team(8, 9, 10, 11, 30, each=9)) == []
    assert beside.of_all(team(9, 9, 9, 9, 30)) == []
    assert beside.of_all(team(9, 9.1, 9.2, 9.3, 11)) == []


@given(st.lists(talks, max_size=40))
def test_few_interviews_are_never_compared(some: list[Talk]) -> None:
    few = {who: [one for one in some if one.interviewer == who][: beside.INTERVIEWS - 1] for who in range(1, 9)}

    assert beside.of_all([one for hers in few.values() for one in hers]) == []


@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=30), st.floats(-100, 100))
def test_a_robust_z_does_not_know_where_zero_is(figures: list[float], shift: float) -> None:
    here = beside.robust_z(figures[0], figures)
    there = beside.robust_z(figures[0] + shift, [one + shift for one in figures])

    if here is not None and there is not None and abs(here) < 1e3:
        assert here == pytest.approx(there, abs=1e-3, rel=1e-3)


def test_she_sees_her_own_first_and_the_lead_the_next_morning() -> None:
    morning = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert showing.next_morning(EVENING) == morning

    assert not showing.is_shown_to_lead(EVENING, [], morning - timedelta(minutes=1))
    assert showing.is_shown_to_lead(EVENING, [], morning)
    assert showing.is_shown_to_lead(EVENING, [Noted(EVENING + timedelta(hours=1), by_herself=True)], EVENING)
    earlier = Noted(EVENING - timedelta(days=3), by_herself=True)
    assert not showing.is_shown_to_lead(EVENING, [earlier], morning - timedelta(hours=1))


def test_what_was_talked_about_is_quiet_and_what_comes_after_it_is_not() -> None:
    spoken = [Noted(EVENING, by_herself=False)]
    later = EVENING + timedelta(days=1)

    assert showing.is_talked_about(EVENING - timedelta(hours=1), spoken, later, about_all=False)
    assert not showing.is_talked_about(later, spoken, later, about_all=False)
    assert not showing.is_talked_about(EVENING, [Noted(later, by_herself=True)], later, about_all=False)
    assert showing.is_talked_about(later, spoken, EVENING + timedelta(days=27), about_all=True)
    assert not showing.is_talked_about(later, spoken, EVENING + timedelta(days=28), about_all=True)
