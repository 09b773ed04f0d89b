"""Results taken apart, twice the same people, and what is behind a figure, in a study small enough to count by hand."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.errors import NotFound
from app.models import Case, Interview, InterviewStatus, Missing
from app.services import results, results_breakdown, results_comparison, results_opened, tallies
from app.services.results_comparison import Compared
from app.services.results_parts import BREAKDOWNS, UNKNOWN, NoSuchPart, apart, breakdown, within
from tests.databases import replayed
from tests.factories import answer
from tests.services.conftest import Field

replay = pytest.mark.xdist_group("replay")


def told(field: Field, code: str, **body: Any) -> UUID:
    """Somebody finishes, with this answer to one item."""
    sent = field.finish(**body)
    sent["answers"] |= {"school_climate": answer(code)}
    return field.send(sent)


def at_the_evening(field: Field) -> dict[str, int]:
    return {"activity": field.study.meeting.id, "group": field.study.meeting_group.id}


def climate(field: Field, by: str) -> results_breakdown.Line:
    shown = results.of_list(field.session, "parent-w1")
    line = results_breakdown.line(shown.listed, shown.interviews, BREAKDOWNS[by], "school_climate")
    assert line is not None
    return line


def test_two_activities_side_by_side_and_the_difference_of_what_is_printed(field: Field) -> None:
    for code in "44455":  # 4.4
        told(field, code)
    for code in "33344":  # 3.4
        told(field, code, **at_the_evening(field))

    line = climate(field, "stratum")

    assert [(cell.part, cell.described and cell.described.mean) for cell in line.cells] == [("vmbo", 4.4), ("mbo", 3.4)]
    assert line.difference == 1
    assert line.together is not None
    assert (line.together.n, line.together.mean) == (10, 3.9)


def test_a_part_of_four_is_hidden_and_so_is_the_only_other_one(field: Field) -> None:
    for code in "44455":
        told(field, code)
    for code in "3334":
        told(field, code, **at_the_evening(field))

    line = climate(field, "stratum")

    assert [cell.hidden for cell in line.cells] == [True, True]  # one of them could be computed from all
    assert line.difference is None
    assert line.together is not None


def test_schools_stand_as_people_count_them(field: Field) -> None:
    told(field, "4")
    [one] = results.of_list(field.session, "parent-w1").interviews

    held = [replace(one, site=code) for code in ("S10", "", "S2", "S1")]

    assert [*apart(held, BREAKDOWNS["site"])] == ["S1", "S2", "S10", UNKNOWN]


def test_nothing_is_broken_down_by_a_word_that_nobody_knows() -> None:
    with pytest.raises(NoSuchPart):
        breakdown("shoe_size")


def test_an_opened_mean_tells_who_counts_and_who_does_not_and_why(field: Field) -> None:
    for code in "34455":
        told(field, code)
    unsure, gone = told(field, "3"), told(field, "1")
    body = field.finish()
    body["answers"]["school_climate"] = answer(missing=Missing.DONT_KNOW)
    field.send(body)
    field.session.execute(sa.update(Interview).where(col(Interview.id) == gone).values(status=InterviewStatus.VOIDED))
    field.session.execute(sa.update(Interview).where(col(Interview.id) == unsure).values(status="broken_off"))
    tallies.recount(field.session)

    opened = results_opened.of_list(field.session, "parent-w1", "school_climate")

    assert opened.described is not None
    assert (opened.described.n, opened.described.mean, len(opened.codes)) == (5, 4.2, 5)
    assert {one.because: len(one.codes) for one in opened.left_out} == {
        results_opened.STATUS[InterviewStatus.BROKEN_OFF]: 1,
        results_opened.STATUS[InterviewStatus.VOIDED]: 1,
        results_opened.WHY[Missing.DONT_KNOW]: 1,
    }
    assert not {code for one in opened.left_out for code in one.codes} & set(opened.codes)


def test_of_a_hidden_figure_no_interview_can_be_seen(field: Field) -> None:
    for code in "4445":
        told(field, code)

    opened = results_opened.of_list(field.session, "parent-w1", "school_climate")

    assert (opened.hidden, opened.described, opened.codes, opened.left_out) == (True, None, [], [])
    with pytest.raises(NotFound):
        results_opened.of_list(field.session, "parent-w1", "relation")


def again(field: Field, first: str, later: str) -> Case:
    """Somebody is met, and rung three months later."""
    body = field.finish(contact={"ask_for": "Mevrouw Yılmaz", "phone": "06 12345678"})
    body["answers"] |= {"school_climate": answer(first)}
    interview = field.send(body)
    person = field.session.get_one(Interview, interview).respondent_id
    case = field.session.scalars(sa.select(Case).where(col(Case.respondent_id) == person)).one()
    call = field.ring(case)
    call["answers"] |= {"school_climate": answer(later)}
    field.send(call, by=field.study.caller)
    return case


def compared(field: Field) -> Compared:
    both = results_comparison.chosen(field.session)
    return results_comparison.compare(both, results_comparison.pairs(field.session, both))


def test_only_who_answered_twice_is_compared(field: Field) -> None:
    for first, later in ("54", "43", "44", "55", "43"):
        again(field, first, later)
    told(field, "1")  # never reached again

    shown = compared(field)

    assert (shown.people, shown.schools) == (5, 1)
    [change] = [one for one in shown.changes if one.name == "school_climate"]
    assert change.first is not None
    assert change.later is not None
    assert change.paired is not None
    assert (change.first.mean, change.later.mean) == (4.4, 3.8)
    assert [float(change.difference or 0), change.paired.mean] == pytest.approx([-0.6, -0.6])
    assert change.paired.interval is None  # of one school there is none
    opened = results_opened.of_change(field.session, None, "school_climate")
    assert (len(opened.codes), [len(one.codes) for one in opened.left_out]) == (5, [1])


def test_of_four_who_answered_twice_nothing_is_shown(field: Field) -> None:
    for first, later in ("54", "43", "44", "55"):
        again(field, first, later)

    assert all(one.first is None and one.paired is None for one in compared(field).changes)


def test_nobody_is_compared_who_was_asked_once(field: Field) -> None:
    told(field, "4")

    assert results_comparison.rounds(field.session) == []
    with pytest.raises(NotFound):
        results_comparison.chosen(field.session)


@replay
def test_the_year_is_compared_over_eighty_one_parents_and_both_databases_agree() -> None:
    found = []
    for engine in ("sqlite", "postgresql"):
        with replayed(engine).reading() as session:
            both = results_comparison.chosen(session)
            pairs = results_comparison.pairs(session, both)
            found.append((results_comparison.compare(both, pairs), results_comparison.by_activity(both, pairs)))

    assert found[0] == found[1]
    everybody, activities = found[0]
    assert (everybody.people, everybody.schools) == (81, 17)
    assert [(one.part.key, one.people) for one in activities if one.part and not one.hidden] == [
        ("introduction_talk", 27),
        ("parent_evening", 16),
        ("progress_talk", 20),
        ("report_talk", 16),
    ]
    assert all(change.first is None for one in activities if one.hidden for change in one.changes)
    assert all(change.paired and change.paired.bootstrap for change in everybody.changes)


@replay
@pytest.mark.parametrize("by", BREAKDOWNS)
def test_no_part_of_the_year_shows_fewer_than_five_or_gives_them_away(by: str) -> None:
    with replayed("sqlite").reading() as session:
        shown = results.of_list(session, "parent-w1")
    table = results_breakdown.table(shown.listed, shown.interviews, BREAKDOWNS[by])

    for line in table.lines:
        assert all(cell.described is None or cell.described.n >= 5 for cell in line.cells)
        assert line.together is not None
        rest = line.together.n - sum(cell.described.n for cell in line.cells if cell.described)
        assert rest == 0 or rest >= 5


@replay
def test_one_school_type_is_a_fair_comparison_with_the_controls() -> None:
    with replayed("sqlite").reading() as session:
        shown = results.of_list(session, "parent-w1")

    held = within(shown.interviews, "vmbo")
    table = results_breakdown.table(shown.listed, held, BREAKDOWNS["analysed"])
    assert table.counts == [167, 76]  # table 7.3.2
    assert table.compares_two
