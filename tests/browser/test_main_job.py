"""The main job, end to end: one parent from the classroom door to the call three months later."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.db import Database
from app.models import AuditEntry, Case, Interview, Person, Respondent
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.factories import SmallStudy

THREE_MONTHS_LATER = datetime(2027, 2, 24, 9, tzinfo=UTC)  # the parent was met on 24 November
DIALLED = "+31612345678"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_parent_is_interviewed_in_turkish_and_called_three_months_later(
    browse: Browse, house: House, study: SmallStudy, engine: str
) -> None:
    board = open_board(browse, study)

    phone = come_in(browse, study)
    start_from_home(phone, study)
    phone.speak("tr")
    phone.until("finish", call_language="tr")
    phone.finish()
    receipt_tells_the_truth(phone, house.database)
    expect(board.page.locator(".kpi b").first).to_have_text("1")
    assert board.page.evaluate("window.isSamePage") is True
    board.page.context.close()

    house.clock.moment = THREE_MONTHS_LATER
    nobody_speaks_turkish: Phone = browse(Phone, study.caller, width=412, height=915)
    nobody_speaks_turkish.open("/callbacks")
    expect(nobody_speaks_turkish.page.locator("a.case")).to_have_count(0)
    caller: Phone = browse(Phone, study.turkish_caller, width=412, height=915)
    ask_for_the_number(caller, house.database, study.turkish_caller)
    call(caller)
    the_case_is_closed(caller, house.database)


def open_board(browse: Browse, study: SmallStudy) -> Desk:
    """The lead looks at the counts and leaves the page alone from then on."""
    lead: Desk = browse(Desk, study.lead, width=1280, height=800)
    lead.open("/board")
    expect(lead.page.locator(".kpi b").first).to_have_text("0")
    lead.page.evaluate("window.isSamePage = true")
    return lead


def come_in(browse: Browse, study: SmallStudy) -> Phone:
    """The student uses her link; its secret is in no address and no header."""
    phone: Phone = browse(Phone, None, width=360, height=740)
    secret = phone.sign_in(study.student)
    expect(phone.page).to_have_url(re.compile("/home$"))
    for request in phone.watch.requests:
        assert secret not in request.url
        assert secret not in str(request.headers)
    return phone


def start_from_home(phone: Phone, study: SmallStudy) -> None:
    """Two taps: where, and begin."""
    phone.page.locator(f'.occasion:has(input[value="{study.talk.id}"]) label').tap()
    phone.page.locator(".start:visible").tap()
    phone.arrived("consent")


def receipt_tells_the_truth(phone: Phone, database: Database) -> None:
    """As many answers are safe as the server has, and the code is the parent's."""
    expect(phone.screen).to_have_class(re.compile("is-safe"))
    with database.reading() as session:
        interview = session.exec(select(Interview)).one()
        code = session.get_one(Respondent, interview.respondent_id).code
    (record,) = phone.kept()
    held = len(record["body"]["answers"])
    assert re.findall(r"\d+", phone.screen.locator("h1").inner_text()) == [str(held)] * 2
    expect(phone.screen.locator(".code-big")).to_have_text(code)
    assert interview.status == "complete"
    assert interview.language == "tr"


def ask_for_the_number(caller: Phone, database: Database, person: Person) -> None:
    """She is on the list; her number shows only after it was asked for, and that is written down."""
    caller.open("/callbacks")
    expect(caller.page.locator(".case .lang")).to_have_attribute("lang", "tr")
    caller.page.locator("form[action$='/callbacks/next'] button").tap()
    caller.page.locator("#contact form button").wait_for()
    assert DIALLED not in caller.page.content()
    assert looked_up(database) == []

    caller.page.locator("#contact form button").tap()

    expect(caller.page.locator("#contact a[href^='tel:']")).to_have_attribute("href", f"tel:{DIALLED}")
    assert looked_up(database) == [person.id]


def looked_up(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.exec(select(AuditEntry.person_id).where(AuditEntry.verb == "contact.reveal")))


def call(caller: Phone) -> None:
    """The telephone list, on the same form."""
    caller.page.locator("#contact a[href$='/interview']").tap()
    caller.arrived("consent")
    caller.until("finish")
    caller.finish()
    expect(caller.screen).to_have_class(re.compile("is-safe"))
    expect(caller.page.locator('[data-do="again"]')).to_be_hidden()
    expect(caller.page.locator("a.when-called").first).to_have_attribute("href", "/callbacks")


def the_case_is_closed(caller: Phone, database: Database) -> None:
    with database.reading() as session:
        case = session.exec(select(Case)).one()
        again = session.exec(select(Interview).where(Interview.wave_id == case.wave_id)).one()
    assert (again.mode, again.status, again.language) == ("cati", "complete", "tr")
    assert case.closed_by == "complete"
    caller.open("/callbacks")
    expect(caller.page.locator(".case")).to_have_count(0)


def test_an_arabic_speaking_student_interviews_a_parent_in_arabic(
    browse: Browse, house: House, study: SmallStudy
) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740, ui="ar")
    phone.open("/home")
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    start_from_home(phone, study)
    phone.speak("ar")

    phone.until("info_progress")
    assert from_top_to_bottom(phone) == ["1", "2", "3", "4", "5"]
    expect(phone.screen.locator(".say.own")).to_have_count(0)
    phone.until("finish", call_language="ar", phone="٠٦ ١٢٣٤٥٦٧٨")
    phone.finish()

    expect(phone.screen).to_have_class(re.compile("is-safe"))
    with house.database.reading() as session:
        assert session.exec(select(Interview)).one().language == "ar"
        assert session.exec(select(Case)).one().language == "ar"


def from_top_to_bottom(phone: Phone) -> list[str]:
    """The codes of the answers, in the order in which one sees them."""
    inputs = phone.screen.locator(".answer input")
    seen = inputs.evaluate_all("(all) => all.map((one) => [one.getBoundingClientRect().y, one.value]).sort()")
    return [value for _, value in seen]
