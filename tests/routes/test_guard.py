"""What is refused before anybody looks at it, and what every reply says to the browser."""

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy, finished
from tests.routes.house import UNSAFE, UUID, WAYS, Way, allowed
from tests.routes.phones import put

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

HERE = "http://localhost:8000"
FOREIGN = {
    "another website": {"origin": "https://evil.example"},
    "another website that hides it": {"origin": "null"},
    "a website that begins like ours": {"origin": "http://localhost:8000.evil.example"},
    "another port": {"origin": "http://localhost:9000"},
    "a broken origin": {"origin": "http://["},
    "an empty origin": {"origin": ""},
    "the browser says cross-site": {"origin": HERE, "sec-fetch-site": "cross-site"},
    "the browser says same-site": {"origin": HERE, "sec-fetch-site": "same-site"},
    "the browser says something new": {"origin": HERE, "sec-fetch-site": "unheard-of"},
    "nobody says anything": {},
}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def statements(database: Database) -> list[str]:
    """What the database was asked since the test began."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize("way", UNSAFE, ids=str)
def test_another_website_changes_nothing_in_somebodys_name(
    visit: Visit, study: SmallStudy, statements: list[str], way: Way
) -> None:
    browser = visit(allowed(study, way))
    for header in ("origin", "sec-fetch-site"):
        del browser.headers[header]
    statements.clear()

    replies = {how: browser.request(way.method, way.address(study), headers=said) for how, said in FOREIGN.items()}

    assert {how: reply.status_code for how, reply in replies.items()} == dict.fromkeys(FOREIGN, 403)
    assert all("another website" in reply.json()["error"] for reply in replies.values())
    assert statements == []  # not even whose session it is


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
def test_a_foreign_request_learns_nothing_about_addresses(app: FastAPI, method: str) -> None:
    assert TestClient(app).request(method, "/no-such-page").status_code == 403


@pytest.mark.parametrize(
    "said",
    [{"origin": HERE}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none", "origin": HERE}],
    ids=["an older browser", "a page printed last month", "the address bar"],
)
def test_our_own_pages_get_through(visit: Visit, said: dict[str, str]) -> None:
    browser = visit(None)
    for header in ("origin", "sec-fetch-site"):
        del browser.headers[header]

    assert browser.post("/language", data={"language": "nl"}, headers=said).status_code == 303


def test_anybody_may_look_from_anywhere(app: FastAPI) -> None:
    assert TestClient(app).get("/signin", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def replies_of_everything(visit: Visit, study: SmallStudy) -> dict[str, dict[str, str]]:
    browsers = [(way, visit(allowed(study, way))) for way in WAYS]
    return {str(way): dict(browser.request(way.method, way.address(study)).headers) for way, browser in browsers}


def test_every_reply_carries_the_rules_for_the_browser(
    visit: Visit, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()))

    framed = {  # the phone that stands beside a translation is a page of ours in a page of ours
        "GET translate": f"{CONTENT_POLICY}; frame-src 'self'",
        "GET translation_screen": CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    }
    for way, headers in replies_of_everything(visit, study).items():
        assert headers["content-security-policy"] == framed.get(way, CONTENT_POLICY)
        assert headers["x-content-type-options"] == "nosniff"
        alone = "self_" in way or " stop" in way  # there old browsers say where a form stood; else they cannot send it
        by_link = "follow_link" in way  # and there from which house, never which link
        told = "same-origin" if alone else "origin" if by_link else "no-referrer"
        assert headers["referrer-policy"] in {"no-referrer", told}, way
        assert "strict-transport-security" not in headers


def test_nothing_with_persons_in_it_is_kept_by_a_browser(
    visit: Visit, phone: TestClient, study: SmallStudy, clock: TestClock
) -> None:
    put(phone, finished(study, clock.now()))

    kept = {way: said["cache-control"] for way, said in replies_of_everything(visit, study).items()}

    paper = ("interview_print", "home_print", "phone_print", "static", "card_words")
    assert {kept.pop(f"GET {name}") for name in paper} == {"public, max-age=31536000, immutable"}
    asked_anew = ("service_worker", "manifest", "recording_shelf", "recording_list")
    assert {kept.pop(f"GET {name}") for name in asked_anew} == {"no-cache"}
    assert set(kept.values()) == {"no-store"}


def test_the_paper_is_the_same_whoever_asks_and_sets_no_cookie(visit: Visit, study: SmallStudy) -> None:
    way = next(way for way in WAYS if way.name == "interview_print")

    replies = [visit(person).get(way.address(study)) for person in (None, study.student, study.lead)]

    assert len({reply.text for reply in replies}) == 1
    assert not any("set-cookie" in reply.headers for reply in replies)


def test_a_paper_of_another_release_is_not_kept_for_ever(visit: Visit, study: SmallStudy) -> None:
    reply = visit(None).get(f"/interview/parent-w1/{study.w1.version}/nl/0123456789")

    assert reply.headers["cache-control"] == "no-cache"


def test_over_https_the_browser_is_told_to_stay_there(app: FastAPI, clock: TestClock) -> None:
    secure = create_app(app.state.settings.model_copy(update={"base_url": "https://aloud.example"}), clock=clock)

    reply = TestClient(secure).get("/signin")

    assert reply.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    secure.state.database.close()


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "²", str(10**7)])
def test_a_length_that_cannot_be_is_refused(phone: TestClient, length: str) -> None:
    reply = phone.put(f"/interviews/{UUID}", content=b"{}", headers={b"content-length": length.encode("latin-1")})

    assert reply.status_code == 413


def test_refusals_too_carry_the_rules(app: FastAPI, phone: TestClient) -> None:
    replies = [TestClient(app).post("/signin"), phone.get("/no-such-page"), phone.put("/home"), phone.get("/board")]

    assert [reply.status_code for reply in replies] == [403, 404, 405, 403]
    assert {reply.headers["content-security-policy"] for reply in replies} == {CONTENT_POLICY}
    assert {reply.headers["cache-control"] for reply in replies} == {"no-store"}


def test_a_fault_of_ours_is_a_sentence_for_the_person_and_a_whole_story_for_the_log(
    visit: Visit, study: SmallStudy, database: Database
) -> None:
    browser = visit(study.lead)
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE quotas"))

    outside = TestClient(browser.app, base_url=HERE, cookies=browser.cookies, raise_server_exceptions=False)
    reply = outside.get("/board")

    assert reply.status_code == 500
    assert reply.json()["error"].startswith("Something went wrong here")
    assert reply.headers["content-security-policy"] == CONTENT_POLICY
    with pytest.raises(sa.exc.OperationalError, match="no such table: quotas"):
        browser.get("/board")
