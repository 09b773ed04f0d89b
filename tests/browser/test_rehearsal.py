"""Somebody's first evening: she rehearses, and then she may begin."""

import pytest
from playwright.sync_api import expect
from sqlmodel import delete, select

from app.instrument.schema import Instrument
from app.models import Answer, Contact, Interview, Rehearsal, Respondent
from tests.browser.house import House
from tests.browser.phones import Phone, address
from tests.browser.worker import come_home, cut, mend
from tests.factories import SmallStudy

OFFERED = """
() => [...document.querySelectorAll('#sheet-languages [data-do="language"]')]
  .filter((one) => !one.hidden).map((one) => [one.value, Boolean(one.querySelector(".draft:not([hidden])"))])
"""


@pytest.fixture
def newcomer(study: SmallStudy, house: House, short: Instrument) -> SmallStudy:
    """Nobody has rehearsed yet, and the list is a short one."""
    with house.database.writing() as session:
        session.execute(delete(Rehearsal))
    return study


def finished(house: House) -> list[str]:
    with house.database.reading() as session:
        return [one.language for one in session.exec(select(Rehearsal)) if one.finished_at is not None]


def nothing_but_that(house: House) -> bool:
    with house.database.reading() as session:
        return not any(session.exec(select(one)).first() for one in (Interview, Respondent, Answer, Contact))


def begin(phone: Phone) -> None:
    phone.page.locator(".first-rehearsal .primary").tap()
    phone.arrived("consent")


def play(phone: Phone) -> None:
    """To the last question and over it."""
    phone.until("finish", recontact="1")
    phone.do("finish")
    phone.arrived("rehearsed")


def test_a_student_rehearses_once_and_then_begins(phone_page: Phone, newcomer: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    expect(phone_page.page.locator(".first-rehearsal")).to_be_visible()
    expect(phone_page.page.locator(".start:visible")).to_have_count(0)

    begin(phone_page)
    expect(phone_page.page.locator(".band")).to_be_visible()
    play(phone_page)
    house.until(lambda: finished(house) == ["nl"])
    assert nothing_but_that(house)

    phone_page.page.locator(".screen:not([hidden]) .primary").tap()
    phone_page.page.locator(".start:visible").first.wait_for()
    expect(phone_page.page.locator(".first-rehearsal")).to_be_hidden()
    expect(phone_page.page.locator("#resume")).to_be_hidden()
    phone_page.page.locator(".start:visible").first.tap()
    phone_page.arrived("consent")
    expect(phone_page.page.locator(".band")).to_be_hidden()


def test_what_was_played_is_on_no_disk_and_in_no_request(phone_page: Phone, newcomer: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    begin(phone_page)
    phone_page.until("phone", recontact="1", ask_for="Mevrouw Canarino")
    phone_page.fill("06 98765432")
    play(phone_page)
    house.until(lambda: bool(finished(house)))

    sent = [one.post_data or "" for one in phone_page.watch.requests if one.method in {"PUT", "POST"}]
    [record] = phone_page.kept()
    for told in (*sent, str(record)):
        assert "Canarino" not in told
        assert "98765432" not in told.replace(" ", "")
    assert {answer.get("value") for answer in record["body"]["answers"].values()} == {None}
    assert not any("/phone-numbers" in one.url for one in phone_page.watch.requests)


def test_a_rehearsal_without_internet_counts_at_once_on_this_phone(
    kept_phone: Phone, newcomer: SmallStudy, house: House
) -> None:
    kept_phone.sign_in(newcomer.student)  # as its phone, which remembers who it belongs to
    come_home(kept_phone)
    cut(kept_phone)

    begin(kept_phone)
    play(kept_phone)
    kept_phone.page.locator(".screen:not([hidden]) .primary").tap()
    kept_phone.page.locator(".start:visible").first.wait_for()
    expect(kept_phone.page.locator("#satchel .waits")).to_have_count(0)
    assert finished(house) == []

    mend(kept_phone)
    kept_phone.open("/home")
    house.until(lambda: bool(finished(house)))
    assert nothing_but_that(house)


def test_a_rehearsal_that_was_stopped_is_not_one(phone_page: Phone, newcomer: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    begin(phone_page)
    phone_page.touch("0")  # does not want to
    phone_page.arrived("rehearsed")

    phone_page.page.locator(".screen:not([hidden]) .primary").tap()

    expect(phone_page.page.locator(".first-rehearsal")).to_be_visible()
    expect(phone_page.page.locator(".start:visible")).to_have_count(0)


def test_one_left_in_the_middle_is_offered_as_what_it_is(phone_page: Phone, newcomer: SmallStudy) -> None:
    phone_page.open("/home")
    begin(phone_page)
    phone_page.tap("1")
    phone_page.confirmed()

    phone_page.open("/home")

    card = phone_page.page.locator("#resume .row-card")
    expect(card.locator(".where")).to_have_text("Oefening")
    card.tap()
    expect(phone_page.page.locator(".band")).to_be_visible()


def test_every_language_may_be_rehearsed_and_only_released_ones_are_spoken_to_parents(
    phone_page: Phone, study: SmallStudy
) -> None:
    drafts = {"pap", "pt", "pl", "ur"}
    phone_page.open("/home")
    phone_page.page.locator(".again a").tap()
    phone_page.arrived("consent")
    phone_page.do("languages")
    everything = dict(phone_page.page.evaluate(OFFERED))
    assert {tag for tag, is_draft in everything.items() if is_draft} == drafts
    phone_page.do("language", "ur")
    expect(phone_page.screen.locator(".texts .read").first).to_have_attribute("lang", "ur")

    phone_page.open("/home")
    phone_page.page.locator(".start:visible").first.tap()
    phone_page.arrived("consent")
    phone_page.do("languages")

    assert dict(phone_page.page.evaluate(OFFERED)) == dict.fromkeys(set(everything) - drafts, False)


def test_what_an_older_home_began_goes_on_in_every_language(phone_page: Phone, study: SmallStudy) -> None:
    """Addresses of before this release name no languages; nothing is taken away on the phone."""
    phone_page.open(address(study))
    phone_page.arrived("consent")
    phone_page.do("languages")

    assert {tag for tag, _ in phone_page.page.evaluate(OFFERED)} == set(study.w1.languages)


def test_everybody_is_asked_with_a_list_of_her_own(phone_page: Phone, study: SmallStudy) -> None:
    for turn, name in enumerate(["pupil-w1", "mentor-w1", "observation"]):
        phone_page.open("/home")
        phone_page.page.locator(".beside:visible li").nth(turn).locator("a").first.tap()
        phone_page.page.locator("#interview[data-at]").wait_for()
        expect(phone_page.page.locator("#interview")).to_have_attribute("data-instrument", name)
        expect(phone_page.page.locator(".minutes")).to_have_count(1 if name == "pupil-w1" else 0)
        expect(phone_page.screen.locator(".ring")).to_have_count(0 if name == "observation" else 1)


def test_whoever_is_asked_as_a_pupil_is_one(phone_page: Phone, study: SmallStudy, house: House) -> None:
    phone_page.open("/home")
    phone_page.page.locator(".beside:visible a").first.tap()
    phone_page.arrived("consent")
    phone_page.tap("1")
    phone_page.confirmed()

    with house.database.reading() as session:
        assert [met.role for met in session.exec(select(Respondent))] == ["pupil"]
    words = phone_page.page.locator('[data-do="again"]').text_content()
    assert words == "Volgende leerling"
