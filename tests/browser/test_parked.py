"""What the server would not have: from the phone's page to the lead's desk and back, with nothing lost on the way."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_network import SAVES, finish_behind_its_back, with_an_unknown_question
from tests.browser.test_this_phone import cut, this_phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored


def park_a_conflict(phone: Phone, study: SmallStudy, house: House) -> None:
    """The student goes on with an interview that was finished meanwhile."""
    phone.begin(study)
    phone.tap("1")
    phone.confirmed()
    phone.watch.expect_losses()
    finish_behind_its_back(house)
    phone.tap("2")
    expect(phone.pill).to_have_class(re.compile("tells"))


def decide(lead: Desk, verb: str) -> None:
    """Open the only one on the list, give a reason, tap."""
    lead.open("/parked")
    lead.page.locator("a.waiting").click()
    lead.page.locator("[name=because]").fill("Amina belde: de tweede versie klopt")
    lead.page.locator(f"[formaction$={verb}]").click()
    lead.page.wait_for_url("**/parked")
    expect(lead.page.locator("a.waiting")).to_have_count(0)


def the_phone_hears(phone: Phone, decision: str) -> None:
    """At its next start of home the phone sends it again, and is done with it."""
    phone.open("/home")
    phone.page.wait_for_function(
        """(decision) => new Promise((done) => {
          const opening = indexedDB.open("aloud");
          opening.onsuccess = () => {
            const asking = opening.result.transaction("interviews").objectStore("interviews").getAll();
            asking.onsuccess = () => {
              opening.result.close();
              done(asking.result.every((one) => one.decided === decision && !one.parked));
            };
          };
        })""",
        arg=decision,
    )


def test_the_lead_accepts_a_conflict_and_the_phone_is_done_with_it_at_its_next_start(
    phone_page: Phone, lead_page: Desk, study: SmallStudy, house: House
) -> None:
    park_a_conflict(phone_page, study, house)
    assert len(answers_of(house.database)) == 1
    lead_page.open("/parked")
    lead_page.page.locator("a.waiting").click()
    expect(lead_page.page.locator(".difference")).to_have_count(1)

    decide(lead_page, "acceptance")

    assert len(answers_of(house.database)) == 2
    the_phone_hears(phone_page, "accepted")


def test_the_lead_voids_what_a_phone_with_a_broken_memory_sent(
    phone_page: Phone, lead_page: Desk, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()
    phone_page.page.route(SAVES, with_an_unknown_question)
    phone_page.tap("2")
    expect(phone_page.pill).to_have_class(re.compile("tells"))

    decide(lead_page, "voiding")

    the_phone_hears(phone_page, "voided")
    assert len(answers_of(house.database)) == 1


def test_a_phone_without_a_way_out_hands_over_a_file_and_finds_everything_there_later(
    phone_page: Phone, lead_page: Desk, study: SmallStudy, house: House, tmp_path: Path
) -> None:
    phone_page.sign_in(study.student)  # on this phone, which is known from here on
    cut(phone_page)
    phone_page.begin(study)
    for value in ("1", "2", "4"):
        phone_page.tap(value)
    this_phone(phone_page)
    with phone_page.page.expect_download() as download:
        phone_page.page.locator("#save").tap()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert stored(house.database) == []

    for told in ("opgeslagen", "was er al"):
        lead_page.open("/parked")
        lead_page.page.locator("[type=file]").set_input_files(file)
        lead_page.page.locator("form:has([type=file]) button").click()
        expect(lead_page.page.locator(".row .why")).to_have_text([told])

    assert len(answers_of(house.database)) == 3
    phone_page.page.unroute_all()
    phone_page.page.locator("#send").tap()
    expect(phone_page.page.locator("#state")).to_have_class(re.compile("is-safe"))
    assert len(stored(house.database)) == 1


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_the_pages_fit_their_screens(
    browse: object, phone_page: Phone, study: SmallStudy, house: House, width: int, height: int, ui: str
) -> None:
    park_a_conflict(phone_page, study, house)
    lead: Desk = browse(Desk, study.lead, width=width, height=height, ui=ui)  # type: ignore[operator]
    lead.open("/parked")
    assert lead.page.evaluate("document.documentElement.scrollWidth") == width

    lead.page.locator("a.waiting").click()

    expect(lead.page.locator("[name=because]")).to_be_visible()
    assert lead.page.evaluate("document.documentElement.scrollWidth") == width
