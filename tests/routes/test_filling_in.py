"""A parent at an evening, with her own phone and nobody beside her."""

import json

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.instrument.schema import Instrument
from app.models import Consent, Contact, Respondent, SelfCompletion
from app.services import instruments
from tests.alone import HTML, Visitor, all_languages, link
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.phones import stored

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def parent(visit: Visit, database: Database, study: SmallStudy) -> Visitor:
    all_languages(database, study.w1)
    return Visitor(visit(None))


@pytest.fixture
def qr(app: FastAPI, study: SmallStudy, clock: TestClock) -> str:
    return link(app, study, clock)


def test_a_parent_fills_in_everything_and_her_answers_stand_with_those_that_were_read_aloud(
    parent: Visitor, qr: str, database: Database, study: SmallStudy, clock: TestClock
) -> None:
    parent.scan(qr, "tr").finish()

    (interview,) = stored(database)
    assert (interview.status, interview.mode, interview.language) == ("complete", "self", "tr")
    assert (interview.interviewer_id, interview.activity_id) == (study.student.id, study.talk.id)
    assert {"consent", "info_tips", "origin", "ask_for", "phone"} <= set(parent.seen)
    held = json.loads(interview.snapshot)["answers"]
    assert held["info_tips"]["value"] == "4"
    assert "phone" not in held
    with database.reading() as session:
        (respondent,) = session.exec(select(Respondent)).all()
        purposes = {row.purpose for row in session.exec(select(Consent))}
        assert purposes == {"interview", "special_category", "recontact", "recontact_text"}
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone", "second_person"}
    assert parent.code == respondent.code


def test_two_parents_at_once_do_not_meet(parent: Visitor, visit: Visit, qr: str, database: Database) -> None:
    other = Visitor(visit(None)).scan(qr, "nl")
    parent.scan(qr, "en")
    other.send(consent="1")
    parent.send(consent="1").finish()
    other.finish()

    assert sorted(one.language for one in stored(database)) == ["en", "nl"]
    assert parent.code != other.code


def test_the_same_sheet_sent_twice_is_one_sheet(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr)
    fields = parent.fields() | {"consent": "1", "go": "next"}
    for _ in range(2):
        reply = parent.browser.post("/s/mine/1", data=fields, headers=HTML)
        assert (reply.status_code, reply.headers["location"]) == (303, "/s/mine/2")

    (interview,) = stored(database)
    assert interview.revision == 1


def test_whoever_does_not_want_to_is_thanked_and_asked_nothing_more(
    parent: Visitor, qr: str, database: Database
) -> None:
    parent.scan(qr).send(consent="0")

    assert "That is fine" in parent.words or "prima" in parent.words
    assert parent.page.find("form") is None
    assert parent.code == ""
    assert [one.status for one in stored(database)] == ["refused"]


def test_what_is_missing_is_named_beside_its_question_and_the_rest_is_kept(
    parent: Visitor, qr: str, database: Database
) -> None:
    parent.scan(qr, "en").until("info_progress").send(info_progress="2", info_tips="?dont_know")

    assert [str(one["id"]) for one in parent.page.select("fieldset.wrong")] == ["info_know", "help_able"]
    assert parent.fields()["info_progress"] == "2"
    assert parent.fields()["info_tips"] == "?dont_know"
    (interview,) = stored(database)
    held = json.loads(interview.snapshot)["answers"]
    assert held["info_progress"]["value"] == "2"
    assert held["info_tips"]["missing"] == "dont_know"


@on_sqlite
def test_a_number_that_cannot_be_stays_in_its_field_with_a_sentence_beside_it(
    parent: Visitor, qr: str, database: Database
) -> None:
    parent.scan(qr, "en").until("phone").send(**parent.middle(phone="06 123"))

    assert parent.fields()["phone"] == "06 123"
    assert "This number cannot be right" in parent.words
    parent.send(phone="٠٦١٢٣٤٥٦٧٨")
    assert "phone" not in parent.items


@on_sqlite
def test_a_name_that_was_given_never_comes_back_to_the_screen(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr, "en").until("best_times").send(go="back")

    assert "ask_for" in parent.items
    assert "Canarino" not in parent.page.prettify()
    assert "12345678" not in parent.page.prettify()
    assert "kept and sealed" in parent.words
    parent.send(go="next").finish()
    with database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone", "second_person"}


@on_sqlite
def test_a_name_can_be_taken_out_again(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr, "en").until("best_times").send(go="back")
    parent.send(**{"ask_for?": "?take_out"})

    assert [str(one["id"]) for one in parent.page.select("fieldset.wrong")] == ["ask_for"]
    with database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"phone"}


@on_sqlite
def test_no_is_a_good_answer_to_being_called_and_then_no_number_is_kept(
    parent: Visitor, qr: str, database: Database
) -> None:
    parent.scan(qr, "en").until("best_times")
    parent.open("/s/mine/10").send(recontact="0").send()

    assert parent.code
    with database.reading() as session:
        assert session.exec(select(Contact)).all() == []


@on_sqlite
def test_another_language_half_way_keeps_every_answer(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr, "nl").until("info_progress")
    parent.post(parent.fields() | {"info_progress": "5", "language": "ar"})

    assert parent.page.html is not None
    assert (parent.page.html["lang"], parent.page.html["dir"]) == ("ar", "rtl")
    assert parent.fields()["info_progress"] == "5"
    parent.finish(info_progress="5")
    held = json.loads(stored(database)[0].snapshot)["answers"]
    assert (held["info_progress"]["language"], held["info_tips"]["language"]) == ("nl", "ar")


@on_sqlite
def test_the_back_button_after_the_end_shows_the_end(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr, "en").finish()
    code = parent.code

    assert parent.open("/s/mine/3").code == code
    reply = parent.browser.post("/s/mine/3", data={"go": "next", "info_progress": "1"}, headers=HTML)
    assert reply.status_code == 303
    assert json.loads(stored(database)[0].snapshot)["answers"]["info_progress"]["value"] == "4"


@on_sqlite
def test_an_earlier_answer_that_opens_a_question_leads_to_it_before_the_end(parent: Visitor, qr: str) -> None:
    parent.scan(qr, "en").until("remark", origin_consent="0").send(recontact="0")
    parent.browser.post("/s/mine/9", data={"origin_consent": "1", "education_nl": "1", "go": "next"}, headers=HTML)
    parent.open("/s/mine/13").send()

    assert "origin" in parent.items
    assert not parent.code


@on_sqlite
def test_words_for_reading_oneself_come_before_those_for_reading_aloud(
    parent: Visitor, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    document = study.w1.document()
    relation = document["survey"][0]["items"][1]
    relation["per_mode"] = {"self": {"label": dict.fromkeys(study.w1.languages, "Wie bent u?")}}
    with database.writing() as session:
        instruments.publish(session, Instrument.model_validate(document), now=clock.now())
    parent.scan(link(app, study, clock)).send(consent="1")

    assert "Wie bent u?" in parent.words


@on_sqlite
def test_the_kind_of_activity_chooses_its_words(
    parent: Visitor, app: FastAPI, study: SmallStudy, clock: TestClock
) -> None:
    parent.scan(link(app, study, clock, at=study.meeting.id)).until("opinion_counts")

    assert "bij deze bijeenkomst" in parent.words
    assert "tijdens dit gesprek" not in parent.words


@on_sqlite
def test_who_scans_again_goes_on_or_lets_somebody_else_begin(parent: Visitor, qr: str, database: Database) -> None:
    parent.scan(qr, "en").until("info_progress").open(qr)

    assert "A questionnaire is open on this phone" in parent.words
    on, anew = (str(one["href"]) for one in parent.page.select("a.primary, a.secondary"))
    assert "info_progress" in parent.open(on).items
    parent.open(anew)
    parent.post(parent.fields() | {"language": "nl"}).send(consent="1")
    assert [one.language for one in stored(database)] == ["en", "nl"]


@on_sqlite
def test_a_double_tap_on_begin_begins_once(parent: Visitor, qr: str, database: Database) -> None:
    parent.open(qr)
    fields = parent.fields() | {"language": "en"}
    for _ in range(2):
        assert parent.browser.post(qr, data=fields, headers=HTML).status_code == 303

    with database.reading() as session:
        assert len(session.exec(select(SelfCompletion)).all()) == 1


@on_sqlite
def test_a_language_that_nobody_released_is_not_offered(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock
) -> None:
    draft = Visitor(visit(None)).open(link(app, study, clock))
    offered = {str(one["value"]) for one in draft.page.select(".pick")}

    assert offered == {"nl"} or offered >= {"nl", "tr"}
    assert draft.post(draft.fields() | {"language": "xx"}).reply.status_code == 404  # type: ignore[union-attr]


@on_sqlite
def test_a_reply_is_kept_by_nobody(parent: Visitor, qr: str) -> None:
    parent.scan(qr)
    for path in (qr, "/s", "/s/mine/1"):
        reply = parent.browser.get(path, headers=HTML)
        assert (reply.headers["cache-control"], reply.headers["referrer-policy"]) == ("no-store", "same-origin")


@on_sqlite
def test_a_phone_of_before_2020_says_only_where_the_form_stood(parent: Visitor, qr: str) -> None:
    parent.open(qr)
    browser = parent.browser
    for header in ("origin", "sec-fetch-site"):
        del browser.headers[header]

    fields = parent.fields() | {"language": "nl"}
    assert browser.post(qr, data=fields, headers={"referer": f"http://localhost:8000{qr}"}).status_code == 303
    assert browser.post(qr, data=fields, headers={"referer": "https://evil.example/s/x"}).status_code == 403
    assert browser.post(qr, data=fields).status_code == 403


@on_sqlite
def test_typed_digits_lead_where_the_code_leads(parent: Visitor, phone: TestClient, qr: str, study: SmallStudy) -> None:
    page = phone.get(f"/activities/{study.talk.id}/evening?list=parent-w1").text
    digits = Visitor(phone, phone.get(f"/activities/{study.talk.id}/evening?list=parent-w1")).page.select_one(".digits")
    assert digits is not None
    assert "svg" in page

    parent.open("/s").post({"code": digits.get_text().strip()})
    assert parent.page.select(".pick")
    assert "lead nowhere" in parent.open("/s").post({"code": "12"}).words
