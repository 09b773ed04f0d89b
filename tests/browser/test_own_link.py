"""A mother who would rather not telephone gets a link, and answers on an old phone, in two sittings."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.calling.states import CaseState
from app.models import Case
from tests import own_links
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.sheets import OVERFLOW, SMALL, answer, turn
from tests.conftest import Visit
from tests.factories import SmallStudy
from tests.routes.phones import stored


def seen(page: Page) -> None:
    """Nothing sticks out, and every target can be hit."""
    assert (page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [])


@pytest.fixture
def case(house: House, visit: Visit, study: SmallStudy) -> Case:
    return own_links.met(visit(study.student), study, house.clock, house.database, text=False)


def test_a_mother_answers_on_an_old_phone_in_two_sittings_and_her_case_is_closed(
    browse: Browse, house: House, case: Case, study: SmallStudy
) -> None:
    caller: Phone = browse(Phone, study.turkish_caller, width=360, height=740, ui="nl")
    caller.open(f"/callbacks/{case.id}/link")
    caller.page.check('[name="asked_now"]')
    caller.page.click("form.card .primary")
    message = caller.page.locator("textarea.message").input_value()
    expect(caller.page.locator('a[href^="sms:+31612345678"]')).to_be_visible()
    assert caller.page.evaluate(OVERFLOW) == 0

    mother: Phone = browse(Phone, None, width=320, height=568, ui="nl", java_script_enabled=False)
    page = mother.page
    page.goto(re.search(r"http://\S+", message)[0])  # type: ignore[index]
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    seen(page)
    page.locator("summary").click()
    turn(page, '.tongues button[value="ar"]')
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    seen(page)
    page.locator("summary").click()
    turn(page, '.tongues button[value="tr"]')
    turn(page)
    while not page.locator("#help_able").count():
        answer(page)
        turn(page)
        seen(page)

    house.clock.forward(days=2)
    page.goto(re.search(r"http://\S+", message)[0])  # type: ignore[index]
    expect(page.locator(".kept")).to_be_visible()
    turn(page)
    expect(page.locator("#help_able")).to_be_visible()
    while page.locator("form").count():
        answer(page)
        turn(page)

    expect(page.locator(".code")).to_contain_text("R-")
    with house.database.reading() as session:
        assert session.exec(select(Case)).one().state == CaseState.COMPLETE
    assert [(one.mode, one.language, one.status) for one in stored(house.database) if one.mode != "capi"] == [
        ("self", "tr", "complete")
    ]
