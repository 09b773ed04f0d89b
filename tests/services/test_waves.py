"""Everybody who is asked: pupils, mentors and observers beside the parents, each with a list of her own."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.states import CaseState
from app.errors import InstrumentError, SnapshotRefused
from app.instrument.schema import Instrument
from app.models import CallAttempt, Case, Interview, Respondent, Role, Wave
from app.services import counts, fieldwork, instruments, waves
from tests.factories import full_answers
from tests.services.conftest import Field
from tests.services.sheets import codebook, data


def listed(field: Field, name: str) -> Instrument:
    return instruments.newest(field.session, name)


def held(field: Field, name: str, **changes: Any) -> dict[str, Any]:
    """A finished list of somebody beside the parents."""
    one = listed(field, name)
    body = {
        "instrument": name,
        "version": one.version,
        "wave": one.wave,
        "revision": 9,
        "status": "complete",
        "answers": full_answers(one),
    }
    return field.begin(**body) | changes


def interview(field: Field, number: UUID) -> Interview:
    return field.session.get_one(Interview, number)


def test_parents_come_first_then_everybody_else_then_the_further_lists(session: Session) -> None:
    found = waves.lists(session)

    assert found.main is not None
    assert found.main.instrument.name == "parent-w1"
    assert [one.wave.role for one in found.roles] == [Role.PUPIL, Role.MENTOR, Role.OBSERVER]
    assert "parent-card" in [one.instrument.name for one in found.further]
    assert [one.name for one in fieldwork.in_use(session)] == [one.instrument.name for one in found.all]


def test_a_list_that_is_put_to_use_twice_is_used_once_in_its_newest_words(field: Field) -> None:
    document = listed(field, "pupil-w1").document()
    document["source"] = "Lusse 2013, with one word mended"
    mended = Instrument.model_validate(document)
    instruments.publish(field.session, mended, now=field.clock.now())

    for _ in range(2):
        waves.put_to_use(field.session, mended, mode="capi")

    [pupils] = [one for one in waves.in_use(field.session) if one.instrument.name == "pupil-w1"]
    assert pupils.instrument.version == mended.version


def test_a_list_of_a_later_round_follows_the_first(field: Field) -> None:
    wave = field.session.exec(select(Wave).where(Wave.instrument == "mentor-w2")).one()

    assert (wave.name, wave.follows, wave.months, wave.role) == ("w2", "w1", 3, Role.MENTOR)
    assert "mentor-w2" not in [one.name for one in fieldwork.in_use(field.session)]


@pytest.mark.parametrize(
    ("name", "role"), [("pupil-w1", Role.PUPIL), ("mentor-w1", Role.MENTOR), ("observation", Role.OBSERVER)]
)
def test_everybody_has_a_code_of_her_own_and_counts_for_her_own_role(field: Field, name: str, role: Role) -> None:
    number = field.send(held(field, name))

    met = field.session.get_one(Respondent, interview(field, number).respondent_id)
    assert met.role == role
    assert met.code.startswith("R-")
    board = counts.board(field.session, today=field.clock.today())
    assert (board.done, board.by_day, board.languages, board.chain[0]) == (0, [], [], ("complete", 0))
    assert counts.by_context(field.session) == {}
    assert {one.role: one.done for one in board.others if one.title is None}[role] == 1
    assert [row.beside for row in board.rows if row.beside] == [{role: 1}]
    [talk] = [one for one in board.tonight if one.activity.id == field.study.talk.id]
    assert talk.done == 0
    assert sum(talk.reached.values()) == 1


def test_a_further_list_of_a_parent_does_not_count_for_the_parents_quota(field: Field) -> None:
    field.send(field.finish())
    field.send(held(field, "parent-card"))

    board = counts.board(field.session, today=field.clock.today())

    assert board.done == 1
    assert sum(row.done for row in board.rows) == 1
    card = listed(field, "parent-card").title
    assert [(one.done, one.wanted) for one in board.others if one.title == card] == [(1, 0)]


def test_whoever_was_met_fills_in_a_second_list_under_the_same_code(field: Field) -> None:
    first = field.begin() | {"status": "complete", "answers": full_answers(field.study.w1), "revision": 9}
    field.send(first)

    field.send(held(field, "parent-card", respondent=first["respondent"]))

    rows = data(field.session)
    assert len({row["respondent"] for row in rows}) == 1
    assert {row["instrument"] for row in rows} == {"parent-w1", "parent-card"}


def test_nobody_fills_in_the_same_list_twice(field: Field) -> None:
    body = held(field, "mentor-w1")
    field.send(body)

    with pytest.raises(SnapshotRefused):
        field.send(body, interview=uuid4())


def test_a_pupil_does_not_become_a_mentor(field: Field) -> None:
    body = held(field, "pupil-w1")
    field.send(body)

    with pytest.raises(SnapshotRefused):
        field.send(held(field, "mentor-w1", respondent=body["respondent"]))


def test_a_mentors_second_list_needs_no_call(field: Field) -> None:
    first = held(field, "mentor-w1", mode="self")
    field.send(first)

    case = field.session.exec(select(Case)).one()
    assert case.state == CaseState.SCHEDULED

    field.send(held(field, "mentor-w2", mode="self", respondent=first["respondent"]), by=field.study.lead)

    assert (case.state, field.due()) == (CaseState.COMPLETE, [])
    assert field.session.scalar(sa.select(sa.func.count()).select_from(CallAttempt)) == 0
    assert {row["wave"] for row in data(field.session)} == {"w1", "w2"}


def test_the_lead_takes_in_paper_but_reads_nothing_aloud(field: Field) -> None:
    field.send(held(field, "pupil-w1", mode="paper"), by=field.study.lead)

    with pytest.raises(SnapshotRefused):
        field.send(held(field, "pupil-w1"), by=field.study.lead)


@pytest.mark.parametrize("name", ["pupil-w1", "mentor-w1", "observation", "parent-card"])
def test_nobody_but_a_parent_who_agreed_is_called_again(field: Field, name: str) -> None:
    called = select(Case).join(Wave, col(Wave.id) == col(Case.wave_id)).where(Wave.mode == "cati")
    field.send(held(field, name))
    assert field.session.exec(called).all() == []

    field.meet()
    assert len(field.session.exec(called).all()) == 1


def test_what_three_roles_were_asked_alike_stands_in_one_column(field: Field) -> None:
    field.send(field.finish())
    field.send(held(field, "pupil-w1"))
    field.send(held(field, "mentor-w1"))

    rows = {row["role"]: row for row in data(field.session)}

    assert {role: row["info_tips"] for role, row in rows.items()} == {"parent": "4", "pupil": "4", "mentor": "4"}
    asked = codebook(field.session)["info_tips"][0]["asked"].split()
    assert asked[0] == "parent-w1"
    assert {"pupil-w1", "mentor-w1"} <= set(asked)


def test_a_list_that_means_something_else_by_a_name_is_not_published(field: Field) -> None:
    document = listed(field, "pupil-w1").document()
    document["name"] = "pupil-odd"
    [tips] = [item for section in document["survey"] for item in section["items"] if item["name"] == "info_tips"]
    tips |= {"type": "integer", "choice_list": None, "scale": None}

    with pytest.raises(InstrumentError) as refusal:
        instruments.publish(field.session, Instrument.model_validate(document), now=field.clock.now())

    assert "`info_tips` is `integer` in `pupil-odd` and `select_one` in" in str(refusal.value)
    assert [one for one in fieldwork.in_use(field.session) if one.name == "pupil-odd"] == []


def test_other_codes_under_one_name_are_told_apart_before_anybody_answers(field: Field) -> None:
    document = listed(field, "pupil-w1").document()
    document["name"] = "pupil-odd"
    points = [
        {"name": str(code), "label": dict.fromkeys(document["languages"], f"grade {code}")} for code in range(6, 11)
    ]
    document["choices"]["agree5"] = points

    with pytest.raises(InstrumentError, match=r"the codes 10, 6, 7, 8, 9 in `pupil-odd` and 1, 2, 3, 4, 5 in"):
        instruments.publish(field.session, Instrument.model_validate(document), now=field.clock.now())
