"""A parent need not answer, may say more than was asked, and may stop."""

import re

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored


def test_there_are_three_ways_not_to_answer(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    phone_page.until("info_progress")
    for reason in ("dont_know", "refused", "not_applicable"):
        phone_page.tap(reason)
    phone_page.confirmed()

    held = answers_of(house.database)
    given = {name: (held[name]["value"], held[name]["missing"]) for name in ("info_progress", "info_know", "info_tips")}
    assert given == {
        "info_progress": (None, "dont_know"),
        "info_know": (None, "refused"),
        "info_tips": (None, "not_applicable"),
    }
    phone_page.do("back")
    phone_page.arrived("info_tips")
    expect(phone_page.answer("not_applicable")).to_be_checked()


def test_a_remark_stands_beside_its_answer_and_shows_as_a_dot(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.until("info_progress")
    phone_page.do("more")
    phone_page.page.locator("#remark").fill("Zegt dat het om de zus gaat")
    phone_page.page.locator("#sheet-more form button").tap()
    expect(phone_page.page.locator(".has-remark")).to_be_visible()
    phone_page.tap("2")
    expect(phone_page.page.locator(".has-remark")).to_be_hidden()
    phone_page.confirmed()

    held = answers_of(house.database)["info_progress"]
    assert (held["value"], held["remark"]) == ("2", "Zegt dat het om de zus gaat")


def test_beside_a_name_or_a_number_no_remark_is_offered(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone_page.arrived("phone")

    phone_page.do("more")

    expect(phone_page.page.locator("#remark")).to_be_hidden()
    expect(phone_page.page.locator('#sheet-more [data-do="stop"]')).to_be_visible()


def test_what_was_typed_is_kept_by_whichever_way_the_screen_is_left(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'remark')")
    phone_page.arrived("remark")
    phone_page.screen.locator(".entry").fill("De mentor belt")

    phone_page.speak("tr")
    expect(phone_page.screen.locator(".entry")).to_have_value("De mentor belt")
    phone_page.screen.locator(".entry").fill("De mentor belt terug")
    phone_page.page.evaluate("history.back()")
    phone_page.arrived("consent")
    phone_page.page.evaluate("history.forward()")
    phone_page.arrived("remark")

    expect(phone_page.screen.locator(".entry")).to_have_value("De mentor belt terug")
    phone_page.confirmed(holding="De mentor belt terug")
    assert answers_of(house.database)["remark"]["value"] == "De mentor belt terug"

    phone_page.fill("")
    phone_page.confirmed()
    assert "remark" not in answers_of(house.database)


def test_every_tick_is_kept_at_once_and_none_is_not_an_answer(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.page.evaluate("location.hash = location.hash.replace('relation', 'recontact')")
    phone_page.arrived("recontact")
    phone_page.tap("1")
    phone_page.page.evaluate("location.hash = location.hash.replace('ask_for', 'best_times')")
    phone_page.arrived("call_language")
    wrong = phone_page.screen.locator('[data-item="best_times"] .wrong')

    phone_page.do("next")
    expect(wrong).to_be_visible()
    phone_page.touch("weekday_evening")
    phone_page.touch("saturday")
    expect(wrong).to_be_hidden()
    phone_page.confirmed(holding="saturday")

    assert answers_of(house.database)["best_times"]["value"] == "weekday_evening saturday"


def test_a_number_that_cannot_be_is_asked_again_and_one_that_changes_is_read_back_again(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.watch.expect_losses()  # 422 for the number that nobody can have
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone_page.arrived("phone")
    field = phone_page.screen.locator(".entry")

    field.fill("06 1234")
    phone_page.do("next")
    expect(phone_page.screen.locator(".wrong")).to_be_visible()

    field.fill("+31 6 1234567890")
    phone_page.do("next")
    expect(phone_page.screen.locator(".checked [role=alert]")).to_be_visible()
    expect(phone_page.screen.locator(".read-back")).to_be_hidden()

    field.fill("06 12345678")
    phone_page.do("next")
    expect(phone_page.screen.locator(".readback")).to_have_text(re.compile("06 ?12"))
    field.fill("06 12345679")
    expect(phone_page.screen.locator(".read-back")).to_be_hidden()
    assert phone_page.at == "phone"


def test_stopping_early_keeps_what_was_answered(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    asked = phone_page.until("info_know")

    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "no_time")
    phone_page.arrived("receipt")
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))

    (interview,) = stored(house.database)
    assert (interview.status, interview.stop_reason) == ("broken_off", "no_time")
    assert set(answers_of(house.database)) == set(asked)
    expect(phone_page.screen.locator(".when-stopped")).to_be_visible()


def test_who_declines_is_counted_as_a_refusal_and_asked_nothing_more(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)

    phone_page.tap("0")
    phone_page.arrived("receipt")
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))

    (interview,) = stored(house.database)
    assert (interview.status, interview.stop_reason) == ("refused", "refused")


def test_a_finished_interview_stays_as_it_is(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    phone_page.tap("0")
    phone_page.arrived("receipt")
    phone_page.confirmed()
    (before,) = phone_page.kept()

    expect(phone_page.page.locator("header.bar button:visible")).to_have_count(0)
    phone_page.page.evaluate("location.hash = location.hash.replace('receipt', 'consent')")
    phone_page.arrived("receipt")

    assert phone_page.kept() == [before]


def test_what_is_still_open_is_offered_before_the_end(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.page.evaluate("location.hash = location.hash.replace('relation', 'finish')")
    phone_page.arrived("finish")

    phone_page.screen.locator('[data-do="open-item"]').tap()

    phone_page.arrived("relation")
