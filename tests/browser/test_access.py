"""Every page by the rules of axe: light and dark, left to right and right to left."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import NUMBER, Desk, Phone
from tests.factories import SmallStudy, finished

EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def violations(page: Page, where: str) -> Iterator[str]:
    """What is wrong on a page as it stands, in both schemes; only colours differ between them."""
    page.evaluate(Axe().axe_script)
    for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for found in page.evaluate("(rules) => axe.run(document, rules)", rules)["violations"]:
            for node in found["nodes"]:
                yield f"{where}, {scheme}: {found['id']} at {node['target']}: {node['failureSummary']}"


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_the_student_s_pages_can_be_used_by_everybody(browse: Browse, study: SmallStudy, house: House, ui: str) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740, ui=ui)
    phone.watch.expect_losses()  # a page that does not exist is one of the pages
    found: list[str] = []
    phone.open("/home")
    phone.page.locator(".refusal:visible").first.tap()
    phone.page.locator(".counted:visible button").wait_for()
    found += violations(phone.page, "home")
    phone.begin(study, "tr")
    for item in ("info_progress", "education", "call_language", "phone", "card_saved", "finish"):
        phone.page.evaluate("(item) => { location.hash = `${location.hash.slice(0, 37)}/${item}`; }", item)
        phone.arrived(item)
        if item == "phone":
            phone.screen.locator(".entry").fill(NUMBER)
            phone.do("next")
            phone.screen.locator(".readback").wait_for()
        if item == "info_progress":
            phone.touch("dont_know")
            phone.arrived("info_know")
            phone.do("back")
            phone.arrived(item)
        found += violations(phone.page, item)
    phone.do("back")
    for sheet, onwards in (("languages", ("language", "ar")), ("more", ("stop", "")), ("stop", ("stopped", "other"))):
        if sheet != "stop":
            phone.do(sheet)
        found += violations(phone.page, sheet)
        phone.do(*onwards)
    phone.arrived("receipt")
    found += violations(phone.page, "receipt")
    phone.open("/home")
    found += violations(phone.page, "home again")
    phone.open("/nowhere")
    found += violations(phone.page, "nowhere")
    phone.open("/patterns")
    found += violations(phone.page, "patterns")

    assert found == []


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_the_lead_s_and_the_callers_pages_can_be_used_by_everybody(
    browse: Browse, study: SmallStudy, house: House, ui: str
) -> None:
    found: list[str] = []
    stranger: Desk = browse(Desk, None, width=1280, height=800, ui=ui)
    stranger.open("/signin")
    found += violations(stranger.page, "sign in")
    newcomer: Phone = browse(Phone, None, width=360, height=740, ui=ui, user_agent="Mozilla/5.0 (iPhone)")
    newcomer.open("/signin")
    newcomer.page.locator("#install[open]").wait_for()
    found += violations(newcomer.page, "home screen")
    called(browse, study, house)

    lead: Desk = browse(Desk, study.lead, width=1280, height=800, ui=ui)
    lead.open("/board")
    found += violations(lead.page, "board")
    lead.open("/team")
    lead.page.locator(".member form button").first.click()
    lead.page.locator(".invitation").wait_for()
    found += violations(lead.page, "team")

    newcomer.sign_in(study.student)
    report = {"waiting": 2, "parked": 1, "oldest": house.clock.now().isoformat(), "persisted": False}
    lead.page.close()  # it asks for news, and after two days nobody is signed in any more
    newcomer.page.close()  # it would go on and say that nothing waits
    newcomer.page.context.request.put(f"{house.address}/phones/mine", data=report, headers={"origin": house.address})
    house.clock.forward(days=2)
    lead = browse(Desk, study.lead, width=1280, height=800, ui=ui)
    lead.open("/phones")
    lead.page.locator(".device .late").wait_for()
    found += violations(lead.page, "phones")
    lead.page.close()

    house.clock.forward(days=90)
    caller: Phone = browse(Phone, study.caller, width=360, height=740, ui=ui)
    caller.open("/callbacks")
    found += violations(caller.page, "calls")
    caller.page.locator("form[action$='/callbacks/next'] button").tap()
    caller.page.locator("#contact form button").tap()
    caller.page.locator("#contact a[href^='tel:']").wait_for()
    found += violations(caller.page, "case")
    for part in ("details.situation", ".end:has(.times)"):
        caller.page.locator(f"{part} > summary").first.tap()
    expect(caller.page.locator(".on-day .part").first).to_be_visible()
    found += violations(caller.page, "appointment")

    assert found == []


def called(browse: Browse, study: SmallStudy, house: House) -> None:
    """A parent whom somebody who speaks Dutch will call."""
    sender: Desk = browse(Desk, study.student, width=360, height=740)
    snapshot = finished(study, house.clock.now())
    snapshot["answers"]["call_language"]["value"] = "nl"
    sender.open("/home")
    reply = sender.page.request.put(
        f"{house.address}/interviews/{uuid4()}", data=snapshot, headers={"origin": house.address}
    )
    assert reply.status == 200
