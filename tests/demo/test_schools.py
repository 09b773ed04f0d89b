"""The eighteen schools of the appendix, under invented names."""

from app.demo.schools import UNKNOWN_GROUP, schools, unknown_group
from tests.demo.printed import printed

CODES = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "B3", "B4", "C1", "C2", "D1", "D2", "E1", "E2", "E3"]


def test_there_are_eighteen_in_the_order_of_the_appendix() -> None:
    in_print = [row["school_code"] for row in printed("appendix_6_1_1_schools") if row["school_code"] != "gemiddeld"]

    assert [school.code for school in schools()] == CODES
    assert [code.split()[0] for code in dict.fromkeys(in_print)] == CODES


def test_c2_was_planned_as_an_intervention_and_analysed_as_a_control() -> None:
    controls = {school.code: school.planned_as for school in schools() if school.condition == "control"}

    assert controls == {"C2": "C", "E1": "E", "E2": "E", "E3": "E"}


def test_strata_follow_the_kind_of_school() -> None:
    strata = {school.code: school.stratum for school in schools()}

    assert {code[0]: strata[code] for code in CODES} == {
        "A": "vmbo",
        "B": "pro_vso",
        "C": "vmbo",
        "D": "mbo",
        "E": "vmbo",
    }


def test_a1_did_two_things_and_its_evening_was_for_the_second_year() -> None:
    a1 = schools()[0]

    assert [(plan.intervention, plan.years) for plan in a1.plans] == [
        ("progress_talk", ("1", "2")),
        ("parent_evening", ("2",)),
    ]


def test_every_planned_intervention_of_the_appendix_is_there() -> None:
    in_print = [row for row in printed("appendix_6_1_1_schools") if row["chosen_intervention"]]
    plans = [plan for school in schools() for plan in school.plans]

    assert len(plans) == len(in_print) + 2
    assert sum(plan.carried_out == "added" for plan in plans) == 2  # report talks of C2, theme meeting of B2


def test_names_are_distinct_and_one_is_long_enough_to_break_a_layout() -> None:
    names = [school.name for school in schools()]

    assert len(set(names)) == 18
    assert 38 <= max(map(len, names)) <= 42


def test_every_class_has_a_year_except_the_one_nobody_noted() -> None:
    for school in schools():
        names = [group.name for group in school.groups]
        assert len(set(names)) == len(names)
        assert [group for group in school.groups if group.year is None] == [unknown_group()]
        assert {group.year for group in school.groups} <= {"1", "2", "3", "4", "5", "mbo1", None}
    assert unknown_group().name == UNKNOWN_GROUP
