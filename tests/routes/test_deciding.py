"""The lead decides about what was refused: she sees both, gives a reason, and nothing disappears."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import (
    ActivityGroup,
    Answer,
    AuditEntry,
    Case,
    Consent,
    Decision,
    InstrumentVersion,
    InterviewStatus,
    ParkedSnapshot,
    Person,
    Respondent,
)
from app.security.sealing import Sealer
from app.services import contacts, parking, purging
from tests.conftest import TestClock, Visit
from tests.databases import KEYS
from tests.envelopes import with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import answers_of, put, stored
from tests.routes.test_parking import decide, kept, unfit


def look(lead: TestClient, parked: ParkedSnapshot) -> BeautifulSoup:
    reply = lead.get(f"/parked/{parked.id}", headers={"accept": "text/html"})
    assert reply.status_code == 200
    return BeautifulSoup(reply.text, "html.parser")


def accept(lead: TestClient, parked: ParkedSnapshot) -> Response:
    """Look at it, then tap Accept on that page."""
    field = look(lead, parked).select_one("[name=compared]")
    return decide(lead, parked, "acceptance", compared=str(field["value"]) if field else "")


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.text.split()) for found in page.select(selector)]


def conflict(phone: TestClient, body: dict[str, Any], **changes: Any) -> tuple[str, dict[str, Any]]:
    """A finished interview that the phone goes on changing."""
    interview = str(uuid4())
    assert put(phone, body, interview).status_code == 200
    changed = body | {"revision": body["revision"] + 1} | changes
    assert put(phone, changed, interview).status_code == 409
    return interview, changed


def value(database: Database, item: str) -> str | None:
    with database.reading() as session:
        return session.exec(select(Answer.value).where(Answer.item == item)).one()


def test_only_the_differences_are_loud_and_in_the_words_of_the_questionnaire(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    answers = body["answers"] | {"info_tips": answer("1"), "relation": answer(missing="refused", remark="twijfelde")}
    answers["info_know"] = body["answers"]["info_know"] | {"seconds": 99, "changes": 4}
    conflict(phone, body, answers=answers, contact={"ask_for": "Canarino", "phone": "06 87654321"})

    page = look(lead, kept(database)[0])

    choices = {one.name: one.label for one in study.w1.choices_of(study.w1.item("info_tips"))}
    loud = texts(page, ".difference")
    assert [line for line in loud if choices["4"]["en"] in line and choices["1"]["en"] in line]
    assert [line for line in loud if "Rather not" in line and "twijfelde" in line]
    assert len(loud) == 2
    assert "Name or number differ" in page.text
    assert f"{len(answers) - 2} answers are the same on both" in page.text
    assert not {"Canarino", "87654321", "12345678"} & set(page.text.split())


def test_what_was_accepted_is_the_interview_and_what_it_replaced_is_kept(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    interview, changed = conflict(phone, body, answers=body["answers"] | {"info_tips": answer("1")})
    before = stored(database)[0].snapshot

    assert accept(lead, kept(database)[0]).headers["location"] == "/parked"

    [parked], [held] = kept(database), stored(database)
    assert value(database, "info_tips") == "1"
    assert (held.revision, held.status) == (21, InterviewStatus.COMPLETE)
    assert sealer.open(parked.replaced or b"", parking.place(parked, "replaced")) == before
    assert (parked.decision, parked.because, parked.decided_by) == ("accepted", "Afgesproken met Amina", study.lead.id)
    with database.reading() as session:
        hers = select(AuditEntry.verb).where(AuditEntry.person_id == study.lead.id)
        assert session.exec(hers.order_by(col(AuditEntry.id))).all()[-1] == ("parked.accept")
    reply = put(phone, changed, interview)
    assert (reply.status_code, reply.headers["interview-revision"]) == (200, "21")
    assert reply.headers["interview-decision"] == Decision.ACCEPTED


def test_a_voided_change_leaves_the_interview_as_it_was(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    interview, changed = conflict(phone, body, answers={"consent": answer("1")})
    before = stored(database)[0].snapshot

    decide(lead, kept(database)[0])

    assert stored(database)[0].snapshot == before
    reply = put(phone, changed, interview)
    assert (reply.status_code, reply.headers["interview-decision"]) == (200, "voided")


def test_of_an_interview_with_an_impossible_answer_the_rest_is_taken(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), finished(study, clock.now())
    body["answers"] |= {
        "info_tips": answer("9"),
        "new_in_spring": answer("2"),
        "remark": answer("x" * 5000),
        "phone": answer("0612345678"),
    }
    put(phone, body, interview)
    page = look(lead, kept(database)[0])

    accept(lead, kept(database)[0])

    misfits = texts(page, ".card:has(h2) .answered")
    assert len(misfits) == 4
    assert any("new_in_spring" in line and "not in its questionnaire" in line for line in misfits)
    assert "612345678" not in page.text
    assert set(answers_of(database)) == set(body["answers"]) - {"info_tips", "new_in_spring", "remark", "phone"}
    assert stored(database)[0].status == InterviewStatus.COMPLETE
    reply = put(phone, body, interview)
    assert (reply.status_code, reply.headers["interview-decision"]) == (200, "accepted")


def test_what_depended_on_a_consent_that_does_not_fit_goes_with_it(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    body["answers"]["origin_consent"] = answer("7")
    put(phone, body)

    accept(lead, kept(database)[0])

    assert not {"origin", "origin_consent"} & set(answers_of(database))


def test_an_impossible_number_in_a_draft_is_kept_as_typed_once_accepted(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = finished(study, clock.now()) | {"status": "draft", "contact": {"phone": "06 12 of zus"}}
    put(phone, with_sealed_contact(body))

    accept(lead, kept(database)[0])

    with database.reading() as session:
        [held] = stored(database)
        assert contacts.held(session, sealer, held.respondent_id) == {"phone": "06 12 of zus"}
    assert kept(database)[0].contact is None


def test_a_number_under_a_lost_key_waits_until_the_key_is_back(
    app: FastAPI, phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    app.state.sealer = Sealer({"new": b"n" * 32})
    interview, body = str(uuid4()), with_sealed_contact(finished(study, clock.now()))
    assert "replaced" in put(phone, body, interview).json()["error"]
    [parked] = kept(database)
    page = look(lead, parked)
    assert "“test”, which is not in ALOUD_CONTACT_KEYS any more" in page.text
    assert page.select("[formaction$=acceptance]") == []
    assert decide(lead, parked, "acceptance").status_code == 409
    assert stored(database) == []

    app.state.sealer = Sealer({"new": b"n" * 32, **KEYS})
    assert accept(lead, parked).status_code == 303

    with database.reading() as session:
        held = contacts.held(session, app.state.sealer, stored(database)[0].respondent_id)
        assert held["phone"] == "+31612345678"
        assert len(session.exec(select(Case)).all()) == 1


def test_a_damaged_seal_costs_that_field_alone(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = with_sealed_contact(finished(study, clock.now()))
    body["contact"]["ask_for"] = body["contact"]["ask_for"][:-6]
    put(phone, body)
    page = look(lead, kept(database)[0])

    accept(lead, kept(database)[0])

    assert "damaged, or sealed for another place" in page.text
    with database.reading() as session:
        assert contacts.held(session, sealer, stored(database)[0].respondent_id) == {"phone": "+31612345678"}
    assert kept(database)[0].contact is not None  # what did not open stays


CANNOT: list[tuple[dict[str, Any], str]] = [
    ({"version": "00000000"}, "version 00000000, which is not on this server"),
    ({"group": 99_999}, "does not have this class"),
    ({"activity": 99_999}, "does not have this class"),
    ({"wave": "w9"}, "does not have this class"),
    ({"language": "xx"}, "cannot be read as an interview"),
    ({"revision": "many"}, "cannot be read as an interview"),
    ({"device_started_at": None}, "cannot be read as an interview"),
]


@pytest.mark.parametrize(("change", "words"), CANNOT, ids=[words[:20] + str(n) for n, (_, words) in enumerate(CANNOT)])
def test_what_cannot_be_accepted_says_why_and_can_be_voided(
    phone: TestClient,
    lead: TestClient,
    study: SmallStudy,
    database: Database,
    clock: TestClock,
    change: Any,
    words: str,
) -> None:
    put(phone, finished(study, clock.now()) | change)
    [parked] = kept(database)

    page = look(lead, parked)

    assert words in page.select_one(".notice.warm").text  # type: ignore[union-attr]
    assert page.select("[formaction$=acceptance]") == []
    refused = decide(lead, parked, "acceptance")
    assert (refused.status_code, words in refused.json()["error"]) == (409, True)
    assert stored(database) == []
    assert decide(lead, parked).status_code == 303


def test_bytes_that_are_no_interview_are_shown_as_what_they_are(
    phone: TestClient, lead: TestClient, database: Database, study: SmallStudy
) -> None:
    phone.put(f"/interviews/{uuid4()}", content=b'{"revision": 3, "answ')

    page = look(lead, kept(database)[0])

    assert "cannot be read as an interview" in page.text
    assert decide(lead, kept(database)[0]).status_code == 303


def test_somebody_elses_interview_another_parent_and_another_role_say_so(
    phone: TestClient,
    visit: Visit,
    caller: TestClient,
    lead: TestClient,
    study: SmallStudy,
    database: Database,
    clock: TestClock,
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)
    put(visit(study.other_student), body | {"revision": 9}, interview)
    put(phone, body | {"revision": 2, "respondent": str(uuid4())}, interview)
    put(phone, body)  # the same parent in another interview
    put(caller, snapshot(study, clock.now()))

    told = [look(lead, parked).select_one(".notice.warm").text for parked in kept(database)]  # type: ignore[union-attr]

    assert "from Amina, and somebody else sent this" in told[0]
    assert "another parent, class or questionnaire" in told[1]
    assert "has a first interview already" in told[2]
    assert "Sanne does not" in told[3]
    assert {decide(lead, parked, "acceptance").status_code for parked in kept(database)} == {409}


def test_once_the_study_has_the_class_it_can_be_accepted(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()) | {"group": study.meeting_group.id})
    assert decide(lead, kept(database)[0], "acceptance").status_code == 409
    with database.writing() as session:
        session.add(ActivityGroup(activity_id=study.talk.id, group_id=study.meeting_group.id))

    assert accept(lead, kept(database)[0]).status_code == 303

    assert stored(database)[0].group_id == study.meeting_group.id


def test_once_the_questionnaire_is_published_it_can_be_accepted(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    version = uuid4().hex[:8]  # a process remembers versions, whatever the database
    with database.writing() as session:
        row = session.exec(select(InstrumentVersion).where(InstrumentVersion.name == "parent-w1")).one()
        late = InstrumentVersion(
            name="parent-w1", version=version, document=row.document, published_at=row.published_at
        )
    put(phone, finished(study, clock.now()) | {"version": version})
    with database.writing() as session:
        session.add(late)

    assert look(lead, kept(database)[0]).select("[formaction$=acceptance]") != []


def test_deciding_twice_tells_who_was_first_and_changes_nothing(
    phone: TestClient, lead: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    with database.writing() as session:
        second = Person(study_id=study.lead.study_id, name="Wouter", role=study.lead.role)
        session.add(second)
        session.flush()
    put(phone, unfit(study, clock))
    [parked] = kept(database)
    decide(lead, parked)

    replies = [decide(browser, parked, how) for browser in (lead, visit(second)) for how in ("acceptance", "voiding")]

    assert {reply.status_code for reply in replies} == {409}
    assert all("decided already, by Marieke" in reply.json()["error"] for reply in replies)
    assert kept(database)[0].decision == Decision.VOIDED
    assert "Afgesproken met Amina" in look(lead, parked).text
    assert look(lead, parked).select("form.because") == []


def test_an_interview_that_changed_while_she_looked_is_not_overwritten(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, body = str(uuid4()), snapshot(study, clock.now())
    put(phone, body, interview)
    put(phone, body | {"answers": {"consent": answer("0")}}, interview)
    token = str(look(lead, kept(database)[0]).select_one("[name=compared]")["value"])  # type: ignore[index]
    put(phone, body | {"revision": 2, "answers": body["answers"] | {"info_tips": answer("4")}}, interview)

    reply = decide(lead, kept(database)[0], "acceptance", compared=token)

    assert reply.status_code == 409
    assert "changed while you were looking" in reply.json()["error"]
    assert "info_tips" in answers_of(database)
    assert accept(lead, kept(database)[0]).status_code == 303
    assert stored(database)[0].revision == 2  # the phone's next tap is still news
    assert put(phone, body | {"revision": 3}, interview).status_code == 200


@pytest.mark.parametrize("because", ["", "   ", "\n"])
def test_a_decision_needs_a_reason(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock, because: str
) -> None:
    put(phone, unfit(study, clock))

    replies = [decide(lead, kept(database)[0], how, because=because) for how in ("acceptance", "voiding")]

    assert all(reply.status_code == 400 and "why" in reply.json()["error"] for reply in replies)
    assert kept(database)[0].decision is None


def test_a_finished_interview_stays_finished_when_a_draft_of_it_is_accepted(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    conflict(phone, body, status="draft", answers=body["answers"] | {"info_tips": answer("2")})

    accept(lead, kept(database)[0])

    assert stored(database)[0].status == InterviewStatus.COMPLETE
    assert value(database, "info_tips") == "2"


def test_whoever_turns_out_to_have_said_no_is_not_called(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    conflict(phone, body, answers=body["answers"] | {"recontact": answer("0")}, contact=None)

    accept(lead, kept(database)[0])

    with database.reading() as session:
        assert session.exec(select(Case.closed_by)).one() == "refusal"
        assert contacts.held(session, sealer, stored(database)[0].respondent_id) == {}
    assert kept(database)[0].contact is None


def test_what_is_accepted_after_she_stopped_does_not_allow_calls_again(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    said_no = body | {"answers": body["answers"] | {"recontact": answer("0")}}
    conflict(phone, said_no, answers=body["answers"])
    with database.reading() as session:
        code = session.exec(select(Respondent.code)).one()
    lead.post("/withdrawals/code", data={"code": code, "reach": "calls"})

    assert accept(lead, kept(database)[0]).status_code == 303

    assert value(database, "recontact") == "1"  # what she said then
    with database.reading() as session:
        given = {one.purpose: one.given for one in session.exec(select(Consent))}
    assert (given["recontact"], given["interview"]) == (False, True)


def test_a_number_that_was_replaced_is_kept_until_the_calls_end(
    phone: TestClient,
    visit: Visit,
    lead: TestClient,
    study: SmallStudy,
    database: Database,
    sealer: Sealer,
    clock: TestClock,
) -> None:
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")
    conflict(phone, body, contact={"ask_for": "Mevrouw Canarino", "phone": "06 87654321"})

    accept(lead, kept(database)[0])

    [parked], [held] = kept(database), stored(database)
    with database.reading() as session:
        assert contacts.held(session, sealer, held.respondent_id)["phone"] == "+31687654321"
        case = session.exec(select(Case)).one()
    assert json.loads(sealer.open(parked.contact or b"", parking.place(parked, "contact")))["phone"] == "+31612345678"
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    refusal = {"disposition": "refusal", "note": "wil niet meer"}
    caller = visit(study.turkish_caller)
    caller.post(f"/callbacks/{case.id}/number")
    assert caller.post(f"/callbacks/{case.id}/attempts", data=refusal).status_code == 303
    assert kept(database)[0].contact is not None  # the lead may let us try again until the window has closed
    with database.writing() as session:
        purging.purge(session, now=clock.moment + timedelta(days=29))
    assert kept(database)[0].contact is None


def test_the_list_tells_who_when_where_and_why_one_line_an_interview(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview = str(uuid4())
    for revision in (1, 2, 3):
        put(phone, unfit(study, clock, revision=revision), interview)
    phone.put(f"/interviews/{uuid4()}", content=b"\xff")

    page = BeautifulSoup(lead.get("/parked").text, "html.parser")

    cards = texts(page, "a.waiting")
    assert len(cards) == 2
    assert any("not among the choices" in card and "A3" in card and "2 earlier versions" in card for card in cards)
    assert all("Amina" in card for card in cards)
    assert any("school unknown" in card for card in cards)
    assert "2 interviews wait for your decision" in lead.get("/board").text


def test_a_decided_one_leaves_the_list_and_can_be_read_again(
    phone: TestClient, lead: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    conflict(phone, body, answers=body["answers"] | {"info_tips": answer("1")})
    accept(lead, kept(database)[0])

    page = BeautifulSoup(lead.get("/parked").text, "html.parser")

    assert "Nothing is parked" in page.text
    assert "accepted" in page.select_one("details .row").text  # type: ignore[union-attr]
    assert len(look(lead, kept(database)[0]).select(".difference")) == 1  # what was held before, beside what is now
    assert "wait for your decision" not in lead.get("/board").text


@pytest.mark.parametrize("number", ["0", "-1", "4242", "99999999999999999999", "one"])
def test_one_that_is_none_is_a_sentence(lead: TestClient, study: SmallStudy, number: str) -> None:
    replies = [
        lead.get(f"/parked/{number}"),
        lead.post(f"/parked/{number}/acceptance", data={"because": "x"}),
        lead.post(f"/parked/{number}/voiding", data={"because": "x"}),
    ]

    assert {reply.status_code for reply in replies} <= {404, 422}
    assert all(len(reply.json()["error"]) > 20 for reply in replies)
