"""Somebody stops in the middle of everything: an open page says so at its next tap, and the phone forgets her."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect
from sqlmodel import select

from app.models import Case, Interview, Respondent
from app.security.sealing import Sealer
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.factories import SmallStudy, finished


def test_an_interview_that_is_under_way_ends_when_she_stops_with_her_code(
    phone_page: Phone, browse: Browse, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.confirmed()
    with house.database.reading() as session:
        code = session.exec(select(Respondent.code)).one()
    alone = browse(Desk, None, width=360, height=740, ui="ar", java_script_enabled=False)
    alone.open("/stop")
    expect(alone.page.locator("html")).to_have_attribute("dir", "rtl")

    alone.page.locator("[name=code]").fill(f" {code.lower()} ")
    alone.page.locator("[value=answers]").check()
    alone.page.locator("button.primary").click()
    expect(alone.page.locator(".code")).to_have_text(code)
    alone.page.locator("[value=sure]").click()
    expect(alone.page.locator("[role=status] h1")).to_be_visible()

    phone_page.touch("2")
    expect(phone_page.page.locator("#interview")).to_have_attribute("data-at", "taken")
    expect(phone_page.screen.locator("h1")).to_have_text(re.compile("doet niet meer mee"))
    expect(phone_page.screen.locator(".own")).to_be_hidden()
    assert phone_page.kept() == []
    with house.database.reading() as session:
        assert session.exec(select(Interview)).all() == []


def test_two_callers_have_her_on_the_screen_and_one_hears_that_she_stops(
    browse: Browse, study: SmallStudy, house: House
) -> None:
    with house.database.writing() as session:
        body = Snapshot.model_validate(finished(study, house.clock.now()))
        sealer: Sealer = house.app.state.sealer
        interviews.receive(session, body.respondent, body, by=study.student, sealer=sealer, now=house.clock.now())
    house.clock.moment = datetime(2027, 2, 24, 18, 30, tzinfo=UTC)
    with house.database.reading() as session:
        there = f"/callbacks/{session.exec(select(Case.id)).one()}"
    sanne, elif_ = (browse(Phone, one, width=360, height=740) for one in (study.caller, study.turkish_caller))
    sanne.open(f"{there}/withdrawal")
    elif_.open(there)

    elif_.page.locator(f"a[href$='{there}/withdrawal']").tap()
    expect(elif_.page.locator(".aloud[lang=ar]").first).to_be_visible()
    elif_.page.locator("[name=reach][value=calls]").tap()
    expect(elif_.page.locator(".stopped")).to_be_visible()
    sanne.page.locator("[name=reach][value=calls]").tap()  # the same, a moment later

    expect(sanne.page.locator(".stopped")).to_be_visible()
    expect(sanne.page.locator("[name=reach][value=calls]")).to_have_count(0)
    sanne.open(there)
    expect(sanne.page.locator("a[href^='tel:'], form[action$='/number']")).to_have_count(0)
