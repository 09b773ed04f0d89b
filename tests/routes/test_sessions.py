"""How long somebody is in, and being let out again, at once and on the server."""

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.main import create_app
from app.services.people import WayIn
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.doors import sessions, try_in


def test_signing_out_ends_the_session_on_the_server(phone: TestClient) -> None:
    stolen = phone.cookies["session"]

    reply = phone.post("/signout")

    assert (reply.status_code, reply.headers["location"]) == (303, "/signin")
    assert "session" not in phone.cookies
    phone.cookies.set("session", stolen)
    assert phone.get("/home").status_code == 401


def test_signing_out_without_being_in_is_no_error(stranger: TestClient) -> None:
    assert stranger.post("/signout").status_code == 303


def test_whoever_lost_her_phone_is_out_everywhere_at_her_next_request(
    visit: Visit, study: SmallStudy, lead: TestClient, database: Database
) -> None:
    phone, tablet, colleague = visit(study.student), visit(study.student), visit(study.other_student)

    lead.post(f"/team/{study.student.id}/revocation")

    assert [browser.get("/home").status_code for browser in (phone, tablet, colleague)] == [401, 401, 200]
    assert all(one.revoked_at for one in sessions(database, study.student))


def test_a_session_lasts_an_evening_and_no_night(phone: TestClient, clock: TestClock) -> None:
    clock.forward(hours=11, minutes=59)
    assert phone.get("/home").status_code == 200

    clock.forward(minutes=1)

    assert phone.get("/home").status_code == 401


def test_a_browser_whose_session_ended_is_led_to_the_door(phone: TestClient, clock: TestClock) -> None:
    clock.forward(hours=12)

    reply = phone.get("/home", headers={"accept": "text/html"})

    assert (reply.status_code, reply.headers["location"]) == (303, "/signin")


def test_a_cookie_that_somebody_changed_is_nobodys(phone: TestClient, visit: Visit, study: SmallStudy) -> None:
    mine = phone.cookies["session"]
    other = visit(study.lead).cookies["session"]
    forged = [
        mine[:-3] + "abc",
        mine.split(".")[0],
        other.split(".")[0] + "." + mine.split(".")[1],
        "",
        "ü",
        "a" * 4000,
    ]

    for cookie in forged:
        reply = TestClient(phone.app).get("/home", headers={b"cookie": b"session=" + cookie.encode()})
        assert reply.status_code == 401


def test_a_replaced_signing_key_signs_nobody_out(app: FastAPI, phone: TestClient, clock: TestClock) -> None:
    cookie = phone.cookies["session"]
    held = app.state.settings
    new_key = "a-new-signing-key-for-the-tests-4567"

    for keys, status in (((new_key, *held.secrets), 200), ((new_key,), 401)):
        restarted = create_app(held.model_copy(update={"secrets": keys}), clock=clock)
        browser = TestClient(restarted, base_url="http://localhost:8000", cookies={"session": cookie})
        assert browser.get("/home").status_code == status
        restarted.state.database.close()


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: TestClient, way: WayIn) -> None:
    reply = try_in(stranger, way.token)

    cookie = next(one for one in reply.headers.get_list("set-cookie") if one.startswith("session="))
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # over plain http on one's own laptop


def test_over_https_cookies_never_travel_in_the_clear(app: FastAPI, clock: TestClock, way: WayIn) -> None:
    secure = create_app(app.state.settings.model_copy(update={"base_url": "https://aloud.example"}), clock=clock)
    browser = TestClient(secure, base_url="https://aloud.example", headers={"sec-fetch-site": "same-origin"})

    reply = browser.post("/signin", data={"secret": way.token}, follow_redirects=False)

    assert all("Secure" in cookie for cookie in reply.headers.get_list("set-cookie"))
    assert len(reply.headers.get_list("set-cookie")) == 3
    secure.state.database.close()


def test_over_https_the_cookie_belongs_to_this_host_alone_and_no_script_sees_it(
    settings: Settings, study: SmallStudy, way: WayIn, clock: TestClock
) -> None:
    server = create_app(settings.model_copy(update={"base_url": "https://aloud.example"}), clock=clock)
    headers = {"sec-fetch-site": "same-origin"}
    browser = TestClient(server, base_url="https://aloud.example", headers=headers, follow_redirects=False)

    said = browser.post("/signin", data={"secret": way.token}).headers.get_list("set-cookie")

    [session] = [cookie for cookie in said if cookie.startswith("__Host-session=")]
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in session.split(";")}
    assert browser.get("/home").status_code == 200
    assert browser.get("/home").headers["strict-transport-security"].startswith("max-age=31536000")
    server.state.database.close()
