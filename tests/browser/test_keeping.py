"""What the phone itself keeps, and for how long."""

import json
import re

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

SAVES = re.compile("/interviews/")
NO_STORE = """
IDBFactory.prototype.open = () => { throw new DOMException("no room on this phone", "UnknownError"); };
"""


def at_the_contact(phone: Phone, study: SmallStudy) -> None:
    """A parent who may be called, with her name and number."""
    phone.begin(study)
    phone.tap("1")
    phone.page.evaluate("location.hash = location.hash.replace('relation', 'recontact')")
    phone.arrived("recontact")
    phone.tap("1")
    phone.until("finish")


def test_name_and_number_leave_the_phone_as_soon_as_the_server_has_them(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    at_the_contact(phone_page, study)
    (record,) = phone_page.kept()
    assert record["contact"].keys() == record["body"]["contact"].keys() == {"ask_for", "phone"}

    phone_page.finish()
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    phone_page.confirmed()

    (record,) = phone_page.kept()
    kept = json.dumps(record, ensure_ascii=False)
    assert "hpke1." not in kept
    assert (record["contact"], record["body"]["contact"]) == ({}, None)
    assert record["answers"].keys() == answers_of(house.database).keys()
    values = phone_page.page.locator(".entry").evaluate_all("(all) => all.map((one) => one.value)")
    assert set(values) == {""}


def test_a_number_that_is_not_safe_yet_stays_on_the_phone(phone_page: Phone, study: SmallStudy) -> None:
    at_the_contact(phone_page, study)
    phone_page.confirmed(holding="hpke1.")
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)

    phone_page.finish()
    phone_page.says("pill-waits", count=1)

    (record,) = phone_page.kept()
    assert record["body"]["contact"]["phone"].startswith("hpke1.")


def test_a_phone_that_cannot_keep_anything_says_so_and_still_sends(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.add_init_script(NO_STORE)
    phone_page.begin(study)
    asked = phone_page.until("info_know")
    phone_page.says("pill-unkept")
    phone_page.do("more")
    phone_page.do("stop")
    with phone_page.page.expect_response(SAVES):
        phone_page.do("stopped", "other")
    phone_page.arrived("receipt")

    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert set(answers_of(house.database)) == set(asked)
    phone_page.says("pill-unkept")


def test_a_phone_that_can_neither_keep_nor_send_promises_nothing_and_sends_later(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.add_init_script(NO_STORE)
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("pill-unkept")
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)
    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "other")
    phone_page.arrived("receipt")
    phone_page.says("pill-unkept")
    expect(phone_page.screen.locator(".when-waiting")).to_be_hidden()

    phone_page.do("again")
    phone_page.arrived("consent")
    phone_page.tap("0")
    phone_page.page.context.set_offline(False)
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    house.until(lambda: {held.status for held in stored(house.database)} == {"broken_off", "refused"})


def test_two_parents_one_after_the_other_are_two_interviews(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    held = phone_page.hold(SAVES)
    phone_page.tap("0")
    phone_page.arrived("receipt")
    phone_page.do("again")
    phone_page.arrived("consent")
    expect(phone_page.screen.locator("input:checked")).to_have_count(0)
    phone_page.tap("1")
    phone_page.tap("2")
    for route in held:
        route.continue_()
    phone_page.page.unroute(SAVES)
    phone_page.confirmed(holding="relation")

    interviews = stored(house.database)
    assert {interview.status for interview in interviews} == {"refused", "draft"}
    assert len({interview.respondent_id for interview in interviews}) == 2
    assert len(phone_page.kept()) == 2
