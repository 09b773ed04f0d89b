"""Planned and analysed: school C2 was to hold progress talks, did not, and became control E4."""

import pytest
from sqlmodel import select

from app.errors import NotFound
from app.models import Activity, AuditEntry, Condition, Reassignment
from app.services import conditions, counts
from app.services.conditions import NoReason
from tests.services.conftest import Field
from tests.services.sheets import data

WHY = "De gesprekken zijn niet gehouden; de school telt mee bij de controles."


def move(field: Field, condition: Condition, because: str = WHY, activity: int | None = None) -> Reassignment:
    return conditions.reassign(
        field.session,
        field.study.talk.site_id,
        condition=condition,
        because=because,
        by=field.study.lead,
        now=field.clock.now(),
        known_as="E4",
        activity_id=activity,
    )


def arms(field: Field) -> dict[str, tuple[str, str]]:
    """As planned and as analysed, by school, from the file that a researcher gets."""
    return {row["site"]: (row["condition_planned"], row["condition"]) for row in data(field.session)}


def counted(field: Field) -> set[str]:
    return {condition for _, _, condition in counts.by_context(field.session)}


def test_a_school_that_did_not_do_it_becomes_a_control_and_its_plan_stays_known(field: Field) -> None:
    field.send(field.finish())
    assert arms(field) == {"A3": ("intervention", "intervention")}

    move(field, Condition.CONTROL)

    assert arms(field) == {"A3": ("intervention", "control")}
    assert counted(field) == {"control"}
    [planned] = {one.condition for one in field.session.exec(select(Activity)).all()}
    assert planned == "intervention"


def test_the_board_shows_the_arm_in_which_a_school_is_analysed(field: Field) -> None:
    move(field, Condition.CONTROL)

    rows = counts.board(field.session, today=field.clock.today()).rows
    assert {row.site.code: row.condition for row in rows} == {"A3": "control", "D1": "intervention"}


def test_taking_it_back_is_another_row_and_the_story_stays_readable(field: Field) -> None:
    field.send(field.finish())
    move(field, Condition.CONTROL)
    field.clock.forward(days=3)
    move(field, Condition.INTERVENTION, "Toch wel gehouden, bleek uit de roosters.")

    assert arms(field) == {"A3": ("intervention", "intervention")}
    story = conditions.history(field.session)
    assert [(one.change.was, one.change.condition, one.by.name, one.change.known_as) for one in story] == [
        ("control", "intervention", "Marieke", "E4"),
        ("intervention", "control", "Marieke", "E4"),
    ]
    verbs = [entry.verb for entry in field.session.exec(select(AuditEntry)).all()]
    assert verbs.count("condition.change") == 2


def test_one_activity_can_be_moved_alone(field: Field) -> None:
    move(field, Condition.CONTROL, activity=field.study.talk.id)

    [moved] = [one for one in conditions.arms(field.session) if one.moved]
    assert (moved.site.code, moved.planned, moved.analysed) == ("A3", ("intervention",), ("control",))


def test_without_a_reason_nothing_moves(field: Field) -> None:
    with pytest.raises(NoReason):
        move(field, Condition.CONTROL, "  ")
    with pytest.raises(NoReason, match="already"):
        move(field, Condition.INTERVENTION)
    with pytest.raises(NotFound):
        move(field, Condition.CONTROL, activity=field.study.meeting.id)

    assert conditions.history(field.session) == []
