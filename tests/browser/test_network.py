"""Corridors have bad networks, servers are stopped, sessions end: no answer is lost and nothing false is said."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from app.models import Interview, InterviewStatus
from app.services import people
from tests.browser.house import House
from tests.browser.phones import Phone, address
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

SAVES = re.compile("/interviews/")


def all_arrived(phone: Phone, house: House, asked: list[str]) -> None:
    """The phone says so, every answer is there, and the interview only once."""
    phone.confirmed()
    phone.says("saved")
    assert set(asked) < set(answers_of(house.database))
    assert len(stored(house.database)) == 1


def test_a_network_that_goes_away_half_way_costs_nothing(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.says("saved")
    phone_page.watch.expect_losses()

    phone_page.page.context.set_offline(True)
    asked = phone_page.until("help_able")
    phone_page.says("pill-waits", count=1)
    assert not set(asked) & set(answers_of(house.database))

    phone_page.page.context.set_offline(False)
    all_arrived(phone_page, house, asked)


def test_a_server_that_is_stopped_and_started_again_has_everything_in_the_end(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.confirmed()
    phone_page.watch.expect_losses()

    house.stop()
    asked = phone_page.until("help_able")
    phone_page.says("pill-waits", count=1)
    house.start()

    all_arrived(phone_page, house, asked)


def test_an_interview_finished_without_a_network_is_promised_nothing_and_sent_later(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()

    phone_page.page.context.set_offline(True)
    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "interrupted")
    phone_page.arrived("receipt")
    expect(phone_page.screen).not_to_have_class(re.compile("is-safe"))
    expect(phone_page.screen.locator(".when-waiting")).to_be_visible()
    phone_page.says("pill-waits", count=1)

    phone_page.page.context.set_offline(False)
    expect(phone_page.screen).to_have_class(re.compile("is-safe"))
    expect(phone_page.screen.locator(".when-waiting")).to_be_hidden()


def test_a_reply_lost_after_the_commit_makes_no_second_interview(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.watch.expect_losses()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    phone_page.page.route(SAVES, lose, times=2)
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.confirmed()

    assert lost == [200, 200]
    assert len(stored(house.database)) == 1
    assert set(answers_of(house.database)) == {"consent", "relation", "info_progress"}


def test_the_sign_in_page_of_a_hotel_is_not_taken_for_a_receipt(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    welcome = "<!doctype html><h1>Welcome to our Wi-Fi</h1>"
    phone_page.page.route(SAVES, lambda route: route.fulfill(status=200, content_type="text/html", body=welcome))
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("pill-waits", count=1)
    assert [record["confirmed"] for record in phone_page.kept()] == [0]

    phone_page.page.unroute(SAVES)
    phone_page.tap("2")
    phone_page.confirmed()
    assert set(answers_of(house.database)) == {"consent", "relation"}


def test_while_a_save_takes_long_the_pill_does_not_say_that_all_is_safe(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("saved")
    held = phone_page.hold(SAVES)

    phone_page.tap("2")
    phone_page.says("pill-kept")
    held[0].continue_()

    phone_page.says("saved")


def test_a_session_that_ends_half_way_asks_to_sign_in_and_then_sends(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.confirmed()
    phone_page.watch.expect_losses()

    with house.database.writing() as session:
        people.revoke(session, study.student.id, by=study.lead, now=house.clock.now())
    asked = phone_page.until("help_able")
    phone_page.says("pill-signin", count=1)
    expect(phone_page.pill).to_have_attribute("href", "/signin")

    phone_page.sign_in(study.student)
    phone_page.confirmed()
    assert set(asked) < set(answers_of(house.database))


@pytest.mark.parametrize("status", [409, 422])
def test_an_interview_that_the_server_will_not_have_is_parked_with_a_sentence_and_the_next_one_works(
    phone_page: Phone, study: SmallStudy, house: House, status: int
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()

    if status == 409:
        finish_behind_its_back(house)
    else:
        phone_page.page.route(SAVES, with_an_unknown_question, times=1)
    phone_page.tap("2")
    expect(phone_page.pill).to_have_class(re.compile("tells"))
    (parked,) = phone_page.kept()
    assert len(parked["parked"]) > 20
    expect(phone_page.pill).to_contain_text(parked["parked"])

    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("saved")
    assert len(stored(house.database)) == 2
    assert len(phone_page.kept()) == 2


def finish_behind_its_back(house: House) -> None:
    """The same interview, finished with other answers."""
    (interview,) = stored(house.database)
    with house.database.writing() as session:
        session.get_one(Interview, interview.id).status = InterviewStatus.COMPLETE


def with_an_unknown_question(route: Route) -> None:
    """A phone with a broken memory."""
    snapshot = json.loads(route.request.post_data or "")
    snapshot["answers"]["nonsense"] = snapshot["answers"]["consent"]
    route.continue_(post_data=json.dumps(snapshot))


def test_a_parked_interview_says_so_on_its_receipt(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    phone_page.watch.expect_losses()
    finish_behind_its_back(house)

    phone_page.do("more")
    phone_page.do("stop")
    phone_page.do("stopped", "other")
    phone_page.arrived("receipt")

    expect(phone_page.screen.locator(".when-parked")).to_be_visible()
    (parked,) = phone_page.kept()
    expect(phone_page.screen.locator(".when-parked")).to_contain_text(parked["parked"])
    expect(phone_page.screen.locator(".when-waiting")).to_be_hidden()
    expect(phone_page.screen).not_to_have_class(re.compile("is-safe"))


def test_a_tap_made_before_any_script_has_arrived_counts(phone_page: Phone, study: SmallStudy, house: House) -> None:
    late = phone_page.hold(re.compile("interview.js"))
    phone_page.page.goto(f"{house.address}{address(study)}", wait_until="commit")

    phone_page.touch("1")
    expect(phone_page.answer("1")).to_be_checked()
    assert phone_page.at == ""
    late[0].continue_()

    phone_page.arrived("relation")
    phone_page.confirmed()
    assert answers_of(house.database)["consent"]["value"] == "1"


def test_the_network_fails_while_a_number_is_checked_and_the_phone_reads_it_itself(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone_page.arrived("phone")
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)

    phone_page.fill("+90 532 123 45 67")

    assert phone_page.at == "finish"


def test_a_server_that_does_not_answer_keeps_nobody_waiting_for_a_number(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.page.route("**/phone-numbers", lambda _: None)
    phone_page.begin(study)
    phone_page.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone_page.arrived("phone")

    phone_page.fill("06 12345678")

    assert phone_page.at == "finish"
