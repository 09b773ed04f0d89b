"""What the lead sees of each phone, and ends with one tap."""

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.test_phones import GOOD


def shown(lead: TestClient) -> BeautifulSoup:
    return BeautifulSoup(lead.get("/phones").text, "html.parser")


def test_an_empty_page_says_how_phones_get_there(lead: TestClient) -> None:
    assert shown(lead).select_one(".card.empty")


def test_the_lead_sees_whose_phone_it_is_and_what_waits_on_it(
    phone: TestClient, lead: TestClient, clock: TestClock
) -> None:
    phone.put("/phones/mine", json=GOOD | {"waiting": 3, "parked": 1, "oldest": clock.now().isoformat()})

    [line] = shown(lead).select(".device")
    text = " ".join(line.text.split())
    assert "Amina" in text
    assert "waiting: 3" in text
    assert "needs you: 1" in text
    assert not line.select(".why.late")


def test_what_waits_for_a_day_stands_out(
    phone: TestClient, lead: TestClient, visit: Visit, study: SmallStudy, clock: TestClock
) -> None:
    phone.put("/phones/mine", json=GOOD | {"waiting": 1, "oldest": clock.now().isoformat()})
    clock.forward(hours=24)

    assert shown(visit(study.lead)).select(".device .why.late")


def test_one_tap_revokes_a_phone_and_whoever_is_signed_in_on_it(
    phone: TestClient, lead: TestClient, visit: Visit, study: SmallStudy
) -> None:
    tablet = visit(study.student)
    form = shown(lead).select(".device form")[-1]

    reply = lead.post(str(form["action"]))

    assert (reply.status_code, reply.headers["location"]) == (303, "/phones")
    assert sorted(browser.get("/home").status_code for browser in (phone, tablet)) == [200, 401]
    assert len(shown(lead).select(".device")) == 1
    assert lead.post("/phones/4242/revocation").status_code == 404
