"""The caller's list as a page: one tap, one parent; the lead's, with who has whom; and the same on the command line."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup, Tag
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Case, Lease, Respondent
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

NUMBERS = ("06 12345678", "06 87654321", "010 2345670")


@pytest.fixture
def cases(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> list[Case]:
    """Two parents who speak Dutch and one who speaks Turkish; tonight they are due."""
    for number, language in zip(NUMBERS, ("nl", "nl", "tr"), strict=True):
        body = finished(study, clock.now()) | {"contact": {"ask_for": "Mevrouw Canarino", "phone": number}}
        body["answers"]["call_language"] = answer(language)
        put(phone, body)
    clock.moment = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
    with database.reading() as session:
        return list(session.exec(select(Case).order_by(Case.id)))  # type: ignore[arg-type]


@pytest.fixture
def sanne(cases: list[Case], visit: Visit, study: SmallStudy) -> TestClient:
    return visit(study.caller)


@pytest.fixture
def elif_(cases: list[Case], visit: Visit, study: SmallStudy) -> TestClient:
    return visit(study.turkish_caller)


@pytest.fixture
def marieke(cases: list[Case], visit: Visit, study: SmallStudy) -> TestClient:
    return visit(study.lead)


def shown(browser: TestClient) -> BeautifulSoup:
    return BeautifulSoup(browser.get("/callbacks", headers={"accept": "text/html"}).text, "html.parser")


def codes(browser: TestClient) -> list[str]:
    return [line.text for line in shown(browser).select("#calls .case > .meta > bdi:first-child")]


def hands(database: Database) -> dict[int, int]:
    """Who has which case now."""
    with database.reading() as session:
        return {lease.case_id: lease.caller_id for lease in session.exec(select(Lease)) if lease.ended_at is None}


def code_of(database: Database, case: Case) -> str:
    with database.reading() as session:
        return session.get_one(Respondent, case.respondent_id).code


def said(reply: object) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]  # type: ignore[attr-defined]


def test_the_list_renews_itself_every_minute_with_all_that_is_in_it(sanne: TestClient, marieke: TestClient) -> None:
    sanne.post("/callbacks/next")
    for browser in (sanne, marieke):
        renewed = browser.get("/callbacks", headers={"hx-request": "true"})
        assert renewed.status_code == 200
        assert renewed.text.strip()
        assert renewed.text.strip() in browser.get("/callbacks").text


def test_next_call_opens_one_case_and_the_list_says_that_she_has_it(
    sanne: TestClient, database: Database, study: SmallStudy
) -> None:
    assert len(codes(sanne)) == 2
    reply = sanne.post("/callbacks/next")
    [(case_id, caller)] = hands(database).items()
    page = shown(sanne)

    assert (reply.status_code, reply.headers["location"]) == (303, f"/callbacks/{case_id}")
    assert caller == study.caller.id
    assert [link["href"] for link in page.select(".hand a")] == [f"/callbacks/{case_id}"]
    assert page.select("#due-next, #calls button") == []  # one parent at a time
    assert sanne.post("/callbacks/next").headers["location"] == reply.headers["location"]
    assert sanne.post(f"/callbacks/{case_id}/renewal").status_code == 204
    assert sanne.post(f"/callbacks/{case_id}/putting-back").headers["location"] == "/callbacks"
    assert hands(database) == {}
    assert said(sanne.post(f"/callbacks/{case_id}/renewal"))[0] == 409


def test_a_line_of_the_list_is_taken_by_a_tap_and_a_colleague_is_told(
    sanne: TestClient, elif_: TestClient, database: Database
) -> None:
    taken = str(shown(sanne).select("#calls form")[0]["action"])

    assert sanne.post(taken).status_code == 303
    assert said(elif_.post(taken)) == (409, "A colleague has this case in hand now. Take another one.")
    assert len(codes(elif_)) == 2
    assert len(hands(database)) == 1


def test_when_nobody_waits_the_page_says_when_the_next_comes(
    sanne: TestClient, clock: TestClock, cases: list[Case]
) -> None:
    clock.moment = datetime(2027, 2, 24, 20, 0, tzinfo=UTC)

    page = shown(sanne)
    assert page.select("#calls, #due-next") == []
    assert "Thursday 25 February 09:30" in page.select_one("#due-empty").text  # type: ignore[union-attr]
    assert sanne.post("/callbacks/next").headers["location"] == "/callbacks"


def test_the_lead_sees_every_language_and_who_has_whom_and_gives_a_case_to_one_caller(
    marieke: TestClient, sanne: TestClient, elif_: TestClient, cases: list[Case], study: SmallStudy
) -> None:
    sanne.post(f"/callbacks/{cases[0].id}/lease")
    page = shown(marieke)
    [held] = page.select("#in-hand .case-head b")
    callers = {option.text for option in page.select(f"#steer-{cases[2].id} option")}

    marieke.post(f"/callbacks/{cases[1].id}/assignment", data={"to": str(study.turkish_caller.id)})

    assert (held.text, len(codes(marieke))) == ("Sanne", 2)
    assert callers == {"whoever is free", "Elif"}  # nobody else speaks Turkish
    assert "for Elif" in str(shown(marieke).select_one(f"#call-{cases[1].id}").text)  # type: ignore[union-attr]
    assert codes(sanne) == []
    assert marieke.post(f"/callbacks/{cases[1].id}/assignment", data={"to": ""}).status_code == 303
    for refused in (marieke.post("/callbacks/next"), sanne.post(f"/callbacks/{cases[1].id}/assignment")):
        assert refused.status_code == 403


def test_a_parent_who_rings_shows_nobody_else_and_one_who_writes_comes_first(
    sanne: TestClient, marieke: TestClient, database: Database, cases: list[Case]
) -> None:
    ringing, writing = cases[1], cases[0]

    reply = sanne.post("/callbacks/inbound", data={"typed": NUMBERS[1], "on_the_line": "true"})
    unknown = sanne.post("/callbacks/inbound", data={"typed": "06 11111111", "on_the_line": "true"})
    wanted = marieke.post("/callbacks/inbound", data={"typed": code_of(database, writing).lower()})

    assert reply.headers["location"] == f"/callbacks/{ringing.id}"
    assert "Ask for the code" in said(unknown)[1]
    assert wanted.headers["location"] == "/callbacks"
    first = shown(marieke).select_one("#calls .case")
    assert isinstance(first, Tag)
    assert "Asked to be called now" in first.text
    assert list(hands(database)) == [ringing.id]


def test_the_page_holds_no_name_and_no_number(sanne: TestClient, marieke: TestClient) -> None:
    for browser in (sanne, marieke):
        text = str(shown(browser))
        assert not [told for told in ("Canarino", *NUMBERS, "+31612345678") if told in text]


def test_what_was_just_written_down_is_one_tap_away_while_it_can_be_mended(
    sanne: TestClient, cases: list[Case], clock: TestClock
) -> None:
    called = sanne.post("/callbacks/next").headers["location"]
    sanne.post(f"{called}/number")
    sanne.post(f"{called}/attempts", data={"disposition": "no_answer"})

    line = shown(sanne).select_one("#due-just-ended")
    clock.forward(minutes=11)

    assert line is not None
    assert "No answer, 19:00" in line.text
    assert [way["href"] for way in line.select("a")] == [called]
    assert shown(sanne).select_one("#due-just-ended") is None
