"""The caller's evening: the list, one parent, her number, how it ended."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, CallAttempt, Case
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

SPELLINGS = ("06 12 34 56 78", "06 12345678", "0612345678", "+31612345678", "612345678", "Canarino")


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    """A Dutch-speaking parent who agreed; tonight, three months later, she is due."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")
    put(phone, body)
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    with database.reading() as session:
        return session.exec(select(Case)).one()


@pytest.fixture
def calling(case: Case, visit: Visit, study: SmallStudy) -> TestClient:
    """The caller's browser on that evening."""
    browser = visit(study.caller)
    browser.headers["accept"] = "text/html"
    return browser


@pytest.fixture
def in_hand(calling: TestClient, case: Case) -> TestClient:
    """She has taken the case and dialled."""
    calling.post(f"/callbacks/{case.id}/number")
    return calling


def reveals(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.exec(select(AuditEntry.person_id).where(AuditEntry.verb == "contact.reveal")))


def held(database: Database) -> Case:
    with database.reading() as session:
        return session.exec(select(Case)).one()


def test_the_number_is_nowhere_until_it_is_asked_for(calling: TestClient, case: Case, database: Database) -> None:
    pages = calling.get("/callbacks").text + calling.get(f"/callbacks/{case.id}").text

    assert not [spelling for spelling in SPELLINGS if spelling in pages]
    assert reveals(database) == []


def test_every_look_at_the_number_is_written_down_once(
    calling: TestClient, case: Case, database: Database, study: SmallStudy
) -> None:
    first = calling.post(f"/callbacks/{case.id}/number").text
    calling.post(f"/callbacks/{case.id}/number", headers={"hx-request": "true"})

    assert "Canarino" in first
    assert 'href="tel:+31612345678"' in first
    assert reveals(database) == [study.caller.id] * 2


def test_the_number_cannot_be_fetched_by_looking(calling: TestClient, case: Case, database: Database) -> None:
    assert calling.get(f"/callbacks/{case.id}/number").status_code == 405
    assert reveals(database) == []


def test_the_lead_sees_the_case_but_no_number(visit: Visit, study: SmallStudy, case: Case, database: Database) -> None:
    browser = visit(study.lead)

    assert browser.get(f"/callbacks/{case.id}").status_code == 200
    assert browser.post(f"/callbacks/{case.id}/number").status_code == 403
    assert reveals(database) == []


def test_a_call_is_written_down_and_the_list_comes_back(in_hand: TestClient, case: Case, database: Database) -> None:
    reply = in_hand.post(
        f"/callbacks/{case.id}/attempts", data={"disposition": "no_answer", "day": "", "hour": "", "note": ""}
    )

    assert (reply.status_code, reply.headers["location"]) == (303, "/callbacks")
    with database.reading() as session:
        assert session.exec(select(CallAttempt.disposition)).all() == ["no_answer"]
    assert in_hand.get("/callbacks").text.count('class="card case"') == 0


def test_an_agreed_time_is_read_on_the_clocks_of_the_schools(
    in_hand: TestClient, case: Case, database: Database
) -> None:
    in_hand.post(
        f"/callbacks/{case.id}/attempts", data={"disposition": "appointment", "day": "2027-02-26", "hour": "19:30"}
    )

    assert held(database).appointment_at == datetime(2027, 2, 26, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Choose how the call ended"),
        ({"disposition": "complete"}, "Choose how the call ended"),
        ({"disposition": "appointment"}, "still to come"),
        ({"disposition": "appointment", "day": "2027-02-26"}, "still to come"),
        ({"disposition": "appointment", "day": "2027-02-24", "hour": "19:00"}, "still to come"),
        ({"disposition": "appointment", "day": "2027-03-25", "hour": "19:00"}, "before the round closes"),
        ({"disposition": "refusal"}, "one line about why"),
        ({"disposition": "appointment", "day": "never", "hour": "19:00"}, "did not work"),
        ({"disposition": "appointment", "day": "2027-02-26", "hour": "25:00"}, "did not work"),
        ({"disposition": "x" * 21}, "did not work"),
        ({"disposition": "busy", "note": "x" * 501}, "did not work"),
    ],
)
def test_what_cannot_be_written_down_is_a_sentence(
    in_hand: TestClient, case: Case, database: Database, form: dict[str, str], sentence: str
) -> None:
    reply = in_hand.post(f"/callbacks/{case.id}/attempts", data=form, headers={"accept": "application/json"})

    assert reply.status_code in {400, 422}
    assert sentence in reply.json()["error"]
    with database.reading() as session:
        assert session.exec(select(CallAttempt)).all() == []


def test_a_time_in_the_hour_that_spring_skips_is_refused(
    case: Case, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    with database.writing() as session:
        session.get_one(Case, case.id).closes_on = date(2027, 4, 10)
    caller = visit(study.caller)
    caller.post(f"/callbacks/{case.id}/number")
    skipped = {"disposition": "appointment", "day": "2027-03-28", "hour": "02:30"}

    reply = caller.post(f"/callbacks/{case.id}/attempts", data=skipped)

    assert reply.status_code == 400
    assert "clocks skip this time" in reply.json()["error"]


def test_a_case_that_a_colleague_closed_says_so(in_hand: TestClient, case: Case) -> None:
    refusal = {"disposition": "refusal", "note": "wil niet"}
    in_hand.post(f"/callbacks/{case.id}/attempts", data=refusal)

    replies = [
        in_hand.post(f"/callbacks/{case.id}/attempts", data=refusal),
        in_hand.post(f"/callbacks/{case.id}/number"),
        in_hand.get(f"/callbacks/{case.id}/interview"),
    ]

    assert [reply.status_code for reply in replies] == [409] * 3
    assert all("case is closed" in reply.text for reply in replies)
    assert in_hand.get(f"/callbacks/{case.id}").status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "4242", "99999999999999999999999999", "one"])
def test_a_case_that_is_none_is_a_sentence(calling: TestClient, number: str) -> None:
    for method, path in (("GET", ""), ("POST", "/number"), ("POST", "/attempts"), ("GET", "/interview")):
        reply = calling.request(method, f"/callbacks/{number}{path}", headers={"accept": "application/json"})

        assert reply.status_code in {404, 422}
        assert len(reply.json()["error"]) > 20


def test_the_telephone_interview_brings_its_context_in_the_fragment(
    calling: TestClient, case: Case, study: SmallStudy
) -> None:
    reply = calling.get(f"/callbacks/{case.id}/interview")

    path, _, fragment = reply.headers["location"].partition("#new?")
    assert path.startswith(f"/interview/parent-w2/{study.w2.version}/")
    assert {name: value for name, [value] in parse_qs(fragment).items()} == {
        "wave": "w2",
        "activity": str(study.talk.id),
        "group": str(study.group.id),
        "kind": "talk",
        "language": "nl",
        "languages": "nl en tr ar",
        "mode": "cati",
        "respondent": str(case.respondent_id),
        "case": str(case.id),
    }
