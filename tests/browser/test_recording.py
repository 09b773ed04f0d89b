"""Somebody who speaks the language reads texts aloud at a desk, with a microphone that beeps."""

from playwright.sync_api import Locator, expect
from sqlmodel import col, select

from app.models import Recording
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.speaking import speak
from tests.browser.test_access import violations
from tests.factories import SmallStudy
from tests.sounds import wav

DESK = "/recordings/parent-w1/tr"
DENIED = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
"""


def texts(desk: Desk) -> Locator:
    return desk.page.locator(".reading")


def held(house: House) -> list[Recording]:
    with house.database.reading() as session:
        return list(session.exec(select(Recording).order_by(col(Recording.id))))


def take(row: Locator, verb: str = "record") -> None:
    """Record until something can be heard."""
    row.locator(f".{verb}").click()
    expect(row.locator(".take")).to_have_attribute("data-state", "recording")
    row.page.wait_for_function(
        "() => !['', '0:00'].includes(document.querySelector('[data-state=recording] .clock')?.textContent ?? '')"
    )
    row.locator(".stop").click()
    expect(row.locator(".keep")).to_be_focused()


def test_a_text_is_recorded_listened_to_and_kept_and_the_next_is_at_hand(lead_page: Desk, house: House) -> None:
    lead_page.open(DESK)
    first, second = texts(lead_page).nth(0), texts(lead_page).nth(1)
    words = first.locator(".reading-say").inner_text()

    take(first)
    first.locator(".listen").click()
    expect(first.locator(".listen")).to_have_attribute("aria-pressed", "true")
    first.locator(".keep").click()

    expect(first.locator(".plays")).to_be_visible()
    expect(first.locator(".reading-say")).to_have_text(words)
    expect(second.locator(".record")).to_be_focused()
    expect(lead_page.page.locator("#figures .kpi b")).to_have_text("1")
    [recording] = held(house)
    assert recording.words == words
    assert 0.3 < recording.seconds < 20
    first.locator(".plays").click()
    expect(first.locator(".plays")).to_have_attribute("aria-pressed", "true")


def test_again_throws_away_the_first_take(lead_page: Desk, house: House) -> None:
    lead_page.open(DESK)
    row = texts(lead_page).first
    take(row)

    take(row, "again")
    row.locator(".keep").click()

    expect(row.locator(".plays")).to_be_visible()
    assert len(held(house)) == 1


def test_with_the_keyboard_it_is_enter_enter_enter(lead_page: Desk, house: House) -> None:
    lead_page.open(DESK)
    texts(lead_page).first.locator(".record").focus()

    for done in (1, 2):
        lead_page.page.keyboard.press("Enter")
        lead_page.page.wait_for_function("() => document.activeElement.matches('.stop')")
        lead_page.page.wait_for_function(
            "() => document.querySelector('[data-state=recording] .clock').textContent !== '0:00'"
        )
        lead_page.page.keyboard.press("Enter")
        lead_page.page.wait_for_function("() => document.activeElement.matches('.keep')")
        lead_page.page.keyboard.press("Enter")
        expect(lead_page.page.locator("#figures .kpi b")).to_have_text(str(done))

    assert len({one.key for one in held(house)}) == 2


def test_a_file_is_taken_instead_and_a_wrong_one_is_explained_beside_its_text(lead_page: Desk, house: House) -> None:
    lead_page.watch.expect_losses()
    lead_page.open(DESK)
    row = texts(lead_page).first
    row.locator(".by-file summary").click()
    row.locator('[type="file"]').set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    row.locator(".by-file button").click()
    expect(row.locator(".told [role=alert]")).to_be_visible()
    assert held(house) == []

    row.locator('[type="file"]').set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": wav(2)})
    row.locator(".by-file button").click()

    expect(row.locator(".plays")).to_be_visible()
    assert len(held(house)) == 1


def test_without_a_microphone_the_desk_says_so_and_takes_a_file(lead_page: Desk) -> None:
    lead_page.page.add_init_script(DENIED)
    lead_page.open(DESK)

    texts(lead_page).first.locator(".record").click()

    expect(lead_page.page.locator(".no-microphone")).to_be_visible()
    expect(texts(lead_page).first.locator(".take")).to_have_attribute("data-state", "idle")


def test_without_scripts_a_file_can_still_be_sent(browse: Browse, study: SmallStudy, house: House) -> None:
    desk: Desk = browse(Desk, study.lead, width=1280, height=800, java_script_enabled=False)
    desk.open(DESK)
    row = texts(desk).first
    assert row.locator(".record").is_hidden()
    row.locator(".by-file summary").click()
    row.locator('[type="file"]').set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": wav(2)})

    row.locator(".by-file button").click()

    expect(desk.page.locator("#figures .kpi b")).to_have_text("1")
    assert len(held(house)) == 1


def test_the_desk_and_what_phones_show_of_it_can_be_used_by_everybody(
    browse: Browse, study: SmallStudy, house: House
) -> None:
    speak(house, study, "tr", "item:info_progress:label", "choice:agree5:1:label", seconds=9)
    desk: Desk = browse(Desk, study.lead, width=1280, height=800, ui="ar")
    desk.open(DESK)
    take(texts(desk).first)
    found = [*violations(desk.page, "the desk")]
    phone: Phone = browse(Phone, study.student, width=360, height=740, ui="ar")
    phone.open("/home")
    phone.page.locator("#heard a").tap()
    expect(phone.page.locator(".recordings-line")).to_have_count(1)
    found += violations(phone.page, "this phone")
    phone.begin(study, "tr")
    phone.until("info_progress")
    phone.do("play")
    expect(phone.page.locator("[data-said]")).to_have_count(1)
    found += violations(phone.page, "listening")

    assert found == []
