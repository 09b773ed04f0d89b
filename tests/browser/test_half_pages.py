"""A page whose script did not come takes no tap that nobody would hear, and says what to do."""

import re

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Phone, address
from tests.factories import SmallStudy


def test_home_without_its_script_lets_nobody_be_counted_in_vain(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.watch.expect_losses()
    phone_page.page.route(re.compile("home.js"), lambda route: route.abort())
    phone_page.open("/home")

    expect(phone_page.page.locator(".refusal").first).to_have_css("pointer-events", "none")
    expect(phone_page.page.locator(".late")).to_be_visible(timeout=10_000)

    phone_page.page.unroute(re.compile("home.js"))
    phone_page.page.locator(".late a").tap()
    expect(phone_page.page.locator(".refusal").first).to_have_css("pointer-events", "auto")
    expect(phone_page.page.locator(".late")).to_be_hidden()


def test_a_questionnaire_without_its_script_says_so(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.watch.expect_losses()
    phone_page.page.route(re.compile("interview.js"), lambda route: route.abort())
    phone_page.open(address(study))

    expect(phone_page.page.locator(".late")).to_be_visible(timeout=10_000)
