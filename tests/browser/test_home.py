"""The student's evening at the door, and the lead's evening at the board."""

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models import Refusal
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.factories import SmallStudy

AGAIN = """
async ({ url, body }) => {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return (await fetch(url, { method: "PUT", headers, body })).status;
}
"""


def refusals(house: House) -> list[tuple[str, bool]]:
    with house.database.reading() as session:
        return [(held.reason, held.undone_at is None) for held in session.exec(select(Refusal)).all()]


def counted(page: Page) -> None:
    page.locator(".counted:visible button").wait_for()


def test_one_tap_counts_somebody_who_does_not_take_part_and_a_tap_takes_it_back(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.open("/home")
    line = phone_page.page.locator(".occasion:has(input:checked) .count")
    before = line.inner_text()

    phone_page.page.locator(".refusal:visible").nth(1).tap()
    counted(phone_page.page)
    house.until(lambda: refusals(house) == [("no_time", True)])
    expect(line).not_to_have_text(before)
    counted(phone_page.page)

    phone_page.page.locator(".counted:visible button").tap()
    house.until(lambda: refusals(house) == [("no_time", False)])
    expect(line).to_have_text(before)


def test_a_refusal_that_the_network_repeats_is_counted_once(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    with phone_page.page.expect_request(lambda request: "/refusals/" in request.url) as sent:
        phone_page.page.locator(".refusal:visible").first.tap()
    counted(phone_page.page)

    again = {"url": sent.value.url, "body": sent.value.post_data}
    assert [phone_page.page.evaluate(AGAIN, again) for _ in range(2)] == [204, 204]

    assert refusals(house) == [("refused", True)]


def test_the_chosen_activity_sticks(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.open("/home")
    phone_page.page.locator(f'label:has(input[name="activity"][value="{study.meeting.id}"])').tap()

    phone_page.page.reload()

    expect(phone_page.page.locator('input[name="activity"]:checked')).to_have_value(str(study.meeting.id))


def test_the_lead_hands_out_a_way_in_that_works_once(lead_page: Desk, study: SmallStudy, house: House) -> None:
    lead_page.open("/team")
    lead_page.page.locator(".member form button").first.click()
    link = lead_page.page.locator(".invitation a").get_attribute("href") or ""

    def use() -> None:
        lead_page.page.context.clear_cookies(name="session")
        lead_page.open(link)
        lead_page.page.locator(".signin button").click()

    use()
    lead_page.page.wait_for_url("**/callbacks")  # the first of the team is a caller
    lead_page.watch.expect_losses()
    use()
    expect(lead_page.page.locator("[role=alert]")).to_be_visible()
