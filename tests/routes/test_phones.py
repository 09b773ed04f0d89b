"""Two cookies on one phone, what the phone says about itself, and what the lead sees of it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import Phone
from app.services.people import WayIn
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.routes.doors import try_in
from tests.routes.phones import number_of, sign_in

GOOD = {"waiting": 0, "parked": 0, "oldest": None, "persisted": True, "installed": True, "release": "r1"}


def all_phones(database: Database) -> list[Phone]:
    with database.reading() as session:
        return list(session.exec(select(Phone).order_by("id")))


def test_the_phone_cookie_lives_for_ninety_days_out_of_reach_of_scripts(stranger: TestClient, way: WayIn) -> None:
    said = try_in(stranger, way.token).headers.get_list("set-cookie")

    [cookie] = [one for one in said if one.startswith("phone=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=7776000"} <= set(cookie.split("; "))


def test_over_https_the_phone_cookie_belongs_to_this_host_alone(
    settings: Settings, study: SmallStudy, way: WayIn, clock: TestClock
) -> None:
    server = create_app(settings.model_copy(update={"base_url": "https://aloud.example"}), clock=clock)
    headers = {"sec-fetch-site": "same-origin"}
    browser = TestClient(server, base_url="https://aloud.example", headers=headers, follow_redirects=False)

    said = browser.post("/signin", data={"secret": way.token}).headers.get_list("set-cookie")

    [cookie] = [one for one in said if one.startswith("__Host-phone=")]
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert browser.put("/phones/mine", json=GOOD).status_code == 204
    server.state.database.close()


def test_the_lead_gets_no_phone_cookie_and_no_number(lead: TestClient, database: Database) -> None:
    assert "phone" not in lead.cookies
    assert BeautifulSoup(lead.get("/board").text, "html.parser").html["data-phone"] == ""  # type: ignore[index]
    assert all_phones(database) == []


def test_a_page_says_on_which_phone_it_stands_only_to_whoever_is_signed_in(
    phone: TestClient, stranger: TestClient, database: Database
) -> None:
    assert number_of(phone) == all_phones(database)[0].id
    assert "data-phone" not in stranger.get("/signin").text


def test_each_of_two_students_reads_her_own_number_on_the_phone_they_share(
    phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    hers = number_of(phone)
    sign_in(phone, database, study.other_student, clock)
    his = number_of(phone)
    sign_in(phone, database, study.student, clock)

    assert number_of(phone) == hers != his
    assert phone.cookies["phone"].count(".") == 2  # two tokens and the signature


@pytest.mark.parametrize(("typed", "kept"), [("1", True), ("0", False), ("", None), ("x", None)])
def test_what_the_door_asked_the_browser_is_written_down(
    stranger: TestClient, way: WayIn, database: Database, typed: str, kept: bool | None
) -> None:
    stranger.post("/signin", data={"secret": way.token, "installed": typed, "persisted": typed})

    [phone] = all_phones(database)
    assert (phone.installed, phone.persisted) == (kept, kept)


def test_without_javascript_the_door_opens_as_well(stranger: TestClient, way: WayIn, database: Database) -> None:
    page = BeautifulSoup(stranger.get("/signin").text, "html.parser")
    fields = {str(one["name"]): one.get("value", "") for one in page.select("form.signin input[name]")}

    assert page.select_one("form.signin:not([hidden])")
    assert stranger.post("/signin", data=fields | {"secret": way.code}).status_code == 303
    assert all_phones(database)[0].persisted is None


def test_signing_out_leaves_the_phone_so_that_what_waits_can_go(phone: TestClient) -> None:
    phone.post("/signout")

    assert phone.put("/phones/mine", json=GOOD).status_code == 204


def test_a_phone_reports_long_after_the_session_and_its_cookie_lives_on(
    phone: TestClient, database: Database, clock: TestClock
) -> None:
    clock.forward(days=60)

    reply = phone.put("/phones/mine", json=GOOD | {"waiting": 2, "oldest": clock.now().isoformat()})

    assert (reply.status_code, reply.content) == (204, b"")
    assert "Max-Age=7776000" in reply.headers["set-cookie"]
    [held] = all_phones(database)
    assert (held.waiting, held.seen_at, held.oldest_at) == (2, clock.now(), clock.now())
    clock.forward(days=89)
    assert phone.put("/phones/mine", json=GOOD).status_code == 204


def test_a_revoked_forgotten_or_invented_phone_is_asked_to_sign_in(
    phone: TestClient, stranger: TestClient, lead: TestClient, clock: TestClock
) -> None:
    lead.post(f"/phones/{number_of(phone)}/revocation")

    assert phone.put("/phones/mine", json=GOOD).status_code == 401
    assert stranger.put("/phones/mine", json=GOOD).status_code == 401
    stranger.cookies.set("phone", "invented.too")
    assert stranger.put("/phones/mine", json=GOOD).status_code == 401


@pytest.mark.parametrize(
    "change", [{"waiting": -1}, {"waiting": "many"}, {"oldest": "yesterday"}, {"release": "x" * 41}, {"release": "\0"}]
)
def test_a_report_that_cannot_be_right_is_refused(phone: TestClient, change: dict[str, Any]) -> None:
    assert phone.put("/phones/mine", json=GOOD | change).status_code == 422


def test_signing_out_everywhere_ends_the_phone_too(phone: TestClient, lead: TestClient, study: SmallStudy) -> None:
    lead.post(f"/team/{study.student.id}/revocation")

    assert phone.put("/phones/mine", json=GOOD).status_code == 401


def test_a_replaced_signing_key_leaves_phones_enrolled(app: FastAPI, phone: TestClient, clock: TestClock) -> None:
    held = app.state.settings
    restarted = create_app(
        held.model_copy(update={"secrets": ("a-new-signing-key-0123456", *held.secrets)}), clock=clock
    )
    headers = {"sec-fetch-site": "same-origin"}
    cookies = {"phone": phone.cookies["phone"]}
    browser = TestClient(restarted, base_url="http://localhost:8000", headers=headers, cookies=cookies)

    assert browser.put("/phones/mine", json=GOOD).status_code == 204
    restarted.state.database.close()
