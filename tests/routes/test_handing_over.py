"""The student's own phone goes from hand to hand; it shows the questionnaire and nothing else."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import AuditEntry, HandOver
from tests.alone import HTML, Visitor
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.routes.house import WAYS

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
CLOSED = [
    way for way in WAYS if not way.path.startswith(("/s/", "/static/")) and way.path not in {"/s", "/sw.js", "/healthz"}
]


@pytest.fixture
def locked(phone: TestClient, study: SmallStudy) -> Visitor:
    """The student's phone, handed over."""
    hers = Visitor(phone).open(f"/activities/{study.talk.id}/handover")
    return hers.post({"code": "4711", "list": "parent-w1"})


def test_somebody_fills_it_in_on_the_students_phone_and_the_next_begins_anew(
    locked: Visitor, database: Database
) -> None:
    locked.post(locked.fields() | {"language": "nl"}).finish()
    assert locked.code
    first = locked.code

    locked.open(str(locked.page.select("a.primary")[0]["href"]))
    assert locked.page.select(".pick")
    assert first not in locked.page.prettify()
    assert locked.open("/s/mine/3").page.select(".pick")  # what the back button asks for
    assert "Amina" not in locked.open("/s").page.prettify()


def test_whatever_address_is_typed_it_leads_back(locked: Visitor) -> None:
    """By its pattern: who is locked in is led back before anybody looks at what it names."""
    replies = {str(way): locked.browser.request(way.method, way.path, headers=HTML) for way in CLOSED}

    assert {way for way, reply in replies.items() if reply.status_code != 303} == set()
    assert {reply.headers["location"][:3] for reply in replies.values()} == {"/s/"}


def test_an_address_that_does_not_exist_leads_back_too(locked: Visitor) -> None:
    for path in ("/nothing", "/S/x", "//s/", "/static", "/s%2f..%2fhome", "/home?x=/s/"):
        assert locked.browser.get(path, headers=HTML).status_code in {303, 404}
        assert "Amina" not in locked.open(path).page.prettify()


def test_the_right_digits_give_it_back(locked: Visitor, study: SmallStudy, database: Database) -> None:
    locked.open("/s/lock")
    assert "not the digits" in locked.post({"code": "0000"}).words
    locked.post({"code": "٤٧١١"})

    assert "School A3" in locked.words
    assert locked.browser.get("/home").status_code == 200
    with database.reading() as session:
        (held,) = session.exec(select(HandOver)).all()
        assert held.unlocked_at is not None
        assert held.code != "4711"
        assert session.exec(select(AuditEntry).where(AuditEntry.verb == "phone.hand_over")).one().object == "1"


def test_guessing_the_digits_is_slowed_down(locked: Visitor, clock: TestClock) -> None:
    for _ in range(5):
        locked.browser.post("/s/lock", data={"code": "1111"}, headers=HTML)

    locked.open("/s/lock")
    assert "Wait a minute" in locked.post({"code": "4711"}).words
    clock.forward(seconds=61)
    assert "School A3" in locked.post({"code": "4711"}).words


@pytest.mark.parametrize("code", ["", "123", "12345", "abcd", "12 4", "½234"])
def test_a_code_that_nobody_could_type_back_locks_nothing(phone: TestClient, study: SmallStudy, code: str) -> None:
    data = {"code": code, "list": "parent-w1"}

    assert phone.post(f"/activities/{study.talk.id}/handover", data=data).status_code == 422
    assert phone.get("/home").status_code == 200


def test_without_a_script_it_asks_whether_anybody_is_there_and_cleans_itself(locked: Visitor) -> None:
    locked.post(locked.fields() | {"language": "nl"})
    assert "150;url=/s/lock/still" in str(locked.page.select_one("noscript meta, meta[http-equiv]"))

    locked.open("/s/lock/still?sheet=1")
    for left in ("?left=20", "?left=10", "?left=0"):
        refresh = str(locked.page.find("meta", attrs={"http-equiv": "refresh"})["content"])  # type: ignore[index]
        assert left in refresh
        locked.open(refresh.partition("url=")[2])
    assert locked.page.select(".pick")
    assert locked.open("/s/mine/1").page.select(".pick")


def test_whoever_is_still_there_goes_on(locked: Visitor) -> None:
    locked.post(locked.fields() | {"language": "nl"})
    locked.open("/s/lock/still?sheet=1")

    assert locked.open(str(locked.page.select("a.primary")[0]["href"])).items == ["consent"]


def test_an_invented_lock_locks_nobody(phone: TestClient) -> None:
    phone.cookies.set("lock", "secret~token.signature")

    assert phone.get("/home").status_code == 200


def test_nobody_else_has_a_lock(stranger: TestClient) -> None:
    assert stranger.get("/s/lock").headers["location"] == "/"
    assert stranger.post("/s/lock", data={"code": "4711"}).headers["location"] == "/"
