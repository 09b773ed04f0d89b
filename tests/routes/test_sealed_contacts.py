"""Names and numbers that the phone sealed before anybody else could read them."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import Case, Contact
from app.security.phone_sealing import PhoneSealing
from app.security.sealing import Sealer
from tests.conftest import TestClock, Visit
from tests.envelopes import KEY, seal, with_sealed_contact
from tests.factories import SmallStudy, answer, finished, snapshot
from tests.routes.phones import put, stored

OTHER = PhoneSealing({"test": b"o" * 32}).public_key  # the same name, another key


def contacts(database: Database, sealer: Sealer) -> dict[str, str]:
    """What a caller would see."""
    with database.reading() as session:
        rows = session.exec(select(Contact)).all()
    return {row.field: sealer.open(row.sealed, f"contact:{row.respondent_id}:{row.field}") for row in rows}


def test_a_sealed_number_arrives_as_if_it_had_been_typed_here(
    phone: TestClient, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = with_sealed_contact(finished(study, clock.now()))

    reply = put(phone, body)

    assert reply.status_code == 200
    assert contacts(database, sealer) == {"ask_for": "Mevrouw Canarino", "phone": "+31612345678"}
    assert "hpke1" not in stored(database)[0].snapshot
    with database.reading() as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_a_repeat_is_recognised_sealed_again_or_plain(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    interview, plain = str(uuid4()), finished(study, clock.now())
    put(phone, with_sealed_contact(plain), interview)

    again = [put(phone, body, interview) for body in (with_sealed_contact(plain), plain)]

    assert [reply.status_code for reply in again] == [200, 200]
    changed = with_sealed_contact(plain | {"contact": plain["contact"] | {"phone": "06 87654321"}})
    assert put(phone, changed, interview).status_code == 409


def test_a_number_sealed_for_another_parent_or_field_is_refused_by_name(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    mine = f"aloud contact {body['respondent']} "
    moved = [
        {"phone": seal("06 12345678", f"aloud contact {uuid4()} phone")},
        {"phone": seal("06 12345678", mine + "second_phone")},
        {"phone": seal("06 12345678", mine + "phone", OTHER)},
        {"phone": "hpke1.lost." + "A" * 200},
        {"phone": "hpke1."},
    ]

    replies = [put(phone, body | {"contact": contact}) for contact in moved]

    assert [(reply.status_code, reply.json()["item"]) for reply in replies] == [(422, "phone")] * 5
    assert all("key that has been replaced" in reply.json()["error"] for reply in replies)
    assert stored(database) == []


@pytest.mark.parametrize("text", ["x" * 501, "no\0ught"])
def test_a_seal_is_no_way_around_the_rules_for_a_field(
    phone: TestClient, study: SmallStudy, clock: TestClock, text: str
) -> None:
    reply = put(phone, with_sealed_contact(snapshot(study, clock.now(), contact={"ask_for": text})))

    assert (reply.status_code, reply.json()["item"]) == (422, "ask_for")


def test_the_longest_name_in_the_widest_letters_fits(phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    body = finished(study, clock.now()) | {"contact": {"avoid": "😀" * 500}}

    assert put(phone, with_sealed_contact(body)).status_code == 200


def test_an_unknown_field_is_refused_however_it_came(phone: TestClient, study: SmallStudy, clock: TestClock) -> None:
    reply = put(phone, with_sealed_contact(snapshot(study, clock.now(), contact={"shoe_size": "43"})))

    assert (reply.status_code, reply.json()["item"]) == (422, "shoe_size")


def test_what_was_sealed_with_last_years_key_is_kept_under_this_years(
    app: FastAPI, phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    app.state.sealer = Sealer({"new": b"n" * 32, **app.state.settings.contact_keys})

    assert put(phone, with_sealed_contact(finished(study, clock.now()), KEY)).status_code == 200
    assert contacts(database, app.state.sealer)["phone"] == "+31612345678"


def impossible(body: dict[str, Any]) -> dict[str, Any]:
    return with_sealed_contact(body | {"contact": {"ask_for": "Fatima", "phone": "06 12 34 (zus weet het)"}})


def test_an_impossible_number_is_refused_while_the_parent_is_still_there(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    reply = put(phone, impossible(snapshot(study, clock.now())))

    assert (reply.status_code, reply.json()["item"]) == (422, "phone")
    assert "digit by digit" in reply.json()["error"]
    assert stored(database) == []


def test_in_a_finished_interview_it_is_kept_and_the_caller_sees_it_as_typed(
    phone: TestClient, visit: Visit, study: SmallStudy, database: Database, sealer: Sealer, clock: TestClock
) -> None:
    body = finished(study, clock.now())
    body["answers"]["call_language"] = answer("nl")

    assert put(phone, impossible(body)).status_code == 200

    assert contacts(database, sealer)["phone"] == "06 12 34 (zus weet het)"
    clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    with database.reading() as session:
        case = session.exec(select(Case)).one()
    shown = visit(study.caller).post(f"/callbacks/{case.id}/number").text
    assert "06 12 34 (zus weet het)" in shown
    assert "tel:" not in shown


def test_every_print_tells_the_key_of_its_own_server(app: FastAPI, study: SmallStudy, settings: Settings) -> None:
    other = create_app(settings.model_copy(update={"contact_keys": {"other": b"o" * 32}}))

    pages = [TestClient(one).get("/signin").text for one in (app, other, app)]

    keys = [page.partition('data-key="')[2].partition('"')[0] for page in pages]
    assert keys == [KEY, PhoneSealing({"other": b"o" * 32}).public_key, KEY]
    other.state.database.close()


def test_the_kept_snapshot_of_a_sealed_contact_holds_a_print_and_no_seal(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, with_sealed_contact(finished(study, clock.now())))

    assert len(json.loads(stored(database)[0].snapshot)["contact"]) == 64
