"""The lead at her desk: she breaks results down, opens a figure, and writes a school's mark down."""

import re

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk
from tests.browser.test_access import violations
from tests.browser.test_attendance import widest
from tests.conftest import ORIGIN, TestClock
from tests.factories import SmallStudy, answer, finished
from tests.routes.phones import put


@pytest.fixture
def answered(house: House, study: SmallStudy, clock: TestClock) -> None:
    """Six parents of a talk in the vmbo and five of a meeting in the mbo."""
    meeting = {"activity": study.meeting.id, "group": study.meeting_group.id}
    with TestClient(house.app, base_url=house.address, headers=ORIGIN | {"origin": house.address}) as phone:
        phone.cookies.set("session", house.cookie(study.student))
        for code, where in [*((one, {}) for one in "445554"), *((one, meeting) for one in "33344")]:
            body = finished(study, clock.now()) | where
            body["answers"] |= {"school_climate": answer(code)}
            assert put(phone, body).status_code == 200


def test_the_lead_breaks_results_down_and_sees_what_is_behind_a_figure(answered: None, lead_page: Desk) -> None:
    page = lead_page.page
    lead_page.open("/results")
    page.locator(".result-list h2 a").click()
    page.locator('select[name="by"]').select_option("stratum")
    page.locator(".chooser button").click()
    expect(page.locator("#parts thead tr").first.locator("th")).to_have_count(5)
    row = page.locator("#parts tbody tr").filter(has=page.locator('a[href*="figure=school_climate"]'))
    expect(row.locator("td").nth(1)).to_contain_text("5")
    assert list(violations(page, "list")) == []

    row.locator("td").nth(1).locator("a").click()

    expect(page.locator(".codes").first.locator("bdi")).to_have_count(6)
    assert list(violations(page, "figure")) == []
    page.locator(".codes a").first.click()
    expect(page).to_have_url(re.compile(r"/interviews/[0-9a-f-]{36}$"))


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_every_page_of_results_can_be_read_on_a_small_screen(
    answered: None, browse: Browse, study: SmallStudy, ui: str
) -> None:
    lead: Desk = browse(Desk, study.lead, width=360, height=740, ui=ui)
    for place in (
        "",
        "/lists/parent-w1?by=stratum",
        "/comparison",
        "/groups",
        "/schools",
        "/remarks",
        "/figure?list=parent-w1&figure=school_climate",
    ):
        lead.open(f"/results{place}")
        assert widest(lead.page) <= 0, place
        assert list(violations(lead.page, place)) == []


def test_a_mark_is_mended_and_kept(answered: None, lead_page: Desk) -> None:
    page = lead_page.page
    lead_page.open("/results/schools")
    for name, typed in (("period", "2011-2012"), ("value", "72"), ("source", "Vensters")):
        page.locator(f'[name="{name}"]').fill(typed)
    lead_page.watch.expect_losses()  # the browser notes the 422 in its console
    page.locator("#marks .primary").click()
    expect(page.locator("#marks [role=alert]")).to_be_visible()
    page.locator('[name="value"]').fill("7,2")
    page.locator("#marks .primary").click()
    expect(page.locator(".notice[role=status]")).to_be_visible()
