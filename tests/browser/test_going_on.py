"""The tab or the phone dies at any moment: home offers to go on where it was, and what stood there is there."""

import json
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Error, Route, expect

from app import templating
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

SAVES = re.compile("/interviews/")
YEARS_AGO = datetime(2024, 11, 24, 19, 30, tzinfo=UTC)


def die(phone: Phone) -> Phone:
    """The tab ends without a word, wherever it was; another is opened at home."""
    again = Phone(phone.page.context.new_page(), phone.house, phone.watch)
    with pytest.raises(Error, match=r"crashed|ERR_ABORTED"):
        phone.page.goto("chrome://crash", timeout=5000)
    again.open("/home")
    return again


def go_on(phone: Phone) -> None:
    """One tap at home, and no window that asks anything."""
    expect(phone.page.locator("dialog[open]")).to_have_count(0)
    phone.page.locator("#resume a.card").tap()


def test_a_tab_that_was_killed_goes_on_at_the_same_statement_in_the_same_language(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know", info_progress="3")
    phone_page.speak("tr")
    phone_page.confirmed(holding='"language":"tr"')

    again = die(phone_page)
    go_on(again)

    again.arrived("info_know")
    expect(again.screen.locator(".texts .read").first).to_have_attribute("lang", "tr")
    again.page.evaluate("location.hash = location.hash.replace('info_know', 'info_progress')")
    again.arrived("info_progress")
    expect(again.answer("3")).to_have_attribute("data-kept", "")


def test_a_tab_killed_while_a_language_is_chosen_goes_on_behind_the_sheet(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.do("languages")
    again = die(phone_page)

    go_on(again)

    again.arrived("info_know")
    expect(again.page.locator("dialog[open]")).to_have_count(0)
    expect(again.screen.locator(".texts .read").first).to_have_attribute("lang", "nl")


def test_words_and_remarks_are_kept_while_they_are_typed(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.do("more")
    phone_page.page.locator("#remark").press_sequentially("hesitates lo")
    phone_page.confirmed(holding="hesitates lo")
    phone_page.page.locator("dialog[open] form button").tap()
    phone_page.page.evaluate("location.hash = location.hash.replace('relation', 'remark')")
    phone_page.arrived("remark")
    phone_page.screen.locator(".entry").press_sequentially("The mentor ca", delay=5)
    phone_page.confirmed(holding="The mentor ca")
    phone_page.screen.locator(".entry").press_sequentially("lls often")
    expect(phone_page.screen).to_have_attribute("data-kept", "")

    again = die(phone_page)
    go_on(again)

    again.arrived("remark")
    expect(again.screen.locator(".entry")).to_have_value("The mentor calls often")
    again.on()
    again.confirmed(holding="The mentor calls often")
    held = answers_of(house.database)
    assert held["relation"]["remark"] == "hesitates lo"
    assert (held["remark"]["value"], held["remark"]["changes"]) == ("The mentor calls often", 0)


def test_a_number_half_typed_is_kept_nowhere(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.page.evaluate("location.hash = location.hash.replace('relation', 'recontact')")
    phone_page.arrived("recontact")
    phone_page.tap("1")
    phone_page.until("phone")
    phone_page.screen.locator(".entry").press_sequentially("06 123")
    again = die(phone_page)

    go_on(again)

    again.arrived("phone")
    expect(again.screen.locator(".entry")).to_have_value("")
    expect(again.screen.locator(".sealed")).to_be_hidden()
    (record,) = again.kept()
    assert record["contact"].keys() == {"ask_for"}


def test_an_interview_finished_and_not_sent_opens_on_its_receipt_and_promises_nothing(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()
    phone_page.page.route(SAVES, lambda route: route.abort())
    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "interrupted")
    phone_page.arrived("receipt")
    (record,) = phone_page.kept()

    phone_page.page.reload()
    phone_page.arrived("receipt")
    expect(phone_page.screen).not_to_have_class(re.compile("is-safe"))
    expect(phone_page.screen.locator(".when-waiting")).to_be_visible()
    assert record["since"]

    phone_page.page.unroute(SAVES)
    phone_page.page.reload()
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert phone_page.kept()[0]["since"] is None


def test_a_newer_release_leaves_an_open_interview_alone(
    phone_page: Phone, study: SmallStudy, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.page.evaluate("window.isSamePage = true")
    phone_page.watch.expect_losses()
    house.stop()
    monkeypatch.setattr(templating, "build", lambda: "0123456789")
    house.start()

    asked = phone_page.until("finish", recontact="1")
    phone_page.finish()

    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    assert phone_page.page.evaluate("window.isSamePage") is True
    assert set(asked) - {"ask_for", "phone", "avoid", "second_phone", "remark"} <= set(answers_of(house.database))
    assert [one.status for one in stored(house.database)] == ["complete"]


def test_a_clock_two_years_off_and_corrected_half_way_bends_no_time(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.page.clock.set_system_time(YEARS_AGO)
    phone_page.begin(study)
    asked = phone_page.until("info_know")
    phone_page.page.clock.set_system_time(house.clock.now())
    asked += phone_page.until("help_able")
    phone_page.page.clock.set_system_time(YEARS_AGO)
    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "interrupted")
    phone_page.arrived("receipt")
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))

    held = answers_of(house.database)
    moments = [held[name]["at_ms"] for name in asked]
    assert moments == sorted(moments)
    assert 0 < moments[-1] < 120_000
    assert all(0 <= answer["seconds"] < 60 for answer in held.values())


def test_an_interview_names_the_phone_that_began_it_and_since_when_it_waits(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.page.add_init_script("localStorage.setItem('phone', '12')")
    bodies: list[int | None] = []

    def note(route: Route) -> None:
        bodies.append(json.loads(route.request.post_data or "")["phone"])
        route.abort()

    phone_page.watch.expect_losses()
    phone_page.page.route(SAVES, note)
    phone_page.begin(study)
    phone_page.tap("1")
    (first,) = phone_page.kept()
    phone_page.tap("2")
    (second,) = phone_page.kept()

    assert first["phone"] == 12
    assert first["since"] == second["since"] <= second["saved_at"]
    assert set(bodies) == {12}


def test_a_remark_stays_with_its_question_when_the_page_goes_on_under_its_sheet(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.do("more")
    phone_page.page.locator("#remark").fill("hesitates long")
    phone_page.page.evaluate("location.hash = location.hash.replace('relation', 'remark')")
    phone_page.arrived("remark")
    phone_page.page.locator("dialog[open] form button").tap()

    phone_page.confirmed(holding="hesitates long")
    held = answers_of(house.database)
    assert held["relation"]["remark"] == "hesitates long"
    assert "remark" not in held
