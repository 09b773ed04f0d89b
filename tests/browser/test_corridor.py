"""One fault at a time, by the real road: what the phone says of it, and that it costs nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.faults.proxy import Proxy
from tests.faults.weather import FAULTS, Fault, always, calm
from tests.routes.phones import answers_of, stored

SAVES = "PUT /interviews/"
KNOWN = {Fault.DELAY, Fault.CUT_REPLY}  # the server's number arrives, late or at the head of half a reply
EITHER = {Fault.CUT_HEAD}  # the number stands in the half that arrives, or not
SILENT = sorted(set(FAULTS) - KNOWN - EITHER)


@pytest.mark.parametrize("fault", SILENT)
def test_as_long_as_the_server_has_not_said_the_number_nothing_counts_as_safe(
    corridor: Proxy, phone_page: Phone, study: SmallStudy, house: House, fault: Fault
) -> None:
    phone_page.watch.expect_losses()
    corridor.plan = always(fault, SAVES)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("pill-waits", count=1)
    assert [record["confirmed"] for record in phone_page.kept()] == [0]
    assert corridor.faults("/interviews/") > 0

    corridor.plan = calm
    phone_page.tap("2")
    phone_page.confirmed()
    phone_page.says("saved")

    assert set(answers_of(house.database)) == {"consent", "relation"}
    assert len(stored(house.database)) == 1


@pytest.mark.parametrize("fault", sorted(KNOWN))
def test_a_number_that_arrives_counts_however_the_reply_goes_on(
    corridor: Proxy, phone_page: Phone, study: SmallStudy, house: House, fault: Fault
) -> None:
    phone_page.watch.expect_losses()
    corridor.plan = always(fault, SAVES)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed(holding="consent")

    assert set(answers_of(house.database)) == {"consent"}


def test_half_a_head_costs_nothing(corridor: Proxy, phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.watch.expect_losses()
    corridor.plan = always(Fault.CUT_HEAD, SAVES, times=3)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.tap("2")
    phone_page.confirmed(holding="relation")

    assert set(answers_of(house.database)) == {"consent", "relation"}


def test_a_save_that_nobody_answers_is_given_up_and_sent_again(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.watch.expect_losses()
    phone_page.page.clock.install()
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("saved")
    held = phone_page.hold(re.compile("/interviews/"))

    phone_page.tap("2")
    phone_page.says("pill-kept")
    phone_page.page.clock.fast_forward(16_000)
    phone_page.says("pill-waits", count=1)
    assert len(held) == 1

    phone_page.page.unroute(re.compile("/interviews/"))
    phone_page.page.clock.fast_forward(3_000)
    phone_page.confirmed(holding="relation")
    assert set(answers_of(house.database)) == {"consent", "relation"}


@pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.MOVED, Fault.WRONG_TYPE, Fault.BROKEN])
def test_a_stranger_who_reads_a_number_is_not_believed(
    corridor: Proxy, phone_page: Phone, study: SmallStudy, fault: Fault
) -> None:
    phone_page.watch.expect_losses()
    corridor.plan = always(fault, "POST /phone-numbers")
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone_page.arrived("phone")

    phone_page.screen.locator(".entry").fill("06 12345678")
    phone_page.do("next")

    expect(phone_page.screen.locator(".checked")).to_have_text(re.compile(r"^[\d\s]+$"))
    phone_page.on()
    assert corridor.faults("/phone-numbers") > 0
