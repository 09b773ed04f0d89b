"""Recordings on a phone: kept for where there is no internet, as many as somebody wants, and told as they are."""

import json

from playwright.sync_api import Locator, Route, expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.speaking import speak
from tests.browser.test_listening import ITEM, lit, play_button, watch_lights
from tests.browser.worker import come_home, cut, is_ready, mend, shelves
from tests.factories import SmallStudy

FULL = """
const put = Cache.prototype.put;
Cache.prototype.put = function (request, reply) {
  if (!String(request.url ?? request).includes("/audio/")) return put.call(this, request, reply);
  return Promise.reject(new DOMException("", "QuotaExceededError"));
};
"""


def heard(phone: Phone, state: str) -> None:
    """Wait until home says this, and only this, about recordings."""
    kind = {"kept": "safe", "away": "waits", "full": "tells"}[state]
    expect(phone.page.locator(f"#heard .pill.{kind}")).to_have_count(1)
    expect(phone.page.locator("#heard .pill")).to_have_count(1)


def sets(phone: Phone) -> Locator:
    return phone.page.locator(".recordings-line")


def sounds(phone: Phone) -> list[str]:
    """Which sounds are on this phone."""
    return [one for one in shelves(phone).get("recordings", []) if one.startswith("/audio/")]


def open_this_phone(phone: Phone) -> None:
    phone.page.locator("#heard a").tap()
    expect(sets(phone).first).to_be_visible()


def test_a_parent_listens_where_there_is_no_internet(kept_phone: Phone, study: SmallStudy, house: House) -> None:
    speak(house, study, "tr")
    come_home(kept_phone)
    heard(kept_phone, "kept")
    kept_phone.page.context.clock.set_fixed_time(house.clock.now())
    cut(kept_phone)

    kept_phone.open("/")
    is_ready(kept_phone)
    heard(kept_phone, "kept")
    kept_phone.page.locator(".start:visible").first.tap()
    kept_phone.speak("tr")
    kept_phone.until(ITEM)
    watch_lights(kept_phone)
    play_button(kept_phone).tap()

    lit(kept_phone, "wording", *"12345")
    kept_phone.tap("4")
    [record] = kept_phone.kept()
    assert record["answers"][ITEM]["plays"] == 1
    mend(kept_phone)
    kept_phone.confirmed()


def test_this_phone_shows_each_language_with_its_size_and_lets_it_go(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", tone=300)
    speak(house, study, "ar", f"item:{ITEM}:label", tone=500)
    come_home(kept_phone)
    heard(kept_phone, "kept")
    before = sounds(kept_phone)
    open_this_phone(kept_phone)
    turkish = sets(kept_phone).filter(has=kept_phone.page.locator('[lang="tr"]')).first
    expect(turkish.locator("button")).to_have_attribute("aria-pressed", "true")
    expect(turkish.locator(".amount")).to_contain_text("kB")

    for line in sets(kept_phone).filter(has=kept_phone.page.locator('[lang="tr"]')).all():
        line.locator("button").tap()
        expect(line.locator("button")).to_have_attribute("aria-pressed", "false")

    expect(turkish.locator(".amount")).to_contain_text("internet")
    house.until(lambda: 0 < len(sounds(kept_phone)) < len(before))
    kept_phone.open("/home")
    expect(kept_phone.page.locator("#heard .pill")).not_to_contain_text("Türkçe")  # it is not fetched again
    expect(kept_phone.page.locator("#heard .pill.safe")).to_contain_text("العربية")
    open_this_phone(kept_phone)
    turkish.locator("button").tap()
    expect(turkish.locator("button")).to_have_attribute("aria-pressed", "true")
    house.until(lambda: len(sounds(kept_phone)) == len(before))


def test_a_set_that_came_half_says_so_and_goes_on_from_there(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", f"item:{ITEM}:label", tone=300)
    speak(house, study, "tr", "choice:agree5:1:label", tone=500)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    kept_phone.page.context.route("**/audio/**", lose_the_first)
    kept_phone.watch.expect_losses()
    with kept_phone.page.context.expect_event("requestfailed", lambda request: "/audio/" in request.url):
        come_home(kept_phone)
    heard(kept_phone, "away")
    half = sounds(kept_phone)

    kept_phone.open("/home")

    heard(kept_phone, "kept")
    assert len(half) < len(sounds(kept_phone)) == 2


def test_a_full_phone_is_told_and_the_interview_is_not_touched(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr")
    kept_phone.page.add_init_script(FULL)
    come_home(kept_phone)

    heard(kept_phone, "full")
    assert sounds(kept_phone) == []
    kept_phone.begin(study, "tr")
    kept_phone.until(ITEM)
    expect(play_button(kept_phone)).to_be_visible()  # as long as there is internet


def test_what_was_recorded_again_takes_the_place_of_the_old_sound(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", f"item:{ITEM}:label", tone=300)
    come_home(kept_phone)
    heard(kept_phone, "kept")
    old = sounds(kept_phone)
    speak(house, study, "tr", f"item:{ITEM}:label", tone=500)

    kept_phone.open("/home")

    house.until(lambda: len(sounds(kept_phone)) == 1 and sounds(kept_phone) != old)
    heard(kept_phone, "kept")


def test_a_browser_that_was_told_to_spare_data_fetches_nothing_by_itself(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr")
    kept_phone.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) })"
    )
    come_home(kept_phone)

    expect(kept_phone.page.locator("#heard .pill:not(.safe):not(.waits)")).to_contain_text("Türkçe")
    open_this_phone(kept_phone)
    expect(sets(kept_phone).first.locator("button")).to_have_attribute("aria-pressed", "false")
    assert sounds(kept_phone) == []
    sets(kept_phone).first.locator("button").tap()
    expect(sets(kept_phone).first.locator("button")).to_have_attribute("aria-pressed", "true")
    house.until(lambda: len(sounds(kept_phone)) > 0)
    assert json.loads(kept_phone.page.evaluate("localStorage.getItem('recordings')")) == {"parent-w1 tr": True}
