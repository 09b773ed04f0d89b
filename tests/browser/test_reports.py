"""The lead reads a report, opens a picture as a table, and reads it on a small phone in four languages."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from app.models import Site
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.factories import SmallStudy, finished


@pytest.fixture
def report(house: House, study: SmallStudy) -> str:
    """Where the report of a school is of which twelve parents answered; the school speaks Arabic."""
    with house.database.writing() as session:
        for _ in range(12):
            sent = Snapshot.model_validate(finished(study, house.clock.now()))
            sealer = house.app.state.sealer
            interviews.receive(session, uuid4(), sent, by=study.student, sealer=sealer, now=house.clock.now())
        site = session.get_one(Site, study.talk.site_id)
        site.language = "ar"
        session.add(site)
    return f"/reports/schools/{study.talk.site_id}"


def widest(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_the_lead_reads_a_report_and_opens_a_picture_as_a_table(lead_page: Desk, report: str) -> None:
    page = lead_page.page
    lead_page.open("/reports")
    page.locator(".report-list .link").first.click()

    sheet = page.locator(".report-sheet")
    expect(sheet).to_have_attribute("dir", "rtl")
    expect(sheet.locator("figure.picture svg").first).to_be_visible()
    table = sheet.locator(".as-table").last
    expect(table.locator("table")).to_be_hidden()
    table.locator("summary").click()
    expect(table.locator("table")).to_be_visible()
    assert widest(page) <= 0


def test_labels_stand_on_the_right_where_reading_begins_there(lead_page: Desk, report: str) -> None:
    lead_page.open(report)
    drawing = lead_page.page.locator("figure.picture svg").last
    whole, label = drawing.bounding_box(), drawing.locator("text[text-anchor=end]").last.bounding_box()

    assert whole is not None
    assert label is not None
    assert label["x"] + label["width"] > whole["x"] + whole["width"] / 2


def test_words_keep_to_their_picture_in_the_browsers_own_letters(lead_page: Desk, report: str) -> None:
    """What was estimated without the font is measured with it."""
    lead_page.open(report)
    beyond = lead_page.page.evaluate(
        """() => [...document.querySelectorAll("figure.picture svg")].flatMap((drawing) =>
          [...drawing.querySelectorAll("text")].filter((words) => {
            const box = words.getBBox(), all = drawing.viewBox.baseVal;
            return box.x < -1 || box.x + box.width > all.width + 1 || box.y + box.height > all.height + 4;
          }).map((words) => words.textContent))"""
    )

    assert beyond == []


def test_a_report_can_be_read_on_a_small_phone_and_by_everybody(browse: Browse, study: SmallStudy, report: str) -> None:
    for ui in ("nl", "ar"):
        small: Phone = browse(Phone, study.lead, width=360, height=740, ui=ui)
        for address in ("/reports", report, "/reports/study"):
            small.open(address)
            assert widest(small.page) <= 0, (ui, address)
            assert list(violations(small.page, f"{ui} {address}")) == []
