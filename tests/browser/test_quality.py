"""What stands out in an interview: she sees it first, the lead opens it, corrects it, and the board follows."""

from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from app.security.sealing import Sealer
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.databases import KEYS
from tests.factories import SmallStudy, finished

WHY = "Amina belde: verkeerd getikt"


@pytest.fixture
def hasty(house: House, study: SmallStudy) -> UUID:
    """An interview that went faster than its words."""
    number, body = uuid4(), finished(study, house.clock.now())
    body["answers"] = {name: one | {"seconds": 1.0, "least": 4.0} for name, one in body["answers"].items()}
    with house.database.writing() as session:
        sent, sealer = Snapshot.model_validate(body), Sealer(KEYS)
        interviews.receive(session, number, sent, by=study.student, sealer=sealer, now=house.clock.now())
    return number


def test_she_sees_it_first_and_the_lead_corrects_and_voids_it(
    phone_page: Phone, lead_page: Desk, study: SmallStudy, house: House, hasty: UUID
) -> None:
    phone_page.sign_in(study.student)
    phone_page.open("/home")
    phone_page.page.locator("#own a").tap()
    phone_page.page.wait_for_url("**/mine")
    topic = phone_page.page.locator("section.card:has([value=fast])")
    topic.locator("[name=note]").fill("Moeder las zelf mee")
    topic.locator("button").tap()
    expect(phone_page.page.locator("section.card:has([value=fast])")).to_contain_text("Moeder las zelf mee")

    page = lead_page.page
    lead_page.open("/quality")
    expect(page.locator(".talk-with")).to_contain_text("Moeder las zelf mee")
    page.locator(".behind a").first.click()
    page.wait_for_url(f"**/interviews/{hasty}")
    line = page.locator("#info_tips")
    line.locator("summary").click()
    line.locator("select[name=value]").select_option("2")
    line.locator("[name=because]").fill(WHY)
    line.locator("button").click()
    expect(page.locator(".step-of-trail")).to_contain_text(WHY)

    lead_page.open("/board")
    expect(page.locator(".kpi b").first).to_have_text("1")
    lead_page.open(f"/interviews/{hasty}")
    page.locator("summary").filter(has=page.locator("xpath=../form[contains(@action, 'voiding')]")).click()
    voiding = page.locator("form[action$=voiding]")
    voiding.locator("[name=because]").fill("dubbel")
    voiding.locator("button").click()
    expect(page.locator("form[action$=restoration]")).to_be_visible()
    lead_page.open("/board")
    expect(page.locator(".kpi b").first).to_have_text("0")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_the_pages_fit_their_screens(
    browse: Browse, study: SmallStudy, hasty: UUID, house: House, width: int, height: int, ui: str
) -> None:
    house.clock.forward(hours=14)
    lead: Desk = browse(Desk, study.lead, width=width, height=height, ui=ui)

    for path in ("/quality", "/interviews", f"/interviews/{hasty}", "/missing"):
        lead.open(path)
        assert lead.page.evaluate("document.documentElement.scrollWidth") == width, path
