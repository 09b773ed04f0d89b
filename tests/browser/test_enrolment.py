"""A phone comes through the door with a code, and sends what it began when the session has long ended."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from app.models import Person, Phone
from app.services import people, phones
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone as Telephone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

APPLE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)
SAVES = re.compile("/interviews/")
OFFER = """
() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = () => { document.body.dataset.prompted = "yes"; };
  dispatchEvent(offer);
}
"""
AT_HOME_SCREEN = "Object.defineProperty(navigator, 'standalone', { value: true })"
PROMISED = "navigator.storage.persist = navigator.storage.persisted = async () => true"
SILENT = "navigator.storage.persist = () => new Promise(() => {})"

Door = Callable[..., Telephone]


@pytest.fixture
def door(browse: Browse) -> Door:
    """A phone of nobody yet, before the door."""

    def come(agent: str, *before: str, **more: object) -> Telephone:
        phone: Telephone = browse(Telephone, None, width=360, height=740, user_agent=agent, **more)
        for script in before:
            phone.page.add_init_script(script)
        phone.open("/signin")
        return phone

    return come


def code(house: House, person: Person) -> str:
    with house.database.writing() as session:
        return people.invite(session, person, now=house.clock.now()).code


def type_code(phone: Telephone, house: House, person: Person) -> None:
    """Type the six digits that the lead reads out."""
    if phone.page.locator(".go-on").is_visible():
        phone.page.locator(".go-on").tap()
    phone.page.locator(".signin [name=secret]").fill(code(house, person))
    phone.page.locator(".signin button").tap()
    phone.page.wait_for_url(lambda url: "/signin" not in url)


def enrolled(house: House) -> list[Phone]:
    with house.database.reading() as session:
        return list(session.exec(select(Phone).order_by(col(Phone.id))))


def test_a_typed_code_leaves_two_cookies_that_no_script_can_read(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(APPLE, PROMISED)
    type_code(phone, house, study.student)

    kept = {cookie["name"]: cookie for cookie in phone.page.context.cookies()}
    assert {name: (kept[name]["httpOnly"], kept[name]["sameSite"]) for name in ("session", "phone")} == {
        "session": (True, "Lax"),
        "phone": (True, "Lax"),
    }
    assert 89 < (kept["phone"]["expires"] - kept["session"]["expires"] + 12 * 3600) / 86400 < 91
    assert "phone=" not in phone.page.evaluate("document.cookie")
    [held] = enrolled(house)
    assert (held.person_id, held.installed, held.persisted) == (study.student.id, False, True)
    assert phone.page.locator("html").get_attribute("data-phone") == str(held.id)


def test_the_home_screen_is_explained_before_the_code_once_and_never_stands_in_the_way(
    door: Door, house: House, study: SmallStudy
) -> None:
    phone = door(APPLE)
    expect(phone.page.locator(".steps:visible")).to_have_attribute("data-platform", "ios")
    expect(phone.page.locator("form.signin")).to_be_hidden()

    phone.page.locator(".go-on").tap()
    expect(phone.page.locator("form.signin")).to_be_visible()

    phone.page.reload()
    expect(phone.page.locator("form.signin")).to_be_visible()
    expect(phone.page.locator(".steps:visible")).to_have_count(0)
    phone.page.locator("#install summary").tap()
    expect(phone.page.locator(".steps:visible")).to_have_count(1)
    expect(phone.page.locator("form.signin")).to_be_visible()


def test_inside_the_installed_app_there_is_only_the_code(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(APPLE, AT_HOME_SCREEN)
    expect(phone.page.locator("#install")).to_be_hidden()

    type_code(phone, house, study.student)

    assert enrolled(house)[0].installed is True


def test_where_the_browser_installs_by_itself_one_button_does_it(door: Door) -> None:
    phone = door(ANDROID)
    expect(phone.page.locator(".steps:visible")).to_have_attribute("data-platform", "android")

    phone.page.evaluate(OFFER)
    expect(phone.page.locator(".steps:visible")).to_have_count(0)
    phone.page.locator(".install-now").tap()
    expect(phone.page.locator("body")).to_have_attribute("data-prompted", "yes")

    phone.page.evaluate("dispatchEvent(new Event('appinstalled'))")
    expect(phone.page.locator(".is-installed")).to_be_visible()
    expect(phone.page.locator(".install-now")).to_be_hidden()


def test_a_link_is_followed_without_any_explanation_before_it(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(APPLE)

    phone.sign_in(study.student)

    assert len(enrolled(house)) == 1


def test_a_browser_that_promises_nothing_lets_nobody_wait(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(ANDROID, SILENT)

    type_code(phone, house, study.student)

    assert enrolled(house)[0].persisted is None


def test_without_javascript_the_door_opens(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(ANDROID, java_script_enabled=False)

    type_code(phone, house, study.student)

    [held] = enrolled(house)
    assert (held.installed, held.persisted) == (None, None)


def test_a_session_that_ended_in_the_corridor_is_not_even_noticed(door: Door, house: House, study: SmallStudy) -> None:
    phone = door(ANDROID)
    type_code(phone, house, study.student)
    phone.begin(study)
    phone.until("info_know")
    phone.confirmed()

    house.clock.forward(hours=13)
    asked = phone.until("help_able")

    phone.confirmed()
    phone.says("saved")
    assert set(asked) < set(answers_of(house.database))
    assert phone.page.request.get(f"{house.address}/home", headers={"accept": "application/json"}).status == 401


def test_a_revoked_phone_asks_to_sign_in_loses_nothing_and_sends_it_all_afterwards(
    door: Door, house: House, study: SmallStudy
) -> None:
    phone = door(ANDROID)
    type_code(phone, house, study.student)
    phone.begin(study)
    phone.until("info_know")
    phone.confirmed()
    [lost] = enrolled(house)
    phone.watch.expect_losses()

    with house.database.writing() as session:
        phones.revoke(session, lost.id, by=study.lead, now=house.clock.now())
    asked = phone.until("help_able")
    phone.says("pill-signin", count=1)
    assert not set(asked) & set(answers_of(house.database))

    phone.open("/signin")
    type_code(phone, house, study.student)
    phone.confirmed()

    assert set(asked) < set(answers_of(house.database))
    [interview] = stored(house.database)
    assert (interview.interviewer_id, interview.phone_id) == (study.student.id, enrolled(house)[1].id)


def test_two_students_on_one_phone_are_each_credited_with_their_own(
    door: Door, house: House, study: SmallStudy
) -> None:
    phone = door(ANDROID)
    type_code(phone, house, study.student)
    phone.begin(study)
    phone.until("info_know")
    phone.confirmed()
    phone.watch.expect_losses()
    phone.page.context.set_offline(True)
    waiting = phone.until("help_able")  # hers, and it waits
    phone.page.context.set_offline(False)
    phone.page.context.clear_cookies(name="session")

    phone.open("/signin")
    type_code(phone, house, study.other_student)
    phone.begin(study)
    phone.until("info_know")
    phone.confirmed()

    amina, bram = enrolled(house)
    held = {one.phone_id: one for one in stored(house.database)}
    assert held[amina.id].interviewer_id == study.student.id
    assert held[bram.id].interviewer_id == study.other_student.id
    assert set(waiting) < set(json.loads(held[amina.id].snapshot)["answers"])
    assert len(held) == 2


def test_an_interview_that_never_left_the_phone_goes_in_her_name_while_a_colleague_holds_it(
    door: Door, house: House, study: SmallStudy
) -> None:
    phone = door(ANDROID)
    type_code(phone, house, study.student)
    phone.watch.expect_losses()
    phone.page.route(SAVES, lambda route: route.abort())
    phone.begin(study)
    asked = phone.until("info_know")
    phone.page.context.clear_cookies(name="session")
    phone.open("/signin")
    phone.page.unroute(SAVES)
    assert stored(house.database) == []

    type_code(phone, house, study.other_student)  # home sends what waits

    house.until(lambda: len(stored(house.database)) == 1)
    phone.confirmed()
    [interview] = stored(house.database)
    assert interview.interviewer_id == study.student.id
    assert set(asked) <= set(answers_of(house.database))
