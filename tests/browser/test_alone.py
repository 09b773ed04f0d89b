"""People who fill it in themselves, in a real browser that runs no script, and the student beside them."""

import json

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.models import Contact
from tests.alone import all_languages, link
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.sheets import OVERFLOW, SMALL, answer, begin, fill_in, turn, until
from tests.browser.test_access import violations
from tests.browser.worker import come_home
from tests.factories import SmallStudy
from tests.routes.phones import stored


@pytest.fixture
def qr(house: House, study: SmallStudy) -> str:
    all_languages(house.database, study.w1)
    return link(house.app, study, house.clock)


@pytest.mark.parametrize(("language", "width"), [("nl", 360), ("nl", 320), ("ar", 360), ("ar", 320), ("ur", 320)])
def test_without_a_script_every_sheet_fits_and_every_target_can_be_hit(
    browse: Browse, house: House, qr: str, language: str, width: int
) -> None:
    ui = "ar" if language == "ur" else language
    phone: Phone = browse(Phone, None, width=width, height=640, ui=ui, java_script_enabled=False)
    page = begin(phone, qr, language)
    sheets = 0
    while page.locator("form").count():
        sheets += 1
        assert (page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [])
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("ltr" if language == "nl" else "rtl")
        answer(page)
        turn(page)

    assert sheets == 15
    assert page.evaluate(OVERFLOW) == 0
    (interview,) = stored(house.database)
    assert (interview.status, interview.language, interview.mode) == ("complete", language, "self")


def test_what_was_forgotten_is_shown_and_back_and_reload_do_no_harm(browse: Browse, house: House, qr: str) -> None:
    phone: Phone = browse(Phone, None, width=360, height=740, java_script_enabled=False)
    page = begin(phone, qr, "nl")
    until(page, "info_progress")
    page.check('[name="info_progress"][value="2"]')
    turn(page)
    expect(page.locator("fieldset.wrong")).to_have_count(3)
    expect(page.locator('[name="info_progress"][value="2"]')).to_be_checked()

    answer(page)
    turn(page)
    page.go_back()
    page.go_back()
    page.reload()
    until(page, "satisfaction")
    page.locator("summary").click()
    turn(page, '.tongues button[value="tr"]')
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    assert fill_in(page).startswith("R-")
    page.go_back()
    expect(page.locator(".code")).to_be_visible()
    assert [one.status for one in stored(house.database)] == ["complete"]


def test_a_server_that_restarts_in_the_middle_loses_nobodys_sheet(browse: Browse, house: House, qr: str) -> None:
    phone: Phone = browse(Phone, None, width=360, height=740, java_script_enabled=False)
    phone.watch.expect_losses()
    page = begin(phone, qr, "nl")
    until(page, "info_progress")
    answer(page)
    house.stop()
    page.evaluate("() => { document.querySelector('.primary').click(); }")
    expect(page).to_have_url("chrome-error://chromewebdata/")
    house.start()
    page.goto(f"{house.address}/s/mine/3")
    fill_in(page)

    (interview,) = stored(house.database)
    assert interview.status == "complete"


def test_the_student_reads_on_what_a_parent_began_and_the_parent_is_told(
    browse: Browse, phone_page: Phone, house: House, study: SmallStudy, qr: str
) -> None:
    parent: Phone = browse(Phone, None, width=320, height=568, ui="ar", java_script_enabled=False)
    parent.watch.expect_losses()
    page = begin(parent, qr, "ar")
    until(page, "best_times")
    code = page.locator(".helper b").inner_text()

    phone_page.open(f"/activities/{study.talk.id}")
    phone_page.page.locator('input[name="code"]').fill(code.lower())
    phone_page.page.locator('form:has(input[name="code"]) > button').click()
    phone_page.page.locator("#found form button").click()
    phone_page.arrived("call_language")
    assert phone_page.page.locator("#interview .read:visible").first.get_attribute("lang") == "ar"
    (record,) = phone_page.kept()
    assert record["contact"]["phone"].startswith("hpke1.")
    assert "Yılmaz" not in json.dumps(record)

    answer(page)
    turn(page)
    assert page.locator("form").count() == 0
    phone_page.until("finish")
    phone_page.finish()
    phone_page.confirmed()
    (interview,) = stored(house.database)
    assert (interview.status, interview.mode) == ("complete", "capi")
    with house.database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone"}


def hand_over(phone: Phone, study: SmallStudy) -> None:
    phone.open(f"/activities/{study.talk.id}/handover")
    phone.page.locator('input[name="code"]').fill("4711")
    phone.page.locator('button[value="parent-w1"]').click()
    phone.page.wait_for_url("**/s/**")


TYPED = (
    "/",
    "/home",
    "/board",
    "/team",
    "/signin",
    "/callbacks",
    "/patterns",
    "/activities/1",
    "/activities/1/evening",
)


def test_after_the_hand_over_no_address_shows_anything_else(kept_phone: Phone, house: House, study: SmallStudy) -> None:
    """With its worker, which would open home, prints and what waits on this phone without asking anybody."""
    all_languages(house.database, study.w1)
    come_home(kept_phone)
    paper = kept_phone.page.locator("a.start").first.get_attribute("href") or ""
    waiting = kept_phone.page.locator('a[href^="/phone/"]').first.get_attribute("href") or ""
    hand_over(kept_phone, study)

    for path in (*TYPED, paper, paper.partition("#")[0], waiting, waiting.replace("/phone/", "/shell/")):
        kept_phone.open(path)
        kept_phone.page.wait_for_url("**/s/**")
        expect(kept_phone.page.locator(".pick").first).to_be_visible()
        assert "Amina" not in kept_phone.page.content()
    kept_phone.open("/s/lock")
    kept_phone.page.locator('input[name="code"]').fill("4711")
    kept_phone.page.locator(".primary").click()
    kept_phone.page.wait_for_url("**/activities/**")
    kept_phone.page.wait_for_function("async () => !(await caches.has('lock'))")
    kept_phone.open(paper)
    kept_phone.arrived("consent")


def test_a_page_that_was_left_open_shows_nothing_once_the_phone_is_handed_over(
    kept_phone: Phone, house: House, study: SmallStudy
) -> None:
    come_home(kept_phone)
    home = kept_phone.page
    other = Phone(home.context.new_page(), house, kept_phone.watch)
    hand_over(other, study)

    home.bring_to_front()
    home.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    home.wait_for_url("**/s/**")
    other.page.close()


def test_a_phone_that_nobody_touches_counts_down_and_is_clean(
    phone_page: Phone, house: House, study: SmallStudy
) -> None:
    all_languages(house.database, study.w1)
    page = phone_page.page
    page.clock.install(time=house.clock.now())
    hand_over(phone_page, study)
    turn(page, ".pick[value=nl]")
    page.click(".line >> nth=0")
    turn(page)
    page.locator("#relation").wait_for()

    page.clock.run_for(149_000)
    expect(page.locator("#still")).to_be_hidden()
    page.clock.run_for(6_000)
    expect(page.locator("#still span")).to_contain_text("2")
    page.locator("#still button").click()
    expect(page.locator("#still")).to_be_hidden()
    page.clock.run_for(181_000)
    page.locator(".pick").first.wait_for()
    page.go_back()
    expect(page.locator(".pick").first).to_be_visible()
    assert [one.status for one in stored(house.database)] == ["draft"]


def test_the_end_is_gone_after_a_minute(phone_page: Phone, house: House, study: SmallStudy) -> None:
    all_languages(house.database, study.w1)
    page = phone_page.page
    page.clock.install(time=house.clock.now())
    hand_over(phone_page, study)
    turn(page, ".pick[value=nl]")
    code = fill_in(page)
    expect(page.locator("#still")).to_be_visible()

    page.clock.run_for(61_000)
    page.locator(".pick").first.wait_for()
    page.go_back()
    assert code not in page.content()


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_these_pages_can_be_used_by_everybody(
    browse: Browse, house: House, study: SmallStudy, qr: str, ui: str
) -> None:
    phone: Phone = browse(Phone, None, width=320, height=640, ui=ui)
    phone.watch.expect_losses()
    found: list[str] = []
    phone.open("/s")
    found += violations(phone.page, "door")
    page = begin(phone, qr, ui)
    for item in ("consent", "info_progress", "ask_for"):
        until(page, item)
        found += violations(page, item)
    turn(page)
    found += violations(page, "what is missing")
    fill_in(page)
    found += violations(page, "end")
    student: Desk = browse(Desk, study.student, width=1280, height=800, ui=ui)
    for path in ("", "/evening?list=parent-w1", "/handover"):
        student.open(f"/activities/{study.talk.id}{path}")
        found += violations(student.page, path)
    assert found == []
