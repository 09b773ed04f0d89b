"""A caller makes a personal link: once, with words to send, and only for somebody who agreed to a message."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, CallAttempt, Case, Consent, FollowUpLink, Lease
from tests import own_links
from tests.alone import HTML, Visitor
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    """A Turkish mother who was not asked about messages when we met."""
    return own_links.met(phone, study, clock, database, text=False)


@pytest.fixture
def calling(case: Case, visit: Visit, study: SmallStudy) -> TestClient:
    browser = visit(study.turkish_caller)
    browser.headers["accept"] = "text/html"
    return browser


def make(browser: TestClient, case: Case, **fields: str) -> BeautifulSoup:
    reply = browser.post(f"/callbacks/{case.id}/link", data={"language": "tr", "asked_now": "true"} | fields)
    return BeautifulSoup(reply.text, "html.parser")


def address(page: BeautifulSoup) -> str:
    found = re.search(r"/f/\S+", str(page.select_one("textarea").string))  # type: ignore[union-attr]
    assert found
    return found[0]


def rows(database: Database, what: type) -> list:  # type: ignore[type-arg]
    with database.reading() as session:
        return list(session.exec(select(what)))


def test_she_asks_makes_the_link_and_sends_it_herself(
    calling: TestClient, case: Case, database: Database, stranger: TestClient, clock: TestClock
) -> None:
    page = make(calling, case)

    sms = str(page.select_one('a[href^="sms:"]')["href"])  # type: ignore[index]
    assert sms.startswith("sms:+31612345678?")
    words = unquote(sms)
    assert "Onderzoek Ouders & School" in words
    assert "Kasım" in words
    assert "Canarino" not in words
    assert address(page) in words
    assert str(page.select_one('a[href^="https://wa.me/"]')["href"]).startswith("https://wa.me/31612345678?")  # type: ignore[index]
    [agreed] = [one for one in rows(database, Consent) if one.purpose.startswith("recontact_text/")]
    assert (agreed.given, agreed.at) == (True, clock.now())
    assert [one.disposition for one in rows(database, CallAttempt)] == ["link"]
    assert {"link.make", "consent.text"} <= {one.verb for one in rows(database, AuditEntry)}
    assert "Birkaç soruyu" in Visitor(stranger).open(address(page)).words
    kept = calling.get("/callbacks/links").text + calling.get(f"/callbacks/{case.id}/link").text
    assert "/f/" not in kept


def test_whoever_makes_a_link_without_asking_for_the_number_has_seen_it_all_the_same(
    calling: TestClient, case: Case, database: Database, study: SmallStudy
) -> None:
    assert "+31612345678" in str(make(calling, case))

    looked = [one for one in rows(database, AuditEntry) if one.verb == "contact.reveal"]
    assert [(one.person_id, one.object) for one in looked] == [(study.turkish_caller.id, str(case.respondent_id))]


def test_nobody_is_texted_who_was_not_asked(calling: TestClient, case: Case, database: Database) -> None:
    reply = calling.post(f"/callbacks/{case.id}/link", data={"language": "tr"})

    assert reply.status_code == 409
    assert "Ask, and tick it" in reply.text
    assert rows(database, FollowUpLink) == rows(database, Lease) == []


def test_who_chose_no_language_is_asked_first(calling: TestClient, case: Case) -> None:
    reply = calling.post(f"/callbacks/{case.id}/link")

    assert reply.headers["location"] == f"/callbacks/{case.id}/link"
    assert calling.post(f"/callbacks/{case.id}/link", data={"language": "pap"}).status_code == 409


def test_nobody_calls_for_some_days_and_the_case_says_why(
    calling: TestClient, case: Case, stranger: TestClient, clock: TestClock, database: Database
) -> None:
    visitor = Visitor(stranger)
    way = address(make(calling, case))
    [held] = rows(database, Case)
    assert held.next_try_at >= clock.now() + timedelta(days=4)
    assert rows(database, Lease)[0].ended_at == clock.now()
    assert "link sent Wed 24 Feb" in calling.get("/callbacks/links").text

    stranger.post(way, data={"language": "tr"}, headers=HTML)
    visitor.open("/s/mine/1").until("trust_mentor")

    line = " ".join(BeautifulSoup(calling.get("/callbacks/links").text, "html.parser").get_text(" ").split())
    assert "opened · 8 of 18" in line, line[:300]
    visitor.finish()
    assert "1 parent filled it in alone." in calling.get("/callbacks/links").text


def test_after_those_days_the_line_says_how_far_the_link_is(
    calling: TestClient, case: Case, stranger: TestClient, clock: TestClock, visit: Visit, study: SmallStudy
) -> None:
    way = address(make(calling, case))
    assert f'id="call-{case.id}"' not in calling.get("/callbacks").text
    clock.moment = datetime(2027, 3, 6, 11, tzinfo=UTC)  # a Saturday, as they like it

    assert "link not opened yet" in visit(study.turkish_caller).get("/callbacks", headers=HTML).text
    stranger.post(way, data={"language": "tr"}, headers=HTML)
    Visitor(stranger).open("/s/mine/1").until("trust_mentor")
    assert "link opened, 8 of 18" in visit(study.turkish_caller).get("/callbacks", headers=HTML).text


def test_a_new_link_takes_the_place_of_the_one_before_and_ends_with_the_window(
    visit: Visit, study: SmallStudy, case: Case, stranger: TestClient, clock: TestClock, database: Database
) -> None:
    first = address(make(visit(study.turkish_caller), case))
    clock.forward(days=20)
    second = address(make(visit(study.turkish_caller), case))

    visitor = Visitor(stranger)
    assert "süresi doldu" in visitor.open(first).words
    assert "Birkaç soruyu" in visitor.open(second).words
    last = rows(database, FollowUpLink)[-1]
    assert last.expires_at == datetime(
        2027, 3, 24, 23, tzinfo=UTC
    )  # the midnight after the 24th, where the schools are
    clock.moment = last.expires_at
    assert "süresi doldu" in visitor.open(second).words


def test_a_double_tap_gives_a_link_that_works_and_ends_the_call_once(
    calling: TestClient, case: Case, stranger: TestClient, clock: TestClock, database: Database
) -> None:
    lost = address(make(calling, case))
    clock.forward(seconds=40)
    page = make(calling, case)  # the first answer never reached her screen

    visitor = Visitor(stranger)
    assert visitor.open(lost).reply.status_code == 410  # type: ignore[union-attr]
    assert "Birkaç soruyu" in visitor.open(address(page)).words
    assert str(page.select_one('a[href^="sms:"]')["href"]).startswith("sms:+31612345678?")  # type: ignore[index]
    assert [one.disposition for one in rows(database, CallAttempt)] == ["link"]
    assert [one.verb for one in rows(database, AuditEntry)].count("contact.reveal") >= 1
    assert len(rows(database, Lease)) == 1


def test_after_those_minutes_or_for_a_colleague_the_case_waits(
    calling: TestClient, case: Case, clock: TestClock, database: Database, visit: Visit, study: SmallStudy
) -> None:
    make(calling, case)
    again = {"language": "tr", "asked_now": "true"}

    assert visit(study.caller).post(f"/callbacks/{case.id}/link", data=again, headers=HTML).status_code == 409
    clock.forward(minutes=11)
    assert calling.post(f"/callbacks/{case.id}/link", data=again).status_code == 409
    assert len(rows(database, FollowUpLink)) == 1


def test_a_link_is_taken_back_at_once(
    calling: TestClient, case: Case, stranger: TestClient, database: Database
) -> None:
    way = address(make(calling, case))

    calling.post(f"/callbacks/{case.id}/links/1/revocation")

    assert Visitor(stranger).open(way).reply.status_code == 410  # type: ignore[union-attr]
    assert calling.post(f"/callbacks/{case.id + 1}/links/1/revocation").status_code == 404


def test_a_parent_whose_language_nobody_speaks_waits_for_a_link_not_for_a_call(
    phone: TestClient, study: SmallStudy, clock: TestClock, database: Database, visit: Visit, app: FastAPI
) -> None:
    arab = own_links.met(phone, study, clock, database, language="ar")
    dutch_caller = visit(study.caller)
    page = BeautifulSoup(dutch_caller.get("/callbacks/links", headers=HTML).text, "html.parser")
    assert "nobody here speaks it" in page.get_text(" ")
    assert dutch_caller.post(f"/callbacks/{arab.id}/lease", headers=HTML).status_code in {404, 409}

    made = make(dutch_caller, arab, language="ar")

    assert "مرحبًا" in str(made.select_one("textarea").string)  # type: ignore[union-attr]


def test_a_case_in_a_colleagues_hands_gets_no_link(
    calling: TestClient, case: Case, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    now = clock.now()
    with database.writing() as session:
        session.add(
            Lease(case_id=case.id, caller_id=study.caller.id, taken_at=now, expires_at=now + timedelta(minutes=45))
        )

    reply = calling.post(f"/callbacks/{case.id}/link", data={"language": "tr", "asked_now": "true"})

    assert reply.status_code == 409
    assert "in hand" in reply.text
    assert rows(database, FollowUpLink) == []
