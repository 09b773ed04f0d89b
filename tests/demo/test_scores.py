"""Invented answers whose scales behave as the thesis reports."""

from collections import Counter
from statistics import fmean, stdev, variance

import pytest

from app.demo.records import Interview
from tests.demo.printed import REPLAYS, SEEDS

SCALES = {
    "information": ("info_progress", "info_tips", "info_positive", "guidance_choices"),
    "trust": ("help_able", "child_likes_help", "child_likes_visit", "child_future"),
    "relationship": ("school_climate", "trust_mentor", "opinion_counts", "invited_mentor"),
    "satisfaction": ("satisfaction",),
    "initiative": ("initiative",),
}
# Table 7.3.6: mean, SD, complete cases.
PRINTED = {
    "information": (3.9, 0.61, 303),
    "trust": (4.1, 0.58, 326),
    "relationship": (4.2, 0.51, 280),
    "satisfaction": (4.1, 0.65, 290),
    "initiative": (3.0, 0.90, 290),
}
REPEATED = {
    "info_progress",
    "info_know",
    "info_tips",
    "help_able",
    "child_likes_help",
    "info_positive",
    "school_climate",
    "trust_mentor",
    "opinion_counts",
    "child_future",
    "recommend_school",
    "guidance_choices",
}
NEW = {"contact_easier", "contact_more_often", "more_topics", "changed"}

# Codes 1, 2, … in the order of the printed tables.
ORDER = {
    "relation": ["father", "mother", "both", "sibling", "relative", "other"],
    "origin": ["dutch", "moroccan", "turkish", "surinamese", "antillean", "cape_verdean", "pakistani", "other"],
    "education": ["higher", "havo_vwo", "mbo", "vmbo", "primary", "language_course", "none"],
}

every_seed = pytest.mark.parametrize("seed", SEEDS)
every_scale = pytest.mark.parametrize("scale", SCALES)


def complete_cases(seed: int, scale: str) -> list[list[float]]:
    rows = [[one.answers[item].value for item in SCALES[scale]] for one in REPLAYS[seed].wave("w1")]
    return [[float(value) for value in row if value] for row in rows if all(row)]


def alpha(rows: list[list[float]]) -> float:
    columns: list[list[float]] = [list(column) for column in zip(*rows, strict=True)]
    within = sum(variance(column) for column in columns)
    whole: float = variance([sum(row) for row in rows])
    return len(columns) / (len(columns) - 1) * (1 - within / whole)


def by_respondent(seed: int, wave: str) -> dict[int, Interview]:
    return {one.respondent: one for one in REPLAYS[seed].wave(wave)}


@every_seed
@every_scale
def test_a_scale_has_the_printed_mean_spread_and_complete_cases(seed: int, scale: str) -> None:
    scores = [fmean(row) for row in complete_cases(seed, scale)]
    mean, sd, complete = PRINTED[scale]

    assert len(scores) == complete
    assert fmean(scores) == pytest.approx(mean, abs=0.06)
    assert stdev(scores) == pytest.approx(sd, abs=0.06)


@every_seed
@pytest.mark.parametrize(("scale", "printed"), [("information", 0.67), ("trust", 0.68), ("relationship", 0.69)])
def test_the_statements_of_a_scale_belong_together(seed: int, scale: str, printed: float) -> None:
    assert alpha(complete_cases(seed, scale)) == pytest.approx(printed, abs=0.03)


@every_seed
def test_every_answer_has_a_value_or_a_reason(seed: int) -> None:
    answers = [answer for one in REPLAYS[seed].interviews for answer in one.answers.values()]

    assert all((answer.value is None) != (answer.missing is None) for answer in answers)
    assert {answer.missing for answer in answers} == {None, "dont_know", "refused", "not_applicable", "not_asked"}


@every_seed
def test_statements_are_answered_from_one_to_five(seed: int) -> None:
    asked = [item for items in SCALES.values() for item in items]
    used = Counter(one.answers[item].value for one in REPLAYS[seed].wave("w1") for item in asked)

    assert set(used) == {"1", "2", "3", "4", "5", None}


@every_seed
def test_the_second_list_asks_consent_repeats_twelve_statements_and_adds_four(seed: int) -> None:
    assert {frozenset(one.answers) for one in REPLAYS[seed].wave("w2")} == {frozenset({"consent"} | REPEATED | NEW)}


@every_seed
@pytest.mark.parametrize("item", sorted(REPEATED))
def test_three_months_later_the_same_parents_agree_less(seed: int, item: str) -> None:
    first, second = by_respondent(seed, "w1"), by_respondent(seed, "w2")
    pairs = [(first[one].answers[item].value, second[one].answers[item].value) for one in second]

    drop = fmean(int(before) - int(after) for before, after in pairs if before and after)

    assert 0.2 <= drop <= 0.5


@every_seed
def test_answering_takes_four_to_twenty_five_seconds_and_the_list_less_than_ten_minutes(seed: int) -> None:
    for one in REPLAYS[seed].interviews:
        asked = [answer for answer in one.answers.values() if answer.missing != "not_asked"]
        assert all(4 <= answer.seconds <= 25 for answer in asked)
        assert max(answer.at_ms for answer in asked) < 10 * 60 * 1000
        assert (one.ended_at - one.started_at).total_seconds() == pytest.approx(sum(a.seconds for a in asked), abs=1)


@every_seed
def test_origin_is_asked_only_with_consent(seed: int) -> None:
    consents = {one.number: one.consents for one in REPLAYS[seed].respondents}

    for one in REPLAYS[seed].wave("w1"):
        consent = consents[one.respondent]
        assert (one.answers["origin"].missing != "not_asked") == consent["special_category"]
        assert one.answers["origin_consent"].value == str(int(consent["special_category"]))
        assert one.answers["recontact"].value == str(int(consent["recontact"]))


@every_seed
def test_the_codes_of_the_answers_are_the_background(seed: int) -> None:
    people = {one.number: one for one in REPLAYS[seed].respondents}
    for item in ("relation", "origin", "education"):
        words = {one.answers[item].value: getattr(people[one.respondent], item) for one in REPLAYS[seed].wave("w1")}
        for one in REPLAYS[seed].wave("w1"):
            assert getattr(people[one.respondent], item) == words[one.answers[item].value]
        assert words.pop(None) is None
        assert list(dict(sorted(words.items())).values()) == ORDER[item]


@every_seed
def test_seven_in_ten_went_to_school_in_the_netherlands(seed: int) -> None:
    told = Counter(one.answers["education_nl"].value for one in REPLAYS[seed].wave("w1"))

    assert told["1"] / (told["1"] + told["0"]) == pytest.approx(0.7, abs=0.1)
