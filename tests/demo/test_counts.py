"""Whoever the invented parents are, they add up to the printed tables."""

from collections import Counter

import pytest

from tests.demo.printed import (
    REPLAYS,
    SEEDS,
    WORDS,
    printed,
    printed_cells,
    printed_margin,
    replayed_cells,
    replayed_margin,
    respondents,
)

BACKGROUND = {"w1": "appendix_7_3_1_background_counts", "w2": "appendix_7_3_2_callback_background"}
BY_CONTEXT = {
    "w1": "appendix_7_3_1_intervention_by_context",
    "w2": "appendix_7_3_2_callback_intervention_by_context",
}

every_seed = pytest.mark.parametrize("seed", SEEDS)
both_waves = pytest.mark.parametrize("wave", ["w1", "w2"])


@every_seed
def test_338_parents_were_met_and_81_reached_again(seed: int) -> None:
    study = REPLAYS[seed]

    assert [len(study.wave("w1")), len(study.wave("w2"))] == [338, 81]
    assert {one.respondent for one in study.wave("w2")} < {one.respondent for one in study.wave("w1")}


@every_seed
@both_waves
@pytest.mark.parametrize("variable", WORDS)
def test_background_is_as_printed(seed: int, wave: str, variable: str) -> None:
    assert replayed_margin(REPLAYS[seed], wave, variable) == printed_margin(BACKGROUND[wave], variable)


@every_seed
@both_waves
def test_every_activity_in_every_context_is_as_printed(seed: int, wave: str) -> None:
    assert replayed_cells(REPLAYS[seed], wave) == printed_cells(BY_CONTEXT[wave])


@both_waves
def test_the_copies_hold_a_whole_study(wave: str) -> None:
    everyone = {"w1": 338, "w2": 81}[wave]

    assert [printed_margin(BACKGROUND[wave], variable).total() for variable in WORDS] == [everyone] * 4
    assert printed_cells(BY_CONTEXT[wave]).total() == everyone


@every_seed
def test_in_the_mbo_a_third_came_with_someone_else_than_a_parent(seed: int) -> None:
    mbo = [one for one in respondents(REPLAYS[seed], "w1") if one.site[0] == "D"]

    guests = [one for one in mbo if one.relation in {"sibling", "relative", "other"}]

    assert [len(guests), len(mbo)] == [18, 49]


@every_seed
def test_as_many_treat_their_child_differently_as_the_text_says(seed: int) -> None:
    study = REPLAYS[seed]
    activities = {activity.number: activity for activity in study.activities}
    named = {
        "progress_talk": "voortgangsgesprek",
        "introduction_talk": "kennismakingsgesprek",
        "report_talk": "rapportgesprek",
    }
    said: dict[str, Counter[str]] = {}
    for interview in study.wave("w2"):
        activity = activities[interview.activity]
        evening = f"ouderavond {'mbo' if activity.site[0] == 'D' else 'vmbo'}"
        name = named.get(activity.intervention, evening if activity.intervention == "parent_evening" else "")
        said.setdefault(name, Counter())[interview.answers["changed"].value or "missing"] += 1

    for row in printed("callback_changed_behaviour"):
        answers = said[row["activity"]]
        answered = answers["1"] + answers["0"]
        assert [answered, answers.total()] == [int(row["n_answered"]), int(row["n_callback_in_appendix_7_3_2"])]
        assert 100 * answers["1"] / answered == pytest.approx(int(row["pct_says_treated_child_differently"]), abs=0.51)
