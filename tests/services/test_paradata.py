"""How an answer came about is kept beside it, and what older phones send stays what it was."""

import json
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from app.models import Answer, Interview
from app.services.snapshots import Snapshot
from tests.factories import answer, full_answers
from tests.services.conftest import Field
from tests.services.sheets import codebook, data


def rows(field: Field) -> dict[str, Answer]:
    return {row.item: row for row in field.session.exec(select(Answer).order_by(col(Answer.item)))}


def test_a_parent_who_asked_twice_and_tapped_herself_is_seen_in_the_rows(field: Field) -> None:
    told: dict[str, Any] = {"probed": 2, "shown": 1, "plays": 3, "least": 4.3, "by": "respondent"}
    field.send(field.begin(answers={"consent": answer("1"), "info_tips": answer("5", **told)}))

    held = rows(field)
    tips, consent = held["info_tips"], held["consent"]
    assert (tips.probed, tips.shown, tips.plays, tips.least, tips.by) == (2, 1, 3, 4.3, "respondent")
    assert (consent.probed, consent.shown, consent.plays, consent.least, consent.by) == (0, 0, 0, None, None)


def test_an_explanation_that_was_opened_without_an_answer_is_kept_and_counts_as_none(field: Field) -> None:
    """Asked what "tips" are, and then the bell rang."""
    opened: dict[str, Any] = {"info_tips": answer(probed=1), "info_know": answer(shown=1)}
    field.send(field.begin(answers={"consent": answer("1"), **opened}, status="stopped", stop_reason="no_time"))

    assert rows(field)["info_tips"].probed == 1
    [row] = data(field.session)
    assert row["info_tips"] == "-5"
    assert row["status"] == "broken_off"


def test_half_of_the_core_is_counted_in_answers_not_in_remarks_or_explanations(field: Field) -> None:
    core = [item.name for item in field.study.w1.items() if item.core]
    asked = {name: answer("4") for name in core[: len(core) // 4]}
    only_talked_about = {name: answer(remark="Weet niet wie dat is") for name in core[len(core) // 4 :]}
    body = field.begin(answers={"consent": answer("1"), **asked, **only_talked_about})

    interview = field.send(body | {"status": "stopped", "stop_reason": "no_time"})

    assert field.session.get_one(Interview, interview).status == "broken_off"


def test_what_a_phone_of_an_earlier_release_sent_has_the_same_text_today(field: Field) -> None:
    """It sends it again when a reply was lost, perhaps after the server was renewed; that is no other interview."""
    body = field.finish()
    interview = field.send(body)

    held = field.session.get_one(Interview, interview)
    assert set(json.loads(held.snapshot)["answers"]["info_tips"]) == set(body["answers"]["info_tips"]) | {"remark"}
    assert "interpreter" not in json.loads(held.snapshot)
    field.clock.forward(hours=1)
    field.send(body, interview=interview)
    assert field.session.get_one(Interview, interview).saved_at == held.saved_at


def test_an_answer_chosen_again_by_the_interviewer_says_so_in_its_row(field: Field) -> None:
    body, interview = field.begin(answers={"info_tips": answer("5", by="respondent", probed=1)}), uuid4()
    field.send(body, interview=interview)

    field.send(body | {"revision": 2, "answers": {"info_tips": answer("4", by="interviewer")}}, interview=interview)

    tips = rows(field)["info_tips"]
    assert (tips.value, tips.by, tips.probed) == ("4", "interviewer", 0)


@pytest.mark.parametrize("wrong", [{"probed": -1}, {"plays": 10**5}, {"least": -2}, {"by": "the neighbour"}], ids=str)
def test_what_cannot_have_happened_is_not_read(field: Field, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Snapshot.model_validate(field.begin(answers={"info_tips": answer("5", **wrong)}))


def test_who_interpreted_stands_at_the_end_of_the_data_and_is_explained(field: Field) -> None:
    field.send(field.finish(interpreter="child", answers=full_answers(field.study.w1)))
    field.send(field.finish())

    assert sorted(row["interpreter"] for row in data(field.session)) == ["child", "unknown"]
    meanings = {entry["value"]: entry["meaning"] for entry in codebook(field.session)["interpreter"]}
    assert list(meanings) == ["unknown", "none", "professional", "adult", "child"]
    assert all(meanings.values())


def test_an_interpreter_who_came_later_is_noted_with_the_next_answer(field: Field) -> None:
    body, interview = field.begin(), uuid4()
    field.send(body, interview=interview)

    field.send(body | {"revision": 2, "interpreter": "adult"}, interview=interview)

    held = field.session.get_one(Interview, interview)
    assert (held.interpreter, held.revision) == ("adult", 2)
