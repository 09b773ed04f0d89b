"""A language is read aloud to parents only when two named people stand for every text of it."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.instrument.schema import Instrument
from app.services import instruments, releases
from app.services.releases import NotReviewed, SamePerson, Unit
from tests.databases import EVENING
from tests.factories import SmallStudy

LATER = EVENING + timedelta(days=1)


@pytest.fixture
def polish(session: Session, study: SmallStudy) -> Instrument:
    """The parents' list with a language that nobody looked at yet."""
    said = study.w1.model_dump(mode="json")
    spoken = _also(said, "nl", "x-new")
    made = Instrument.model_validate(
        spoken | {"languages": [*study.w1.languages, "x-new"], "drafts": [*study.w1.drafts, "x-new"]}
    )
    instruments.publish(session, made, now=EVENING)
    return made


def _also(part: object, first: str, tag: str) -> dict[str, object]:
    """The same document, with a copy of every Dutch text in one more language."""

    def grown(value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get(first), str):
            return value | {tag: f"{value[first]} ~"}
        if isinstance(value, dict):
            return {key: grown(one) for key, one in value.items()}
        return [grown(one) for one in value] if isinstance(value, list) else value

    made = grown(part)
    assert isinstance(made, dict)
    return made


def test_the_first_language_needs_nobody_and_a_draft_needs_two(session: Session, polish: Instrument) -> None:
    read = releases.units(polish, "x-new")
    assert "x-new" not in releases.usable(session, polish)
    assert releases.usable(session, polish)[0] == "nl"

    releases.review(session, polish.name, "x-new", read, by="Ola", now=EVENING)
    assert not releases.can_be_used(session, polish, "x-new")

    releases.release(session, polish.name, "x-new", read, by="Jan", now=LATER)
    assert releases.can_be_used(session, polish, "x-new")
    assert releases.usable(session, polish)[-1] == "x-new"


def test_one_text_that_is_not_released_keeps_the_whole_language_back(session: Session, polish: Instrument) -> None:
    read = releases.units(polish, "x-new")
    releases.review(session, polish.name, "x-new", read, by="Ola", now=EVENING)

    releases.release(session, polish.name, "x-new", read[1:], by="Jan", now=LATER)

    assert not releases.can_be_used(session, polish, "x-new")


def test_nobody_releases_what_she_reviewed_and_nobody_reviews_what_she_wrote(
    session: Session, polish: Instrument
) -> None:
    own = [Unit("title", "Vragenlijst", "Ankieta", written_by="Ola Nowak")]
    with pytest.raises(SamePerson):
        releases.review(session, polish.name, "x-new", own, by=" ola nowak ", now=EVENING)

    releases.review(session, polish.name, "x-new", own, by="Jan", now=EVENING)
    with pytest.raises(SamePerson):
        releases.release(session, polish.name, "x-new", own, by="JAN", now=EVENING)


def test_what_changed_since_the_review_cannot_be_released(session: Session, polish: Instrument) -> None:
    read = Unit("title", "Vragenlijst", "Ankieta")
    releases.review(session, polish.name, "x-new", [read], by="Ola", now=EVENING)

    for changed in (read._replace(text="Kwestionariusz"), read._replace(source="Lijst")):
        with pytest.raises(NotReviewed):
            releases.release(session, polish.name, "x-new", [changed], by="Jan", now=LATER)


def test_a_new_version_keeps_the_status_of_every_text_that_did_not_change(session: Session, polish: Instrument) -> None:
    read = releases.units(polish, "x-new")
    releases.review(session, polish.name, "x-new", read, by="Ola", now=EVENING)
    releases.release(session, polish.name, "x-new", read, by="Jan", now=LATER)
    said = polish.document()
    shorter = Instrument.model_validate(said | {"survey": said["survey"][:-1]})
    reworded = Instrument.model_validate(said | {"title": said["title"] | {"nl": "Lijst voor ouders"}})

    assert releases.can_be_used(session, shorter, "x-new")
    assert not releases.can_be_used(session, reworded, "x-new")


def test_a_release_is_taken_back_when_a_mistake_is_seen(session: Session, polish: Instrument) -> None:
    read = releases.units(polish, "x-new")
    releases.review(session, polish.name, "x-new", read, by="Ola", now=EVENING)
    releases.release(session, polish.name, "x-new", read, by="Jan", now=LATER)

    releases.take_back(session, polish.name, "x-new", read[3:4])

    assert not releases.can_be_used(session, polish, "x-new")


def test_the_small_study_speaks_what_two_people_released(session: Session, study: SmallStudy) -> None:
    assert releases.usable(session, study.w1) == ("nl", "en", "tr", "ar")
    assert releases.usable(session, study.w2) == ("nl", "en", "tr", "ar")
