"""A mentor on his own phone and the lead at her desk: who came, and when the talks are."""

import re
from datetime import date

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models import Activity, Attendance, Site
from app.services import appointments, fieldwork, mentors
from app.services.appointments import Change
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.factories import SmallStudy

TALKS = (("2026-11-25", "15:00", "17:00"), ("2026-11-26", "15:00", "17:00"), ("2026-12-02", "19:00", "21:00"))


def link(house: House, study: SmallStudy) -> str:
    """What the student sends to the mentor of class 1B."""
    with house.database.writing() as session:
        occasion = fieldwork.occasion(session, study.talk.id, person=study.student)
        _, token = mentors.make(
            session,
            occasion,
            study.group.id,
            name="",
            until=date(2027, 7, 31),
            by=study.student,
            now=house.clock.now(),
        )
    return f"/mentor#{token}"


def widest(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_a_mentor_counts_his_class_and_tells_three_dates_in_a_minute(
    browse: Browse, house: House, study: SmallStudy, phone_page: Phone
) -> None:
    mentor: Phone = browse(Phone, None, width=360, height=740)
    page = mentor.page
    mentor.open(link(house, study))
    assert "#" not in page.url  # the token stays in no history
    acts = 0

    page.locator(".signin button").tap()
    page.locator('[name="invited"]').fill("20")
    page.locator('[name="present"]').fill("17")
    page.locator('.counting:has([name="present"]) .step').last.tap()  # one came in late
    expect(page.locator('[name="present"]')).to_have_value("18")
    page.locator("#attendance .primary").tap()
    acts += 5
    expect(page.locator(".percent")).to_contain_text("90")
    for slot, (on, starts, ends) in zip(page.locator("#talks form.stack > .slot").all(), TALKS, strict=True):
        slot.locator('[name="on"]').fill(on)
        slot.locator('[name="starts"]').fill(starts)
        slot.locator('[name="ends"]').fill(ends)
        acts += 3
    page.locator("#talks form.stack > .primary").last.tap()
    expect(page.locator(".talk")).to_have_count(3)

    assert acts + 1 <= 16  # at four seconds each, a minute and a little
    assert widest(page) <= 0
    with house.database.reading() as session:
        [held] = session.exec(select(Attendance)).all()
        assert (held.invited, held.present, held.person_id) == (20, 18, None)
        planned = session.exec(select(Activity).join(Site).where(Site.code == "A3", Activity.id != study.talk.id)).all()
    assert len(planned) == 3

    phone_page.open("/home")
    phone_page.page.locator(".others").tap()
    expect(phone_page.page.locator(".day:visible")).to_have_count(
        3
    )  # today and two more; the third is further than a week


def test_without_a_script_the_numbers_are_typed(browse: Browse, house: House, study: SmallStudy) -> None:
    mentor: Phone = browse(Phone, None, width=320, height=568, java_script_enabled=False)
    address = link(house, study)
    mentor.open(address)
    mentor.page.locator('[name="secret"]').fill(address.partition("#")[2])
    mentor.page.locator(".signin button").click()

    expect(mentor.page.locator(".step").first).to_be_hidden()
    mentor.page.locator('[name="invited"]').fill("20")
    mentor.page.locator('[name="present"]').fill("18")
    mentor.page.locator("#attendance .primary").click()

    expect(mentor.page.locator(".percent")).to_contain_text("90")


def test_a_student_mends_an_impossible_number_on_her_phone(phone_page: Phone, study: SmallStudy, house: House) -> None:
    page = phone_page.page
    phone_page.open(f"/activities/{study.talk.id}")
    page.locator(".ways a", has_text=re.compile("Wie er waren|Who came")).tap()
    page.locator('[name="invited"]').fill("20")
    page.locator('[name="present"]').fill("4000")
    phone_page.watch.expect_losses()  # the browser notes the 422 in its console
    page.locator(".sticks .primary").tap()

    expect(page.locator(".class-card [role=alert]")).to_be_visible()
    expect(page.locator('[name="present"]')).to_have_value("4000")
    page.locator('[name="present"]').fill("18")
    page.locator(".sticks .primary").tap()
    expect(page.locator(".notice[role=status]")).to_be_visible()
    expect(page.locator(".percent")).to_contain_text("90")


def test_the_lead_sees_ranges_and_tables_at_her_desk_and_on_a_phone(
    lead_page: Desk, browse: Browse, study: SmallStudy, house: House
) -> None:
    with house.database.writing() as session:
        session.add(
            Attendance(
                activity_id=study.talk.id,
                group_id=study.group.id,
                invited=20,
                present=18,
                person_id=study.student.id,
                at=house.clock.now(),
            )
        )
    lead_page.open("/attendance")
    expect(lead_page.page.locator(".missing .row")).to_have_count(1)
    expect(lead_page.page.locator("svg.span")).to_be_visible()
    assert widest(lead_page.page) <= 0

    for ui in ("nl", "tr", "ar"):
        small: Phone = browse(Phone, study.lead, width=360, height=740, ui=ui)
        for address in ("/attendance", "/implementation", f"/activities/{study.talk.id}/mentors"):
            small.open(address)
            assert widest(small.page) <= 0, (ui, address)


def test_pages_of_attendance_can_be_used_by_everybody(browse: Browse, study: SmallStudy, house: House) -> None:
    found: list[str] = []
    mentor: Phone = browse(Phone, None, width=360, height=740)
    mentor.open(link(house, study))
    found += violations(mentor.page, "door")
    mentor.page.locator(".signin button").tap()
    mentor.page.locator(".why-not summary").tap()
    found += violations(mentor.page, "mentor")
    mentor.page.locator('[name="invited"]').fill("20")
    mentor.page.locator('[name="present"]').fill("18")
    mentor.page.locator("#attendance .primary").tap()
    mentor.page.locator(".percent").wait_for()
    found += violations(mentor.page, "mentor, kept")

    lead: Desk = browse(Desk, study.lead, width=1280, height=800, ui="ar")
    pages = ("/attendance", "/implementation", f"/activities/{study.talk.id}/mentors")
    for address in (*pages, f"/activities/{study.talk.id}/attendance", f"/activities/{study.talk.id}"):
        lead.open(address)
        for summary in lead.page.locator("summary").all():
            summary.click()
        found += violations(lead.page, address)

    assert found == []


def test_a_student_is_told_that_an_evening_is_cancelled_and_begins_elsewhere(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    with house.database.writing() as session:
        wanted = Change(cancelled=True, because="De school is dicht")
        appointments.change(session, study.talk.id, wanted, by=study.lead, now=house.clock.now())
    phone_page.open("/home")
    page = phone_page.page

    expect(page.locator(".days article").last).to_contain_text("De school is dicht")
    expect(page.locator(".occasion")).to_have_count(1)
    expect(page.locator(".occasion:has(input:checked) .start").first).to_be_visible()
    assert widest(page) <= 0
