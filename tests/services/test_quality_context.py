"""Interviews that miss their context, until there are none."""

import pytest
from sqlmodel import select

from app.errors import FieldworkError, NotFound
from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Amending,
    Answer,
    AuditEntry,
    Group,
    Interview,
    InterviewStatus,
)
from app.services import amend_status, amended, counts, instruments, quality_context, quality_mending, tallies
from tests.factories import answer, full_answers
from tests.services.conftest import Field

WHY = "stond op de lijst van de school"


def without_year(field: Field) -> Group:
    group = field.session.get_one(Group, field.study.group.id)
    group.year = None
    field.session.flush()
    return group


def year(field: Field, group_id: int, text: str) -> int:
    return quality_mending.set_year(field.session, group_id, text, by=field.study.lead, now=field.clock.now())


def move(field: Field, place: str, to: str) -> int:
    return quality_mending.move_all(field.session, place, to, because=WHY, by=field.study.lead, now=field.clock.now())


def test_with_everything_there_nothing_is_missing(field: Field) -> None:
    field.send(field.finish())

    found = quality_context.missing(field.session)

    assert (found.total, found.classes, found.places, found.ages) == (0, [], [], [])


def test_the_year_of_a_class_mends_all_its_interviews_at_once(field: Field) -> None:
    for _ in range(3):
        field.send(field.finish())
    group = without_year(field)
    [line] = quality_context.missing(field.session).classes
    assert (line.group.id, line.count, quality_context.count(field.session)) == (group.id, 3, 3)

    assert year(field, group.id, " MBO 1 ") == 3

    assert quality_context.count(field.session) == 0
    assert field.session.get_one(Group, group.id).year == "mbo1"
    assert "class.year" in field.session.exec(select(AuditEntry.verb)).all()


@pytest.mark.parametrize("text", ["", "tweede jaar van de school", "veertien", "2%", "'"])
def test_what_is_no_year_is_refused(field: Field, text: str) -> None:
    with pytest.raises(FieldworkError, match="school year"):
        year(field, field.study.group.id, text)
    with pytest.raises(NotFound):
        year(field, 9999, "1")


def test_the_board_says_the_number_of_this_page_of_everybody_in_every_round(field: Field) -> None:
    case = field.meet()
    field.send(field.finish() | {"status": "stopped", "stop_reason": "no_time", "revision": 10})
    field.clock.forward(days=92)
    field.send(field.ring(case), by=field.study.caller)
    without_year(field)
    tallies.count(field.session)

    shown = counts.board(field.session, today=field.clock.today())

    assert shown.without_context == quality_context.missing(field.session).total == 3
    assert shown.done == 1


def test_a_voided_interview_misses_nothing(field: Field) -> None:
    interview = field.send(field.finish())
    without_year(field)

    amend_status.void(field.session, interview, because=WHY, by=field.study.lead, now=field.clock.now())
    tallies.count(field.session)  # as at every commit

    assert quality_context.count(field.session) == 0


def test_what_stands_at_a_cancelled_activity_moves_at_once_and_each_keeps_its_trail(field: Field) -> None:
    interviews = [field.send(field.finish()) for _ in range(2)]
    talk = field.session.get_one(Activity, field.study.talk.id)
    talk.status, talk.because = ActivityStatus.CANCELLED, "ziek"
    same = ("site_id", "intervention_id", "condition", "held_on", "starts_at", "ends_at")
    again = Activity(**{name: getattr(talk, name) for name in same})
    field.session.add(again)
    field.session.flush()
    field.session.add(ActivityGroup(activity_id=again.id, group_id=field.study.group.id))
    field.session.flush()
    [line] = quality_context.missing(field.session).places
    assert (line.why, line.count) == (quality_context.CANCELLED, 2)
    [place] = quality_context.choices(field.session, line.site.id)

    assert move(field, line.place, place.name) == 2
    tallies.count(field.session)  # as at every commit

    assert quality_context.count(field.session) == 0
    for interview in interviews:
        assert [row.kind for row in amended.of(field.session, interview)] == [Amending.CONTEXT]
    with pytest.raises(FieldworkError, match="Choose the class"):
        move(field, line.place, "")


def test_a_class_of_another_school_is_told(field: Field) -> None:
    interview = field.send(field.finish())
    field.session.get_one(Interview, interview).group_id = field.study.meeting_group.id
    field.session.flush()

    [line] = quality_context.missing(field.session).places

    assert line.why == quality_context.ELSEWHERE
    assert quality_context.of(field.session, field.session.get_one(Interview, interview)) == ["place"]


def test_a_class_that_was_not_planned_is_told_once(field: Field) -> None:
    field.send(field.finish())
    row = field.session.get_one(ActivityGroup, (field.study.talk.id, field.study.group.id))
    field.session.delete(row)
    field.session.flush()

    [line] = quality_context.missing(field.session).places

    assert (line.why, quality_context.count(field.session)) == (quality_context.NOT_PLANNED, 1)


@pytest.mark.parametrize(("age", "misses"), [(answer("12"), 0), (answer(missing="dont_know"), 1), (answer("99"), 1)])
def test_a_pupil_without_a_possible_age_is_missing_it(field: Field, age: dict[str, object], misses: int) -> None:
    pupils = instruments.newest(field.session, "pupil-w1")
    list_of = {"instrument": "pupil-w1", "version": pupils.version, "answers": full_answers(pupils)}
    interview = field.send(field.begin(**list_of, status="complete", revision=9))
    row = field.session.get_one(Answer, (interview, "age"))
    row.value, row.missing = age["value"], age["missing"]  # type: ignore[assignment]
    field.session.flush()
    assert field.session.get_one(Interview, interview).status == InterviewStatus.COMPLETE

    found = quality_context.missing(field.session)

    assert (found.total, len(found.ages)) == (misses, misses)
