"""The phone is turned round: a parent sees the answers and nothing else, and may tap herself."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from app.instrument.schema import Instrument
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone, address
from tests.browser.test_access import violations
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

#: What does not fit on the card: answers that stick out of it or overlap, and words that stick out of their answer.
MISFITS = """
(face) => {
  const found = [];
  const room = face.getBoundingClientRect();
  let before = null;
  for (const answer of face.children) {
    const [box, words] = [answer, answer.querySelector(".say")].map((one) => one.getBoundingClientRect());
    const name = answer.textContent;
    const isHigh = words.top < box.top - 1 || words.bottom > box.bottom + 1;
    if (box.top < room.top - 1 || box.bottom > room.bottom + 1) found.push(`"${name}" is off the card`);
    if (words.left < box.left || words.right > box.right || isHigh) found.push(`"${name}" sticks out`);
    if (before && box.bottom > before + 1) found.push(`"${name}" overlaps`);
    if (box.height < 44) found.push(`"${name}" is ${box.height}px high`);
    before = box.top;
  }
  return found;
}
"""


def begin(phone: Phone, study: SmallStudy, paper: Instrument, language: str, item: str = "", ui: str = "nl") -> None:
    phone.open(address(study, language, ui, paper))
    phone.page.locator("#interview[data-at]").wait_for()
    if item:
        phone.page.evaluate("(item) => { location.hash = `${location.hash.slice(0, 37)}/${item}`; }", item)
        phone.arrived(item)


def card(phone: Phone) -> Any:
    return phone.page.locator("#card")


def test_a_parent_taps_herself_on_the_turned_card_in_arabic(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "ar")

    phone_page.do("card")
    answers = card(phone_page).locator(".face button")
    expect(answers).to_have_count(5)
    expect(answers.locator(".say").first).to_have_attribute("lang", "ar")
    expect(card(phone_page).locator(".face")).to_have_attribute("dir", "rtl")
    expect(card(phone_page)).not_to_contain_text(every_way.item("trust").label["ar"])
    expect(card(phone_page)).not_to_contain_text("helemaal")
    heights = [box["y"] for at in range(5) if (box := answers.nth(at).bounding_box())]
    assert heights == sorted(heights, reverse=True), "the first answer is on top for whoever sits opposite"
    answers.nth(3).tap()
    phone_page.arrived("heard")
    expect(card(phone_page)).to_be_hidden()
    phone_page.confirmed(holding="respondent")

    trust = answers_of(house.database)["trust"]
    assert (trust["value"], trust["by"], trust["shown"], trust["language"]) == ("4", "respondent", 1, "ar")
    phone_page.tap("2")
    phone_page.confirmed(holding="interviewer")
    assert answers_of(house.database)["heard"]["by"] == "interviewer"


def test_a_parent_points_and_the_student_taps_afterwards(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "tr")

    phone_page.do("card")
    card(phone_page).locator(".mine button").first.tap()
    expect(card(phone_page)).to_be_hidden()
    assert phone_page.at == "trust"
    phone_page.tap("1")
    phone_page.confirmed(holding="interviewer")

    trust = answers_of(house.database)["trust"]
    assert (trust["value"], trust["by"], trust["shown"]) == ("1", "interviewer", 1)
    phone_page.do("back")
    phone_page.arrived("trust")
    expect(phone_page.answer("1")).to_be_checked()


@pytest.mark.parametrize("way", ["Escape", "back"])
def test_escape_and_the_way_back_of_the_phone_only_turn_the_card_back(
    phone_page: Phone, study: SmallStudy, every_way: Instrument, way: str
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.tap("4")
    before = phone_page.page.evaluate("history.state.depth")

    phone_page.do("card")
    if way == "Escape":
        phone_page.page.keyboard.press("Escape")
    else:
        phone_page.page.evaluate("history.back()")
    expect(card(phone_page)).to_be_hidden()

    phone_page.page.wait_for_function("(depth) => history.state.depth === depth && !history.state.card", arg=before)
    assert phone_page.at == "heard"
    phone_page.do("back")
    phone_page.arrived("trust")


def test_after_the_card_one_step_back_leads_to_the_statement_that_was_on_it(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.do("card")
    card(phone_page).locator('button[value="5"]').tap()
    phone_page.arrived("heard")

    phone_page.page.evaluate("history.back()")
    phone_page.arrived("trust")
    expect(card(phone_page)).to_be_hidden()
    expect(phone_page.answer("5")).to_be_checked()


def test_a_student_who_hands_the_phone_over_turns_the_picture_and_it_stays_so(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.do("card")
    first = card(phone_page).locator(".face button").first
    opposite = first.bounding_box()

    phone_page.do("turn")
    upright = first.bounding_box()
    card(phone_page).locator('button[value="5"]').tap()
    phone_page.arrived("heard")
    phone_page.do("card")

    assert opposite is not None
    assert upright is not None
    assert opposite["y"] > upright["y"]
    assert first.bounding_box() == upright


def test_where_several_answers_are_possible_the_card_stays_until_all_are_chosen(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "ur", "ways")
    phone_page.do("card")
    for value in ("visit", "phone", "letter", "letter"):
        card(phone_page).locator(f'button[value="{value}"]').tap()
    expect(card(phone_page).locator('[aria-pressed="true"]')).to_have_count(2)
    card(phone_page).locator(".mine button").first.tap()
    phone_page.on()
    phone_page.confirmed(holding="visit phone")

    ways = answers_of(house.database)["ways"]
    assert (ways["value"], ways["by"]) == ("visit phone", "respondent")


def test_a_second_tap_while_the_first_shows_itself_is_ignored(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.do("card")
    card(phone_page).locator('button[value="2"]').tap()
    expect(card(phone_page).locator('button[value="2"]')).to_have_attribute("aria-pressed", "true")
    card(phone_page).locator('button[value="5"]').dispatch_event("click")
    phone_page.arrived("heard")

    (record,) = phone_page.kept()
    assert record["answers"]["trust"]["value"] == "2"
    assert "heard" not in record["answers"]


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 740)])
def test_three_to_eight_answers_fit_on_the_card_in_every_language(
    browse: Browse, study: SmallStudy, every_way: Instrument, width: int, height: int
) -> None:
    phone: Phone = browse(Phone, study.student, width=width, height=height)
    begin(phone, study, every_way, "nl")
    found = []
    for language in every_way.languages:
        phone.speak(language)
        for item in ("trust", "seen", "ways"):
            phone.page.evaluate("(item) => { location.hash = `${location.hash.slice(0, 37)}/${item}`; }", item)
            phone.arrived(item)
            phone.do("card")
            found += [f"{language} {item}: {what}" for what in card(phone).locator(".face").evaluate(MISFITS)]
            phone.page.keyboard.press("Escape")
            phone.page.wait_for_function("() => !history.state?.card")

    assert found == []


def test_the_card_needs_no_network_once_the_questionnaire_is_there(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    phone_page.watch.expect_losses()
    begin(phone_page, study, every_way, "ar")
    phone_page.page.context.set_offline(True)

    phone_page.do("card")
    card(phone_page).locator('button[value="4"]').tap()
    phone_page.arrived("heard")

    assert phone_page.kept()[0]["answers"]["trust"]["by"] == "respondent"


@pytest.mark.parametrize("language", ["nl", "ur"])
def test_the_card_can_be_used_by_everybody(
    phone_page: Phone, study: SmallStudy, every_way: Instrument, language: str
) -> None:
    begin(phone_page, study, every_way, language)
    phone_page.do("card")

    assert list(violations(phone_page.page, "card")) == []
    phone_page.page.keyboard.press("Tab")
    phone_page.page.keyboard.press("Tab")
    phone_page.page.keyboard.press("Enter")
    phone_page.arrived("heard")
    assert phone_page.kept()[0]["answers"]["trust"]["value"] == "2"
    assert phone_page.page.evaluate("document.activeElement.className") == "texts"


def test_a_parent_who_declines_on_the_card_is_not_asked_again(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study, "ar")

    phone_page.do("card")
    card(phone_page).locator('button[value="0"]').tap()
    phone_page.arrived("receipt")
    expect(card(phone_page)).to_be_hidden()
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))

    assert answers_of(house.database)["consent"]["by"] == "respondent"
    assert stored(house.database)[0].status == "refused"


def test_a_reload_with_the_card_open_leads_back_to_its_statement(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.tap("4")
    phone_page.do("card")

    phone_page.page.reload()
    phone_page.arrived("heard")
    expect(card(phone_page)).to_be_hidden()
    phone_page.tap("5")
    phone_page.do("back")
    phone_page.arrived("heard")
