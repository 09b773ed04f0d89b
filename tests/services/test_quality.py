"""What stands out reaches herself first, the lead the next morning, and is quiet once they talked about it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app import i18n
from app.errors import FieldworkError, NotFound
from app.models import AuditEntry, QualityNote
from app.services import amend_status, quality
from app.services.quality import Card
from tests.services.conftest import Field

MORNING = {"hours": 14}


def calm(field: Field) -> dict[str, Any]:
    """An interview in which nothing stands out."""
    body = field.finish()
    for at, (name, one) in enumerate(body["answers"].items()):
        points = {"agree5"} & {field.study.w1.item(name).choice_list}
        body["answers"][name] = one | {"at_ms": 9000 * (at + 1), "value": str(1 + at % 5) if points else one["value"]}
    return body


def hasty(field: Field) -> dict[str, Any]:
    body = calm(field)
    body["answers"] = {name: one | {"seconds": 1.0, "least": 4.0} for name, one in body["answers"].items()}
    return body


def lead_sees(field: Field) -> list[tuple[str, list[str]]]:
    cards = quality.overview(field.session, now=field.clock.now())
    return [(card.person.name, [one.rule for one in card.open]) for card in cards]


def hers(field: Field) -> Card:
    return quality.own(field.session, field.study.student, now=field.clock.now())


def note(field: Field, text: str, *, herself: bool = False) -> QualityNote:
    by = field.study.student if herself else field.study.lead
    return quality.note(field.session, field.study.student.id, "fast", text, by=by, now=field.clock.now())


def test_where_nothing_stands_out_nobody_is_talked_about(field: Field) -> None:
    field.send(calm(field))
    field.clock.forward(**MORNING)

    assert lead_sees(field) == [("Amina", [])]
    assert hers(field).topics == ()


def test_she_sees_it_at_once_and_the_lead_the_next_morning(field: Field) -> None:
    interview = field.send(hasty(field))

    [topic] = hers(field).topics
    assert (topic.rule, [one.interview_id for one in topic.behind]) == ("fast", [interview])
    assert lead_sees(field) == [("Amina", [])]
    assert quality.of_interview(field.session, interview, now=field.clock.now()) == []

    field.clock.forward(**MORNING)

    assert lead_sees(field) == [("Amina", ["fast"])]
    with i18n.speaking("en"):
        [(title, sentence, _)] = quality.of_interview(field.session, interview, now=field.clock.now())
    assert title == "Faster than the words"
    assert "took less time" in sentence


def test_when_she_has_seen_it_the_lead_sees_it_with_her_word(field: Field) -> None:
    field.send(hasty(field))

    note(field, "Moeder las zelf mee", herself=True)

    [card] = quality.overview(field.session, now=field.clock.now())
    [topic] = card.open
    assert [(one.note.note, one.by_herself) for one in topic.said] == [("Moeder las zelf mee", True)]
    assert hers(field).topics[0].is_seen


def test_what_they_talked_about_is_quiet_until_it_comes_again(field: Field) -> None:
    field.send(hasty(field))
    field.clock.forward(**MORNING)
    note(field, "Ze las mee; voortaan voorlezen")
    assert lead_sees(field) == [("Amina", [])]
    assert [one.rule for one in quality.overview(field.session, now=field.clock.now())[0].quiet] == ["fast"]

    field.clock.forward(days=1)
    again = field.send(hasty(field))
    field.clock.forward(days=1)

    [card] = quality.overview(field.session, now=field.clock.now())
    assert [one.interview_id for one in card.open[0].behind] == [again]
    assert "quality.note" in field.session.exec(select(AuditEntry.verb)).all()


def test_the_lead_says_what_it_was_and_a_student_need_not(field: Field) -> None:
    with pytest.raises(FieldworkError, match="word or two"):
        note(field, "  ")
    note(field, "", herself=True)
    with pytest.raises(NotFound):
        quality.note(field.session, 9999, "fast", "x", by=field.study.lead, now=field.clock.now())
    with pytest.raises(NotFound):
        quality.note(field.session, field.study.student.id, "slow", "x", by=field.study.lead, now=field.clock.now())


def test_what_was_voided_or_is_long_ago_is_talked_about_no_more(field: Field) -> None:
    first: UUID = field.send(hasty(field))
    field.clock.forward(**MORNING)
    amend_status.void(field.session, first, because="dubbel", by=field.study.lead, now=field.clock.now())
    assert lead_sees(field) == []

    field.send(hasty(field))
    field.clock.moment += timedelta(days=61)
    assert "fast" in lead_sees(field)[0][1]  # the last that was done, whenever that was
    field.send(calm(field))
    field.clock.forward(days=2)
    assert "fast" not in lead_sees(field)[0][1]
