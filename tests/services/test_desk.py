"""At the translation desk: written by one, reviewed by another, released by a third, published by the lead."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.instrument.keys import by_key
from app.instrument.schema import Instrument
from app.models import AuditEntry, Person
from app.services import desk, desk_publishing, desk_standing, desk_writing, instruments, releases, translators
from app.services.desk_publishing import CannotBePublished, NothingToPublish
from app.services.desk_texts import CHANGED, DRAFT, OPEN, RELEASED, REVIEWED, Sheet
from app.services.desk_writing import SomebodyWrote, TooLong
from app.services.releases import SamePerson
from app.services.translators import TranslatorNeeded, Worker
from tests.databases import EVENING
from tests.factories import SmallStudy

NAME = "parent-w1"
CARD = "parent-card"  # a short one
TIPS = "item:info_tips:label"
LATER = EVENING + timedelta(days=1)


@pytest.fixture
def lead(study: SmallStudy) -> Worker:
    return Worker("Marieke", person=study.lead)


@pytest.fixture
def maria(session: Session, study: SmallStudy) -> Worker:
    """A translator for Papiamentu."""
    return worker(session, study.lead, "Maria", "pap")


@pytest.fixture
def jean(session: Session, study: SmallStudy) -> Worker:
    """Another, who may also release."""
    return worker(session, study.lead, "Jean", "pap ar x-test", may_release=True)


def worker(session: Session, lead: Person, name: str, languages: str, *, may_release: bool = False) -> Worker:
    link = translators.invite(
        session,
        name=name,
        languages=languages.split(),
        instruments=(),
        weeks=4,
        may_release=may_release,
        by=lead,
        now=EVENING,
    )
    return Worker(name, translator=link.translator)


def sheet(session: Session, tag: str = "pap") -> Sheet:
    return desk.sheet(session, NAME, tag)


def changed(session: Session, **texts: str) -> Instrument:
    """The parents' list in a new version whose Dutch says something else."""
    document = instruments.newest(session, NAME).document()
    document["title"] = document["title"] | texts
    made = Instrument.model_validate(document)
    instruments.publish(session, made, now=LATER)
    return made


def test_a_shipped_draft_waits_for_a_second_and_a_third_pair_of_eyes(session: Session, maria: Worker) -> None:
    held = sheet(session)

    assert held.counts == {OPEN: 0, CHANGED: 0, DRAFT: len(held.texts), REVIEWED: 0, RELEASED: 0}
    assert sheet(session, "ar").is_released
    assert held.of(TIPS).source.startswith("Ik heb goede tips gehad")


def test_what_a_translator_writes_is_on_the_desk_and_not_yet_in_the_questionnaire(
    session: Session, maria: Worker, study: SmallStudy
) -> None:
    written = desk_writing.write(session, NAME, "pap", TIPS, "  Mi a haña bon\r\nkonseho ", by=maria, now=EVENING)

    assert (written.text, written.status, written.written_by) == ("Mi a haña bon\nkonseho", DRAFT, "Maria")
    assert written.is_pending
    assert instruments.newest(session, NAME).version == study.w1.version


def test_three_steps_by_three_people(session: Session, maria: Worker, jean: Worker, lead: Worker) -> None:
    desk_writing.write(session, NAME, "pap", TIPS, "Mi a haña bon konseho", by=maria, now=EVENING)
    with pytest.raises(SamePerson):
        desk_standing.review(session, NAME, "pap", [TIPS], by=maria, now=EVENING)

    desk_standing.review(session, NAME, "pap", [TIPS], by=jean, now=EVENING)
    assert sheet(session).of(TIPS).status == REVIEWED
    with pytest.raises(SamePerson):
        desk_standing.release(session, NAME, "pap", [TIPS], by=jean, now=LATER)
    with pytest.raises(NotAllowed):
        desk_standing.release(session, NAME, "pap", [TIPS], by=maria, now=LATER)

    desk_standing.release(session, NAME, "pap", [TIPS], by=lead, now=LATER)
    held = sheet(session).of(TIPS)
    assert (held.status, held.written_by, held.reviewed_by, held.released_by) == (RELEASED, "Maria", "Jean", "Marieke")


def test_a_word_that_changes_after_the_release_is_a_draft_again(session: Session, jean: Worker) -> None:
    assert sheet(session, "ar").of(TIPS).status == RELEASED

    desk_writing.write(session, NAME, "ar", TIPS, "نصائح", by=jean, now=EVENING)

    assert sheet(session, "ar").of(TIPS).status == DRAFT
    assert "ar" in releases.usable(session, instruments.newest(session, NAME))  # until it is published


def test_a_new_source_shows_what_changed_until_somebody_looked_again(
    session: Session, jean: Worker, lead: Worker
) -> None:
    before = sheet(session, "ar").of("title")
    changed(session, nl="Vragenlijst voor alle ouders")

    held = sheet(session, "ar").of("title")
    assert (held.status, held.made_from) == (CHANGED, "Vragenlijst ouders")
    assert [piece for piece in held.changes if piece.kind != "same"] == [("new", "voor alle ")]
    assert sheet(session, "ar").counts[CHANGED] == 1
    assert "ar" not in releases.usable(session, instruments.newest(session, NAME))

    desk_writing.write(session, NAME, "ar", "title", before.text, by=jean, now=LATER)
    assert sheet(session, "ar").of("title").status == DRAFT
    desk_standing.review(session, NAME, "ar", [], by=lead, now=LATER)
    desk_standing.release(session, NAME, "ar", [], by=jean, now=LATER)
    assert "ar" in releases.usable(session, instruments.newest(session, NAME))


def test_two_who_type_at_once_do_not_overwrite_each_other_unseen(session: Session, maria: Worker, jean: Worker) -> None:
    first = desk_writing.write(session, NAME, "pap", TIPS, "Een", by=maria, now=EVENING, revision=0)

    with pytest.raises(SomebodyWrote, match="Maria changed this text in the meantime to “Een”"):
        desk_writing.write(session, NAME, "pap", TIPS, "Twee", by=jean, now=EVENING, revision=0)

    assert sheet(session).of(TIPS).text == "Een"
    again = desk_writing.write(session, NAME, "pap", TIPS, "Twee", by=jean, now=EVENING, revision=first.revision)
    assert again.text == "Twee"


def test_a_translator_reaches_only_her_own_languages_and_questionnaires(
    session: Session, maria: Worker, study: SmallStudy
) -> None:
    only = Worker(
        "Ola",
        translator=translators.invite(
            session,
            name="Ola",
            languages=["pl"],
            instruments=["parent-card"],
            weeks=1,
            may_release=False,
            by=study.lead,
            now=EVENING,
        ).translator,
    )

    for who, name, tag in ((maria, NAME, "ar"), (only, NAME, "pl"), (only, "parent-card", "ar")):
        with pytest.raises(NotFound):
            desk_writing.write(session, name, tag, "title", "x", by=who, now=EVENING)
    with pytest.raises(NotAllowed):
        desk_writing.note(session, NAME, TIPS, "keep it short", by=maria, now=EVENING)
    with pytest.raises(NotAllowed):
        desk_publishing.publish(session, NAME, by=maria, now=EVENING)


def test_notes_remarks_and_what_is_said_back_stand_beside_the_text(
    session: Session, maria: Worker, lead: Worker
) -> None:
    desk_writing.note(session, NAME, TIPS, "“tips” are for school work only", by=lead, now=EVENING)
    desk_writing.remark(session, NAME, "pap", TIPS, "Is konseho too formal?", by=maria, now=EVENING)
    desk_writing.remark(session, NAME, "pap", TIPS, "   ", by=maria, now=EVENING)
    desk_writing.say_back(session, NAME, "pap", TIPS, "Ik heb goede raad gekregen", by=maria, now=EVENING)

    held = sheet(session).of(TIPS)
    assert held.note == "“tips” are for school work only"
    assert [(one.text, one.written_by) for one in held.remarks] == [("Is konseho too formal?", "Maria")]
    assert held.back == "Ik heb goede raad gekregen"
    assert not held.is_pending


def test_what_nobody_could_read_aloud_in_one_go_is_refused(session: Session, maria: Worker) -> None:
    with pytest.raises(TooLong):
        desk_writing.write(session, NAME, "pap", TIPS, "a" * 2001, by=maria, now=EVENING)


def test_the_desk_says_at_once_what_a_label_is_too_long_for(session: Session, maria: Worker, lead: Worker) -> None:
    held = desk_writing.write(session, NAME, "pap", "choice:agree5:3:label", "neutral " * 20, by=maria, now=EVENING)

    assert "SPSS keeps 120" in held.warning
    with pytest.raises(CannotBePublished, match="SPSS keeps 120"):
        desk_publishing.publish(
            session, NAME, by=Worker("Marieke", person=session.exec(select(Person)).first()), now=LATER
        )


def test_publishing_makes_a_new_version_with_these_words_and_no_others(
    session: Session, maria: Worker, lead: Worker, study: SmallStudy
) -> None:
    desk_writing.write(session, NAME, "pap", TIPS, "Mi a haña bon konseho", by=maria, now=EVENING)

    made = desk_publishing.publish(session, NAME, by=lead, now=LATER)

    assert made.version != study.w1.version
    assert instruments.newest(session, NAME).version == made.version
    before, after = by_key(study.w1), by_key(made)
    assert {key for key in after if after[key] != before[key]} == {TIPS}
    assert after[TIPS]["pap"] == "Mi a haña bon konseho"
    assert releases.usable(session, made) == releases.usable(session, study.w1)
    assert not sheet(session).pending
    assert session.exec(select(AuditEntry.verb).order_by(col(AuditEntry.id))).all()[-1] == "translations.publish"
    with pytest.raises(NothingToPublish):
        desk_publishing.publish(session, NAME, by=lead, now=LATER)


def test_a_new_language_from_the_first_word_to_the_first_parent(
    session: Session, lead: Worker, study: SmallStudy
) -> None:
    desk_writing.want(session, CARD, "pnb", by=lead, now=EVENING)
    jean = worker(session, study.lead, "Jean", "pnb", may_release=True)
    held = desk.sheet(session, CARD, "pnb")
    assert held.is_wanted
    assert held.counts[OPEN] == len(held.texts)

    for text in held.texts[1:]:
        desk_writing.write(session, CARD, "pnb", text.key, f"پ {text.key[:90]}", by=jean, now=EVENING)
    with pytest.raises(NothingToPublish):
        desk_publishing.publish(session, CARD, by=lead, now=EVENING)
    [proposal] = desk_publishing.proposals(session, CARD)
    assert (proposal.open, proposal.goes) == (1, False)

    desk_writing.write(session, CARD, "pnb", "title", "عنوان", by=jean, now=EVENING)
    made = desk_publishing.publish(session, CARD, by=lead, now=LATER)
    assert made.languages[-1] == "pnb"
    assert "pnb" not in releases.usable(session, made)

    desk_standing.review(session, CARD, "pnb", [], by=lead, now=LATER)
    desk_standing.release(session, CARD, "pnb", [], by=jean, now=LATER)
    assert releases.usable(session, made)[-1] == "pnb"


def test_a_language_that_the_file_vouched_for_comes_to_the_desk_without_losing_its_standing(
    session: Session, lead: Worker, jean: Worker
) -> None:
    document = instruments.newest(session, NAME).document()
    instruments.publish(session, Instrument.model_validate(document | {"drafts": []}), now=EVENING)
    assert sheet(session, "pap").is_released
    desk_writing.write(session, NAME, "pap", TIPS, "Mi a haña bon konseho", by=jean, now=EVENING)

    made = desk_publishing.publish(session, NAME, by=lead, now=LATER)

    assert made.drafts == ("pap",)
    assert "pap" not in releases.usable(session, made)
    assert sheet(session).counts[RELEASED] == len(sheet(session).texts) - 1
    desk_standing.review(session, NAME, "pap", [], by=lead, now=LATER)
    desk_standing.release(session, NAME, "pap", [], by=jean, now=LATER)
    assert "pap" in releases.usable(session, made)


def test_a_link_opens_the_desk_for_weeks_and_not_a_day_longer(session: Session, study: SmallStudy) -> None:
    link = translators.invite(
        session, name="Ola", languages=["pl"], instruments=[], weeks=2, may_release=False, by=study.lead, now=EVENING
    )

    assert translators.enter(session, link.token, now=EVENING).name == "Ola"
    assert translators.enter(session, link.token, now=EVENING + timedelta(days=13)).name == "Ola"
    for token, at in ((link.token, timedelta(days=14)), ("x" * 43, timedelta(0)), ("", timedelta(0))):
        with pytest.raises(TranslatorNeeded):
            translators.enter(session, token, now=EVENING + at)
    translators.revoke(session, link.translator.id, by=study.lead, now=EVENING)
    with pytest.raises(TranslatorNeeded):
        translators.enter(session, link.token, now=EVENING)
    assert link.token not in str(link.translator.model_dump())
