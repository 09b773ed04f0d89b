"""A pile of paper on a table: typed with one hand, again by somebody else, and compared with the paper in hand."""

import re

from playwright.sync_api import Page, Route, expect
from sqlmodel import select

from app.instrument import boxes
from app.models import Contact, Interview, PaperSheet
from app.services import second_entries
from tests import papers
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.conftest import TestClock
from tests.factories import SmallStudy
from tests.routes.phones import answers_of, stored

KEEPS = re.compile(r"/paper/entry/P-[0-9A-Z]+$")


def handed_in(house: House, study: SmallStudy) -> PaperSheet:
    """A sheet that somebody filled in, on the table."""
    with house.database.writing() as session:
        return papers.sheet(session, study, now=house.clock.now())


def at_a_table(browse: Browse, person: object) -> Desk:
    held: Desk = browse(Desk, person, width=1280, height=800)
    return held


def point(desk: Desk, code: str) -> None:
    """What a scanner does as soon as the page waits for a number: types, and presses Enter."""
    desk.open("/paper/entry")
    expect(desk.page.locator("[name=code]")).to_be_focused()
    desk.page.keyboard.type(code)
    desk.page.keyboard.press("Enter")


def scan(desk: Desk, code: str) -> None:
    """A sheet is scanned, and its boxes wait for fingers."""
    point(desk, code)
    desk.page.locator("#typing :focus").wait_for()


class Hand:
    """Fingers on a keyboard, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def type(self, text: str) -> None:
        for sign in text:
            self.page.keyboard.press("Enter" if sign == "⏎" else sign)
            self.keys += 1


def whole_sheet(study: SmallStudy, **other: str) -> str:
    """The keys of a sheet on which everything was filled in; single boxes need no Enter."""
    typed = papers.keys(study.w1, **other)
    keys = ""
    for item in boxes.on_paper(study.w1):
        text = {"text": "Goed"}.get(item.type, typed[item.name])
        alone = item.type == "select_one" and len(text) == 1
        keys += text + ("" if alone else "⏎")
    return keys


def kept(page: Page) -> None:
    """Wait until the server said that it holds what was typed last."""
    expect(page.locator("#kept")).to_have_text(page.locator("#kept").get_attribute("data-kept") or "")


def done(page: Page) -> None:
    """The last Enter; wait until the sheet says what became of it."""
    expect(page.locator(".ending .primary")).to_be_focused()
    kept(page)
    page.keyboard.press("Enter")
    page.locator(".keying > .card").wait_for()


def test_a_sheet_is_typed_with_about_one_key_an_item(
    browse: Browse, house: House, study: SmallStudy, clock: TestClock
) -> None:
    sheet = handed_in(house, study)
    clock.forward(days=1)
    desk = at_a_table(browse, study.student)
    scan(desk, sheet.code)
    hand = Hand(desk.page)

    hand.type(whole_sheet(study))
    done(desk.page)

    items = len(boxes.on_paper(study.w1))
    assert hand.keys + 1 <= items + 10, f"{hand.keys} keys for {items} items"
    (interview,) = stored(house.database)
    assert (interview.mode, interview.status) == ("paper", "complete")
    assert answers_of(house.database)["info_tips"]["value"] == "4"


def test_arrows_go_back_and_what_is_not_asked_is_passed_by(browse: Browse, house: House, study: SmallStudy) -> None:
    sheet = handed_in(house, study)
    page = (desk := at_a_table(browse, study.student)).page
    scan(desk, sheet.code)

    page.keyboard.type("1")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#type-consent")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2")
    expect(page.locator("#type-info_progress")).to_be_focused()
    page.locator("#type-education").focus()
    page.keyboard.type("7")  # no education: where it was is not asked
    expect(page.locator("#type-origin_consent")).to_be_focused()
    expect(page.locator("[data-item=education_nl]")).to_have_class(re.compile("passed"))
    page.keyboard.type("9")
    expect(page.locator("[data-item=origin_consent]")).to_have_class(re.compile("wrong"))
    expect(page.locator("#type-origin_consent")).to_be_focused()
    kept(page)


def test_nothing_typed_is_lost_when_the_network_goes_or_the_window_closes(
    browse: Browse, house: House, study: SmallStudy
) -> None:
    sheet = handed_in(house, study)
    desk = at_a_table(browse, study.student)
    desk.watch.expect_losses()
    scan(desk, sheet.code)
    page = desk.page
    page.route(KEEPS, lambda route: route.abort() if route.request.method == "POST" else route.fallback())

    page.keyboard.type("12")
    expect(page.locator("#kept")).to_have_text(page.locator("#kept").get_attribute("data-waits") or "")
    page.unroute(KEEPS)
    page.keyboard.type("3")
    kept(page)
    page.reload()

    assert [page.locator(f"#type-{name}").input_value() for name in ("consent", "relation", "info_progress")] == [
        "1",
        "2",
        "3",
    ]
    expect(page.locator("#type-info_know")).to_be_focused()


def test_a_page_that_is_not_ours_proves_nothing(browse: Browse, house: House, study: SmallStudy) -> None:
    sheet = handed_in(house, study)
    desk = at_a_table(browse, study.student)
    scan(desk, sheet.code)

    def portal(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=200, content_type="text/html", body="<h1>Welkom</h1>")
        else:
            route.fallback()

    desk.page.route(KEEPS, portal)
    desk.page.keyboard.type("1")

    expect(desk.page.locator("#kept")).to_have_class(re.compile("waits"))
    desk.page.unroute(KEEPS)
    kept_later = desk.page.locator("#kept:not(.waits)")
    expect(kept_later).to_be_visible()


def test_on_a_phone_the_boxes_are_tapped(browse: Browse, house: House, study: SmallStudy) -> None:
    sheet = handed_in(house, study)
    phone: Phone = browse(Phone, study.student, width=360, height=740)
    phone.open(f"/paper/entry/{sheet.code}")
    row = phone.page.locator("[data-item=consent]")

    row.locator("[data-key='1']").tap()
    phone.page.locator("[data-item=best_times] [data-key='1']").tap()
    phone.page.locator("[data-item=best_times] [data-key='3']").tap()

    expect(row.locator(".chosen")).to_have_text(re.compile("ja"))
    assert phone.page.locator("#type-best_times").input_value() == "13"
    kept(phone.page)
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_people_type_the_same_sheet_and_look_at_the_paper_where_they_differ(
    browse: Browse, house: House, study: SmallStudy, clock: TestClock
) -> None:
    sheet = handed_in(house, study)
    clock.forward(days=1)
    for person, other in ((study.student, {}), (study.other_student, {"info_tips": "2", "trust_mentor": "w"})):
        desk = at_a_table(browse, person)
        point(desk, sheet.code.lower())
        desk.page.locator(".sheet-code").wait_for()
        if again := desk.page.locator("a[href$='again=1']").all():
            again[0].click()
        desk.page.locator("#typing :focus").wait_for()
        Hand(desk.page).type(whole_sheet(study, **other))
        done(desk.page)

    lead = at_a_table(browse, study.lead)
    page = lead.page
    lead.open("/paper/entry")
    page.locator("a[href$=comparison]").click()
    expect(page.locator(".against")).to_have_count(2)
    page.locator("[name=info_tips][value=second]").check()
    page.locator("[name=trust_mentor][value=other]").check()
    page.locator("[name='typed.trust_mentor']").fill("5")
    page.locator(".primary").click()
    page.wait_for_url(f"**/paper/entry/{sheet.code}")

    assert len(stored(house.database)) == 1
    given = answers_of(house.database)
    assert (given["info_tips"]["value"], given["trust_mentor"]["value"]) == ("2", "5")
    lead.open("/paper/entry")
    expect(page.locator(".kpi b")).to_have_text(re.compile(r"9\d ?%"))
    with house.database.reading() as session:
        assert second_entries.agreement(session).sheets == 1


def test_a_name_is_typed_from_its_own_page_and_never_shown_again(
    browse: Browse, house: House, study: SmallStudy, clock: TestClock
) -> None:
    sheet = handed_in(house, study)
    clock.forward(days=1)
    desk = at_a_table(browse, study.student)
    scan(desk, sheet.code)
    Hand(desk.page).type(whole_sheet(study))
    done(desk.page)

    point(desk, sheet.slip)
    desk.page.locator("[name=ask_for]").fill("Mevrouw Canarino")
    desk.page.locator("[name=phone]").fill("06 12345678")
    desk.page.keyboard.press("Enter")
    desk.page.locator("p.notice[role=status]").wait_for()

    desk.open(f"/paper/contact/{sheet.slip}")
    assert "Canarino" not in desk.page.content()
    with house.database.reading() as session:
        assert {row.field for row in session.exec(select(Contact))} == {"ask_for", "phone"}
        assert session.exec(select(Interview)).one().mode == "paper"
