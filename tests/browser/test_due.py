"""An evening at the due list: three parents, two callers and the lead, each at her own screen."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select
from starlette.testclient import TestClient

from app.models import Case
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.conftest import ORIGIN, TestClock
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put


@pytest.fixture
def due(house: House, study: SmallStudy, clock: TestClock) -> list[int]:
    """Two parents who speak Dutch and one who speaks Turkish; tonight they are due."""
    with TestClient(house.app, base_url=house.address, headers=ORIGIN | {"origin": house.address}) as phone:
        phone.cookies.set("session", house.cookie(study.student))
        for number, language in (("06 12345678", "nl"), ("06 87654321", "nl"), ("06 23456789", "tr")):
            body = finished(study, clock.now()) | {"contact": {"ask_for": "Mevrouw Yılmaz", "phone": number}}
            body["answers"]["call_language"] = answer(language)
            assert put(phone, body).status_code == 200
    clock.moment = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
    with house.database.reading() as session:
        return list(session.exec(select(Case.id).order_by(Case.id)))  # type: ignore[arg-type]


def test_two_callers_share_an_evening_and_the_lead_sees_who_has_whom(
    house: House, due: list[int], browse: Browse, study: SmallStudy
) -> None:
    sanne: Phone = browse(Phone, study.caller, width=360, height=740, ui="nl")
    elif_: Phone = browse(Phone, study.turkish_caller, width=360, height=740, ui="ar")
    lead: Desk = browse(Desk, study.lead, width=1280, height=800, ui="tr")
    for one in (sanne, elif_, lead):
        one.open("/callbacks")
    expect(sanne.page.locator("#calls > li")).to_have_count(2)
    expect(elif_.page.locator("#calls > li")).to_have_count(3)

    first = sanne.page.locator("#calls > li").first.get_attribute("id")
    sanne.page.locator("#due-next button").tap()
    sanne.page.wait_for_url("**/callbacks/*")
    taken = sanne.page.url.rsplit("/", 1)[1]
    assert first == f"call-{taken}"

    elif_.watch.expect_losses()  # her page still offers what Sanne has: a sentence, and nothing happens
    elif_.page.locator(f"#call-{taken} button").tap()
    expect(elif_.page.locator(".notice.warm")).to_be_visible()
    elif_.open("/callbacks")
    expect(elif_.page.locator("#calls > li")).to_have_count(2)

    lead.open("/callbacks")
    expect(lead.page.locator("#in-hand li")).to_have_count(1)
    lead.page.locator(f"#steer-{taken} summary").click()
    lead.page.locator(f"#steer-{taken} select").select_option(label="Elif")
    lead.page.locator(f"#steer-{taken} .give button").click()
    expect(lead.page.locator("#in-hand")).to_have_count(0)

    sanne.open("/callbacks")
    expect(sanne.page.locator(".hand")).to_have_count(0)
    expect(sanne.page.locator("#calls > li")).to_have_count(1)
    sanne.page.locator(".inbound summary").tap()
    sanne.page.locator("[name=typed]").fill("+31 6 87654321")
    sanne.page.locator("[name=on_the_line]").tap()
    sanne.page.wait_for_url("**/callbacks/*")
    assert int(sanne.page.url.rsplit("/", 1)[1]) == due[1]
    sanne.open("/callbacks")
    sanne.page.locator(".hand .secondary").tap()
    expect(sanne.page.locator("#calls .presses")).to_have_count(1)  # she comes first for a day
    for one in (sanne, elif_, lead):
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
