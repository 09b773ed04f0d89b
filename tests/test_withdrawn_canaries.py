"""After somebody stopped, no byte of what she told is left: not in a table, a file, an export, a page or a journal."""

from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Answer, Case, Contact, PersonRole, Respondent
from app.services import amend_answers, amended
from tests.conftest import TestClock, Visit
from tests.envelopes import with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.house import WAYS, somebody
from tests.routes.phones import put, stored
from tests.test_canaries import in_bytes, sightings

SHOWING = ("/callbacks", "/withdrawals", "/parked", "/board", "/activities", "/paper/entry", "/phones", "/interviews")
SAID = "Vogelzang en Piepklein wonen naast ons, bel 06-12349876"
CONTACTS = (
    {"ask_for": "Mevrouw Canarinobey", "phone": "06 1234 9876", "second_phone": "010 234 56 70"},
    {"ask_for": "Kanaryaoğlu", "phone": "+31 (0)6-87650123", "avoid": "niet als كناري thuis is"},
)


@pytest.fixture
def engine() -> str:
    """On PostgreSQL nobody of ours can see the files; what it holds is asked in `tests/services`."""
    return "sqlite"


@pytest.fixture
def stopped(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock, tmp_path: Path
) -> list[Case]:
    """Two parents told us much, also where nobody asked; one of them in something that was parked. Both stop."""
    for contact in CONTACTS:
        body = finished(study, clock.now())
        body["answers"]["open_end"] = answer(SAID, remark=SAID)
        body["answers"]["consent"] |= {"remark": SAID}
        body["answers"].pop("open_end")
        assert put(phone, with_sealed_contact(body | {"contact": contact})).status_code == 200
        unread = snapshot(study, clock.now(), respondent=body["respondent"], answers={SAID: answer(SAID)})
        assert put(phone, unread | {"contact": contact}).status_code == 422
    for interview in stored(database):  # the lead corrects what was typed, twice
        for value in (SAID, f"{SAID}!"):
            amend(database, clock, study, interview.id, value)
    clock.forward(days=92)
    with database.reading() as session:
        cases = list(session.exec(select(Case)))
        codes = list(session.exec(select(Respondent.code)))
    note = {"disposition": "soft_refusal", "note": SAID}
    visit(study.caller).post(f"/callbacks/{cases[0].id}/attempts", data=note)
    assert everything(tmp_path) != []  # else the search below proves nothing
    for code in codes:
        visit(None).post("/stop/pl", data={"code": code, "reach": "answers", "go": "sure"})
    return cases


def amend(database: Database, clock: TestClock, study: SmallStudy, interview: UUID, value: str) -> None:
    """Another remark takes the place of what stood there; the trail keeps both."""
    with database.writing() as session:
        stands = amended.said(session.get(Answer, (interview, "remark"))) or ""
        amend_answers.correct(
            session, interview, "remark", value=value, expected=stands, because=SAID, by=study.lead, now=clock.now()
        )


def everything(folder: Path) -> list[str]:
    """What can be read in the bytes of the database and of what lies beside it."""
    return [one for file in sorted(folder.glob("aloud.db*")) for one in in_bytes(file.read_bytes())]


def test_no_table_and_no_file_holds_what_she_told(
    stopped: list[Case], app: FastAPI, database: Database, tmp_path: Path
) -> None:
    with database.engine.connect() as connection:
        rows = {one.name: str(connection.execute(sa.select(one)).all()) for one in SQLModel.metadata.sorted_tables}
    with database.reading() as session:
        assert session.exec(select(Contact)).all() == []
    assert {name: sightings(row) for name, row in rows.items() if sightings(row)} == {}

    assert database.scrub()
    assert everything(tmp_path) == []


def test_no_export_and_no_page_of_anybody_shows_it(stopped: list[Case], visit: Visit, study: SmallStudy) -> None:
    lead, shown = visit(study.lead), {}
    for name in ("data", "codebook"):
        assert sightings(lead.post(f"/export/{name}.csv").text) == []
    for role in (PersonRole.LEAD, PersonRole.CALLER):
        browser = visit(somebody(study, role))
        for way in [one for one in WAYS if one.method == "GET" and one.path.startswith(SHOWING)]:
            reply = browser.get(way.address(study), headers={"accept": "text/html"})
            if sightings(reply.text + str(reply.headers)):
                shown[str(role), str(way)] = sightings(reply.text)

    assert shown == {}


def test_a_file_that_does_not_overwrite_keeps_what_was_deleted(tmp_path: Path) -> None:
    """The control: without our setting the same search finds it."""
    found = {}
    for setting in ("OFF", "ON"):
        held = Database(f"sqlite:///{tmp_path / setting}.db")
        with held.writing() as session:
            session.connection().exec_driver_sql(f"PRAGMA secure_delete={setting}")
            session.connection().exec_driver_sql("CREATE TABLE told (words TEXT)")
            session.connection().exec_driver_sql("INSERT INTO told VALUES (?)", [(SAID,)] * 200)
            session.connection().exec_driver_sql("DELETE FROM told")
        held.scrub()
        found[setting] = in_bytes((tmp_path / f"{setting}.db").read_bytes()) != []
        held.close()

    assert found == {"OFF": True, "ON": False}
