"""Names and numbers that must turn up nowhere but in the one place where a caller has asked for them.

Every canary is searched for in all spellings a number can have, in the bytes of the database file and of what
lies beside it, in every table, in every log line, in both exports and on every page of everybody.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, Case, Contact, Interview
from tests.conftest import TestClock, Visit
from tests.envelopes import with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.house import EVERYBODY, WAYS, Way, somebody
from tests.routes.phones import put
from tests.services.sheets import files, read

NAMES = ("Canarinobey", "Kanaryaoğlu", "كناري", "Vogelzang", "Piepklein", "Serçegil")
NUMBERS = ("612349876", "687650123", "102345670")  # as they are after the country or the nought
CONTACTS = (
    {"ask_for": "Mevrouw Canarinobey", "phone": "06 1234 9876", "avoid": "niet als meneer Vogelzang thuis is"},
    {
        "ask_for": "Kanaryaoğlu",
        "phone": "+31 (0)6-87650123",
        "second_phone": "010 234 56 70",
        "second_person": "Serçegil",
    },
    {"ask_for": "أم كناري", "phone": "٠٦١٢٣٤٩٨٧٦"},
)


def sightings(text: str) -> list[str]:
    """Which canaries are in a text, however they are spelled, escaped or spaced."""
    plain = text + _unescaped(text)
    digits = re.sub(r"[\s().\-/+]|%20|&nbsp;|&#160;", "", plain.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")))
    names = [name for name in NAMES if name.casefold() in plain.casefold()]
    return names + [number for number in NUMBERS if number in digits]


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def in_bytes(content: bytes) -> list[str]:
    return sightings(content.decode("utf-8", "ignore")) + sightings(content.decode("utf-16-le", "ignore"))


@pytest.mark.parametrize(
    "spelled",
    [
        "0612349876",
        "06 12 34 98 76",
        "+31612349876",
        "+31 6 12349876",
        "0031-6-12349876",
        "(06) 1234.9876",
        "٠٦١٢٣٤٩٨٧٦",
        '{"ask_for": "Kanaryao\\u011flu"}',
        "CANARINOBEY",
        "tel:+31102345670",
    ],
)
def test_a_canary_is_seen_in_every_spelling(spelled: str) -> None:
    assert sightings(f"bel {spelled} terug") != []
    assert in_bytes(b"\xff\x00" + spelled.encode() + b"\x00") != []


class Journal(logging.Handler):
    """Everything that anybody logs, with its stack trace, as text."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def journal() -> Iterator[Journal]:
    """Every logger at its most talkative, the database's included."""
    kept, root, engine = Journal(), logging.getLogger(), logging.getLogger("sqlalchemy.engine")
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    engine.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    root.setLevel(before)
    engine.setLevel(logging.NOTSET)


@dataclass(frozen=True)
class Evening:
    """What was told in confidence, and where it could have leaked to."""

    cases: list[Case]
    journal: Journal


def as_typed(body: dict[str, Any]) -> dict[str, Any]:
    """What a phone without WebCrypto sends."""
    return body


@pytest.fixture
def evening(
    journal: Journal, phone: TestClient, visit: Visit, study: SmallStudy, database: Database, clock: TestClock
) -> Evening:
    """Three parents left a name and a number; one call failed and a caller wrote down why."""
    for contact, way in zip(CONTACTS, (as_typed, with_sealed_contact, with_sealed_contact), strict=True):
        body = finished(study, clock.now()) | {"contact": contact}
        body["answers"]["call_language"] = answer("nl")
        assert put(phone, way(body)).status_code == 200
    impossible = {"ask_for": "Canarinobey", "phone": "06 1234 9876 000"}
    for way in (as_typed, with_sealed_contact):
        assert put(phone, way(snapshot(study, clock.now()) | {"contact": impossible})).status_code == 422
    unknown = finished(study, clock.now()) | {"contact": {"nickname": "Canarinobey"}}
    assert put(phone, unknown).status_code == 422
    assert phone.put(f"/interviews/{uuid4()}", content=b'{"contact": {"phone": 612349876}}').status_code == 422
    phone.post("/phone-numbers", data={"number": "06 1234 9876"})
    phone.post("/phone-numbers", data={"number": "06 1234 9876 000"})
    clock.forward(days=92)
    with database.reading() as session:
        cases = list(session.exec(select(Case)))
    caller = visit(study.caller)
    note = {"disposition": "busy", "note": "Piepklein neemt op, 06-12349876 is van de buren"}
    assert caller.post(f"/callbacks/{cases[0].id}/number").status_code == 200
    assert caller.post(f"/callbacks/{cases[0].id}/attempts", data=note).status_code == 303
    clock.forward(minutes=30)
    return Evening(cases, journal)


def test_no_table_holds_a_name_or_a_number(evening: Evening, database: Database) -> None:
    with database.engine.connect() as connection:
        rows = {
            table.name: str([tuple(row) for row in connection.execute(sa.select(table))])
            for table in SQLModel.metadata.sorted_tables
        }

    assert len(rows) >= 20
    assert {name: sightings(row) for name, row in rows.items() if sightings(row)} == {}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_file_on_the_disk_holds_a_name_or_a_number(evening: Evening, database: Database, tmp_path: Path) -> None:
    files = sorted(tmp_path.glob("aloud.db*"))

    assert [file.suffix for file in files] == [".db", ".db-shm", ".db-wal"]
    assert {file.name: in_bytes(file.read_bytes()) for file in files} == {file.name: [] for file in files}

    database.close()  # everything is moved into the one file now
    assert in_bytes((tmp_path / "aloud.db").read_bytes()) == []


def test_what_is_sealed_is_there_all_the_same(evening: Evening, database: Database, app: FastAPI) -> None:
    """Otherwise the search above would prove nothing."""
    with database.reading() as session:
        rows = session.exec(select(Contact)).all()

    opened = [app.state.sealer.open(row.sealed, f"contact:{row.respondent_id}:{row.field}") for row in rows]
    assert set(sightings(" | ".join(opened))) == {*NAMES, *NUMBERS}


def test_no_log_repeats_what_was_told(evening: Evening) -> None:
    assert len(evening.journal.lines) > 100
    assert any("INSERT INTO contacts" in line for line in evening.journal.lines)
    assert [line for line in evening.journal.lines if sightings(line)] == []


def test_no_address_holds_a_way_in(evening: Evening) -> None:
    """Tokens travel in the fragment and codes in the body; addresses are what every log on the way writes down."""
    signing_in = [line for line in evening.journal.lines if "HTTP Request" in line and "/signin" in line]

    assert len(signing_in) >= 2
    assert {re.search(r"(/signin\S*)", line)[1] for line in signing_in} == {"/signin"}  # type: ignore[index]


@pytest.mark.usefixtures("evening")
def test_no_export_holds_a_name_or_a_number(database: Database) -> None:
    data, codebook = files(database)

    assert len(read(data)) > 1
    assert len(codebook) > 1000
    assert sightings(data + codebook) == []


def everywhere(way: Way, study: SmallStudy, cases: list[Case]) -> list[str]:
    """Every address of a way that these parents could be found at."""
    addresses = [
        way.address(study).replace("/callbacks/1", f"/callbacks/{case.id}").replace("/parked/1", f"/parked/{number}")
        for number, case in enumerate(cases, start=1)
    ]
    return list(dict.fromkeys(addresses))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # hundreds of pages, the same on either
def test_no_page_of_anybody_shows_a_name_or_a_number_unasked(evening: Evening, visit: Visit, study: SmallStudy) -> None:
    shown = {}
    for role in EVERYBODY:
        browser = visit(somebody(study, role))
        signed_in, leads_to = dict(browser.cookies), browser.get("/").headers.get("location")
        for way in WAYS:
            if way.name in {"reveal_number", "sign_out", "revoke"}:
                continue
            browser.cookies.clear()
            browser.cookies.update(signed_in)
            for address in everywhere(way, study, evening.cases):
                reply = browser.request(way.method, address, headers={"accept": "text/html"})
                if sightings(reply.text + str(reply.headers)):
                    shown[str(role), str(way)] = sightings(reply.text)
        browser.cookies.clear()
        browser.cookies.update(signed_in)
        assert browser.get("/").headers.get("location") == leads_to, "she was signed in all the time"

    assert shown == {}


def test_only_the_caller_who_asks_sees_one_parent_and_it_is_written_down_without_the_name(
    evening: Evening, visit: Visit, study: SmallStudy, database: Database
) -> None:
    caller = visit(study.caller)

    seen = [sightings(caller.post(f"/callbacks/{case.id}/number").text) for case in evening.cases]

    assert [set(one) for one in seen] == [
        {"Canarinobey", "Vogelzang", "Piepklein", "612349876"},
        {"Kanaryaoğlu", "687650123", "102345670", "Serçegil"},
        {"كناري", "612349876"},
    ]
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.verb == "contact.reveal")).all()
    assert len(entries) == 1 + len(evening.cases)
    assert sightings(str(entries)) == []


def test_a_guessed_number_cannot_be_checked_against_what_tells_who_rings(evening: Evening, database: Database) -> None:
    """The print by which a number is found when it rings needs a key as well."""
    with database.reading() as session:
        rows = session.exec(select(Contact)).all()

    prints = {row.field: row.fingerprint for row in rows}
    spelled = [text for number in NUMBERS for text in (f"+31{number}", f"0{number}", f"number +31{number}")]
    guesses = {hashlib.sha256(text.encode()).hexdigest() for text in spelled}
    assert {name for name, one in prints.items() if one is not None} == {"phone", "second_phone"}
    assert not guesses & {one for one in prints.values() if one}


def test_a_guessed_number_cannot_be_checked_against_the_kept_snapshot(evening: Evening, database: Database) -> None:
    """Telephone numbers can be counted through, so the snapshot's print of them needs a key."""
    with database.reading() as session:
        prints = [json.loads(kept)["contact"] for kept in session.exec(select(Interview.snapshot))]

    guess = json.dumps({"ask_for": "Mevrouw Canarinobey", "phone": "+31612349876"}, sort_keys=True)
    guesses = {hashlib.sha256(text.encode()).hexdigest() for text in (guess, "+31612349876", "0612349876")}
    assert {len(one) for one in prints} == {64}
    assert not guesses & set(prints)
