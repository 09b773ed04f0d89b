"""A translator at her laptop, and a language that nobody programmed on its way to a parent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.instrument.schema import Instrument
from app.models import Translation
from app.services import desk, translators
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.factories import SmallStudy

TIPS = "item:info_tips:label"
AT_ARABIC = "/translations/parent-w1/ar"
Open = Callable[..., Desk]


@pytest.fixture
def translator(browse: Browse, house: House, study: SmallStudy) -> Open:
    """Somebody with a personal link, at a laptop."""

    def opened(name: str, tag: str, *, ui: str = "nl", width: int = 1280, may_release: bool = False) -> Desk:
        with house.database.writing() as session:
            link = translators.invite(
                session,
                name=name,
                languages=[tag],
                instruments=[],
                weeks=4,
                may_release=may_release,
                by=study.lead,
                now=house.clock.now(),
            )
        window: Desk = browse(Desk, None, width=width, height=800, ui=ui)
        window.open(f"/translate#{link.token}")
        assert link.token not in window.page.url
        window.page.locator("#door button").click()
        window.page.wait_for_url(f"{house.address}/translations")
        return window

    return opened


def form(page: Page, key: str = TIPS) -> Locator:
    return page.locator(f'form[id="{key}"]')


def field(page: Page, key: str = TIPS) -> Locator:
    return form(page, key).locator('textarea[name="text"]')


def kept(house: House, key: str = TIPS, tag: str = "ar") -> str:
    with house.database.reading() as session:
        row = session.get(Translation, ("parent-w1", key, tag))
        return row.text if row else ""


def test_arabic_stands_from_the_right_beside_dutch_from_the_left(translator: Open, house: House) -> None:
    """Her screens are Arabic too: the page runs from the right, the source in it still from the left."""
    page = translator("Nour", "ar", ui="ar").page
    page.goto(f"{house.address}{AT_ARABIC}")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(field(page)).to_have_css("direction", "rtl")
    expect(form(page).locator(".said")).to_have_css("direction", "ltr")
    source, target = form(page).locator(".source").bounding_box(), field(page).bounding_box()
    assert source is not None
    assert target is not None
    assert source["x"] > target["x"] + target["width"] / 2  # the source comes first, and first is at the right
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_she_types_is_kept_by_itself(translator: Open, house: House) -> None:
    page = translator("Nour", "ar").page
    page.goto(f"{house.address}{AT_ARABIC}")

    field(page).fill("حصلت على نصائح جيدة")

    expect(form(page)).to_have_attribute("data-kept", "kept")
    expect(form(page).locator(".stamp")).to_have_class("stamp draft")
    expect(form(page).locator(".standing")).to_contain_text("Nour")
    assert kept(house) == "حصلت على نصائح جيدة"


def test_nothing_typed_is_lost_when_the_network_is(translator: Open, house: House) -> None:
    window = translator("Nour", "ar")
    page = window.page
    page.goto(f"{house.address}{AT_ARABIC}")
    window.watch.expect_losses()
    house.stop()

    field(page).fill("نصائح")

    expect(form(page)).to_have_attribute("data-kept", "failed")
    expect(form(page).locator(".failed")).to_be_visible()
    expect(field(page)).to_have_value("نصائح")
    house.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(form(page)).to_have_attribute("data-kept", "kept")
    assert kept(house) == "نصائح"


def test_a_page_that_was_closed_too_early_still_has_the_words(translator: Open, house: House) -> None:
    window = translator("Nour", "ar")
    page = window.page
    page.goto(f"{house.address}{AT_ARABIC}")
    window.watch.expect_losses()
    house.stop()
    field(page).fill("نصائح")
    expect(form(page)).to_have_attribute("data-kept", "failed")
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks whether to leave; she does
    house.start()

    page.goto(f"{house.address}{AT_ARABIC}")

    expect(field(page)).to_have_value("نصائح")
    expect(form(page)).to_have_attribute("data-kept", "kept")
    assert kept(house) == "نصائح"


def test_the_keyboard_alone_goes_from_text_to_text(translator: Open, house: House) -> None:
    page = translator("Nour", "ar").page
    page.goto(f"{house.address}{AT_ARABIC}")
    first = page.locator('form.text textarea[name="text"]').first
    first.focus()
    first.press("Control+a")
    page.keyboard.type("استبيان")

    page.keyboard.press("Control+Enter")

    expect(page.locator('form.text textarea[name="text"]').nth(1)).to_be_focused()
    expect(page.locator("form.text").first).to_have_attribute("data-kept", "kept")
    assert kept(house, "title") == "استبيان"


def test_what_does_not_fit_a_small_phone_is_marked_beside_the_text(translator: Open, house: House) -> None:
    page = translator("Ola", "pl").page
    page.goto(f"{house.address}/translations/parent-w1/pl")
    key = "choice:agree5:4:label"
    field(page, key).fill("Konstantynopolitańczykowianeczkównazgadzamsię")
    expect(form(page, key)).to_have_attribute("data-kept", "kept")

    page.locator('[data-part="choice:agree5"] .to-screen').click()

    phone = page.frame_locator(".phone-beside iframe")
    expect(phone.locator(".overflows")).to_be_visible()
    expect(phone.locator(".too-wide").first).to_be_visible()
    expect(page).to_have_url(re.compile("/translations/parent-w1/pl$"))


def test_the_desk_fits_a_telephone(translator: Open, house: House) -> None:
    page = translator("Nour", "ur", width=320).page
    page.goto(f"{house.address}/translations/parent-w1/ur")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    line, size = field(page).evaluate("(it) => [getComputedStyle(it).lineHeight, getComputedStyle(it).fontSize]")
    assert float(line.removesuffix("px")) >= 2 * float(size.removesuffix("px"))  # Nastaliq hangs low
    page.locator(".to-screen").first.click()
    expect(page.locator(".as-shown").first).to_be_visible()


def test_an_invented_language_on_its_way_from_the_lead_to_a_parent(
    lead_page: Desk, translator: Open, phone_page: Phone, house: House, short: Instrument
) -> None:
    """The lead adds it, somebody translates, two people stand for it, a student chooses it: no line of code."""
    lead = lead_page.page
    lead_page.open("/languages")
    for name, value in {"own_name": "Tesetsi", "dutch_name": "Testtaal", "tag": "x-test", "cldr": "nl"}.items():
        lead.locator(f'[name="{name}"]').fill(value)
    lead.locator('[name="dir"]').select_option("rtl")
    lead.locator("#change .primary").click()
    expect(lead.locator('.own[lang="x-test"]')).to_have_text("Tesetsi")
    lead_page.open("/translations")
    lead.locator("#add-parent-w1").select_option("x-test")
    lead.locator("form:has(#add-parent-w1) button").click()
    lead.wait_for_url("**/translations/parent-w1/x-test")

    maria = translator("Maria", "x-test").page
    maria.goto(f"{house.address}/translations/parent-w1/x-test?show=open")
    forms = maria.locator("form.text")
    for at in range(forms.count()):
        one = forms.nth(at)
        words = one.locator(".said").inner_text()[::-1]
        one.locator('textarea[name="text"]').fill(f"{words} {at}")
        expect(one).to_have_attribute("data-kept", "kept")
    expect(maria.locator("#tally .meta")).not_to_contain_text("te vertalen")

    lead_page.open("/translations/parent-w1/publication")
    lead.locator("form .primary").click()
    lead.wait_for_url("**/translations?published=parent-w1")
    assert "x-test" not in offered(phone_page)

    lead_page.open("/translations/parent-w1/x-test")
    lead.locator('.at-once [value="review"]').click()
    jean = translator("Jean", "x-test", may_release=True).page
    jean.goto(f"{house.address}/translations/parent-w1/x-test")
    jean.locator('.at-once [value="release"]').click()
    expect(jean.locator(".stamp.released").first).to_be_visible()
    with house.database.reading() as session:
        assert desk.sheet(session, "parent-w1", "x-test").is_released

    assert "x-test" in offered(phone_page)
    phone_page.do("language", "x-test")
    said = phone_page.screen.locator('.texts .read[lang="x-test"]').first
    expect(said).to_contain_text("?eem u teoD")
    expect(said).to_have_css("direction", "rtl")


def offered(phone: Phone) -> list[str]:
    """What a student may read aloud in, when she begins from home; the sheet stays open."""
    phone.open("/home")
    phone.page.locator(".start").first.tap()
    phone.page.locator("#interview[data-at]").wait_for()
    phone.do("languages")
    choices = phone.page.locator('#sheet-languages [data-do="language"]:visible')
    choices.first.wait_for()
    return [choice.get_attribute("value") or "" for choice in choices.all()]
