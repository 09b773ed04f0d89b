"""A parent who would rather listen: one tap plays the statement and then each answer."""

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.speaking import speak
from tests.factories import SmallStudy
from tests.routes.phones import answers_of

ITEM = "info_progress"  # the first statement with five answers
SAID = "[data-said]"


def play_button(phone: Phone) -> Locator:
    return phone.screen.locator('[data-do="play"]')


LIGHTS = """
() => {
  globalThis.lit = [];
  const note = ({ target }) => {
    if (target.matches("[data-said]")) lit.push(target.querySelector("input")?.value ?? target.className);
  };
  new MutationObserver((changes) => changes.forEach(note))
    .observe(document.getElementById("interview"), { subtree: true, attributes: true, attributeFilter: ["data-said"] });
}
"""


def watch_lights(phone: Phone) -> None:
    """Note from here on what lights up, however briefly."""
    phone.page.evaluate(LIGHTS)


def lit(phone: Phone, *parts: str) -> None:
    """Wait until exactly these lit up one after the other, and it is dark again: the wording, then codes of answers."""
    phone.page.wait_for_function("(wanted) => lit.join() === wanted", arg=",".join(parts))
    expect(phone.page.locator(SAID)).to_have_count(0)


def at_statement(phone: Phone, study: SmallStudy, language: str = "tr") -> None:
    phone.begin(study, language)
    phone.until(ITEM)
    expect(play_button(phone)).to_be_visible()


def test_one_tap_plays_the_statement_and_then_each_answer_lights_up(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr")
    at_statement(phone_page, study)
    watch_lights(phone_page)

    play_button(phone_page).tap()

    lit(phone_page, "wording", *"12345")
    expect(play_button(phone_page)).to_have_attribute("aria-pressed", "false")
    phone_page.tap("4")
    phone_page.confirmed()
    held = answers_of(house.database)[ITEM]
    assert (held["value"], held["plays"]) == ("4", 1)


def test_a_tap_on_an_answer_counts_while_it_plays_and_the_sound_stops(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", seconds=20)
    at_statement(phone_page, study)
    play_button(phone_page).tap()
    expect(phone_page.page.locator(SAID)).to_have_count(1)

    phone_page.tap("2")

    assert phone_page.at != ITEM
    expect(phone_page.page.locator(SAID)).to_have_count(0)
    [record] = phone_page.kept()
    assert record["answers"][ITEM]["value"] == "2"
    expect(play_button(phone_page)).to_have_attribute("aria-pressed", "false")


def test_a_second_tap_stops_and_a_third_begins_again(phone_page: Phone, study: SmallStudy, house: House) -> None:
    speak(house, study, "tr", seconds=20)
    at_statement(phone_page, study)
    for pressed in ("true", "false", "true"):
        play_button(phone_page).tap()
        expect(play_button(phone_page)).to_have_attribute("aria-pressed", pressed)
    expect(phone_page.screen.locator(f".wording{SAID}")).to_have_count(1)

    phone_page.do("back")

    expect(phone_page.page.locator(SAID)).to_have_count(0)


def test_nothing_plays_by_itself_and_no_button_stands_where_nothing_is_recorded(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr")
    phone_page.begin(study, "nl")
    phone_page.until(ITEM)
    expect(play_button(phone_page)).to_be_hidden()

    phone_page.speak("tr")

    expect(play_button(phone_page)).to_be_visible()
    assert phone_page.page.locator(SAID).count() == 0
    phone_page.speak("nl")
    expect(play_button(phone_page)).to_be_hidden()


def test_where_only_the_statement_is_recorded_it_says_that_the_rest_is_to_be_read(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", f"item:{ITEM}:label", "choice:agree5:3:label")
    phone_page.begin(study, "tr")
    phone_page.until(ITEM)
    watch_lights(phone_page)

    play_button(phone_page).tap()

    expect(phone_page.screen.locator(".heard")).to_be_visible()
    lit(phone_page, "wording", "3")


def test_a_sound_that_cannot_be_had_is_told_and_the_interview_goes_on(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr")
    phone_page.page.route("**/audio/**", lambda route: route.abort())
    phone_page.watch.expect_losses()
    at_statement(phone_page, study)

    play_button(phone_page).tap()

    expect(phone_page.screen.locator(".heard[role=alert]")).to_be_visible()
    expect(phone_page.page.locator(SAID)).to_have_count(0)
    phone_page.tap("4")


def test_the_words_of_this_kind_of_activity_are_heard(phone_page: Phone, study: SmallStudy, house: House) -> None:
    speak(house, study, "tr", "item:opinion_counts:per_activity.talk:label", seconds=5)
    phone_page.begin(study, "tr")

    phone_page.until("opinion_counts")

    expect(play_button(phone_page)).to_be_visible()  # at a meeting these words would not be shown
    play_button(phone_page).tap()
    expect(phone_page.screen.locator(f'.wording[data-activity="talk"]{SAID}')).to_have_count(1)
