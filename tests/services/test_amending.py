"""The lead corrects, voids, restores and merges interviews: nothing disappears, and no phone undoes it silently."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.errors import ChangedMeanwhile, FieldworkError, InterviewClosed, InterviewVoided, NotFound
from app.models import (
    ActivityGroup,
    Amending,
    Amendment,
    Answer,
    Case,
    Contact,
    Decision,
    Interview,
    InterviewStatus,
    ParkedSnapshot,
    Person,
    QualityNote,
    Respondent,
    Study,
)
from app.services import (
    amend_answers,
    amend_context,
    amend_merge,
    amend_page,
    amend_status,
    amended,
    counts,
    fieldwork,
    finished,
    interviews,
    outcomes,
    parked,
    parking,
    tallies,
    unsent,
    withdrawals,
)
from app.services.senders import Key
from app.services.snapshots import Snapshot
from tests.factories import answer
from tests.services.conftest import Field
from tests.services.sheets import data

WHY = "Amina belde: verkeerd getikt"


def correct(field: Field, interview: UUID, item: str, value: str = "", missing: str = "") -> amend_answers.Followed:
    stands = amended.said(field.session.get(Answer, (interview, item)))
    return amend_answers.correct(
        field.session,
        interview,
        item,
        value=value,
        missing=missing,
        expected=amend_answers.state(stands),
        because=WHY,
        by=field.study.lead,
        now=field.clock.now(),
    )


def void(field: Field, interview: UUID) -> None:
    amend_status.void(field.session, interview, because=WHY, by=field.study.lead, now=field.clock.now())


def restore(field: Field, interview: UUID) -> None:
    amend_status.restore(field.session, interview, because=WHY, by=field.study.lead, now=field.clock.now())


def held(field: Field, interview: UUID) -> Interview:
    field.session.expire_all()
    return field.session.get_one(Interview, interview)


def given(field: Field, interview: UUID, item: str) -> Answer | None:
    field.session.expire_all()
    return field.session.get(Answer, (interview, item))


def done(field: Field) -> int:
    tallies.count(field.session)  # as at every commit
    return counts.board(field.session, today=field.clock.today()).done


def test_a_corrected_answer_counts_and_what_stood_there_is_kept(field: Field) -> None:
    interview = field.send(field.finish())

    correct(field, interview, "info_tips", "2")

    assert given(field, interview, "info_tips").value == "2"  # type: ignore[union-attr]
    [one] = finished.interviews(field.session)
    assert one.point("info_tips") == 2
    [row] = amended.of(field.session, interview)
    assert (row.kind, row.what, json.loads(str(row.was))["value"]) == (Amending.ANSWER, "info_tips", "4")
    assert (row.because, row.person_id) == (WHY, field.study.lead.id)


@pytest.mark.parametrize(
    ("item", "value", "missing"),
    [("info_tips", "9", ""), ("info_tips", "", ""), ("info_tips", "", "not_asked"), ("consent", "0", "")],
)
def test_what_the_questionnaire_does_not_have_is_refused(field: Field, item: str, value: str, missing: str) -> None:
    interview = field.send(field.finish())

    with pytest.raises(FieldworkError):
        correct(field, interview, item, value, missing)

    assert amended.of(field.session, interview) == []


def test_a_name_or_a_number_is_no_answer(field: Field) -> None:
    interview = field.send(field.finish())

    for item in ("phone", "nothing_of_ours"):
        with pytest.raises(NotFound):
            correct(field, interview, item, "06 12345678")


def test_a_reason_for_none_takes_the_place_of_an_answer_and_is_undone_by_another_line(field: Field) -> None:
    interview = field.send(field.finish())
    correct(field, interview, "info_tips", missing="dont_know")
    [row] = amended.of(field.session, interview)

    amend_status.undo(field.session, interview, row.id, because="Toch niet", by=field.study.lead, now=field.clock.now())

    assert given(field, interview, "info_tips").value == "4"  # type: ignore[union-attr]
    assert [one.because for one in amended.of(field.session, interview)] == [WHY, "Toch niet"]
    with pytest.raises(ChangedMeanwhile):
        amend_status.undo(field.session, interview, row.id, because=WHY, by=field.study.lead, now=field.clock.now())


def test_nobody_corrects_an_answer_that_changed_under_her_eyes(field: Field) -> None:
    interview = field.send(field.finish())
    seen = amend_answers.state(amended.said(field.session.get(Answer, (interview, "info_tips"))))
    correct(field, interview, "info_tips", "2")

    with pytest.raises(ChangedMeanwhile):
        amend_answers.correct(
            field.session,
            interview,
            "info_tips",
            value="1",
            expected=seen,
            because=WHY,
            by=field.study.lead,
            now=field.clock.now(),
        )


def test_without_a_reason_nothing_changes(field: Field) -> None:
    interview = field.send(field.finish())

    for act in (amend_status.void, amend_status.restore):
        with pytest.raises(FieldworkError):
            act(field.session, interview, because=" ", by=field.study.lead, now=field.clock.now())

    assert held(field, interview).status == InterviewStatus.COMPLETE


def test_an_interview_that_is_going_on_is_not_amended(field: Field) -> None:
    interview = field.send(field.begin())

    with pytest.raises(FieldworkError, match="still going on"):
        void(field, interview)
    with pytest.raises(NotFound):
        void(field, uuid4())


def test_what_is_not_asked_any_more_goes_with_the_answer_that_it_hung_on(field: Field) -> None:
    interview = field.send(field.finish())
    assert given(field, interview, "origin") is not None
    no = {"origin_consent": {"value": "0", "missing": None}}

    followed = amend_answers.put(
        field.session,
        held(field, interview),
        field.study.w1,
        no,
        Amending.ANSWER,
        because=WHY,
        by=field.study.lead,
        now=field.clock.now(),
    )

    assert (followed.taken_out, followed.never_asked) == (("origin",), ())
    assert given(field, interview, "origin") is None
    assert [row.what for row in amended.of(field.session, interview)] == ["origin_consent", "origin"]


def test_a_class_is_corrected_for_all_that_she_told_us_there(field: Field) -> None:
    case = field.meet()
    [first] = field.session.exec(select(Interview)).all()
    field.clock.forward(days=92)
    second = field.send(field.ring(case), by=field.study.caller)
    place = (field.study.meeting.id, field.study.meeting_group.id)

    moved = amend_context.move(field.session, first.id, *place, because=WHY, by=field.study.lead, now=field.clock.now())

    assert moved == 2
    assert {(one.activity_id, one.group_id) for one in (held(field, first.id), held(field, second))} == {place}
    [met] = field.session.exec(select(Respondent)).all()
    assert (met.activity_id, met.group_id) == place


def test_a_call_that_began_before_the_correction_finds_its_place(field: Field) -> None:
    case = field.meet()
    [first] = field.session.exec(select(Interview)).all()
    place = (field.study.meeting.id, field.study.meeting_group.id)
    field.clock.forward(days=92)
    body = field.ring(case)  # as the caller's page was when she opened it
    amend_context.move(field.session, first.id, *place, because=WHY, by=field.study.lead, now=field.clock.now())

    second = field.send(body, by=field.study.caller)

    assert (held(field, second).activity_id, held(field, second).group_id) == place


def test_a_class_that_the_activity_does_not_have_is_refused(field: Field) -> None:
    interview = field.send(field.finish())
    assert field.session.get(ActivityGroup, (field.study.talk.id, field.study.meeting_group.id)) is None

    with pytest.raises(FieldworkError, match="not planned"):
        amend_context.move(
            field.session,
            interview,
            field.study.talk.id,
            field.study.meeting_group.id,
            because=WHY,
            by=field.study.lead,
            now=field.clock.now(),
        )


def test_the_language_is_corrected_and_stays(field: Field) -> None:
    interview = field.send(field.finish())

    amend_context.speak(field.session, interview, "tr", because=WHY, by=field.study.lead, now=field.clock.now())

    assert held(field, interview).language == "tr"
    with pytest.raises(FieldworkError, match="does not exist"):
        amend_context.speak(field.session, interview, "xx", because=WHY, by=field.study.lead, now=field.clock.now())


def credit(field: Field, interview: UUID, person: object, because: str = WHY) -> None:
    amend_context.credit(
        field.session, interview, str(person), because=because, by=field.study.lead, now=field.clock.now()
    )


def test_who_held_it_is_corrected_everywhere_and_can_be_taken_back(field: Field) -> None:
    interview = field.send(field.finish())
    other = field.session.get_one(Person, field.study.other_student.id)
    other.left_at = field.clock.now()  # she left the team, and held it all the same

    credit(field, interview, other.id)

    assert held(field, interview).interviewer_id == other.id
    assert [row["interviewer"] for row in data(field.session)] == [str(other.id)]
    assert [one.interviewer_id for one in finished.interviews(field.session)] == [other.id]
    assert done(field) == 1
    assert tallies.is_right(field.session)
    look = amend_page.look(field.session, interview)
    assert [(one.was, one.became) for one in look.trail] == [(field.study.student.name, other.name)]
    [row] = amended.of(field.session, interview)
    assert (row.kind, row.what, row.because) == (Amending.CONTEXT, "interviewer", WHY)

    amend_status.undo(field.session, interview, row.id, because="Toch niet", by=field.study.lead, now=field.clock.now())

    assert held(field, interview).interviewer_id == field.study.student.id
    with pytest.raises(ChangedMeanwhile):
        amend_status.undo(field.session, interview, row.id, because=WHY, by=field.study.lead, now=field.clock.now())


def test_nobody_of_another_study_and_nobody_at_all_held_it(field: Field) -> None:
    interview, mine = field.send(field.finish()), field.study.student
    elsewhere = Study(name="Elsewhere", minimum=1)
    field.session.add(elsewhere)
    field.session.flush()
    stranger = Person(study_id=elsewhere.id, name="Vreemde", role=mine.role)
    field.session.add(stranger)
    field.session.flush()

    for wrong, sentence in ((stranger.id, "Choose who held"), ("", "Choose who held"), ("x" * 20, "Choose who held")):
        with pytest.raises(FieldworkError, match=sentence):
            credit(field, interview, wrong)
    with pytest.raises(FieldworkError, match="there already"):
        credit(field, interview, mine.id)
    with pytest.raises(FieldworkError, match="in one line why"):
        credit(field, interview, field.study.other_student.id, because=" ")

    assert amended.of(field.session, interview) == []


def test_a_late_phone_of_whoever_was_noted_first_still_sends_and_changes_nobody(field: Field) -> None:
    body = field.finish()
    stopped = body | {"status": "stopped", "stop_reason": "no_time", "revision": 10}
    interview = field.send(stopped)
    credit(field, interview, field.study.other_student.id)

    field.send(stopped, None, interview)  # it repeats itself
    field.send(body | {"revision": 11}, None, interview)  # and goes on to the end
    with pytest.raises(NotFound):
        field.send(body | {"revision": 12}, field.study.caller, interview)

    assert held(field, interview).status == InterviewStatus.COMPLETE
    assert held(field, interview).interviewer_id == field.study.other_student.id
    assert tallies.is_right(field.session)


def test_what_is_voided_counts_nowhere_and_nobody_is_called_about_it(field: Field) -> None:
    case = field.meet()
    [interview] = field.session.exec(select(Interview.id)).all()
    assert done(field) == 1
    field.clock.forward(days=92)
    assert field.listed()

    void(field, interview)

    field.session.expire_all()
    assert done(field) == 0
    assert data(field.session) == []
    assert finished.interviews(field.session) == []
    occasion = fieldwork.occasion(field.session, field.study.talk.id, person=field.study.lead)
    assert (occasion.done, occasion.reached) == (0, {})
    assert field.listed() == []
    closed = field.session.get_one(Case, case.id)
    assert (closed.closed_by, closed.state) == ("voided", "other")
    [wave] = [one for one in outcomes.rounds(field.session) if one.id == case.wave_id]
    figures = outcomes.of_round(field.session, wave, today=field.clock.today())
    assert (figures.due, figures.chain[0].count, figures.chain[2].count) == (0, 0, 0)


def test_what_is_restored_is_what_it_was_and_is_called_again(field: Field) -> None:
    case = field.meet()
    [interview] = field.session.exec(select(Interview.id)).all()
    void(field, interview)
    field.clock.forward(days=2)

    restore(field, interview)

    assert held(field, interview).status == InterviewStatus.COMPLETE
    assert done(field) == 1
    field.clock.forward(days=90)
    assert [one.id for one in field.listed()] == [case.id]
    assert [one.kind for one in amended.of(field.session, interview)] == [Amending.VOID, Amending.RESTORE]


def test_a_number_that_went_meanwhile_does_not_come_back(field: Field) -> None:
    case = field.meet()
    [interview] = field.session.exec(select(Interview.id)).all()
    void(field, interview)
    field.session.execute(sa.delete(Contact))

    restore(field, interview)

    field.session.expire_all()
    assert field.session.get_one(Case, case.id).closed_by == "exhausted"


def test_a_result_of_the_second_round_that_is_voided_is_none_until_it_is_restored(field: Field) -> None:
    case = field.meet()
    field.clock.forward(days=92)
    second = field.send(field.ring(case), by=field.study.caller)

    void(field, second)
    field.session.expire_all()
    first = (field.session.get_one(Case, case.id).state, field.session.get_one(Case, case.id).closed_by)
    restore(field, second)
    field.session.expire_all()

    assert first == ("other", "unusable")
    assert field.session.get_one(Case, case.id).state == "complete"


def late(field: Field, body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return body | {"revision": body["revision"] + 1} | changes


def receive(field: Field, interview: UUID, body: dict[str, Any], *, decided: bool = False) -> Any:
    sent, by = Snapshot.model_validate(body), field.study.student
    return interviews.receive(
        field.session, interview, sent, by=by, sealer=field.sealer, now=field.clock.now(), decided=decided
    )


def test_a_late_phone_does_not_bring_back_what_was_voided_and_what_it_sent_is_kept(field: Field) -> None:
    body = field.finish()
    interview = field.send(body)
    void(field, interview)

    repeated = receive(field, interview, body)
    assert (repeated.decision, repeated.revision) == (Decision.VOIDED, 20)
    newer = late(field, body, answers=body["answers"] | {"info_tips": answer("1")})
    with pytest.raises(InterviewVoided) as refusal:
        receive(field, interview, newer)
    kept = parking.keep(
        field.session,
        field.sealer,
        interview,
        json.dumps(newer).encode(),
        refusal.value,
        by=Key(field.study.student.id, None),
        now=field.clock.now(),
    )

    assert held(field, interview).status == InterviewStatus.VOIDED
    assert kept is not None
    assert (kept.decision, kept.because, kept.decided_by) == (Decision.VOIDED, WHY, field.study.lead.id)
    assert kept.contact is None
    assert parking.count(field.session) == 0


def test_nobody_accepts_into_an_interview_that_is_voided(field: Field) -> None:
    body = field.finish()
    interview = field.send(body)
    void(field, interview)

    with pytest.raises(InterviewVoided):
        receive(field, interview, late(field, body), decided=True)


def test_a_phone_that_goes_on_does_not_undo_what_was_corrected(field: Field) -> None:
    body = field.finish()
    stopped = body | {"status": "stopped", "stop_reason": "no_time", "revision": 10}
    interview = field.send(stopped)
    assert held(field, interview).status == InterviewStatus.PARTIAL
    correct(field, interview, "info_tips", "2")
    changed = body["answers"] | {"info_tips": answer("5"), "info_know": answer("1")}

    for revision in (11, 12):
        field.send(
            stopped | {"revision": revision, "status": "draft", "stop_reason": None, "answers": changed},
            None,
            interview,
        )

    assert given(field, interview, "info_tips").value == "2"  # type: ignore[union-attr]
    assert given(field, interview, "info_know").value == "1"  # type: ignore[union-attr]


def test_a_late_change_of_a_finished_interview_waits_for_the_lead_and_what_she_amended_stands(field: Field) -> None:
    body = field.finish()
    interview = field.send(body)
    correct(field, interview, "info_tips", "2")
    newer = late(field, body, answers=body["answers"] | {"info_tips": answer("5"), "info_know": answer("1")})

    with pytest.raises(InterviewClosed):
        receive(field, interview, newer)
    receive(field, interview, newer, decided=True)

    assert given(field, interview, "info_tips").value == "2"  # type: ignore[union-attr]
    assert given(field, interview, "info_know").value == "1"  # type: ignore[union-attr]


def twins(field: Field) -> tuple[UUID, UUID]:
    """The same talk, held twice because a phone lost its memory."""
    first = field.finish()
    second = field.finish()
    second["answers"] = second["answers"] | {"info_tips": answer("1"), "info_know": answer("2")}
    return field.send(first), field.send(second)


def merge(field: Field, stays: UUID, goes: UUID, *taken: str) -> amend_answers.Followed:
    return amend_merge.merge(
        field.session, stays, goes, taken=taken, because=WHY, by=field.study.lead, now=field.clock.now()
    )


def test_two_interviews_of_one_talk_become_one_item_by_item(field: Field) -> None:
    stays, goes = twins(field)
    [candidate] = amend_merge.candidates(field.session, held(field, stays))
    assert candidate.interview.id == goes
    pair = amend_merge.compare(field.session, stays, goes)
    assert {one.item.name for one in pair.differing} == {"info_tips", "info_know"}

    merge(field, stays, goes, "info_tips")

    assert given(field, stays, "info_tips").value == "1"  # type: ignore[union-attr]
    assert given(field, stays, "info_know").value == "4"  # type: ignore[union-attr]
    assert held(field, goes).status == InterviewStatus.VOIDED
    assert done(field) == 1
    assert {row.other_id for row in amended.of(field.session, stays)} == {goes}
    assert {row.other_id for row in amended.of(field.session, goes)} == {stays}
    assert len(field.session.exec(select(Case).where(col(Case.closed_by).is_(None))).all()) == 1


def test_what_cannot_be_one_talk_is_not_merged(field: Field) -> None:
    stays, goes = twins(field)

    with pytest.raises(FieldworkError, match="two different"):
        merge(field, stays, stays)
    with pytest.raises(NotFound):
        merge(field, stays, goes, "consent")
    with pytest.raises(NotFound):
        merge(field, stays, uuid4())
    void(field, goes)
    with pytest.raises(FieldworkError, match="voided"):
        merge(field, stays, goes)


def test_who_stops_takes_what_she_said_out_of_the_trail_and_out_of_what_it_was_merged_into(field: Field) -> None:
    stays, goes = twins(field)
    other = field.send(field.finish())
    merge(field, stays, goes, "info_tips")
    correct(field, other, "info_tips", "3")
    owner = held(field, goes).respondent_id
    note = QualityNote(
        interviewer_id=field.study.student.id,
        rule="fast",
        interview_id=goes,
        person_id=field.study.lead.id,
        at=field.clock.now(),
    )
    field.session.add(note)

    withdrawals.withdraw(field.session, owner, reach="answers", channel="code", by=None, now=field.clock.now())

    field.session.expire_all()
    assert [one.id for one in field.session.exec(select(Interview)).all()] == [other]
    assert [row.interview_id for row in field.session.exec(select(Amendment)).all()] == [other]
    assert field.session.exec(select(QualityNote.interview_id)).all() == [None]


def rehearsal(field: Field) -> tuple[UUID, dict[str, Any]]:
    return uuid4(), field.finish(training=True)


def nothing_came_in(field: Field) -> bool:
    kept = [field.session.exec(select(one)).all() for one in (Interview, Answer, Respondent, ParkedSnapshot)]
    return kept == [[], [], [], []]


def test_a_rehearsal_enters_by_no_door(field: Field) -> None:
    """Sent as itself, without its mark, after a refusal, through a decision, or into a merger."""
    number, body = rehearsal(field)
    field.send(body, None, number)
    field.send(late(field, body) | {"training": False}, None, number)  # a phone that forgot what it was
    assert nothing_came_in(field)

    key, raw = Key(field.study.student.id, None), json.dumps(body).encode()
    assert (
        parking.keep(field.session, field.sealer, number, raw, FieldworkError(), by=key, now=field.clock.now()) is None
    )
    receive(field, number, body, decided=True)
    assert nothing_came_in(field)
    with pytest.raises(NotFound):
        parked.accept(
            field.session, field.sealer, 1, because=WHY, compared="", by=field.study.lead, now=field.clock.now()
        )

    file = {"format": "aloud-unsent", "format_version": 1, "interviews": [{"id": str(number), "body": body}]}
    assert unsent.read(json.dumps(file).encode(), field.sealer) == []
    taken = unsent.take(field.session, field.sealer, unsent.Entry(True, str(number), body, None), now=field.clock.now())
    assert taken.kind == "left"
    assert nothing_came_in(field)

    real = field.send(field.finish())
    for stays, goes in ((real, number), (number, real)):
        with pytest.raises(NotFound):
            merge(field, stays, goes)
    with pytest.raises(NotFound):
        restore(field, number)
    assert done(field) == 1
