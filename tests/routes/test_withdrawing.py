"""A parent stops: by telephone, at school with her code, or alone at home; and what everybody sees a moment later."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Answer, Case, Consent, Contact, FollowUpLink, Interview, Person, Respondent, Withdrawal
from app.services import respondents
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put, stored
from tests.services.sheets import files, read

NEVER = "does not take part any more"


@pytest.fixture
def engine() -> str:
    """What a database decides here is tried in the services; these are pages."""
    return "sqlite"


@pytest.fixture
def case(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> Case:
    """A Turkish-speaking parent who agreed; tonight, three months later, she is due."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("tr")
    assert put(phone, body).status_code == 200
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    with database.reading() as session:
        return session.exec(select(Case)).one()


@pytest.fixture
def code(case: Case, database: Database) -> str:
    """What stands on her card."""
    with database.reading() as session:
        return session.get_one(Respondent, case.respondent_id).code


def browser(visit: Visit, person: Person | None) -> TestClient:
    opened = visit(person)
    opened.headers["accept"] = "text/html"
    return opened


def text(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def code_of(respondent: str) -> str:
    return respondents.code(UUID(respondent))  # the phone knows it without us


def rows(database: Database, model: type) -> list[object]:
    with database.reading() as session:
        return list(session.exec(select(model)).all())


def test_two_taps_from_the_call_and_she_is_told_what_was_deleted(
    case: Case, visit: Visit, study: SmallStudy, database: Database
) -> None:
    caller = browser(visit, study.turkish_caller)
    there = f"/callbacks/{case.id}/withdrawal"
    assert there in caller.get(f"/callbacks/{case.id}").text

    asked = BeautifulSoup(caller.get(there).text, "html.parser")
    done = caller.post(there, data={"reach": "calls"}, follow_redirects=True)

    assert "Nedenini söylemeniz gerekmez" in asked.select(".aloud[lang=tr]")[0].text
    assert [button["value"] for button in asked.select("form.stops button")] == ["calls", "answers"]
    assert "Adınız ve telefon numaranız silindi" in done.text
    assert rows(database, Contact) == []
    assert len(rows(database, Interview)) == 1
    [held] = rows(database, Case)
    assert (held.closed_by, held.best_times) == ("withdrawn", "")  # type: ignore[attr-defined]


def test_she_wants_her_answers_gone_as_well_a_week_later(
    case: Case, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    there = f"/callbacks/{case.id}/withdrawal"
    browser(visit, study.caller).post(there, data={"reach": "calls"})
    clock.forward(days=7)
    lead = browser(visit, study.lead)

    assert "Delete the answers too, after all" in lead.get(there).text
    lead.post(there, data={"reach": "answers"})
    lead.post(there, data={"reach": "calls"})  # somebody's second tab: it never becomes less

    assert [rows(database, one) for one in (Interview, Answer, Contact)] == [[], [], []]
    [held] = rows(database, Withdrawal)
    assert (held.reach, held.channel, held.at) == ("answers", "lead", clock.now())  # type: ignore[attr-defined]
    assert {one.given for one in rows(database, Consent)} == {False}  # type: ignore[attr-defined]
    assert read(files(database)[0]) == []


def test_another_caller_with_the_screen_open_is_told_in_one_sentence(
    case: Case, visit: Visit, study: SmallStudy
) -> None:
    elif_, sanne = browser(visit, study.turkish_caller), browser(visit, study.caller)
    sanne.get(f"/callbacks/{case.id}")
    elif_.post(f"/callbacks/{case.id}/withdrawal", data={"reach": "calls"})

    replies = [
        sanne.post(f"/callbacks/{case.id}/attempts", data={"disposition": "no_answer"}),
        sanne.post(f"/callbacks/{case.id}/number"),
        sanne.get(f"/callbacks/{case.id}/interview"),
    ]

    assert {reply.status_code for reply in replies} == {409}
    assert not [reply for reply in replies if "12345678" in reply.text.replace(" ", "") or "Canarino" in reply.text]
    assert len(BeautifulSoup(sanne.get("/callbacks").text, "html.parser").select("a.case")) == 0


@pytest.mark.parametrize("reach", ["calls", "answers"])
def test_what_arrives_of_her_later_is_not_kept_and_the_phone_forgets_it(
    reach: str, phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, other = str(uuid4()), str(uuid4())
    body = finished(study, clock.now(), respondent=str(uuid4()))
    held = {**body, "status": "draft", "revision": 3}
    assert put(phone, held, interview).status_code == 200
    with database.reading() as session:
        code = session.get_one(Respondent, UUID(body["respondent"])).code
    visit(study.lead).post("/withdrawals/code", data={"code": code, "reach": reach})

    late = put(phone, body, interview)  # the end of the interview that was under way
    unread = put(phone, {**body, "answers": {"nonsense": answer("1")}}, other)  # what would be parked otherwise
    wrong = put(visit(study.other_student), body, interview)  # and what would be refused

    for reply in (late, unread, wrong):
        assert reply.headers["Interview-Decision"] == "withdrawn"
        assert int(reply.headers["Interview-Revision"]) >= 20
        assert NEVER in reply.json()["sentence"]
    assert [one.revision for one in stored(database)] == ([3] if reach == "calls" else [])
    assert [json.loads(one.snapshot)["contact"] for one in stored(database)] == ([None] if reach == "calls" else [])
    assert rows(database, Contact) == []
    parked = visit(study.lead).get("/parked").text
    assert "Nothing is parked" in parked or interview not in parked
    report = phone.put("/phones/mine", json={"waiting": 0})
    assert report.headers["Respondents-Withdrawn"] == body["respondent"]


def test_her_link_ends_with_the_call(case: Case, visit: Visit, study: SmallStudy, database: Database) -> None:
    now = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
    with database.writing() as session:
        made = FollowUpLink(
            case_id=case.id, fingerprint="print", language="tr", made_by=study.caller.id, made_at=now, expires_at=now
        )
        session.add(made)

    browser(visit, study.caller).post(f"/callbacks/{case.id}/withdrawal", data={"reach": "calls"})

    [held] = rows(database, FollowUpLink)
    assert held.revoked_at is not None  # type: ignore[attr-defined]


def test_a_student_reads_the_code_off_the_card_and_the_lead_sees_that_it_happened(
    code: str, visit: Visit, study: SmallStudy
) -> None:
    amina, lead = browser(visit, study.student), browser(visit, study.lead)
    assert "/withdrawals/code" in amina.get("/home").text

    asked = amina.post("/withdrawals/code", data={"code": f" {code.lower().replace('-', ' ')} "})
    done = amina.post("/withdrawals/code", data={"code": code, "reach": "answers"}, follow_redirects=True)
    again = amina.post("/withdrawals/code", data={"code": code})
    unknown = amina.post("/withdrawals/code", data={"code": "R-ZZZZZZ"})
    record = text(lead.get("/withdrawals").text)

    assert code in asked.text
    assert "Cevaplarınızı ne yapalım" in asked.text
    assert "cevaplarınız silindi" in done.text
    assert code not in str(done.url)
    assert '<form method="post" action="/withdrawals/code"' not in again.text
    assert unknown.status_code == 404
    assert "Nobody has the code" in text(unknown.text)
    assert "a parent" in record
    assert "at school, with a student" in record
    assert "Amina" in record
    assert code not in record


def test_the_page_for_parents_says_the_same_whether_or_not_a_code_exists(
    code: str, stranger: TestClient, database: Database
) -> None:
    sent = {"reach": "answers", "go": "sure"}

    right = stranger.post("/stop/ar", data={"code": code, **sent})
    wrong = stranger.post("/stop/ar", data={"code": "R-222222", **sent})

    assert (right.status_code, right.text) == (wrong.status_code, wrong.text)
    assert 'dir="rtl"' in right.text
    assert "<script" not in right.text
    assert rows(database, Interview) == []
    [held] = rows(database, Withdrawal)
    assert (held.channel, held.person_id) == ("code", None)  # type: ignore[attr-defined]


def test_a_parent_types_her_code_looks_once_more_and_stops(code: str, stranger: TestClient, database: Database) -> None:
    stranger.headers["accept-language"] = "pap, nl;q=0.5"
    first = text(stranger.get("/stop").text)
    mistyped = stranger.post("/stop/pap", data={"code": "R-12", "reach": "calls"})
    undecided = stranger.post("/stop/pap", data={"code": code})
    shown = stranger.post("/stop/pap", data={"code": code.lower(), "reach": "calls"})
    back = stranger.post("/stop/pap", data={"code": code, "reach": "calls", "go": "back"})
    before = len(rows(database, Withdrawal))
    done = stranger.post("/stop/pap", data={"code": code, "reach": "calls", "go": "sure"})

    assert "Stòp di partisipá" in first
    assert (mistyped.status_code, undecided.status_code) == (422, 422)
    assert "no por ta un kódigo" in mistyped.text
    assert 'value="R-12"' in mistyped.text
    assert code in shown.text
    assert "Esaki ta korekto?" in shown.text
    assert "checked" in back.text
    assert (before, len(rows(database, Withdrawal))) == (0, 1)
    assert "Nos a skirbié" in done.text


def test_what_is_refused_there_is_said_to_a_parent_in_her_language(stranger: TestClient) -> None:
    long = {"code": "R " * 30, "reach": "calls"}

    refused = stranger.post("/stop/ar", data=long, headers={"accept": "text/html", "accept-language": "nl"})

    assert refused.status_code == 422
    assert '<html lang="ar" dir="rtl">' in refused.text
    assert "self.css" in refused.text
    assert "/signin" not in refused.text


def test_whoever_tries_codes_is_stopped_and_it_is_seen(
    code: str, stranger: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    sent = {"reach": "answers", "go": "sure"}
    tries = [stranger.post("/stop/en", data={"code": f"R-22222{sign}", **sent}) for sign in "ABCDEFGHJKMN"]
    late = stranger.post("/stop/en", data={"code": code, **sent})

    assert [one.status_code for one in tries] == [200] * 10 + [429] * 2
    assert late.status_code == 429
    assert "try again in an hour" in late.text
    assert rows(database, Withdrawal) == []
    assert "10 codes were typed" in text(visit(study.lead).get("/withdrawals", headers={"accept": "text/html"}).text)
    clock.forward(minutes=16)
    assert stranger.post("/stop/en", data={"code": code, **sent}).status_code == 200
    assert len(rows(database, Withdrawal)) == 1


@pytest.mark.parametrize("reach", ["calls", "answers"])
def test_she_stops_at_home_while_her_interview_still_waits_on_a_phone(
    reach: str, phone: TestClient, stranger: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    body = finished(study, clock.now())
    code = respondents.code(UUID(body["respondent"]))  # the phone knows it without us
    stranger.post("/stop/tr", data={"code": code, "reach": reach, "go": "sure"})
    clock.forward(hours=11)

    reply = put(phone, body)

    assert reply.headers["Interview-Decision"] == "withdrawn"
    assert len(stored(database)) == (1 if reach == "calls" else 0)
    assert rows(database, Contact) == []
    assert {one.state for one in rows(database, Case)} == {"withdrawn"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("reach", ["calls", "answers"])
def test_she_reads_her_own_card_wrongly_and_is_stopped_all_the_same_when_her_interview_arrives(
    reach: str, phone: TestClient, stranger: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    """Her card says R-TP6BWN, she types R-TP68WN, and the page tells her that it is written down."""
    alike = str.maketrans("8BDQ6G2Z5SUV7", "B8QDG6Z2S5VUL")
    met = next(one for one in (str(uuid4()) for _ in range(1000)) if set("8BDQ6G2Z5SV7") & set(code_of(one)[2:]))
    stranger.post("/stop/tr", data={"code": code_of(met).translate(alike), "reach": reach, "go": "sure"})
    put(phone, finished(study, clock.now()))  # somebody else, whose code looks like nothing that was typed
    clock.forward(hours=11)

    reply = put(phone, finished(study, clock.now(), respondent=met))

    assert reply.headers["Interview-Decision"] == "withdrawn"
    [held] = rows(database, Withdrawal)
    assert (str(held.respondent_id), held.reach) == (met, reach)  # type: ignore[attr-defined]
    assert len(stored(database)) == (2 if reach == "calls" else 1)


def test_everybody_else_goes_on_as_before(
    code: str, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    visit(study.lead).post("/withdrawals/code", data={"code": code, "reach": "answers"})

    reply = put(visit(study.student), snapshot(study, clock.now()))

    assert "Interview-Decision" not in reply.headers
    assert len(stored(database)) == 1
