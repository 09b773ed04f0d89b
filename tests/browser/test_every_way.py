"""Putting in order, marks out of ten, dates, and answers that do not apply: with a thumb and with a keyboard."""

import re

from playwright.sync_api import expect

from app.instrument.schema import Instrument
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.test_access import violations
from tests.browser.test_card import begin
from tests.factories import SmallStudy
from tests.routes.phones import answers_of

WAYS = ["letter", "talk", "phone", "visit", "report", "app", "evening"]


def places(phone: Phone) -> list[str]:
    return phone.screen.locator(".rank .n").all_text_contents()


def test_seven_ways_are_put_in_order_with_a_thumb(
    small_phone: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(small_phone, study, every_way, "tr", "best")

    for way in WAYS[:3]:
        small_phone.do("rank", way)
    assert places(small_phone) == ["", "2", "", "3", "1", "", ""]
    expect(small_phone.screen.locator(".order")).to_have_text(re.compile(r"3\D+7|7\D+3"))
    small_phone.do("next")
    expect(small_phone.screen.locator(".wrong")).to_be_visible()
    for way in WAYS[3:]:
        small_phone.do("rank", way)
    expect(small_phone.screen.locator(".wrong")).to_be_hidden()
    small_phone.confirmed(holding=" ".join(WAYS))
    assert small_phone.at == "best", "she may still change her mind"
    small_phone.on()

    best = answers_of(house.database)["best"]
    assert (best["value"], best["by"], best["changes"]) == (" ".join(WAYS), "interviewer", 0)


def test_a_place_is_taken_back_by_a_tap_and_the_others_move_up(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl", "best")
    for way in WAYS:
        phone_page.do("rank", way)
    phone_page.confirmed(holding=" ".join(WAYS))

    phone_page.do("rank", "letter")
    assert places(phone_page) == ["3", "1", "6", "2", "", "5", "4"]
    expect(phone_page.screen).not_to_have_attribute("data-kept", "")
    phone_page.do("back")
    phone_page.arrived("ways")
    phone_page.page.evaluate("location.hash = location.hash.replace('ways', 'best')")
    phone_page.arrived("best")
    assert places(phone_page)[4] == "1", "what was whole stands until it is whole again"
    phone_page.do("rank", "letter")
    phone_page.do("rank", "letter")
    moved = " ".join([*WAYS[1:], "letter"])
    phone_page.confirmed(holding=moved)

    assert answers_of(house.database)["best"]["value"] == moved
    phone_page.page.reload()
    phone_page.arrived("best")
    assert places(phone_page) == ["3", "1", "6", "2", "7", "5", "4"]


def test_seven_ways_are_put_in_order_with_a_keyboard(
    browse: Browse, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    desk: Phone = browse(Phone, study.student, width=1280, height=800)
    begin(desk, study, every_way, "nl", "best")

    for place, key in enumerate(["Space", "Enter"] * 3 + ["Space"]):
        desk.page.keyboard.press("Tab")
        desk.page.keyboard.press(key)
        assert places(desk)[place] == str(place + 1)
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    desk.arrived("mark")
    desk.confirmed(holding="visit talk")

    assert answers_of(house.database)["best"]["value"] == "visit talk evening phone letter app report"


def test_a_reason_takes_the_place_of_a_half_order_and_the_other_way_round(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl", "best")
    phone_page.do("rank", "talk")
    phone_page.tap("dont_know")
    phone_page.confirmed(holding="dont_know")
    assert answers_of(house.database)["best"]["missing"] == "dont_know"

    phone_page.do("back")
    phone_page.arrived("best")
    assert places(phone_page) == [""] * 7
    for way in WAYS:
        phone_page.do("rank", way)
    expect(phone_page.answer("dont_know")).not_to_be_checked()
    phone_page.confirmed(holding=" ".join(WAYS))
    assert answers_of(house.database)["best"]["missing"] is None


def test_a_reason_takes_the_place_of_what_was_ticked(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl", "ways")
    phone_page.touch("visit")
    phone_page.confirmed(holding="visit")

    phone_page.tap("refused")
    phone_page.confirmed(holding="refused")

    ways = answers_of(house.database)["ways"]
    assert (ways["value"], ways["missing"]) == (None, "refused")


def test_what_does_not_apply_is_an_answer_of_its_own_and_not_offered_twice(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl", "seen")
    expect(phone_page.screen.locator(".answer .n")).to_have_text(["1", "2", "3", "4", "5", ""])
    expect(phone_page.screen.locator(".none input")).to_have_count(2)

    phone_page.tap("nvt")
    phone_page.confirmed(holding="nvt")

    assert answers_of(house.database)["seen"]["value"] == "nvt"


def test_a_mark_out_of_ten_and_a_day_are_given(
    small_phone: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(small_phone, study, every_way, "ar", "mark")
    expect(small_phone.screen.locator(".answer")).to_have_count(11)
    small_phone.tap("10")
    small_phone.arrived("came")
    small_phone.fill("2026-08-24")
    small_phone.confirmed(holding="2026-08-24")

    held = answers_of(house.database)
    assert (held["mark"]["value"], held["came"]["value"]) == ("10", "2026-08-24")


def test_putting_in_order_can_be_used_by_everybody(phone_page: Phone, study: SmallStudy, every_way: Instrument) -> None:
    begin(phone_page, study, every_way, "ur", "best")
    for way in WAYS[:4]:
        phone_page.do("rank", way)
    name = phone_page.screen.locator('.rank[value="talk"]').evaluate("(button) => button.innerText")

    assert name.split()[0] == "2", "whoever listens hears its place"
    assert list(violations(phone_page.page, "rank")) == []
