"""The lead at the calendar of the calls: days by hand, days from a file, and how the study calls."""

import re
from datetime import UTC, datetime, time

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, CallSettings, Closure
from app.services import closure_files
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
CALENDAR = "/callbacks/calendar"
STRIKE = {
    "name": "Staking",
    "kind": "study",
    "effect": "closed",
    "starts_on": "2027-02-22",
    "ends_on": "2027-02-26",
    "source": "Intranet, 3 februari",
}
SETTINGS = {
    "number": "06 8123 4567",
    "caller_name": "Onderzoek Ouders",
    "weekday_from": "10:00",
    "weekday_to": "20:00",
    "saturday_from": "",
    "saturday_to": "",
    "most_attempts": "6",
    "most_a_week": "2",
    "lease_minutes": "30",
    "days_before": "10",
}


def closures(database: Database, name: str) -> list[Closure]:
    with database.reading() as session:
        return list(session.exec(select(Closure).where(Closure.name == name)).all())


def send(lead: TestClient, text: str | bytes, to: str = f"{CALENDAR}/files") -> str:
    """The reply of the page that looks at a file."""
    content = text.encode() if isinstance(text, str) else text
    return lead.post(to, files={"file": ("days.csv", content, "text/csv")}).text


def test_days_are_added_changed_and_taken_out_in_the_browser(lead: TestClient, database: Database) -> None:
    added = lead.post(CALENDAR, data=STRIKE)
    assert added.headers["location"] == f"{CALENDAR}?from=2027-02&saved=1&moved=0"
    shown = lead.get(added.headers["location"]).text
    assert "Saved." in shown
    assert "Intranet, 3 februari" in shown
    [row] = closures(database, "Staking")

    form = lead.get(f"{CALENDAR}?from=2027-02&edit={row.id}").text
    assert 'value="Staking"' in form
    lead.post(
        CALENDAR, data=STRIKE | {"edit": str(row.id), "ends_on": "2027-02-23", "from_time": "12:00", "to_time": "17:00"}
    )
    [row] = closures(database, "Staking")
    assert (row.from_time, row.to_time, row.ends_on.day) == (time(12), time(17), 23)

    assert lead.post(f"{CALENDAR}/{row.id}/removal?from=2027-02").status_code == 303
    assert lead.post(f"{CALENDAR}/{row.id}/removal").status_code == 303
    assert closures(database, "Staking") == []
    assert lead.get(f"{CALENDAR}?edit={row.id}").status_code == 404


def test_what_was_typed_stays_when_it_cannot_be(lead: TestClient, database: Database) -> None:
    turned = lead.post(CALENDAR, data=STRIKE | {"ends_on": "2027-02-21"})
    assert turned.status_code == 422
    assert "The last day comes before the first one" in turned.text
    assert 'value="Intranet, 3 februari"' in turned.text

    known = lead.post(CALENDAR, data=STRIKE | {"kind": "public", "starts_on": "2027-03-26", "ends_on": ""})
    assert known.status_code == 409
    assert "Goede vrijdag" in known.text
    assert closures(database, "Staking") == []


def test_any_month_can_be_asked_for(lead: TestClient) -> None:
    for month in ["", "2027-13", "x", "9999-12", "0001-01"]:
        assert lead.get(f"{CALENDAR}?from={month}").status_code == 200, month


def test_what_is_missing_is_said_half_a_year_ahead_and_added_with_one_tap(
    visit: Visit, study: SmallStudy, clock: TestClock
) -> None:
    assert "not in the calendar yet" not in visit(study.lead).get(CALENDAR).text
    clock.forward(days=590)  # July 2028
    lead = visit(study.lead)
    shown = lead.get(CALENDAR).text
    assert "Public holidays of 2029" in shown
    assert "Add the 10 rows that come with Aloud" in shown

    lead.post(f"{CALENDAR}/shipped")

    left = lead.get(CALENDAR).text
    assert "Public holidays of 2029" not in left
    assert "Ramadan of 2029" in left  # nobody has computed it for us
    assert "Aloud does not know them" in left


def test_the_due_list_says_what_is_missing_and_what_the_calendar_says_of_today(
    visit: Visit, study: SmallStudy, clock: TestClock
) -> None:
    clock.moment = datetime(2029, 12, 25, 12, tzinfo=UTC)
    lead, caller = visit(study.lead), visit(study.caller)
    lead.post(f"{CALENDAR}/shipped")

    refresh = {"hx-request": "true"}
    for headers in ({}, refresh):
        told = lead.get("/callbacks", headers=headers).text
        assert "In the calendar now: <bdi>Eerste kerstdag</bdi>. Only who asked for it is called." in told
        assert "Ramadan of 2030" in told
        asked = caller.get("/callbacks", headers=headers).text
        assert "Eerste kerstdag" in asked
        assert "Ramadan" not in asked  # nothing that a caller can mend


def test_a_file_is_looked_at_row_by_row_and_taken_only_then(lead: TestClient, database: Database) -> None:
    text = (
        "\ufeffKind;Name;From;To;From_time;To_time;Effect;School;Source\r\n"
        "# a remark;;;;;;;;\r\n"
        "school;Studiedag;1-3-2027;;;;;A3;Schoolgids\r\n"
        "public;Good Friday;2027-03-26;;;;;;mine\r\n"
        ";;;;;;;;\r\n"
        "school;Studiedag nog eens;2027-03-01;2027-03-01;;;;a3;Schoolgids\r\n"
    )
    shown = send(lead, text)
    assert "row 3" in shown
    assert "as “Goede vrijdag”; stays as it is" in shown
    assert "stands in this file twice" in shown
    assert "Add 1 row to the calendar" in shown
    assert closures(database, "Studiedag") == []  # nothing is kept yet

    held = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', shown, re.DOTALL)
    assert held is not None
    taken = lead.post(f"{CALENDAR}/files/taken", files={"text": (None, held[1])})
    assert taken.status_code == 303
    again = lead.post(f"{CALENDAR}/files/taken", files={"text": (None, held[1])})
    assert again.status_code == 303
    [row] = closures(database, "Studiedag")
    assert (str(row.starts_on), row.effect, row.source) == ("2027-03-01", "later", "Schoolgids")


def test_one_wrong_row_keeps_the_whole_file_out(lead: TestClient, database: Database) -> None:
    text = "kind,name,from,source\nstudy,Teamdag,2027-03-18,planning\nstudy,Feest,31-2-2027,planning\n"

    shown = send(lead, text)
    assert "“31-2-2027” is no date" in shown
    assert "row 3" in shown
    assert "Add " not in re.sub(r"(?s)<title>.*?</title>", "", shown).split("To be mended")[0]
    assert "/files/taken" not in shown

    forced = lead.post(f"{CALENDAR}/files/taken", files={"text": (None, text)})
    assert forced.status_code == 422
    assert closures(database, "Teamdag") == []


NO_CALENDARS = [
    (b"", "There is no row in this file"),
    (b"kind;name;from;source\n", "There is no row in this file"),
    (b"PK\x03\x04 a workbook", "This is no CSV file"),
    (b"kind;name;from;source;colour\nx", "a column “colour”"),
    (b"name;from;source\nx;2027-03-18;y", "names no column “kind”"),
    (b"kind;name;from;source\n" + b"study;a;2027-03-18;x\n" * 501, "more than 500 rows"),
    (b"kind;name;from;source\nstudy;" + b"x" * 200_000, "This is no CSV file"),
    (b"x" * 600_000, "larger than any calendar"),
]


def test_what_is_no_calendar_is_said_so(lead: TestClient) -> None:
    for content, said in NO_CALENDARS:
        assert said in send(lead, content)


def test_the_whole_calendar_goes_out_and_comes_in_again_as_the_same(lead: TestClient) -> None:
    out = lead.get(f"{CALENDAR}/days.csv")
    assert "attachment" in out.headers["content-disposition"]

    shown = send(lead, out.content)

    assert "All of this is in the calendar already." in shown
    assert "There is no row in this file" in send(lead, lead.get(f"{CALENDAR}/template.csv").content)
    assert closure_files.template().splitlines()[0] == out.text.lstrip("\ufeff").splitlines()[0]


def test_the_lead_sets_how_the_study_calls_and_it_is_written_down_what(lead: TestClient, database: Database) -> None:
    assert lead.post("/callbacks/settings", data=SETTINGS).status_code == 303

    with database.reading() as session:
        held = session.exec(select(CallSettings)).one()
        noted = session.exec(select(AuditEntry).where(AuditEntry.verb == "call_settings.save")).one()
    assert (held.number, held.weekday_from, held.saturday_from, held.saturday_to) == (
        "+31681234567",
        time(10),
        time(0),
        time(0),
    )
    assert "number" in noted.object.split()
    assert "81234567" not in noted.object
    shown = lead.get("/callbacks/settings").text
    assert 'value="06 81 23 45 67"' in shown
    assert 'name="saturday_from" value=""' in shown


IMPOSSIBLE = [
    ({"number": "06 123"}, "This number cannot be right"),
    ({"number": ""}, "This number cannot be right"),
    ({"caller_name": " "}, "Give a name of at most 40 letters"),
    ({"weekday_to": ""}, "Say from when until when"),
    ({"weekday_from": "20:30"}, "The hours end before they begin"),
    ({"weekday_from": "06:00"}, "Call between 08:00 and 22:00"),
    ({"saturday_from": "10:00"}, "Give both hours of Saturday"),
    ({"most_attempts": "many"}, "“many” is no number between 1 and 20"),
    ({"most_attempts": "1"}, "More calls in a week than in all"),
    ({"lease_minutes": "1000"}, "“1000” is no number between 10 and 180"),
]


def test_settings_that_cannot_be_are_named_and_nothing_changes(lead: TestClient, database: Database) -> None:
    for changed, said in IMPOSSIBLE:
        refused = lead.post("/callbacks/settings", data=SETTINGS | changed)

        assert refused.status_code == 422, changed
        assert said in refused.text
        assert 'value="10:00"' in refused.text or "weekday_from" in changed  # nothing has to be typed again
    with database.reading() as session:
        assert session.exec(select(CallSettings)).one().caller_name == "Onderzoek Ouders & School"
