"""The whole interview without a finger: at a desk, or with a switch or a screen reader."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import LOOK, Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

FOCUS = "() => document.activeElement.type ?? document.activeElement.className"


def press(phone: Phone, *keys: str) -> None:
    for key in keys:
        phone.page.keyboard.press(key)


def test_arrows_walk_through_the_answers_and_enter_moves_on(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_progress")

    press(phone_page, "Tab", "Space", "ArrowDown", "ArrowDown")
    expect(phone_page.answer("3")).to_be_checked()
    assert phone_page.at == "info_progress"
    press(phone_page, "ArrowUp", "Enter", "Enter", "ArrowDown")
    phone_page.arrived("info_know")

    expect(phone_page.screen.locator("input:checked")).to_have_count(0)
    (record,) = phone_page.kept()
    held = record["answers"]["info_progress"]
    assert held["value"] == "2"
    assert held["seconds"] * 1000 <= held["at_ms"]
    press(phone_page, "Enter")
    assert phone_page.at == "info_know", "nothing was answered yet"


def test_enter_on_the_statement_goes_on_when_it_was_answered_before(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.do("back")
    phone_page.arrived("info_progress")

    press(phone_page, "Enter")

    phone_page.arrived("info_know")


def test_the_language_of_the_call_is_walked_through_and_closes_behind_whoever_leaves_it(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.until("call_language", recontact="1")
    chosen = phone_page.screen.locator(".chosen")
    chosen.locator("summary").focus()

    press(phone_page, "Enter", "Tab", "ArrowDown")
    expect(chosen).to_have_attribute("open", "")
    expect(chosen.locator("input:focus")).to_be_visible()
    press(phone_page, "ArrowDown")
    walked = chosen.locator("input:checked")
    expect(walked).to_be_focused()
    press(phone_page, "Tab")

    expect(chosen).not_to_have_attribute("open", "")
    expect(chosen.locator(".now")).not_to_be_empty()


def test_a_whole_interview_is_held_by_keyboard(browse: Browse, study: SmallStudy, house: House) -> None:
    desk: Phone = browse(Phone, study.student, width=1280, height=800)
    desk.begin(study)
    while desk.at != "finish":
        before = desk.at
        answer_by_keyboard(desk)
        desk.page.wait_for_function("(before) => interview.dataset.at !== before", arg=before)
    press(desk, "Tab", "Enter")
    desk.arrived("receipt")

    expect(desk.screen).to_have_class(re.compile("is-safe"))
    (interview,) = stored(house.database)
    assert interview.status == "complete"
    assert answers_of(house.database)["best_times"]["value"] == "weekday_morning"


def answer_by_keyboard(desk: Phone) -> None:
    """The first answer of everything; what must be typed is typed, and a number is read back."""
    item = desk.screen.evaluate(LOOK)
    if item["type"] == "together":
        for name in ("best_times", "may_text"):
            while desk.page.evaluate("document.activeElement.name") != name:
                press(desk, "Tab")
            press(desk, "Space")
        press(desk, "Enter")
        return
    press(desk, "Tab")
    while item["type"] == "select_one" and desk.page.evaluate("document.activeElement.type") != "radio":
        press(desk, "Tab")  # past the card, with as many buttons as it has at that moment
    if item["type"] == "select_one":
        press(desk, "Enter")
    elif item["type"] == "select_multiple":
        press(desk, "Space", "Enter")
    elif item["name"] == "phone":
        desk.page.keyboard.type("06 12345678")
        press(desk, "Enter")
        desk.screen.locator(".readback").wait_for()
        press(desk, "Enter")
    elif item["name"] == "ask_for":
        desk.page.keyboard.type("Ahmed")
        press(desk, "Enter")
    else:
        press(desk, "Tab", "Enter")
