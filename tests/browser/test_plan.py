"""The lead fills in the template, mends what was wrong, and the student's home shows what was planned."""

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Browse
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.conftest import TestClock
from tests.factories import SmallStudy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(template: Path, rows: dict[str, list[tuple[Any, ...]]]) -> bytes:
    """The template as it was downloaded, with rows in it."""
    book = load_workbook(template)
    for name, lines in rows.items():
        for line in lines:
            book[name].append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def choose(page: Page, content: bytes) -> None:
    file = FilePayload(name="plan.xlsx", mimeType=XLSX, buffer=content)
    page.locator('input[type="file"]').set_input_files(file)
    page.locator('form:has(input[type="file"]) .primary').click()


def test_a_plan_is_filled_in_mended_and_taken_and_the_student_sees_it(
    lead_page: Desk, browse: Browse, study: SmallStudy, clock: TestClock, tmp_path: Path
) -> None:
    page, today = lead_page.page, clock.today()
    lead_page.watch.expect_losses()  # the server refuses the first file
    lead_page.open("/plan")
    assert list(violations(page, "plan")) == []
    with page.expect_download() as download:
        page.locator('a[href="/plan/template.xlsx"]').click()
    template = tmp_path / "plan.xlsx"
    download.value.save_as(template)
    day = f"{today:%d-%m-%Y}"
    right: dict[str, list[tuple[Any, ...]]] = {
        "scholen": [("N1", "Vmbo De Brug", "vmbo", "nl")],
        "klassen": [("N1", "1A", "1")],
        "interventies": [("home_visit", "Huisbezoek", "gesprek", "nee")],
        "activiteiten": [(None, "N1", "home_visit", day, "20:00", "21:30", "1A", "interventie")],
        "streefgetallen": [("N1", 15, 15, 5)],
        "mensen": [("Amina", "student", "nl, ar", "N1")],
    }
    wrong = right | {
        "klassen": [("N1", "1A", "1"), ("X9", "2B", "2")],
        "activiteiten": [(None, "N1", "home_visit", "03/04/2027", "20:00", "21:30", "1A", "interventie")],
    }

    choose(page, filled(template, wrong))
    expect(page.locator(".stops li")).to_have_count(2)
    expect(page.locator(".stops")).to_contain_text("2027-04-03")
    expect(page.locator(".stops")).to_contain_text("X9")
    assert list(violations(page, "mistakes")) == []
    choose(page, filled(template, right))
    expect(page.locator(".plan-counts")).to_be_visible()
    assert list(violations(page, "preview")) == []
    page.locator(".plan-take .primary").click()
    page.wait_for_url("**/plan?taken=6")

    phone = browse(Phone, study.student, width=360, height=740)
    phone.open("/home")
    expect(phone.page.locator("main")).to_contain_text("N1")
    expect(phone.page.locator("main")).to_contain_text("Huisbezoek")
