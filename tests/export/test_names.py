import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.names import REDCAP, SPSS, STATA, Rule, fitted

any_names = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=90), max_size=12)
rules = pytest.mark.parametrize("rule", [SPSS, STATA, REDCAP], ids=lambda rule: rule.program)


@rules
@given(names=any_names)
def test_every_column_gets_a_name_of_its_own_that_the_program_takes(rule: Rule, names: list[str]) -> None:
    fit, notes = fitted(names, rule)

    assert all(rule.takes(name) for name in fit)
    assert len({name.lower() for name in fit}) == len(names)
    assert len(notes) == sum(old != new for old, new in zip(names, fit, strict=True))
    assert (fit, notes) == fitted(names, rule)


@rules
@given(names=any_names)
def test_names_that_fit_never_change_again(rule: Rule, names: list[str]) -> None:
    once, _ = fitted(names, rule)

    assert fitted(once, rule) == (once, [])


def test_reserved_words_and_capitals_give_way_and_a_right_name_stays() -> None:
    assert fitted(["to", "to_2", "TO", "1st", "été", "عمر", "ok"], SPSS)[0] == [
        "to_3", "to_2", "TO_4", "v_1st", "ete", "v", "ok",
    ]  # fmt: skip
    assert fitted(["if", "str12", "strong", "x" * 40, "x" * 41], STATA)[0] == [
        "if_2", "str12_2", "strong", "x" * 32, "x" * 30 + "_2",
    ]  # fmt: skip
    assert fitted(["Age", "age", "a__b", "b_"], REDCAP)[0] == ["age_2", "age", "a_b", "b"]


def test_what_had_to_change_is_told() -> None:
    assert fitted(["with"], SPSS)[1] == ["with is called with_2 in SPSS: its own name cannot be used there."]


def test_a_long_name_keeps_its_round() -> None:
    long = "best_times_" + "weekday_" * 4
    assert fitted([f"{long}w1", f"{long}w2"], STATA)[0] == [
        "best_times_weekday_weekday_we_w1",
        "best_times_weekday_weekday_we_w2",
    ]
