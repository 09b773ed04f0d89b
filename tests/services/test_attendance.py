"""The sheet of an evening: what can be counted, what cannot be, and that nothing disappears."""

from typing import Any

import pytest
from sqlmodel import select

from app.models import Absence, Attendance, Group
from app.services import attendance, fieldwork
from app.services.attendance import Line, Sheet
from tests.services.conftest import Field


def lines(field: Field) -> list[Line]:
    occasion = fieldwork.occasion(field.session, field.study.talk.id, person=field.study.student)
    return attendance.sheet(field.session, field.study.talk.id, occasion.groups)


def enter(field: Field, **typed: Any) -> tuple[int, list[Line]]:
    """The student fills in the class of her talks."""
    held = lines(field)
    sent = Sheet(
        group=[field.study.group.id],
        **{name: [str(value)] for name, value in ({"invited": "", "present": ""} | typed).items()},
    )
    kept = attendance.enter(
        field.session,
        held,
        sent,
        activity_id=field.study.talk.id,
        by=field.study.student,
        now=field.clock.now(),
    )
    return kept, held


def rows(field: Field) -> list[tuple[int, int, int]]:
    return [(one.invited, one.present, one.guests) for one in field.session.exec(select(Attendance)).all()]


def test_a_class_is_counted_with_its_guests_and_the_reasons_of_those_who_did_not_come(field: Field) -> None:
    kept, _ = enter(field, invited=20, present=15, guests=2, no_time=2, illness=1, note="Regen en file")

    assert kept == 1
    assert rows(field) == [(20, 15, 2)]
    reasons = {one.reason: one.pupils for one in field.session.exec(select(Absence)).all()}
    assert reasons == {"no_time": 2, "illness": 1}
    [line] = lines(field)
    assert line.newest is not None
    assert (line.newest.by, line.typed["present"], line.typed["no_time"], line.typed["note"]) == (
        "Amina",
        "15",
        "2",
        "Regen en file",
    )


def test_a_correction_is_another_row_and_the_first_stays_in_the_history(field: Field) -> None:
    enter(field, invited=20, present=15)
    field.clock.forward(minutes=5)
    enter(field, invited=20, present=16)

    assert rows(field) == [(20, 15, 0), (20, 16, 0)]
    [line] = lines(field)
    assert [one.attendance.present for one in line.said] == [16, 15]


def test_sending_the_same_again_changes_nothing(field: Field) -> None:
    enter(field, invited=20, present=15, illness=1)

    kept, _ = enter(field, invited="020", present="15", illness=1, guests="0")

    assert kept == 0
    assert len(rows(field)) == 1


def test_arabic_digits_are_digits(field: Field) -> None:
    enter(field, invited="٢٠", present="۱۵")

    assert rows(field) == [(20, 15, 0)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"invited": 20, "present": 21}, "More pupils with a parent (21) than were invited (20)"),
        ({"invited": 4000, "present": 18}, "A class of 4000 pupils?"),
        ({"invited": 0, "present": 0}, "A class of 0 pupils?"),
        ({"invited": 20, "present": -3}, "Only whole numbers"),
        ({"invited": 20, "present": "18,5"}, "Only whole numbers"),
        ({"invited": "²", "present": 1}, "Only whole numbers"),
        ({"invited": "veel", "present": 18}, "Only whole numbers"),
        ({"invited": 20}, "Nobody came: fill in 0"),
        ({"present": 18}, "Of how many pupils"),
        ({"invited": 20, "present": 15, "guests": 6}, "that makes 21 pupils"),
        ({"invited": 20, "present": 15, "illness": 4, "no_time": 2}, "Reasons for 6 pupils, but only for 5"),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_a_sentence_and_kept_in_the_form(
    field: Field, typed: dict[str, Any], sentence: str
) -> None:
    kept, [line] = enter(field, **typed)

    assert kept == 0
    assert rows(field) == []
    assert sentence in str(line.problem)
    assert {name: line.typed[name] for name in typed} == {name: str(value) for name, value in typed.items()}


def test_one_impossible_class_keeps_the_others_waiting_too(field: Field) -> None:
    """Nothing is half-stored: the student corrects one number and sends everything again."""
    other = Group(site_id=field.study.talk.site_id, name="1C", year="1")
    field.session.add(other)
    field.session.flush()
    held = [*lines(field), Line(other, typed=dict.fromkeys(lines(field)[0].typed, ""))]
    sent = Sheet(group=[field.study.group.id, other.id], invited=["20", "18"], present=["19", "19"])

    kept = attendance.enter(
        field.session, held, sent, activity_id=field.study.talk.id, by=field.study.student, now=field.clock.now()
    )

    assert (kept, rows(field)) == (0, [])
    assert [line.problem is not None for line in held] == [False, True]


def test_a_class_that_was_left_empty_waits(field: Field) -> None:
    kept, [line] = enter(field)

    assert (kept, rows(field), line.problem) == (0, [], None)


def test_a_count_can_be_corrected_and_not_be_emptied(field: Field) -> None:
    enter(field, invited=20, present=15)

    kept, [line] = enter(field)

    assert kept == 0
    assert line.problem is not None
    assert rows(field) == [(20, 15, 0)]
