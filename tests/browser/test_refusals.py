"""One tap for somebody who does not take part: counted on the phone first, with and without a network."""

import re

from playwright.sync_api import expect
from sqlmodel import select

from app.models import Refusal
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.test_this_phone import FULL, cut, pill_says
from tests.factories import SmallStudy

SAVES = re.compile("/interviews/")


def refusals(house: House) -> list[tuple[str, bool]]:
    """What the server counted: the reason, and whether it stands."""
    with house.database.reading() as session:
        return [(held.reason, held.undone_at is None) for held in session.exec(select(Refusal)).all()]


def tap(phone: Phone, which: int = 1) -> None:
    """A reason at the door; the line says that it was counted."""
    phone.page.locator(".refusal:visible").nth(which).tap()
    phone.page.locator(".counted:visible button").wait_for()


def test_a_refusal_without_a_network_is_counted_here_and_sent_when_the_line_is_back(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.open("/home")
    pill_says(phone_page, "safe")
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)

    tap(phone_page)
    tap(phone_page, 2)
    pill_says(phone_page, "waits", count=2)
    expect(phone_page.page.locator(".here")).to_have_count(0)  # beside the parents who took part stand no others
    assert [(one["reason"], one["confirmed"]) for one in phone_page.kept("refusals")].count(("no_time", 0)) == 1
    assert refusals(house) == []

    phone_page.page.context.set_offline(False)
    pill_says(phone_page, "safe")
    assert sorted(refusals(house)) == [("language", True), ("no_time", True)]


def test_a_finished_interview_that_waits_stands_beside_the_count(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.open("/home")
    pill_says(phone_page, "safe")
    phone_page.begin(study)
    phone_page.watch.expect_losses()
    phone_page.page.route(SAVES, lambda route: route.abort())
    phone_page.until("finish", recontact="0")
    phone_page.finish()

    phone_page.open("/home")
    expect(phone_page.page.locator(".occasion:has(input:checked) .here")).to_contain_text("+1")

    phone_page.page.unroute(SAVES)
    phone_page.open("/home")
    pill_says(phone_page, "safe")
    expect(phone_page.page.locator(".here")).to_have_count(0)


def test_a_tap_taken_back_without_a_network_counts_nobody(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    tap(phone_page)
    house.until(lambda: refusals(house) == [("no_time", True)])
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)

    phone_page.page.locator(".counted:visible button").tap()
    expect(phone_page.page.locator(".counted:visible button")).to_have_count(0)
    pill_says(phone_page, "waits", count=1)
    phone_page.page.context.set_offline(False)

    house.until(lambda: refusals(house) == [("no_time", False)])
    pill_says(phone_page, "safe")


def test_a_refusal_that_was_never_sent_survives_the_page(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    cut(phone_page)
    tap(phone_page)
    phone_page.page.unroute_all()

    phone_page.page.reload()

    house.until(lambda: refusals(house) == [("no_time", True)])
    pill_says(phone_page, "safe")


def test_a_phone_that_keeps_nothing_still_sends_the_tap_and_says_what_it_cannot(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.add_init_script(FULL)
    phone_page.open("/home")

    tap(phone_page)

    house.until(lambda: refusals(house) == [("no_time", True)])
    pill_says(phone_page, "unkept")


def test_this_phone_knows_where_a_refusal_was_tapped_but_nothing_of_the_parent(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.open("/home")
    cut(phone_page)
    tap(phone_page)

    (kept,) = phone_page.kept("refusals")

    assert set(kept) == {
        *("id", "activity", "reason", "at", "undone", "revision", "confirmed", "parked", "since", "phone")
    }
