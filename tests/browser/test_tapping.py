"""One tap after the other: what is shown, what is kept, what the server holds."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored


def test_a_tapped_answer_shows_itself_pressed_before_the_next_statement_comes(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    clock = phone_page.page.clock
    clock.install(time=house.clock.now())
    phone_page.begin(study)
    clock.pause_at(house.clock.now() + timedelta(minutes=1))

    phone_page.touch("1")

    expect(phone_page.answer("1")).to_be_checked()
    assert phone_page.at == "consent"
    clock.resume()
    phone_page.arrived("relation")


def test_every_tap_is_on_the_server_with_its_seconds_and_its_language(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.speak("ar")
    phone_page.until("info_tips")
    phone_page.confirmed()

    (interview,) = stored(house.database)
    held = answers_of(house.database)
    languages = {"consent": "nl", "relation": "nl", "info_progress": "nl", "info_know": "ar"}
    assert {name: answer["language"] for name, answer in held.items()} == languages
    assert all(answer["value"] for answer in held.values())
    moments = [held[name]["at_ms"] for name in languages]
    assert moments == sorted(moments)
    assert moments[0] > 0
    seconds = [held[name]["seconds"] for name in languages]
    assert 0 < sum(seconds) <= moments[-1] / 1000 + 0.2  # each is rounded to a tenth
    assert (interview.activity_id, interview.group_id, interview.mode) == (study.talk.id, study.group.id, "capi")
    assert interview.interviewer_id == study.student.id


def test_the_answers_given_stay_when_the_language_changes(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know", relation="2", info_progress="5")

    phone_page.speak("tr")
    phone_page.do("back")
    phone_page.arrived("info_progress")

    expect(phone_page.answer("5")).to_be_checked()
    expect(phone_page.screen.locator(".answer .read").first).to_have_attribute("lang", "tr")


def test_tapping_the_chosen_answer_again_moves_on_and_changes_nothing(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_progress", relation="2")
    phone_page.do("back")
    phone_page.arrived("relation")
    (before,) = phone_page.kept()

    phone_page.tap("2")

    (after,) = phone_page.kept()
    assert phone_page.at == "info_progress"
    assert after["revision"] == before["revision"]


def test_taps_while_an_answer_shows_itself_pressed_are_ignored(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    clock = phone_page.page.clock
    clock.install(time=house.clock.now())
    phone_page.begin(study)
    phone_page.until("info_progress")
    clock.pause_at(house.clock.now() + timedelta(minutes=5))

    for value in ("2", "5", "5"):
        phone_page.touch(value)
    clock.resume()
    phone_page.arrived("info_know")

    expect(phone_page.screen.locator("input:checked")).to_have_count(0)
    (record,) = phone_page.kept()
    assert record["answers"]["info_progress"]["value"] == "2"
    assert "info_know" not in record["answers"]


def test_every_item_has_its_own_address_and_the_ways_back_lose_nothing(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    passed = phone_page.until("info_tips", relation="3", info_progress="1", info_know="5")
    addresses = {phone_page.page.url}

    for name, value in (("info_know", "5"), ("info_progress", "1")):
        phone_page.do("back")
        phone_page.arrived(name)
        expect(phone_page.answer(value)).to_be_checked()
        addresses.add(phone_page.page.url)
    for name, value in (("relation", "3"), ("consent", "1")):
        phone_page.page.evaluate("history.back()")
        phone_page.arrived(name)
        expect(phone_page.answer(value)).to_be_checked()
        addresses.add(phone_page.page.url)
    phone_page.page.evaluate("history.go(4)")
    phone_page.arrived("info_tips")

    assert len(addresses) == len(passed) + 1
    assert {address.rpartition("/")[2] for address in addresses} == {*passed, "info_tips"}


def test_going_back_does_not_set_the_stopwatch_back(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.do("back")
    phone_page.arrived("info_progress")
    phone_page.tap("1")
    phone_page.tap("1")

    (record,) = phone_page.kept()
    answers = record["answers"]
    assert answers["info_know"]["at_ms"] > answers["info_progress"]["at_ms"] > answers["relation"]["at_ms"]


def test_after_a_reload_the_interview_goes_on_at_the_same_item_in_the_same_language(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.speak("tr")
    phone_page.until("info_know", info_progress="3")

    phone_page.page.reload()
    phone_page.arrived("info_know")

    expect(phone_page.screen.locator(".texts .read").first).to_have_attribute("lang", "tr")
    phone_page.do("back")
    phone_page.arrived("info_progress")
    expect(phone_page.answer("3")).to_be_checked()


def test_home_offers_to_go_on_with_what_was_left_in_the_middle(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")

    phone_page.open("/home")
    phone_page.page.locator("#resume a.card").tap()

    phone_page.arrived("info_know")


def test_an_address_that_names_no_item_leads_to_where_we_were(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")

    phone_page.page.evaluate("location.hash = location.hash.replace('info_know', 'nonsense')")

    phone_page.arrived("info_know")
    assert phone_page.page.url.endswith("/info_know")


def test_an_interview_that_is_not_on_this_phone_says_so(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = '#00000000-0000-4000-8000-000000000000/consent'")

    phone_page.arrived("taken")

    expect(phone_page.screen.locator("a.primary")).to_be_visible()
    expect(phone_page.page.locator("header.bar button:visible")).to_have_count(0)
