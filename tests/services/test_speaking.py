"""What parents hear was released by two people; what nobody released is not spoken, and what was said is not lost."""

from uuid import uuid4

import pytest
from sqlmodel import delete

from app.errors import SnapshotRefused
from app.instrument.schema import Instrument
from app.models import Approval
from app.services import fitting, instruments, releases, speaking, waves
from app.services.snapshots import Snapshot
from tests.factories import answer
from tests.services.conftest import Field


def test_a_language_that_nobody_released_is_refused_with_a_sentence_for_the_student(field: Field) -> None:
    with pytest.raises(SnapshotRefused) as refusal:
        field.send(field.begin(language="pl"))

    assert refusal.value.status == 422
    assert refusal.value.msgid == speaking.NOT_RELEASED


def test_one_answer_in_a_draft_is_enough(field: Field) -> None:
    with pytest.raises(SnapshotRefused):
        field.send(field.begin(answers={"consent": answer("1", language="ur")}))


@pytest.mark.parametrize("language", ["nl", "en", "tr", "ar"])
def test_what_was_released_is_spoken(field: Field, language: str) -> None:
    field.send(field.begin(language=language))


def test_a_release_that_is_taken_back_stops_no_interview_that_began_in_it(field: Field) -> None:
    number, body = uuid4(), field.begin(language="tr", answers={"consent": answer("1", language="tr")})
    field.send(body, interview=number)
    field.session.execute(delete(Approval))

    goes_on = body["answers"] | {"info_tips": answer("4", language="tr")}
    field.send(body | {"revision": 2, "answers": goes_on}, interview=number)

    with pytest.raises(SnapshotRefused):
        field.send(field.begin(language="tr"))


def test_the_lead_hears_what_would_help_and_can_accept_it_then(field: Field) -> None:
    snapshot = Snapshot.model_validate(field.begin(language="pl"))
    w1 = field.study.w1

    def obstacle() -> str | None:
        return fitting.obstacle(field.session, field.sealer, snapshot, w1, held=None, sender=field.study.student)

    assert "Polski" in (obstacle() or "")
    units, now = releases.units(w1, "pl"), field.clock.now()
    releases.review(field.session, w1.name, "pl", units, by="Ewa", now=now)
    releases.release(field.session, w1.name, "pl", units, by="Jan", now=now)

    assert obstacle() is None


def test_home_offers_each_list_in_its_released_languages(field: Field) -> None:
    offered = {one.instrument.name: one.languages for one in waves.lists(field.session).all}

    assert offered["parent-w1"] == ("nl", "en", "tr", "ar")
    assert offered["observation"] == ("nl", "en")


def test_a_new_version_may_be_spoken_where_its_words_stayed_the_same(field: Field) -> None:
    document = field.study.w1.document()
    document["source"] = "Lusse 2013; the source was told more exactly"
    again = Instrument.model_validate(document)
    instruments.publish(field.session, again, now=field.clock.now())

    field.send(field.begin(version=again.version, language="ar"))
