"""Our number for everybody: is this call real, save it, write it in a calendar, hand it out on paper."""

import re
from datetime import date
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app import card_words
from app.db import Database
from app.models import CallSettings, Contact
from app.services import cards, demo_closures
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.printed import scanned, sizes
from tests.routes.phones import put

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
EIGHT = ("nl", "en", "tr", "ar", "pap", "pt", "pl", "ur")
LINE = cards.Line(demo_closures.NUMBER, demo_closures.NAME)
HTML = {"accept": "text/html"}


@pytest.fixture
def stranger(visit: Visit) -> TestClient:
    return visit(None)


def without_number(database: Database) -> None:
    with database.writing() as session:
        session.exec(select(CallSettings)).one().number = ""


@pytest.mark.parametrize("key", card_words._all())
def test_every_sentence_of_the_card_is_there_in_eight_languages(key: str) -> None:
    said = card_words._all()[key]

    assert tuple(said) == EIGHT
    assert len({str(words) for words in said.values()}) == len(EIGHT), "nobody reads another's language"
    named = {tag: sorted(re.findall(r"{\w+}", str(words))) for tag, words in said.items()}
    assert set(map(tuple, named.values())) == {tuple(named["nl"])}
    assert key != "months" or {len(words) for words in said.values()} == {12}


@on_sqlite
@pytest.mark.parametrize("tag", EIGHT)
def test_a_father_who_was_called_looks_up_whether_it_was_real(stranger: TestClient, tag: str) -> None:
    reply = stranger.get(f"/card/{tag}?on=2027-02-24", headers=HTML)

    page, words = BeautifulSoup(reply.text, "html.parser"), card_words.words(tag)
    whole = page.html
    assert whole is not None
    assert (whole["lang"], whole["dir"]) == (tag, "rtl" if tag in {"ar", "ur"} else "ltr")
    assert page.select_one(f'a[href="tel:{LINE.number}"]')
    said = page.get_text()
    for key in ("title", "who", "number", "never_money", "never_code", "never_papers", "stop", "save", "calendar"):
        assert words[key] in said
    assert f"{words['months'][1]} 2027" in said
    assert page.select_one('a[href^="/stop"]')


@on_sqlite
def test_he_saves_the_number_and_writes_the_day_in_his_calendar(stranger: TestClient) -> None:
    saved = stranger.get("/card/tr/number.vcf")
    day = stranger.get("/card/tr/call.ics?on=2027-02-24")

    assert saved.headers["content-type"].startswith("text/vcard")
    assert saved.text.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Onderzoek Ouders & School;;;;",
        "FN:Onderzoek Ouders & School",
        "TEL;TYPE=VOICE:+31660000900",
        "URL:http://localhost:8000/card/tr",
        "END:VCARD",
        "",
    ]
    (event,) = Calendar.from_ical(day.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 2, 24), date(2027, 2, 25))
    assert LINE.name in str(event["summary"])
    assert LINE.number in str(event["description"])
    assert {"uid", "dtstamp", "url"} <= {name.lower() for name in event}
    assert day.headers["content-type"].startswith("text/calendar")


@on_sqlite
@pytest.mark.parametrize("on", ["24-02-2027", "2027-02-30", "2019-01-01", "2031-01-01", "<b>", "2027-02"])
def test_a_day_that_cannot_be_is_refused_in_his_language(stranger: TestClient, on: str) -> None:
    replies = [stranger.get(f"/card/pl{way}", params={"on": on}, headers=HTML) for way in ("", "/call.ics")]

    assert [reply.status_code for reply in replies] == [422, 422]
    assert all("Ten dzień nie może być poprawny" in reply.text for reply in replies)
    assert stranger.get("/card/pl/call.ics", headers=HTML).headers["location"] == "/card/pl"
    assert stranger.get("/card/xx", headers=HTML).status_code == 404


@on_sqlite
def test_cards_are_printed_eight_on_a_sheet_from_right_to_left_too(phone: TestClient) -> None:
    shelf = phone.get("/cards").text
    assert all(f'href="/cards/{tag}.pdf"' in shelf for tag in EIGHT)
    for tag in ("nl", "ur"):
        made = phone.get(f"/cards/{tag}.pdf").content

        assert sizes(made) == [(595, 842)]
        assert scanned(made, 0) == [cards.vcard(LINE, f"http://localhost:8000/card/{tag}")] * 8
        assert phone.get(f"/cards/{tag}.html").text.count(card_words.words(tag)["scan"]) == 8 * 2


@on_sqlite
def test_as_long_as_there_is_no_number_nothing_half_is_shown(
    stranger: TestClient, phone: TestClient, database: Database
) -> None:
    without_number(database)

    page = stranger.get("/card/ar", headers=HTML).text
    assert card_words.words("ar")["numberless"] in page
    assert "tel:" not in page
    assert "no number yet" in phone.get("/cards").text
    assert phone.get("/cards/nl.pdf").status_code == 409
    assert stranger.get("/card/ar/number.vcf").status_code == 409
    assert "line=" not in phone.get("/home").text


@on_sqlite
def test_home_tells_the_phone_the_number_before_there_is_no_internet(phone: TestClient) -> None:
    links = BeautifulSoup(phone.get("/home").text, "html.parser").select("a[href^='/interview/']")

    assert links
    assert all("line=%2B31660000900&office=Onderzoek+Ouders+%26+School" in str(link["href"]) for link in links)
    words = phone.get(f"{str(links[0]['href']).partition('/interview')[0]}/static/any/card-words.js").text
    assert words.startswith("export default {")


def test_how_often_our_number_was_saved_is_counted_per_school_and_language(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    for saved, language in (("1", "nl"), ("1", "nl"), ("0", "nl"), ("1", "tr")):
        body = finished(study, clock.now(), language=language)
        put(phone, body | {"answers": body["answers"] | {"card_saved": answer(saved)}})
    drafted = finished(study, clock.now()) | {"status": "draft"}
    put(phone, drafted)

    with database.reading() as session:
        assert counted(session) == [("A3", "nl", 2, 3), ("A3", "tr", 1, 1)]


def counted(session: Session) -> list[tuple[str, str, int, int]]:
    return [(one.site, one.language, one.saved, one.asked) for one in cards.saved(session)]


def test_no_second_number_is_kept_of_whoever_did_not_agree(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    assert kept(phone, study, database, clock, agrees="1") == {"ask_for", "phone", "second_phone", "second_person"}
    assert kept(phone, study, database, clock, agrees="0") == {"ask_for", "phone"}


def kept(phone: TestClient, study: SmallStudy, database: Database, clock: TestClock, *, agrees: str) -> set[str]:
    """The fields that are kept of a parent who named a second number and its owner."""
    body = finished(study, clock.now())
    body["answers"]["second_agrees"] = answer(agrees)
    body["contact"] |= {"second_phone": "06 87654321", "second_person": "Tante Canarino"}
    assert put(phone, body).status_code == 200
    with database.reading() as session:
        mine = select(Contact.field).where(Contact.respondent_id == UUID(body["respondent"]))
        return set(session.exec(mine))
