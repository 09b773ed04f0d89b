"""The phone's memory fails in the middle of an interview: it goes on, nothing false is said, and everything arrives."""

import pytest
from playwright.sync_api import CDPSession

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of

DELETE = """
() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("aloud");
  request.onsuccess = resolve;
  request.onerror = reject;
})
"""


def tools_of(phone: Phone) -> CDPSession:
    return phone.page.context.new_cdp_session(phone.page)


def deleted_from_another_tab(phone: Phone) -> None:
    phone.watch.expect_losses()  # that page has no icon
    other = phone.page.context.new_page()
    other.goto(f"{phone.house.address}/healthz")
    other.evaluate(DELETE)
    other.close()


def cleared_by_the_browser(phone: Phone) -> None:
    storage = {"origin": phone.house.address, "storageTypes": "indexeddb"}
    tools_of(phone).send("Storage.clearDataForOrigin", storage)


@pytest.mark.parametrize("lose", [deleted_from_another_tab, cleared_by_the_browser])
def test_a_database_that_is_deleted_under_the_page_is_made_anew_with_everything(
    phone_page: Phone, study: SmallStudy, house: House, lose: object
) -> None:
    phone_page.begin(study)
    before = phone_page.until("info_know")
    phone_page.confirmed()

    assert callable(lose)
    lose(phone_page)
    asked = phone_page.until("help_able")
    phone_page.confirmed(holding=asked[-1])

    (record,) = phone_page.kept()
    assert set(record["answers"]) == {*before, *asked} == set(answers_of(house.database))
    phone_page.says("saved")
