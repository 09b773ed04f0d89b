"""The demo study tells what the thesis tells: who came, how the work went, and which school changed its arm."""

from datetime import UTC, datetime

import pytest

from app.services import conditions, monitor, rates, turnout
from tests.databases import replayed
from tests.services.sheets import data
from tests.services.test_turnout import CONTEXTS, LEVELS, ROWS, SLIPS, as_printed, cell, printed

pytestmark = pytest.mark.xdist_group("replay")  # the year is replayed once, in one process


def test_the_demo_study_gives_the_same_tables() -> None:
    """Its classes have ordinary sizes; their whole per cents are those of the appendix."""
    with replayed("sqlite").reading() as session:
        held = turnout.schools(session)
        waiting = turnout.missing(session, now=datetime(2012, 7, 1, tzinfo=UTC))
    lines = {line.label: line for line in turnout.by_context(held)}
    table = printed("table_7_1_1_attendance")

    assert sum(len(school.classes) for school in held) == 65
    assert [cell(lines[ROWS[row["activity"]]], CONTEXTS[row["context"]]) for row in table] == [
        as_printed(row["attendance_pct"], row["n_schools"]) for row in table
    ]
    different = {
        (row["activity"], row["context"], row["level"])
        for row in printed("table_7_1_2_attendance_individual_by_level")
        for line in dict(turnout.by_level(held)).get(CONTEXTS[row["context"]], [])
        if line.label == ROWS[row["activity"]]
        and cell(line, LEVELS[row["level"]]) != as_printed(row["attendance_pct_printed"], row["n_levels_printed"])
    }
    assert different == set(SLIPS)
    mbo = [rate for school in held if school.site.stratum == "mbo" and (rate := school.with_guests)]
    assert rates.by_schools(mbo).value == 58
    assert {one.site.code for one in waiting} >= {"C2", "E3"}  # never collected there


def test_in_the_demo_c2_was_planned_as_an_intervention_and_is_analysed_as_control_e4(engine: str) -> None:
    with replayed(engine).reading() as session:
        moved = [one for one in conditions.arms(session) if one.moved]
        rows = [row for row in data(session) if row["site"] == "C2"]

    assert [(one.site.code, one.planned, one.analysed, one.known_as) for one in moved] == [
        ("C2", ("intervention",), ("control",), "E4")
    ]
    assert {(row["condition_planned"], row["condition"]) for row in rows} == {("intervention", "control")}


def test_the_demo_holds_what_appendix_6_1_1_tells(engine: str) -> None:
    with replayed(engine).reading() as session:
        rows = monitor.board(session)

    rated = {(row.site.code, row.intervention.key): row.newest for row in rows if row.newest}
    a4, c2, e2 = rated["A4", "progress_talk"], rated["C2", "progress_talk"], rated["E2", "report_talk"]
    assert (a4.preparation, a4.carried_out, a4.welcome) == ("poor", "partly", "poor")
    assert (c2.preparation, c2.carried_out, c2.welcome) == ("very_poor", "no", "neutral")
    assert (e2.preparation, e2.carried_out, e2.welcome) == (None, None, "poor")
    assert len(rated) == 23
    marks = {row.site.code: row.site.quickscan for row in rows if row.site.quickscan}
    assert len(marks) == 13
    assert round(sum(marks.values()) / 13, 1) == 6.8
