"""The lead's desk for interviews: what stands out, what misses its context, and every change with its trail."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from app.db import Database
from app.models import Answer, Group, Interview, InterviewStatus, Person
from tests.conftest import TestClock
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put, stored

WHY = "Amina belde: verkeerd getikt"
HTML = {"accept": "text/html"}


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def interview(phone: TestClient, study: SmallStudy, clock: TestClock) -> str:
    number = str(uuid4())
    assert put(phone, finished(study, clock.now()), number).status_code == 200
    return number


def page(browser: TestClient, path: str) -> BeautifulSoup:
    reply = browser.get(path, headers=HTML)
    assert reply.status_code == 200
    return BeautifulSoup(reply.text, "html.parser")


def words(shown: BeautifulSoup, selector: str = "main") -> str:
    return " ".join(" ".join(one.text.split()) for one in shown.select(selector))


def status(database: Database) -> list[str]:
    return [one.status for one in stored(database)]


def expected(shown: BeautifulSoup, item: str) -> str:
    field = shown.select_one(f"#{item} [name=expected]")
    assert field is not None
    return str(field["value"])


def test_she_finds_an_interview_by_its_code_and_sees_no_name_and_no_number(lead: TestClient, interview: str) -> None:
    [row] = page(lead, "/interviews").select("tbody tr")
    code = row.select_one("a").text  # type: ignore[union-attr]

    found = page(lead, f"/interviews?code={code.lower()}")
    shown = page(lead, str(found.select_one("tbody a")["href"]))  # type: ignore[index]

    assert code in words(shown)
    assert "Nothing was changed since its end" in words(shown)
    assert "Canarino" not in shown.text
    assert "12345678" not in shown.text
    assert "Nobody has this code" in words(page(lead, "/interviews?code=R-ZZZZZZ"))


def test_an_answer_is_corrected_with_a_reason_and_taken_back(
    lead: TestClient, interview: str, database: Database
) -> None:
    at = f"/interviews/{interview}"
    sent = {"value": "2", "expected": expected(page(lead, at), "info_tips"), "because": WHY}

    reply = lead.post(f"{at}/answers/info_tips", data=sent)

    shown = page(lead, reply.headers["location"])
    assert "Corrected." in words(shown, "[role=status]")
    assert WHY in words(shown, ".step-of-trail")
    with database.reading() as session:
        assert session.get_one(Answer, (stored(database)[0].id, "info_tips")).value == "2"
    undo = shown.select_one(".step-of-trail form")
    assert undo is not None
    assert lead.post(str(undo["action"]), data={"because": "toch niet"}).status_code == 303
    with database.reading() as session:
        assert session.get_one(Answer, (stored(database)[0].id, "info_tips")).value == "4"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"because": ""}, "Write in one line why"),
        ({"value": "77"}, "no such answer"),
        ({"expected": "something else"}, "changed while you were looking"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    lead: TestClient, interview: str, database: Database, changes: dict[str, str], says: str
) -> None:
    seen = expected(page(lead, f"/interviews/{interview}"), "info_tips")
    sent = {"value": "2", "expected": seen, "because": WHY} | changes

    reply = lead.post(f"/interviews/{interview}/answers/info_tips", data=sent)

    assert reply.status_code in {400, 409}
    assert says in reply.text
    with database.reading() as session:
        assert session.get_one(Answer, (stored(database)[0].id, "info_tips")).value == "4"


def test_a_late_phone_is_told_calmly_that_it_does_not_count(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    number, body = str(uuid4()), finished(study, clock.now())
    put(phone, body, number)
    assert lead.post(f"/interviews/{number}/voiding", data={"because": WHY}).status_code == 303

    same = put(phone, body, number)
    newer = put(phone, body | {"revision": 21, "answers": body["answers"] | {"info_tips": answer("1")}}, number)

    assert [one.status_code for one in (same, newer)] == [200, 200]
    assert {one.headers["interview-decision"] for one in (same, newer)} == {"voided"}
    assert status(database) == [InterviewStatus.VOIDED]
    decided = page(lead, "/parked")
    assert "Arrived after the interview was voided" in words(decided)
    assert lead.post(f"/interviews/{number}/restoration", data={"because": "toch"}).status_code == 303
    assert status(database) == [InterviewStatus.COMPLETE]


def test_two_interviews_of_one_talk_are_put_side_by_side_and_made_one(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    stays, goes = str(uuid4()), str(uuid4())
    body = finished(study, clock.now())
    put(phone, body, stays)
    again = finished(study, clock.now())
    again["answers"] = again["answers"] | {"info_tips": answer("1")}
    put(phone, again, goes)

    shown = page(lead, f"/interviews/{stays}/merging?other={goes}")
    assert len(shown.select(".difference")) == 1
    sent = {"other": goes, "taken": "info_tips", "because": WHY}
    reply = lead.post(f"/interviews/{stays}/merging", data=sent)

    assert "The two are one now" in words(page(lead, reply.headers["location"]))
    assert sorted(status(database)) == [InterviewStatus.COMPLETE, InterviewStatus.VOIDED]


def test_what_is_missing_is_mended_for_a_whole_class(
    lead: TestClient, interview: str, study: SmallStudy, database: Database
) -> None:
    with database.writing() as session:
        session.get_one(Group, study.group.id).year = None
    assert "1 interview to mend" in words(page(lead, "/missing"))

    reply = lead.post(f"/missing/classes/{study.group.id}", data={"year": "2"})

    assert "Nothing is missing" in words(page(lead, reply.headers["location"]))


def test_the_place_is_corrected_within_the_study_only(
    lead: TestClient, interview: str, study: SmallStudy, database: Database
) -> None:
    there = f"{study.meeting.id}:{study.meeting_group.id}"
    for wrong in ("", "1", "1:x", f"{study.talk.id}:{study.meeting_group.id}"):
        reply = lead.post(f"/interviews/{interview}/place", data={"to": wrong, "because": WHY})
        assert reply.status_code == 400
    reply = lead.post(f"/interviews/{interview}/place", data={"to": there, "because": WHY})

    assert reply.status_code == 303
    [held] = stored(database)
    assert (held.activity_id, held.group_id) == (study.meeting.id, study.meeting_group.id)
    assert "MZ1A" in words(page(lead, f"/interviews/{interview}"), ".step-of-trail")


def test_who_held_it_is_corrected_and_the_phone_that_holds_it_may_still_send(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    number, body = str(uuid4()), finished(study, clock.now())
    assert put(phone, body, number).status_code == 200
    with database.writing() as session:
        session.get_one(Person, study.other_student.id).left_at = clock.now()
    there = f"/interviews/{number}/interviewer"
    assert f"{study.other_student.name} (no longer in the team)" in words(page(lead, f"/interviews/{number}"))

    reply = lead.post(there, data={"person": str(study.other_student.id), "because": WHY})

    assert reply.status_code == 303
    assert study.other_student.name in words(page(lead, reply.headers["location"]), ".held-facts")
    assert study.student.name in words(page(lead, f"/interviews/{number}"), ".step-of-trail")
    assert put(phone, body, number).status_code == 200
    assert [one.interviewer_id for one in stored(database)] == [study.other_student.id]
    for wrong in ("", "999999", "x"):
        assert lead.post(there, data={"person": wrong, "because": WHY}).status_code == 400


def again(lead: TestClient, path: str, **sent: object) -> BeautifulSoup:
    """The form as it comes back when it was refused."""
    reply = lead.post(path, data=sent, headers=HTML)
    assert reply.status_code in {400, 409}, reply.text
    shown = BeautifulSoup(reply.text, "html.parser")
    assert len(shown.select("[role=alert]")) == 1
    return shown


def chosen(shown: BeautifulSoup, name: str) -> list[str]:
    return [str(one["value"]) for one in shown.select(f"details[open] [name={name}] [selected]")]


def typed(shown: BeautifulSoup, name: str = "because") -> list[str]:
    return [str(one["value"]) for one in shown.select(f"details[open] input[name={name}]")]


def test_nothing_that_was_typed_in_a_refused_correction_is_lost(
    lead: TestClient, interview: str, study: SmallStudy, database: Database
) -> None:
    at, place = f"/interviews/{interview}", f"{study.talk.id}:{study.group.id}"
    held = expected(page(lead, at), "info_tips")

    no_reason = again(lead, f"{at}/answers/info_tips", value="2", expected=held, because=" ")
    stale = again(lead, f"{at}/answers/info_tips", value="2", expected="old", because=WHY)
    text = again(lead, f"{at}/answers/remark", value="Nog iets", expected="old", because=WHY)
    same = again(lead, f"{at}/place", to=place, because=WHY)
    person = again(lead, f"{at}/interviewer", person=study.other_student.id, because="")
    language = again(lead, f"{at}/language", language="tr", because="")
    long = again(lead, f"{at}/voiding", because=WHY * 100)

    assert (chosen(no_reason, "value"), typed(no_reason)) == (["2"], [" "])
    assert (chosen(stale, "value"), typed(stale)) == (["2"], [WHY])
    assert expected(stale, "info_tips") == held  # she saw that it changed, and may send it now
    assert (typed(text, "value"), typed(text)) == (["Nog iets"], [WHY])
    assert (chosen(same, "to"), typed(same)) == ([place], [WHY])
    assert chosen(person, "person") == [str(study.other_student.id)]
    assert chosen(language, "language") == ["tr"]
    assert typed(long) == [WHY * 100]
    assert status(database) == [InterviewStatus.COMPLETE]


def test_what_was_typed_while_a_colleague_voided_it_is_shown_above_all(lead: TestClient, interview: str) -> None:
    at = f"/interviews/{interview}"
    assert lead.post(f"{at}/voiding", data={"because": WHY}).status_code == 303

    late = again(lead, f"{at}/answers/remark", value="Nog iets", expected="", because="Zij belde")
    assert "“Nog iets”“Zij belde”" in words(late, "[role=alert]")
    restoring = again(lead, f"{at}/restoration", because=" ")

    assert "Write in one line why" in words(restoring, "form [role=alert]")


def test_a_refused_merge_keeps_what_was_chosen(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock, interview: str
) -> None:
    number, body = str(uuid4()), finished(study, clock.now())
    body["answers"]["info_tips"] = answer("1")
    put(phone, body, number)

    shown = again(lead, f"/interviews/{interview}/merging", other=number, taken="info_tips", because="")

    assert [str(one["value"]) for one in shown.select("[name=taken][checked]")] == ["info_tips"]


def test_a_student_sees_her_own_before_the_lead(
    lead: TestClient, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    body["answers"] = {name: one | {"seconds": 1.0, "least": 4.0} for name, one in body["answers"].items()}
    put(phone, body)
    assert "Nothing stands out" in words(page(lead, "/quality"))

    small = phone.get("/mine", headers={**HTML, "hx-request": "true"}).text
    assert 'href="/mine"' in small
    assert "<html" not in small
    assert "Faster than the words" in words(page(phone, "/mine"))
    phone.post("/mine/notes", data={"rule": "fast", "note": "Moeder las zelf mee"})

    shown = words(page(lead, "/quality"))
    assert "Faster than the words" in shown
    assert "Moeder las zelf mee" in shown
    lead.post("/quality/notes", data={"interviewer": study.student.id, "rule": "fast", "note": "Voortaan voorlezen"})
    assert "Faster than the words" not in words(page(lead, "/quality"), ".talk-with")


def test_an_interview_that_does_not_exist_is_not_found(lead: TestClient, database: Database) -> None:
    assert lead.get(f"/interviews/{uuid4()}", headers=HTML).status_code == 404
    with database.reading() as session:
        assert session.get(Interview, uuid4()) is None
