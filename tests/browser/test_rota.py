"""A caller enters her evenings on her phone, and the lead sees that there are enough hours now."""

from datetime import date
from uuid import uuid4

from playwright.sync_api import expect
from sqlmodel import select

from app.models import Case
from app.security.sealing import Sealer
from app.services import interviews
from app.services.snapshots import Snapshot
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.browser.test_attendance import widest
from tests.databases import KEYS
from tests.factories import SmallStudy, answer, finished


def four_turkish_parents(house: House, study: SmallStudy) -> None:
    """Due from tomorrow on, in the evening."""
    now = house.clock.now()
    with house.database.writing() as session:
        for _ in range(4):
            body = finished(study, now)
            body["answers"] |= {"call_language": answer("tr"), "best_times": answer("weekday_evening")}
            sent = Snapshot.model_validate(body)
            interviews.receive(session, uuid4(), sent, by=study.student, sealer=Sealer(KEYS), now=now)
        session.flush()
        for case in session.exec(select(Case)):
            case.due_on = case.first_on = date(2026, 11, 25)
            case.closes_on = date(2026, 12, 23)


def test_a_caller_enters_her_evenings_on_a_phone_and_the_gap_in_the_forecast_closes(
    browse: Browse, house: House, study: SmallStudy, lead_page: Desk
) -> None:
    four_turkish_parents(house, study)
    elif_: Phone = browse(Phone, study.turkish_caller, width=360, height=740)
    phone, desk = elif_.page, lead_page.page
    lead_page.open("/callbacks/forecast")
    expect(desk.locator(".gaps")).to_contain_text("Er staat nog niemand in het rooster")
    expect(desk.locator(".languages-ahead svg").first).to_be_visible()

    elif_.watch.expect_losses()  # the browser notes the 422 in its console
    elif_.open("/callbacks/rota")
    expect(phone.locator(".tongue-hours.is-short")).to_contain_text("Türkçe")
    assert list(violations(phone, "rota")) == []
    assert widest(phone) <= 0
    phone.locator(".day-row", has_text="Woensdag").locator(".plus.of-day").tap()
    phone.locator(".which-days label", has_text="do 26").tap()
    phone.locator("[name=ends]").fill("21:30")
    phone.locator("#add .primary").tap()
    expect(phone.locator("#add [role=alert]")).to_contain_text("09:30")  # the calling hours, in words
    expect(phone.locator("[name=day]:checked")).to_have_count(2)
    phone.locator("[name=ends]").fill("20:30")
    phone.locator("[name=until]").fill("2026-12-17")
    phone.locator("#add .primary").tap()
    expect(phone.get_by_role("status").filter(has_text="8 diensten")).to_be_visible()
    expect(phone.locator(".tongue-hours", has_text="Türkçe")).to_contain_text("5 uur")

    lead_page.open("/callbacks/forecast")
    expect(desk.locator(".gaps")).to_contain_text("Nergens")
    desk.locator(".as-table summary").first.click()
    expect(desk.locator("table.ahead").first).to_be_visible()
    assert list(violations(desk, "desk")) == []
    lead_page.open("/callbacks/rota")
    assert list(violations(desk, "desk")) == []
