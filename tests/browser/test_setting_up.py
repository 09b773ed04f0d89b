"""The lead lays out a school while a student has her page open; and the pages of the set-up on every screen."""

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models import Group, Person, PersonRole, Site, Stratum, Study
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.factories import SmallStudy

LONG = "Samenwerkingsschool De Nieuwe Maasoever aan de Rotterdamse Zuidoever"
TURN = 21_000  # ms; home asks again every twenty seconds


def widest(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_a_new_school_reaches_the_open_page_of_a_student_and_so_does_every_change(
    lead_page: Desk, browse: Browse, house: House, study: SmallStudy
) -> None:
    bram: Phone = browse(Phone, study.other_student, width=360, height=740)
    bram.page.clock.install(time=house.clock.now())
    bram.open("/home")
    home = bram.page.locator("#occasions")
    expect(home.locator(".empty")).to_be_visible()

    page = lead_page.page
    lead_page.open("/study/schools")
    page.locator('#new-school [name="code"]').fill("F1")
    page.locator('#new-school [name="name"]').fill(LONG)
    page.locator("#new-school button").click()
    page.locator('#groups [name="names"]').fill("1A, 1B")
    page.locator("#groups > form button").click()
    expect(page.locator("#groups details")).to_have_count(2)
    page.locator("#people label", has_text="Bram").click()
    page.locator("#people button").click()
    expect(page.locator("#people .notice[role=status]")).to_be_visible()
    page.locator('#plan [name="intervention"]').select_option(str(study.talk.intervention_id))
    page.locator('#plan [name="condition"]').select_option("intervention")
    page.locator("#plan .choice-chip", has_text="1A").click()
    page.locator('#plan [name="on"]').fill(house.clock.today().isoformat())
    page.locator('#plan [name="starts"]').fill("20:00")
    page.locator('#plan [name="ends"]').fill("22:00")
    page.locator("#plan button").click()
    expect(page.locator(".row.planned")).to_have_count(1)

    bram.page.clock.run_for(TURN)
    expect(home.locator(".occasion", has_text=LONG)).to_be_visible()

    page.locator(".row.planned").click()
    page.locator("#when summary").first.click()
    page.locator('#when [name="starts"]').fill("19:15")
    page.locator("#when details[open] button").click()
    expect(page.locator("#when .notice[role=status]")).to_be_visible()
    bram.page.clock.run_for(TURN)
    expect(home).to_contain_text("19:15")

    page.locator("#when summary").nth(1).click()
    page.locator('#when [name="because"]').fill("De school is dicht")
    page.locator("#when details[open] button").click()
    expect(page.locator("header .notice.warm")).to_contain_text("De school is dicht")
    bram.page.clock.run_for(TURN)
    expect(home.locator(".notice.warm")).to_contain_text("De school is dicht")
    expect(home.locator(".occasion")).to_have_count(0)  # nothing can begin there


def test_somebody_new_gets_in_with_the_code_that_a_camera_reads(lead_page: Desk, browse: Browse) -> None:
    page = lead_page.page
    lead_page.open("/team")
    page.locator('#new-person [name="name"]').fill("Noor")
    page.locator("#new-person .primary").click()

    drawn = page.locator(".invitation svg.qr").bounding_box()
    assert drawn is not None
    assert drawn["width"] >= 300
    link = page.locator(".invitation a").get_attribute("href") or ""
    assert link in (page.locator(".invitation textarea").input_value())
    noor: Phone = browse(Phone, None, width=360, height=740)
    noor.open(link)
    noor.page.locator(".signin button").last.tap()
    expect(noor.page.locator("#home")).to_be_visible()


def test_the_pages_of_the_set_up_on_every_screen(browse: Browse, house: House, study: SmallStudy) -> None:
    with house.database.writing() as session:
        study_id = session.exec(select(Study.id)).one()
        session.add(Person(study_id=study_id, name="Wilhelmina Van Oosterhout-Papadopoulos", role=PersonRole.STUDENT))
        session.add_all(
            Site(study_id=study_id, code=f"X{n}", name=f"{LONG} {n}", stratum=Stratum.VMBO) for n in range(58)
        )
        session.add_all(Group(site_id=study.talk.site_id, name=f"Klas {n} Blauw-Groen", year="1") for n in range(12))
    school = f"/study/schools/{study.talk.site_id}"
    addresses = (
        "/study",
        "/study/schools",
        school,
        f"{school}/activities/{study.talk.id}",
        "/team",
        f"/team/{study.student.id}",
    )
    for ui in ("nl", "tr", "ar"):
        small: Phone = browse(Phone, study.lead, width=360, height=740, ui=ui)
        for address in addresses:
            small.open(address)
            assert widest(small.page) <= 0, (ui, address)
            if ui == "ar":
                assert list(violations(small.page, f"{ui} {address}")) == []
    desk: Desk = browse(Desk, study.lead, width=1280, height=800)
    for address in addresses:
        desk.open(address)
        assert widest(desk.page) <= 0, address
        assert list(violations(desk.page, address)) == []
