"""What is read aloud, what is explained when somebody asks, what is for the student alone, and how fast it went."""

import re

import pytest
from playwright.sync_api import expect

from app.instrument.schema import Instrument
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone, address
from tests.browser.test_access import violations
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

RING = "(ring) => parseFloat(getComputedStyle(ring).strokeDashoffset)"
#: The end of the ring, without waiting for it.
LATER = "(ring) => { for (const motion of ring.getAnimations()) motion.finish(); }"


def begin(
    phone: Phone, study: SmallStudy, paper: Instrument, language: str, *, ui: str = "nl", mode: str = "capi"
) -> None:
    phone.open(address(study, language, ui, paper).replace("mode=capi", f"mode={mode}"))
    phone.page.locator("#interview[data-at]").wait_for()


def test_a_student_opens_the_explanation_twice_and_both_are_counted(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "ar")
    explanation = phone_page.screen.locator(".hint")
    expect(explanation).to_be_hidden()

    phone_page.do("hint")
    expect(explanation.locator(".say.read")).to_have_attribute("lang", "ar")
    expect(explanation.locator(".say.read")).to_have_attribute("dir", "rtl")
    expect(explanation.locator(".say.own")).to_have_attribute("lang", "nl")
    phone_page.do("hint")
    expect(explanation).to_be_hidden()
    phone_page.do("hint")
    phone_page.tap("4")
    phone_page.confirmed(holding="heard")

    trust = answers_of(house.database)["trust"]
    assert (trust["value"], trust["probed"], trust["by"]) == ("4", 2, "interviewer")
    phone_page.do("back")
    phone_page.arrived("trust")
    expect(phone_page.screen.locator('[data-do="hint"]')).to_have_attribute("aria-expanded", "false")


def test_an_explanation_stays_open_while_the_language_changes(
    phone_page: Phone, study: SmallStudy, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.do("hint")

    phone_page.speak("tr")

    expect(phone_page.screen.locator(".hint .say.read")).to_have_attribute("lang", "tr")
    expect(phone_page.screen.locator(".hint .say.read")).to_be_visible()


def test_a_bell_that_rings_after_the_explanation_does_not_park_the_interview(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "nl")
    phone_page.do("hint")

    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "no_time")
    phone_page.arrived("receipt")

    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert answers_of(house.database)["trust"]["probed"] == 1
    assert stored(house.database)[0].status == "broken_off"


def test_what_is_for_the_student_speaks_her_language_and_folds_on_a_small_phone(
    browse: Browse, study: SmallStudy, every_way: Instrument
) -> None:
    large: Phone = browse(Phone, study.student, width=360, height=740, ui="tr")
    begin(large, study, every_way, "ar", ui="tr")
    expect(large.screen.locator(".guidance")).to_contain_text("beş cevabı")
    expect(large.screen.locator('[data-do="guide"]')).to_be_hidden()

    small: Phone = browse(Phone, study.student, width=320, height=568, ui="tr")
    begin(small, study, every_way, "ar", ui="tr")
    expect(small.screen.locator(".guidance")).to_be_hidden()
    small.do("guide")
    expect(small.screen.locator(".guidance")).to_be_visible()
    small.do("guide")
    expect(small.screen.locator(".guidance")).to_be_hidden()


def test_an_answer_before_the_words_can_have_been_read_is_recorded_and_not_stopped(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "tr")

    phone_page.tap("5")
    phone_page.confirmed(holding="heard")

    trust = answers_of(house.database)["trust"]
    assert trust["least"] == 4.0  # 6 words, and 10 of the five answers, which are heard here first
    assert trust["seconds"] < trust["least"]
    assert phone_page.at == "heard"


def test_the_ring_is_empty_at_first_full_in_time_and_full_where_somebody_was_before(
    browse: Browse, study: SmallStudy, every_way: Instrument
) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740)
    phone.page.emulate_media(reduced_motion="no-preference")
    begin(phone, study, every_way, "tr")
    ring = phone.screen.locator(".ring")
    assert ring.evaluate(RING) > 0.3

    ring.evaluate(LATER)
    assert ring.evaluate(RING) == 0
    assert phone.at == "trust", "nothing goes on by itself"
    phone.do("more")
    phone.do("own")
    phone.page.locator("#sheet-more form button").tap()
    assert ring.evaluate(RING) == 0, "the same words still stand there"


def test_nothing_moves_where_nothing_may_move(phone_page: Phone, study: SmallStudy, every_way: Instrument) -> None:
    begin(phone_page, study, every_way, "nl")
    ring = phone_page.screen.locator(".ring")

    ring.evaluate("(ring) => { ring.getAnimations()[0].currentTime = 2000; }")
    assert ring.evaluate(RING) == 1
    ring.evaluate(LATER)
    assert ring.evaluate(RING) == 0


@pytest.mark.parametrize(("mode", "rings", "cards"), [("capi", 1, 1), ("cati", 1, 0), ("self", 0, 0)])
def test_by_telephone_there_is_no_card_and_alone_no_ring_either(
    phone_page: Phone, study: SmallStudy, every_way: Instrument, mode: str, rings: int, cards: int
) -> None:
    begin(phone_page, study, every_way, "nl", mode=mode)

    expect(phone_page.screen.locator(".ring:visible")).to_have_count(rings)
    expect(phone_page.screen.locator('[data-do="card"]:visible')).to_have_count(cards)


def test_who_interprets_is_one_quiet_question(
    phone_page: Phone, study: SmallStudy, house: House, every_way: Instrument
) -> None:
    begin(phone_page, study, every_way, "ar")
    phone_page.do("more")
    phone_page.page.locator("#interpreter").select_option("child")
    phone_page.page.locator("#sheet-more form button").tap()
    phone_page.tap("4")
    phone_page.confirmed(holding="heard")

    assert stored(house.database)[0].interpreter == "child"
    phone_page.page.reload()
    phone_page.arrived("heard")
    phone_page.do("more")
    expect(phone_page.page.locator("#interpreter")).to_have_value("child")


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_the_three_voices_can_be_used_by_everybody(
    browse: Browse, study: SmallStudy, every_way: Instrument, ui: str
) -> None:
    phone: Phone = browse(Phone, study.student, width=320, height=568, ui=ui)
    begin(phone, study, every_way, "tr", ui=ui)
    phone.do("hint")
    if phone.screen.locator('[data-do="guide"]').is_visible():
        phone.do("guide")
    found = list(violations(phone.page, "voices"))
    phone.do("more")
    found += violations(phone.page, "more")

    assert found == []
