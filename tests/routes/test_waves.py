"""The rounds of a study are data: the lead adds one in the browser, and it is called like the one before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.calling.states import CaseState
from app.db import Database
from app.models import Case, Contact, Wave
from tests.alone import HTML
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, answer, finished, full_answers, snapshot
from tests.routes.phones import put
from tests.services.sheets import files, read

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
YEAR = {
    "name": "w3",
    "follows": "w1",
    "instrument": "parent-w2",
    "mode": "cati",
    "anchor": "interview",
    "months": "12",
    "window_days": "42",
    "days_before": "",
}


def words(browser: TestClient, path: str, **fields: str) -> str:
    page = BeautifulSoup(browser.get(path, params=fields, headers=HTML).text, "html.parser")
    return " ".join(page.get_text(" ").split())


def meet(phone: TestClient, study: SmallStudy, clock: TestClock) -> str:
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")
    assert put(phone, body).status_code == 200
    return str(body["respondent"])


def cases(database: Database) -> dict[str, Case]:
    with database.reading() as session:
        rows = session.exec(select(Wave.name, Case).join(Case, col(Case.wave_id) == col(Wave.id)))
        return dict(rows.all())


def call(study: SmallStudy, case: Case, wave: str, now: datetime) -> dict[str, Any]:
    """A complete telephone interview with the list of the second round."""
    return snapshot(study, now) | {
        "wave": wave,
        "instrument": "parent-w2",
        "version": study.w2.version,
        "mode": "cati",
        "case": case.id,
        "respondent": str(case.respondent_id),
        "revision": 9,
        "status": "complete",
        "answers": full_answers(study.w2),
    }


def test_a_third_round_is_added_in_the_browser_and_called_a_year_later(
    phone: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    meet(phone, study, clock)
    lead = visit(study.lead)

    shown = words(lead, "/waves", **YEAR)
    assert "1 case, and one for everybody" in shown
    assert "November 2027 1" in shown
    assert "May we call you in three months" in shown  # she looks whether the round is covered by these words
    assert lead.post("/waves", data=YEAR).status_code == 303

    third = cases(database)["w3"]
    assert (third.due_on, third.closes_on, third.language) == (date(2027, 11, 24), date(2028, 1, 5), "nl")
    meet(phone, study, clock)  # whoever is interviewed from now on stands in both rounds
    with database.reading() as session:
        assert len(session.exec(select(Case)).all()) == 4

    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    second = cases(database)["w2"]
    assert put(visit(study.caller), call(study, second, "w2", clock.now())).status_code == 200
    with database.reading() as session:
        assert session.get(Contact, (second.respondent_id, "phone")) is not None  # the third round needs it

    clock.moment = datetime(2027, 11, 24, 18, 30, tzinfo=UTC)
    third = cases(database)["w3"]
    caller = visit(study.caller)
    assert f"/callbacks/{third.id}" in caller.get("/callbacks", headers=HTML).text
    assert put(caller, call(study, third, "w3", clock.now())).status_code == 200
    assert cases(database)["w3"].state == CaseState.COMPLETE
    data, codebook = files(database)
    waves = [(row["wave"], row["instrument"]) for row in read(data) if row["mode"] == "cati"]
    assert sorted(waves) == [("w2", "parent-w2"), ("w3", "parent-w2")]
    assert "w3" in codebook


def test_a_round_that_follows_the_second_opens_when_that_is_finished(
    phone: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    meet(phone, study, clock)
    assert visit(study.lead).post("/waves", data=YEAR | {"follows": "w2", "months": "9", "mode": "self"}).is_redirect
    assert "w3" not in cases(database)
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)

    assert put(visit(study.caller), call(study, cases(database)["w2"], "w2", clock.now())).status_code == 200

    assert cases(database)["w3"].due_on == date(2027, 11, 24)
    clock.moment = datetime(2027, 11, 24, 18, 30, tzinfo=UTC)
    caller = visit(study.caller)
    assert "this round is filled in alone" in words(caller, "/callbacks/links")
    calls = words(caller, "/callbacks")
    assert "R-" not in calls  # it is no call
    assert "1 waits for a link, not for a call" in calls


def test_a_round_is_changed_until_somebody_was_called_in_it(
    phone: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    meet(phone, study, clock)
    lead = visit(study.lead)
    lead.post("/waves", data=YEAR)
    number = cases(database)["w3"].wave_id

    assert "1 stands in it already" in words(lead, f"/waves/{number}")
    lead.post(f"/waves/{number}", data=YEAR | {"months": "6", "days_before": "3"})
    third = cases(database)["w3"]
    assert (third.due_on, third.opens_on) == (date(2027, 5, 24), date(2027, 5, 21))

    clock.moment = datetime(2027, 5, 24, 10, tzinfo=UTC)
    put(visit(study.caller), call(study, third, "w3", clock.now()))
    lead = visit(study.lead)
    lead.headers["accept"] = "text/html"
    refused = lead.post(f"/waves/{number}", data=YEAR)
    assert "stays as it is" in refused.text
    assert "stays as it is" in lead.post(f"/waves/{number}/removal").text
    assert cases(database)["w3"].due_on == date(2027, 5, 24)


def test_a_round_that_was_a_mistake_is_taken_out_again(
    phone: TestClient, lead: TestClient, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    meet(phone, study, clock)
    lead.post("/waves", data=YEAR)
    number = cases(database)["w3"].wave_id

    assert lead.post(f"/waves/{number}/removal").status_code == 303

    assert set(cases(database)) == {"w2"}
    assert lead.post("/waves/1/removal").status_code == 404  # the first round


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "summer"}, "is called w2 to w99"),
        ({"name": "w2"}, "of this name already"),
        ({"follows": "w4"}, "comes before it"),
        ({"instrument": "nothing"}, "Choose a questionnaire"),
        ({"instrument": "mentor-w2"}, "Mentors have given no number"),
        ({"months": "0"}, "Months: 1 to 60"),
        ({"months": "a year"}, "Months: 1 to 60"),
        ({"window_days": "999"}, "Days to try: 1 to 180"),
    ],
)
def test_a_round_that_cannot_be_is_refused_with_what_to_do(
    lead: TestClient, database: Database, wrong: dict[str, str], sentence: str
) -> None:
    assert sentence in lead.post("/waves", data=YEAR | wrong).json()["error"]
    assert sentence in words(lead, "/waves", **(YEAR | wrong))
    with database.reading() as session:
        assert "w3" not in session.exec(select(Wave.name)).all()


def test_days_that_are_over_open_nothing(
    phone: TestClient, visit: Visit, study: SmallStudy, clock: TestClock, database: Database
) -> None:
    meet(phone, study, clock)
    clock.moment = datetime(2028, 6, 1, 10, tzinfo=UTC)
    lead = visit(study.lead)

    assert "For 1 the days are over already." in words(lead, "/waves", **YEAR)
    lead.post("/waves", data=YEAR)

    assert "w3" not in cases(database)
