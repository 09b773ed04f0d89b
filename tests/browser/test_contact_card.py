"""A parent who agreed to be called gets our number on the spot, in her language, where there is no internet."""

import io
from urllib.parse import parse_qs, unquote, urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlmodel import select

from app import card_words
from app.db import Database
from app.models import Answer, Case, Contact, Respondent
from app.services import cards, demo_closures
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import NUMBER, Phone, address
from tests.browser.worker import come_home, cut, mend
from tests.factories import SmallStudy

LINE = cards.Line(demo_closures.NUMBER, demo_closures.NAME)
DIALLED = "+31612345678"
TAPS = "window.taps = 0; document.addEventListener('click', ({ isTrusted }) => { taps += isTrusted; }, true)"
MOST_TAPS = 4  # after the number
WAYS = ("sms", "whatsapp")


def scanned(phone: Phone) -> str:
    """What a camera reads on this screen."""
    expect(phone.screen.locator(".handout > svg path[d^=M]")).to_have_count(1)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(phone.page.screenshot())))
    return str(found.text)


def jump(phone: Phone, item: str) -> None:
    """Go to an item by its address, past what does not matter here."""
    phone.page.evaluate("(item) => { location.hash = `${location.hash.slice(0, 37)}/${item}`; }", item)
    phone.arrived(item)


def to_the_number(phone: Phone) -> None:
    """She takes part, agrees to be called, and says her number, which is read back."""
    phone.tap("1")
    jump(phone, "recontact")
    phone.tap("1")
    phone.fill("أم سارة")
    phone.fill(NUMBER)
    phone.arrived("call_language")


def by_code(database: Database) -> dict[str, str | None]:
    """Her answers about the call, as the server has them."""
    with database.reading() as session:
        return {row.item: row.value for row in session.exec(select(Answer))}


def test_an_arabic_speaking_mother_takes_our_number_home_where_there_is_no_internet(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    kept_phone.page.context.clock.set_fixed_time(house.clock.now())
    cut(kept_phone)
    kept_phone.open("/")
    kept_phone.page.locator(".start:visible").first.tap()
    kept_phone.arrived("consent")
    kept_phone.speak("ar")
    to_the_number(kept_phone)
    kept_phone.page.evaluate(TAPS)

    expect(kept_phone.screen.locator("[data-item=call_language] .now")).to_have_text("العربية")
    kept_phone.touch("weekday_evening")
    kept_phone.screen.locator('[data-item=may_text] label:has(input[value="1"])').tap()
    kept_phone.do("next")

    kept_phone.arrived("card_saved")
    assert kept_phone.page.evaluate("taps") <= MOST_TAPS
    about = f"{house.address}/card/ar"
    assert scanned(kept_phone) == cards.vcard(LINE, about)
    kept_phone.screen.locator(".handout button").tap()
    assert scanned(kept_phone) == f"{about}?on=2027-02-24"
    texted = texts(kept_phone, f"{about}?on=2027-02-24")
    kept_phone.tap("1")
    assert DIALLED not in kept_phone.page.content(), "her number leaves the page with the card"
    kept_phone.finish()

    mend(kept_phone)
    kept_phone.confirmed()
    said = by_code(house.database)
    assert (said["call_language"], said["may_text"], said["card_saved"]) == ("ar", "1", "1")
    (record,) = kept_phone.kept()
    assert record["contact"] == {}, "the phone keeps no number that the server has"
    with house.database.reading() as session:
        assert session.exec(select(Case)).one().language == "ar"
        assert [(one.saved, one.asked) for one in cards.saved(session)] == [(1, 1)]
        assert session.exec(select(Respondent)).one().code in texted


def texts(phone: Phone, about: str) -> str:
    """Two ways to send the same words from this phone: project, month, number and code, in her language."""
    sms, whatsapp = (phone.screen.locator(f"[data-way={way}]").get_attribute("href") or "" for way in WAYS)
    number, _, words = sms.removeprefix("sms:").partition("?&body=")
    assert number == DIALLED
    assert urlsplit(whatsapp).path == f"/{DIALLED[1:]}"
    said = unquote(words)
    assert parse_qs(urlsplit(whatsapp).query)["text"] == [said]
    month = f"{card_words.words('ar')['months'][1]} 2027"
    for part in (LINE.name, LINE.number, month, about, card_words.words("ar")["your_code"]):
        assert part in said
    return said


def test_a_second_number_is_kept_only_of_somebody_who_agrees(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    to_the_number(phone_page)
    second = phone_page.screen.locator("[data-item=second_phone]")

    phone_page.touch("saturday")
    phone_page.screen.locator('[data-item=may_text] label:has(input[value="0"])').tap()
    phone_page.screen.locator(".fold summary").tap()
    expect(second).to_be_hidden()
    agrees = phone_page.screen.locator("[data-item=second_agrees]")
    agrees.locator('label:has(input[value="1"])').tap()
    second.locator(".entry").fill("06 87654321")
    phone_page.screen.locator("[data-item=second_person] .entry").fill("Tante Naima")
    phone_page.do("next")
    expect(second.locator(".readback")).to_be_visible()
    agrees.locator('label:has(input[value="0"])').tap()
    expect(second).to_be_hidden()
    phone_page.do("next")

    phone_page.arrived("card_saved")
    expect(phone_page.screen.locator("[data-way=sms]")).to_be_hidden()
    phone_page.tap("0")
    phone_page.finish()
    phone_page.confirmed()
    with house.database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone"}


def test_a_second_number_that_was_folded_away_is_read_back_where_she_sees_it(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    to_the_number(phone_page)
    fold, second = (phone_page.screen.locator(one) for one in (".fold > summary", "[data-item=second_phone]"))
    phone_page.touch("saturday")
    phone_page.screen.locator('[data-item=may_text] label:has(input[value="0"])').tap()
    fold.tap()
    phone_page.screen.locator('[data-item=second_agrees] label:has(input[value="1"])').tap()
    second.locator(".entry").fill("06 8765")
    fold.tap()
    expect(second).to_be_hidden()

    phone_page.do("next")
    expect(second.locator(".wrong")).to_be_visible()
    second.locator(".entry").fill("06 87654321")
    fold.tap()
    expect(second).to_be_hidden()
    phone_page.do("next")
    expect(second.locator(".readback")).to_be_visible()


def test_without_a_number_of_the_study_there_is_no_half_card(browse: Browse, study: SmallStudy) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740)
    phone.open(address(study, line=""))
    phone.page.locator("#interview[data-at]").wait_for()
    to_the_number(phone)
    phone.together(may_text="1")

    phone.arrived("card_saved")
    expect(phone.screen.locator(".numberless")).to_be_visible()
    expect(phone.screen.locator(".answer:visible, .handout")).to_have_count(0)
    phone.on()
    phone.arrived("finish")
