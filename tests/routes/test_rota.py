"""The rota: callers enter their own hours, the lead everybody's, and a promise is not dropped silently."""

from datetime import date, datetime, time

import pytest
from bs4 import BeautifulSoup
from httpx2 import Response
from icalendar import Calendar
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.clock import TIME_ZONE
from app.db import Database
from app.models import Case, Person, Respondent, Shift
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
WEDNESDAY = date(2026, 11, 25)  # the day after the evening on which the clock stands


def words(reply: Response) -> str:
    return " ".join(BeautifulSoup(reply.text, "html.parser").get_text(" ").split())


def held(database: Database) -> list[tuple[int, str, str]]:
    with database.reading() as session:
        rows = session.exec(select(Shift).order_by(col(Shift.day), col(Shift.starts_at))).all()
        return [(row.person_id, str(row.day), f"{row.starts_at:%H:%M}-{row.ends_at:%H:%M}") for row in rows]


def enter(browser: TestClient, *days: date | str, **typed: str) -> Response:
    form = {"day": [str(day) for day in days], "starts": "18:00", "ends": "20:30", "week": "2026-11-25", **typed}
    return browser.post("/callbacks/rota", data=form, headers={"accept": "text/html"})


@pytest.fixture
def promise(phone: TestClient, study: SmallStudy, clock: TestClock, database: Database) -> str:
    """A Turkish-speaking parent was promised a call on Wednesday at half past seven; this is her code."""
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("tr")
    put(phone, body)
    with database.writing() as session:
        case = session.exec(select(Case)).one()
        case.appointment_at = datetime.combine(WEDNESDAY, time(19, 30), TIME_ZONE)
        case.appointment_until = datetime.combine(WEDNESDAY, time(19, 45), TIME_ZONE)
        return session.get_one(Respondent, case.respondent_id).code


def test_a_caller_enters_two_evenings_for_three_weeks(
    caller: TestClient, database: Database, study: SmallStudy
) -> None:
    reply = enter(caller, WEDNESDAY, WEDNESDAY.replace(day=26), until="2026-12-11")

    shown = caller.get(reply.headers["location"])
    assert (reply.status_code, shown.status_code) == (303, 200)
    assert "6 shifts are in the rota now." in words(shown)
    assert {number for number, _, _ in held(database)} == {study.caller.id}
    assert held(database)[0][1:] == ("2026-11-25", "18:00-20:30")
    assert "nobody" in words(caller.get("/callbacks/rota?week=2026-12-14"))


@pytest.mark.parametrize(
    ("days", "typed", "sentence"),
    [
        ([], {}, "Choose at least one"),
        (["soon"], {}, "Choose at least one"),
        ([WEDNESDAY], {"starts": ""}, "From what time"),
        ([WEDNESDAY], {"ends": "half"}, "Until what time"),
        ([WEDNESDAY], {"ends": "17:00"}, "ends before it begins"),
        ([WEDNESDAY], {"ends": "21:00"}, "On Wednesday 25 November we call from 09:30 to 20:30"),
        ([WEDNESDAY], {"starts": "10:00", "ends": "18:00"}, "at most 4.5 hours"),
        (["2026-11-29"], {}, "We do not call on Sundays"),
        (["2026-11-23"], {}, "Monday 23 November is over"),
        (["2026-11-24"], {"ends": "19:00"}, "These hours are over"),
        ([WEDNESDAY], {"until": "2026-11-24"}, "Repeating ends before it begins"),
        ([WEDNESDAY], {"until": "2028-11-24"}, "more than half a year ahead"),
        ([WEDNESDAY], {"until": "Easter"}, "Until which day"),
        (["9999-12-31"], {}, "more than half a year ahead"),
        (["0001-01-01"], {}, "is over"),
    ],
)
def test_what_cannot_be_worked_is_a_sentence_and_the_form_keeps_what_was_typed(
    caller: TestClient, database: Database, days: list[date | str], typed: dict[str, str], sentence: str
) -> None:
    reply = enter(caller, *days, **typed)

    assert reply.status_code == 422
    assert sentence in words(reply)
    page = BeautifulSoup(reply.text, "html.parser")
    for name, value in ({"starts": "18:00", "ends": "20:30"} | typed).items():
        assert page.select_one(f'#add input[name="{name}"]')["value"] == value  # type: ignore[index]
    assert held(database) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon", "2026-02-30"])
def test_a_week_at_the_end_of_time_is_no_fault_of_ours(caller: TestClient, day: str) -> None:
    assert caller.get(f"/callbacks/rota?week={day}").status_code in {200, 422}
    assert caller.get(f"/callbacks/rota?day={day}").status_code == 200
    assert caller.post("/callbacks/rota/copies", data={"week": day}).status_code == 422
    form = {"week": day, "languages": ["nl"]}
    assert caller.post("/callbacks/rota/languages", data=form).status_code in {303, 422}


def test_hours_that_are_in_the_way_stop_all_of_it(caller: TestClient, database: Database) -> None:
    enter(caller, "2026-12-02", starts="17:00", ends="19:00")

    assert "On Wednesday 2 December there are hours from 17:00 to 19:00" in words(
        enter(caller, WEDNESDAY, until="2026-12-09")
    )
    assert len(held(database)) == 1
    assert "in the rota already" in words(enter(caller, "2026-12-02", starts="17:00", ends="19:00"))


def test_a_caller_enters_her_own_hours_only_and_the_lead_everybodys(
    visit: Visit, caller: TestClient, lead: TestClient, study: SmallStudy, database: Database
) -> None:
    elif_ = study.turkish_caller
    assert enter(caller, WEDNESDAY, person=str(elif_.id)).status_code == 403
    assert "Whose hours are these" in words(enter(lead, WEDNESDAY))
    assert "Whose hours are these" in words(enter(lead, WEDNESDAY, person=str(study.student.id)))

    assert enter(lead, WEDNESDAY, person=str(elif_.id)).status_code == 303

    [(number, _, _)] = held(database)
    with database.reading() as session:
        shift = session.exec(select(Shift.id)).one()
    assert number == elif_.id
    assert caller.post(f"/callbacks/rota/shifts/{shift}/removal").status_code == 404
    assert visit(elif_).post(f"/callbacks/rota/shifts/{shift}/removal").status_code == 303
    assert held(database) == []


def test_last_week_once_more(lead: TestClient, study: SmallStudy, database: Database) -> None:
    for one in (study.caller, study.turkish_caller):
        enter(lead, WEDNESDAY, "2026-11-28", person=str(one.id), starts="10:00", ends="12:00")
    enter(lead, "2026-12-02", person=str(study.caller.id), starts="11:00", ends="13:00")

    told = lead.get(lead.post("/callbacks/rota/copies", data={"week": "2026-12-03"}).headers["location"])

    assert "3 shifts are in the rota now." in words(told)
    assert "1 was left out" in words(told)
    assert len(held(database)) == 8
    nothing = lead.post("/callbacks/rota/copies", data={"week": "2027-01-11"}, headers={"accept": "text/html"})
    assert "nothing to copy" in words(nothing)


def test_hours_with_a_promise_in_them_are_not_taken_out_silently(
    visit: Visit, study: SmallStudy, database: Database, promise: str
) -> None:
    browser = visit(study.turkish_caller)
    enter(browser, WEDNESDAY)
    [door] = BeautifulSoup(browser.get("/callbacks/rota").text, "html.parser").select('form[action$="/removal"]')

    asked = browser.post(str(door["action"]))

    assert f"{promise} 19:30 · Türkçe nobody else" in words(asked)
    assert "Canarino" not in asked.text
    assert len(held(database)) == 1
    assert browser.post(str(door["action"]), data={"sure": "1"}).status_code == 303
    assert held(database) == []


def test_a_caller_takes_her_hours_along_in_the_calendar_of_her_phone(
    caller: TestClient, lead: TestClient, study: SmallStudy, promise: str
) -> None:
    enter(caller, WEDNESDAY)
    enter(lead, WEDNESDAY, person=str(study.turkish_caller.id))

    reply = caller.get("/callbacks/rota/hours.ics")

    [event] = Calendar.from_ical(reply.content).walk("VEVENT")
    assert reply.headers["content-type"].startswith("text/calendar")
    assert event.decoded("dtstart") == datetime.combine(WEDNESDAY, time(18), TIME_ZONE)
    assert event.decoded("dtend") == datetime.combine(WEDNESDAY, time(20, 30), TIME_ZONE)
    assert promise not in reply.text


def test_the_week_says_which_languages_nobody_speaks(
    caller: TestClient, lead: TestClient, study: SmallStudy, promise: str, database: Database
) -> None:
    with database.writing() as session:
        case = session.exec(select(Case)).one()
        case.first_on = case.due_on = WEDNESDAY
    enter(caller, WEDNESDAY)
    rows = {
        row.select_one("th").get_text(" ", strip=True).split()[0]: " ".join(row.get_text(" ").split())  # type: ignore[union-attr]
        for row in BeautifulSoup(caller.get("/callbacks/rota").text, "html.parser").select(".day-row")
    }
    assert "Evening nobody there 1 promise" in rows["Wednesday"]

    enter(lead, WEDNESDAY, person=str(study.turkish_caller.id))

    assert "Evening Türkçe" in words(caller.get("/callbacks/rota"))


def test_the_languages_of_a_caller_can_be_changed_by_her_and_by_the_lead(
    caller: TestClient, lead: TestClient, study: SmallStudy, database: Database
) -> None:
    def speaks() -> str:
        with database.reading() as session:
            return session.get_one(Person, study.caller.id).languages

    def choose(browser: TestClient, *tags: str, person: Person = study.caller) -> int:
        form = {"week": "2026-11-24", "person": str(person.id), "languages": list(tags)}
        return browser.post("/callbacks/rota/languages", data=form).status_code

    assert choose(caller, "tr", "nl", "pap", "tlh") == 303
    assert speaks() == "nl tr pap"
    assert choose(caller, "ar", "tr") == 303
    assert speaks() == "tr ar"
    assert choose(lead, "pap") == 422
    assert choose(caller, "nl", person=study.turkish_caller) == 403
    assert speaks() == "tr ar"
