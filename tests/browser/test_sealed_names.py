"""A parent's name and number: on the server in the end, and readable nowhere on the phone's disk on the way there."""

import re

from playwright.sync_api import expect

from app.services import contacts
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import stored

NAME = "Fatma Kestane"
NUMBER = "06 29384756"
TRACES = ["Kestane", "29384756", "29 38 47 56", "2938"]
SEAL = re.compile(r"/seal\.js")

#: Everything that a page can leave on the disk of a phone.
EVERYTHING = """
async () => {
  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [location.href, history.state, { ...localStorage }, { ...sessionStorage }, document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const held = database.transaction(store).objectStore(store);
      found.push(store, await settled(held.getAll()), await settled(held.getAllKeys()));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  return JSON.stringify(found);
}
"""
PLAIN_HTTP = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });"


def nothing_readable(phone: Phone) -> None:
    """The phone's disk tells nobody whom we may call."""
    everything: str = phone.page.evaluate(EVERYTHING)
    assert [trace for trace in TRACES if trace in everything] == []


def at_the_name(phone: Phone, study: SmallStudy) -> None:
    """A parent who may be called."""
    phone.begin(study)
    phone.tap("1")
    phone.page.evaluate("location.hash = location.hash.replace('relation', 'recontact')")
    phone.arrived("recontact")
    phone.tap("1")
    phone.arrived("ask_for")


def kept_contact(phone: Phone) -> dict[str, str]:
    (record,) = phone.kept()
    contact: dict[str, str] = record["contact"]
    return contact


def on_the_server(house: House, study: SmallStudy) -> dict[str, str]:
    """What the callers will see."""
    (interview,) = stored(house.database)
    with house.database.writing() as session:
        return contacts.reveal(
            session, house.app.state.sealer, interview.respondent_id, by=study.lead, now=house.clock.now()
        )


def test_name_and_number_are_readable_nowhere_on_the_phone_and_arrive(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    at_the_name(phone_page, study)
    entry = phone_page.screen.locator(".entry")
    entry.press_sequentially(NAME[:5])
    nothing_readable(phone_page)
    entry.press_sequentially(NAME[5:])
    expect(phone_page.screen).to_have_attribute("data-kept", "")
    nothing_readable(phone_page)
    assert kept_contact(phone_page)["ask_for"].startswith("hpke1.")
    phone_page.on()
    nothing_readable(phone_page)

    phone_page.until("phone", ask_for=NAME)
    entry.press_sequentially(NUMBER)
    nothing_readable(phone_page)
    phone_page.do("next")
    phone_page.screen.locator(".readback").wait_for()
    nothing_readable(phone_page)
    phone_page.on()
    nothing_readable(phone_page)
    phone_page.do("back")
    expect(entry).to_have_value(NUMBER.replace(" ", ""))
    phone_page.do("next")
    phone_page.screen.locator(".readback").wait_for()
    phone_page.on()

    phone_page.until("finish")
    nothing_readable(phone_page)
    phone_page.finish()
    nothing_readable(phone_page)
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    phone_page.confirmed()
    nothing_readable(phone_page)
    held = on_the_server(house, study)
    assert (held["ask_for"], held["phone"]) == (NAME, "+31629384756")


def test_after_a_kill_the_page_says_that_the_name_is_kept_and_goes_on_without_it(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    at_the_name(phone_page, study)
    phone_page.fill(NAME)
    phone_page.do("back")
    phone_page.arrived("ask_for")
    phone_page.page.reload()
    phone_page.arrived("ask_for")

    expect(phone_page.screen.locator(".sealed")).to_be_visible()
    expect(phone_page.screen.locator(".entry")).to_have_value("")
    sealed = kept_contact(phone_page)["ask_for"]
    phone_page.on()

    assert kept_contact(phone_page)["ask_for"] == sealed
    phone_page.until("finish")
    phone_page.finish()
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert on_the_server(house, study)["ask_for"] == NAME


def test_a_sealed_name_is_replaced_by_typing_and_removed_by_emptying_or_by_a_tap(
    phone_page: Phone, study: SmallStudy
) -> None:
    at_the_name(phone_page, study)
    phone_page.fill(NAME)
    phone_page.do("back")
    phone_page.arrived("ask_for")
    phone_page.page.reload()
    phone_page.arrived("ask_for")
    before = kept_contact(phone_page)["ask_for"]

    phone_page.fill("Derya")
    assert kept_contact(phone_page)["ask_for"] not in {before, "", "Derya"}
    phone_page.do("back")
    phone_page.arrived("ask_for")
    phone_page.screen.locator(".entry").fill("")
    phone_page.do("back")
    phone_page.arrived("recontact")
    assert "ask_for" not in kept_contact(phone_page)

    phone_page.tap("1")
    phone_page.fill(NAME)
    phone_page.do("back")
    phone_page.arrived("ask_for")
    phone_page.page.reload()
    phone_page.arrived("ask_for")
    phone_page.do("unsay")
    expect(phone_page.screen.locator(".sealed")).to_be_hidden()
    assert "ask_for" not in kept_contact(phone_page)
    phone_page.do("next")
    expect(phone_page.screen.locator(".wrong")).to_be_visible()


def test_a_name_typed_when_the_app_is_hidden_is_kept(phone_page: Phone, study: SmallStudy) -> None:
    at_the_name(phone_page, study)
    phone_page.page.evaluate(
        "import(document.querySelector('script[type=module]').src.replace('interview.js', 'seal.js'))"
    )
    phone_page.screen.locator(".entry").fill(NAME)

    phone_page.page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    expect(phone_page.screen).to_have_attribute("data-kept", "")
    assert kept_contact(phone_page)["ask_for"].startswith("hpke1.")


def test_whoever_finishes_before_the_seal_is_there_is_asked_to_wait_and_nothing_is_sent_half(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    held = phone_page.hold(SEAL)
    at_the_name(phone_page, study)
    phone_page.fill(NAME)
    phone_page.until("finish", phone=NUMBER)
    phone_page.do("finish")

    expect(phone_page.screen.locator(".unsealed")).to_be_visible()
    assert phone_page.at == "finish"
    nothing_readable(phone_page)
    assert {one.status for one in stored(house.database)} == {"draft"}

    for route in held:
        route.continue_()
    phone_page.page.unroute(SEAL)
    phone_page.do("finish")
    phone_page.arrived("receipt")
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    contact = on_the_server(house, study)
    assert (contact["ask_for"], contact["phone"]) == (NAME, "+31629384756")


def test_a_seal_that_could_not_be_fetched_is_fetched_again(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.watch.expect_losses()
    phone_page.page.route(SEAL, lambda route: route.abort(), times=1)
    at_the_name(phone_page, study)
    phone_page.fill(NAME)
    phone_page.until("finish", phone=NUMBER)
    phone_page.finish()

    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert on_the_server(house, study)["ask_for"] == NAME


def test_without_webcrypto_it_works_as_before(browse: Browse, study: SmallStudy, house: House) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740)
    phone.page.add_init_script(PLAIN_HTTP)
    at_the_name(phone, study)
    phone.fill(NAME)
    assert kept_contact(phone) == {"ask_for": NAME}
    phone.until("finish", phone=NUMBER)
    phone.finish()

    expect(phone.screen).to_have_class(re.compile("is-safe"))
    assert on_the_server(house, study)["ask_for"] == NAME


def test_the_seal_is_fetched_when_the_page_has_become_quiet(phone_page: Phone, study: SmallStudy) -> None:
    with phone_page.page.expect_request(SEAL) as asked:
        phone_page.begin(study)
        first = len([request for request in phone_page.watch.requests if request.method == "GET"])

    assert first <= 6
    assert asked.value.resource_type == "script"
