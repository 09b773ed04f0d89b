"""The lead at the calendar of the calls, on a laptop and on her phone."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Browse
from tests.browser.phones import Desk
from tests.browser.test_access import violations
from tests.factories import SmallStudy

HEAD = "kind;name;from;to;effect;school;source\n"
WRONG = HEAD + "study;Teamdag;18-3-2027;;closed;;planning\nschool;Studiedag;31-2-2027;;later;A3;schoolgids\n"
MENDED = WRONG.replace("31-2-2027", "1-3-2027")


def day(page: Page, month: int, number: int) -> str:
    """What a day of the picture looks like; the first month is 0."""
    cell = page.locator(".month").nth(month).get_by_text(str(number), exact=True)
    return cell.get_attribute("data-mark") or ""


def choose(page: Page, text: str) -> None:
    file = FilePayload(name="days.csv", mimeType="text/csv", buffer=text.encode())
    page.locator('input[type="file"]').set_input_files(file)
    page.locator('form:has(input[type="file"]) button').click()


def test_a_strike_and_a_file_from_the_school_change_the_half_year(lead_page: Desk) -> None:
    page = lead_page.page
    lead_page.watch.expect_losses()  # the server refuses once
    lead_page.open("/callbacks/calendar?from=2027-02")
    assert [day(page, *when) for when in ((0, 22), (0, 9), (1, 26), (1, 7), (1, 18))] == [
        "later",
        "hours",
        "closed",
        "sunday",
        "",
    ]
    rows = page.locator(".closure")
    before = rows.count()

    page.locator('#change [name="name"]').fill("Staking")
    page.locator('#change [name="starts_on"]').fill("2027-02-22")
    page.locator('#change [name="ends_on"]').fill("2027-02-19")
    page.locator('.effects label:has([value="closed"])').click()
    page.locator('#change [name="source"]').fill("Intranet, 3 februari")
    page.locator("#change .primary").click()
    expect(page.locator("#change .notice.warm")).to_be_visible()
    expect(page.locator('#change [name="name"]')).to_have_value("Staking")  # nothing has to be typed again
    page.locator('#change [name="ends_on"]').fill("2027-02-23")
    page.locator("#change .primary").click()
    expect(rows).to_have_count(before + 1)
    assert (day(page, 0, 22), day(page, 0, 24)) == ("closed", "later")

    choose(page, WRONG)
    expect(page.locator(".stops .row")).to_have_count(1)
    expect(page.locator(".primary")).to_have_count(0)  # one wrong row keeps the file out
    lead_page.open("/callbacks/calendar?from=2027-02")
    choose(page, MENDED)
    page.locator("form .primary").click()
    page.wait_for_url("**saved=1**")
    lead_page.open("/callbacks/calendar?from=2027-02")
    expect(rows).to_have_count(before + 3)
    assert (day(page, 1, 18), day(page, 1, 1)) == ("closed", "hours")  # of one school: shows where nothing else does

    rows.filter(has_text="Staking").click()
    page.locator(".calendar-side > .quiet button").click()
    expect(rows).to_have_count(before + 2)
    assert day(page, 0, 22) == "later"
    assert list(violations(page, "calendar")) == []


def test_the_pages_fit_a_phone_in_every_direction(browse: Browse, study: SmallStudy) -> None:
    for ui in ("tr", "ar"):
        phone: Desk = browse(Desk, study.lead, width=360, height=740, ui=ui)
        for path in ("/callbacks/calendar?from=2027-02&edit=1", "/callbacks/settings"):
            phone.open(path)
            expect(phone.page.locator("h1")).to_be_visible()
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert phone.page.evaluate(wide) <= 0
            assert list(violations(phone.page, f"{path} {ui}")) == []
