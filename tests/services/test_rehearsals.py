"""A rehearsal leaves a date and a length, and nothing else anywhere."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, col, select

from app.errors import InterviewConflict, NotFound
from app.models import Interview, Rehearsal
from app.services import counts, parking, people, rehearsals, unsent
from app.services.senders import Key
from app.services.snapshots import Snapshot, parse
from tests.factories import answer, full_answers
from tests.services.conftest import Field
from tests.services.sheets import data

SECRET = "Mevrouw Canarino"


def everything(field: Field) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    field.session.flush()
    return {
        name: sorted(str(tuple(row)) for row in field.session.execute(sa.select(table)))
        for name, table in SQLModel.metadata.tables.items()
    }


def rehearsed(field: Field, number: UUID | None = None, **changes: Any) -> UUID:
    """Somebody plays an interview to its end, with a name, a number and an open answer."""
    body = field.finish(training=True, contact={"ask_for": SECRET, "phone": "06 12345678"})
    body["answers"]["remark"] = answer(SECRET)
    return field.send(body | changes, interview=number)


def test_a_rehearsal_is_a_date_a_list_a_language_and_a_length(field: Field) -> None:
    number = rehearsed(field, language="tr")

    held = field.session.get_one(Rehearsal, number)
    assert (held.person_id, held.instrument, held.language, held.status) == (
        field.study.student.id,
        "parent-w1",
        "tr",
        "complete",
    )
    assert (held.started_at, held.finished_at, held.seconds) == (field.clock.now(), field.clock.now(), 60.0)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(["draft", "complete", "stopped"]),
    language=st.sampled_from(["nl", "ar", "pap", "ur", "x-test"]),
    instrument=st.sampled_from(["parent-w1", "pupil-w1", "observation", "never-heard-of"]),
    activity=st.integers(1, 2**31 - 1),
    mode=st.sampled_from(["capi", "cati", "self", "paper"]),
    value=st.text(max_size=40).filter(lambda text: "\x00" not in text),
    case=st.none() | st.integers(1, 100),
)
def test_whatever_a_rehearsal_says_it_enters_nothing(field: Field, value: str, **sent: Any) -> None:
    """Looked for in every table there is, so that a table of next year is looked at too."""
    before = everything(field)

    number = rehearsed(field, answers={"consent": answer("1"), "anything": answer(value)}, **sent)

    after = everything(field)
    assert {name for name in after if after[name] != before[name]} == {"rehearsals"}
    assert [row for row in after["rehearsals"] if row not in before["rehearsals"]] == [
        str(tuple(field.session.execute(sa.select(SQLModel.metadata.tables["rehearsals"]).filter_by(id=number)).one()))
    ]
    assert SECRET not in json.dumps(after)


def test_it_is_in_no_count_no_case_and_no_file(field: Field) -> None:
    rehearsed(field)

    board = counts.board(field.session, today=field.clock.today())
    assert (board.done, board.refusals, [step for _, step in board.chain]) == (0, [], [0, 0, 0, 0])
    assert data(field.session) == []
    assert field.due() == []


def test_it_says_its_number_back_like_everything_else_and_stays_finished(field: Field) -> None:
    number = rehearsed(field, status="draft", revision=3)
    assert field.session.get_one(Rehearsal, number).finished_at is None

    rehearsed(field, number)
    rehearsed(field, number, status="draft", revision=4)  # it comes late

    assert field.session.get_one(Rehearsal, number).status == "complete"


def test_a_rehearsal_that_another_release_forgets_to_mark_stays_one(field: Field) -> None:
    number = rehearsed(field, status="draft", revision=3)

    field.send(field.finish(), interview=number)

    assert field.session.exec(select(Interview)).all() == []
    assert field.session.get_one(Rehearsal, number).status == "complete"


def test_an_interview_does_not_become_a_rehearsal(field: Field) -> None:
    number = field.send(field.begin())

    with pytest.raises(InterviewConflict):
        rehearsed(field, number)


def test_nobody_finishes_somebody_elses(field: Field) -> None:
    number = rehearsed(field, status="draft")

    with pytest.raises(NotFound):
        field.send(field.finish(training=True), by=field.study.other_student, interview=number)


def test_what_is_refused_of_it_is_not_parked(field: Field) -> None:
    body = json.dumps(field.finish(training=True, contact={"ask_for": SECRET})).encode()
    refusal = NotFound()

    by = Key(field.study.student.id)
    kept = parking.keep(field.session, field.sealer, uuid4(), body, refusal, by=by, now=field.clock.now())

    assert kept is None
    assert parking.count(field.session) == 0


def test_it_is_not_taken_in_from_a_file(field: Field) -> None:
    bodies = [field.finish(training=True), field.finish()]
    file = {
        "format": "aloud-unsent",
        "format_version": 1,
        "interviews": [{"id": str(uuid4()), "body": body} for body in bodies],
        "refusals": [],
    }

    [entry] = unsent.read(json.dumps(file).encode(), field.sealer)

    assert entry.body == bodies[1]


def test_whoever_never_rehearsed_is_asked_to_until_it_is_finished(field: Field) -> None:
    newcomer = field.study.lead  # she has no rehearsal
    assert not rehearsals.has_rehearsed(field.session, newcomer)

    number = uuid4()
    for status in ("draft", "stopped"):
        field.send(field.begin(training=True, status=status), by=newcomer, interview=number)
        assert not rehearsals.has_rehearsed(field.session, newcomer)
    field.send(field.finish(training=True), by=newcomer, interview=number)

    assert rehearsals.has_rehearsed(field.session, newcomer)


def test_whoever_held_interviews_before_there_were_rehearsals_needs_none(field: Field) -> None:
    for one in field.session.exec(select(Rehearsal)).all():
        field.session.delete(one)
    field.session.flush()
    assert not rehearsals.has_rehearsed(field.session, field.study.student)

    field.send(field.begin())

    assert rehearsals.has_rehearsed(field.session, field.study.student)


def test_a_real_snapshot_looks_as_it_always_did(field: Field) -> None:
    """Phones compare by text: what they sent before this release is still recognised when it comes again."""
    body = field.begin()

    assert "training" not in Snapshot.model_validate(body).body
    assert parse(json.dumps(body | {"training": True}).encode()).training
    assert full_answers(field.study.w1)


def test_the_lead_sees_on_the_page_of_the_team_who_has_rehearsed(field: Field) -> None:
    def names() -> set[str]:
        return {one.person.name for one in people.team(field.session, now=field.clock.now()) if one.has_rehearsed}

    assert names() == {"Amina", "Bram"}
    field.session.execute(sa.delete(Rehearsal).where(col(Rehearsal.person_id) == field.study.student.id))

    assert names() == {"Bram"}
