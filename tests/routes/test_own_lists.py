"""A mentor's own lists: from his page, alone, through the same door as every interview."""

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select
from starlette.testclient import TestClient

from app.calling.states import CaseState
from app.db import Database
from app.models import Case, Interview, MentorLink, Respondent, SelfCompletion, SelfLink
from tests.alone import HTML, Visitor
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.test_attendance import page
from tests.routes.test_mentors import make, mentor, token
from tests.services.sheets import files, read

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
__all__ = ["mentor", "token"]  # the fixtures of a mentor's phone


def begin(browser: TestClient, name: str = "mentor-w1", link: int = 1) -> Visitor:
    reply = browser.post(f"/mentor/{link}/lists/{name}", headers=HTML)
    assert reply.status_code == 303, reply.text
    return Visitor(browser).open(reply.headers["location"])


def lists(browser: TestClient, link: int = 1) -> list[str]:
    """What stands under the title of each of his lists."""
    shown = page(browser, f"/mentor/{link}").select(".own-list")
    return [" ".join((one.select_one("button") or one.select("p")[-1]).text.split()) for one in shown]


def test_a_mentor_fills_in_his_own_list_and_it_stands_beside_those_of_his_parents(
    mentor: TestClient, lead: TestClient, study: SmallStudy, database: Database
) -> None:
    assert lists(mentor) == ["Begin", "From Wednesday 24 February, on this same page."]

    visitor = begin(mentor).finish()

    assert visitor.code.startswith("R-")
    assert 'href="/mentor"' in str(visitor.page)
    assert lists(mentor)[0] == "Sent. Thank you."
    rows = read(files(database)[0])
    [row] = [row for row in rows if row["role"] == "mentor"]
    assert (row["group"], row["mode"], row["wave"], row["status"]) == ("A3-1B", "self", "w1", "complete")
    assert "De Wit" not in str(row)


def test_he_stops_and_goes_on_where_he_was(mentor: TestClient, database: Database) -> None:
    first = begin(mentor)
    first.send(**first.middle())
    was = first.items

    assert lists(mentor)[0] == "Go on"
    assert begin(mentor).items == was
    with database.reading() as session:
        assert len(session.exec(select(SelfCompletion)).all()) == 1


def test_the_second_list_opens_three_months_later_for_the_same_mentor(
    mentor: TestClient, clock: TestClock, database: Database
) -> None:
    begin(mentor).finish()
    assert mentor.post("/mentor/1/lists/mentor-w2").status_code == 404
    clock.forward(days=92)

    assert lists(mentor) == ["Sent. Thank you.", "Begin"]
    begin(mentor, "mentor-w2").finish()

    assert lists(mentor) == ["Sent. Thank you.", "Sent. Thank you."]
    with database.reading() as session:
        held = session.exec(select(Interview)).all()
        assert {one.respondent_id for one in held} == {one.id for one in session.exec(select(Respondent)).all()}
    assert len(held) == 2
    assert len({one.respondent_id for one in held}) == 1


def test_a_list_that_was_sent_is_not_opened_again(mentor: TestClient) -> None:
    begin(mentor).finish()

    assert mentor.post("/mentor/1/lists/mentor-w1").status_code == 404


@pytest.mark.parametrize("name", ["parent-w1", "class-list", "nothing"])
def test_other_lists_do_not_open_from_his_page(mentor: TestClient, name: str) -> None:
    assert mentor.post(f"/mentor/1/lists/{name}").status_code == 404


def test_without_his_link_nobody_opens_his_list(stranger: TestClient, token: str) -> None:
    assert stranger.post("/mentor/1/lists/mentor-w1").status_code == 410


def test_a_withdrawn_link_ends_his_list_too(mentor: TestClient, lead: TestClient, study: SmallStudy) -> None:
    visitor = begin(mentor)
    lead.post(f"/activities/{study.talk.id}/mentors/1/revocation")

    visitor.send(**visitor.middle())

    assert visitor.reply is not None
    assert visitor.reply.status_code == 410


@pytest.mark.parametrize("sent", [True, False])
def test_he_stops_with_his_answers_and_his_page_asks_nothing_more(
    sent: bool, mentor: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    begun = begin(mentor)
    begun.send(**begun.middle())
    if sent:
        begun.finish()
    with database.reading() as session:
        code = session.exec(select(Respondent.code)).one()
    visit(study.lead).post("/withdrawals/code", data={"code": code, "reach": "answers"})

    assert lists(mentor) == []
    assert mentor.post("/mentor/1/lists/mentor-w1").status_code == 404
    clock.forward(days=92)
    assert lists(mentor) == []


def test_whoever_stopped_is_not_reminded_and_gets_no_new_link(
    mentor: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    begin(mentor).finish()
    clock.forward(days=92)
    with database.reading() as session:
        way = f"/callbacks/{session.exec(select(Case.id)).one()}/mentor"
        code = session.exec(select(Respondent.code)).one()
    visit(study.lead).post("/withdrawals/code", data={"code": code, "reach": "calls"})
    visit(study.lead).post(f"/activities/{study.talk.id}/mentors/1/revocation")
    caller = visit(study.caller)

    replies = [caller.get(way, headers=HTML), caller.post(way, headers=HTML)]

    assert [one.status_code for one in replies] == [409, 409]
    assert not [one for one in replies if "De Wit" in one.text or "/mentor#" in one.text]
    with database.reading() as session:
        assert session.exec(select(MentorLink.revoked_at)).one() is not None


def test_of_whoever_wants_no_more_calls_his_page_shows_what_he_sent_only(
    mentor: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    begin(mentor).finish()
    with database.reading() as session:
        code = session.exec(select(Respondent.code)).one()
    visit(study.lead).post("/withdrawals/code", data={"code": code, "reach": "calls"})
    clock.forward(days=92)

    assert lists(mentor) == ["Sent. Thank you."]
    assert mentor.post("/mentor/1/lists/mentor-w2").status_code == 404


def test_the_six_digits_behind_a_mentors_list_lead_nowhere(
    mentor: TestClient, stranger: TestClient, database: Database
) -> None:
    """Otherwise who tries digits at the door of an evening would fill in the list of a mentor."""
    begin(mentor)
    with database.reading() as session:
        [link] = session.exec(select(SelfLink)).all()

    reply = stranger.post("/s", data={"code": link.code}, headers=HTML)
    if reply.status_code == 303:
        reply = stranger.get(reply.headers["location"], headers=HTML)

    assert reply.status_code == 404


def test_two_mentors_of_one_class_are_two_respondents(
    mentor: TestClient, lead: TestClient, study: SmallStudy, database: Database
) -> None:
    begin(mentor).finish()
    mentor.post("/mentor", data={"secret": make(lead, study)})
    begin(mentor, link=2).finish()

    with database.reading() as session:
        assert len(session.exec(select(Respondent)).all()) == 2


def test_the_evening_does_not_count_mentors_among_the_parents(
    mentor: TestClient, phone: TestClient, study: SmallStudy
) -> None:
    begin(mentor)

    assert "Nobody yet." in page(phone, f"/activities/{study.talk.id}").text


def test_who_is_due_is_counted_and_reminded_and_his_page_opens_under_a_new_link(
    mentor: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    begin(mentor).finish()
    words = " ".join(page(visit(study.lead), "/callbacks/links").get_text(" ").split())
    assert "Nobody has to be reminded now. 1 mentor comes later." in words
    clock.forward(days=92)

    caller = visit(study.caller)
    due = page(caller, "/callbacks/links")
    assert "0 of 1 mentor whose time has come" in " ".join(due.get_text(" ").split())
    assert "school A3" not in page(caller, "/callbacks").select_one("#due").get_text(" ")  # type: ignore[union-attr]
    way = str(next(one["href"] for one in due.select("a.chip") if "/mentor" in str(one["href"])))
    assert "in November you answered" in page(caller, way).get_text(" ")
    text = str(BeautifulSoup(caller.post(way, headers=HTML).text, "html.parser").select_one("textarea"))
    secret = text.partition("/mentor#")[2].partition("<")[0].strip()

    again = visit(None)
    assert again.post("/mentor", data={"secret": secret}).status_code == 303
    assert lists(again) == ["Sent. Thank you.", "Begin"]
    assert mentor.get("/mentor/1", headers=HTML).status_code == 303  # the old link leads nowhere any more
    begin(again, "mentor-w2").finish()

    assert "1 of 1 mentor" in " ".join(page(caller, "/callbacks/links").get_text(" ").split())
    with database.reading() as session:
        assert session.exec(select(Case)).one().state == CaseState.COMPLETE
