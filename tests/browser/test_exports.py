"""The lead chooses, sees it move, and opens the file that she downloaded."""

import csv
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from app.security.sealing import Sealer
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk
from tests.browser.test_access import violations
from tests.factories import SmallStudy, finished


def test_she_takes_out_what_three_parents_said(browse: Browse, house: House, study: SmallStudy, tmp_path: Path) -> None:
    now = house.clock.now()
    with house.database.writing() as session:
        for _ in range(3):
            told = Snapshot.model_validate(finished(study, now))
            seal = Sealer(house.settings.contact_keys)
            interviews.receive(session, uuid4(), told, by=study.student, sealer=seal, now=now)
    lead: Desk = browse(Desk, study.lead, width=1280, height=800, ui="en", accept_downloads=True)
    page = lead.page

    lead.open("/exports")
    assert list(violations(page, "the data files")) == []
    page.get_by_label("For researchers with an agreement").check()
    page.locator('[name="format"]').select_option("csv")
    page.locator("form .primary").click()
    expect(page.locator("#files progress, #files .chip").first).to_be_visible()
    expect(page.locator("#files .chip")).to_be_visible(timeout=60_000)  # it came by itself
    expect(page.locator("#files")).to_contain_text("3 rows")
    page.locator("#files .chip").click()
    expect(page.locator(".big-figure")).to_contain_text("of 3 people can be told apart")
    assert list(violations(page, "the data files")) == []
    with page.expect_download() as coming:
        page.locator("main .primary").click()
    coming.value.save_as(tmp_path / "data.csv")

    with (tmp_path / "data.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["info_tips"] for row in rows] == ["4"] * 3
    assert not {"interviewer", "remark"} & set(rows[0])
    assert {row["started"] for row in rows} == {f"{now:%Y-%m}"}
    lead.open("/exports")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
