"""One interview in two tabs: one writes, the other says so, and no tap is lost when it changes hands."""

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.phones import Phone
from tests.factories import SmallStudy
from tests.routes.phones import answers_of

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"
#: A tab that does not answer any more.
DEAF = "BroadcastChannel.prototype.postMessage = () => {};"
LOCKS = """
() => navigator.locks.query().then(({ held }) => held.map(({ name }) => name).filter((name) => name !== "drain"))
"""
NO_LOCK_HELD = f"() => ({LOCKS.strip()})().then((names) => names.length === 0)"


def second(phone: Phone) -> Phone:
    """The same interview, opened once more."""
    page: Page = phone.page.context.new_page()
    page.goto(phone.page.url)
    return Phone(page, phone.house, phone.watch)


def test_a_second_tab_says_that_the_interview_is_open_and_can_go_on_with_it(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    other = second(phone_page)
    other.arrived("held")
    expect(other.page.locator("dialog[open]")).to_have_count(0)
    expect(other.page.locator("header.bar button:visible")).to_have_count(0)
    phone_page.tap("5")

    other.do("here")
    other.arrived("info_tips")
    phone_page.arrived("elsewhere")
    asked = other.until("help_able")
    other.confirmed()

    assert set(asked) < set(answers_of(house.database))
    assert answers_of(house.database)["info_know"]["value"] == "5"


def test_the_tab_that_let_go_writes_nothing_more_and_may_take_the_interview_back(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    other = second(phone_page)
    other.do("here")
    other.arrived("info_know")
    phone_page.arrived("elsewhere")
    (before,) = other.kept()

    phone_page.page.bring_to_front()
    phone_page.page.evaluate("document.querySelector('[name=info_know]').click()")
    phone_page.page.evaluate(
        "document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event('pagehide'))"
    )
    other.tap("2")
    (after,) = other.kept()
    assert after["answers"]["info_know"]["value"] == "2"
    assert after["revision"] == before["revision"] + 1

    phone_page.do("here")
    phone_page.arrived("info_tips")
    other.arrived("elsewhere")
    phone_page.do("back")
    phone_page.arrived("info_know")
    expect(phone_page.answer("2")).to_be_checked()


def test_what_is_half_typed_when_another_tab_takes_over_stands_there(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.do("more")
    phone_page.page.locator("#remark").fill("hesitates lo")
    other = second(phone_page)
    other.do("here")
    other.arrived("relation")

    other.do("more")
    expect(other.page.locator("#remark")).to_have_value("hesitates lo")
    expect(phone_page.page.locator("dialog[open]")).to_have_count(0)


def test_a_tab_that_does_not_answer_loses_the_interview(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    other = second(phone_page)
    other.page.evaluate(DEAF)
    other.do("here")

    other.arrived("info_know")
    phone_page.arrived("elsewhere")
    other.tap("4")
    (record,) = other.kept()
    assert record["answers"]["info_know"]["value"] == "4"


def test_the_lock_is_free_when_the_page_is_left(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    (record,) = phone_page.kept()
    assert f"interview:{record['id']}" in phone_page.page.evaluate(LOCKS)

    phone_page.open("/home")

    assert phone_page.page.evaluate(LOCKS) == []
    other = second(phone_page)
    other.page.locator("#resume a.card").tap()
    other.arrived("relation")


def test_a_page_from_the_back_forward_cache_reads_the_newest_and_sees_the_other_tab(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    away = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
    again = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    phone_page.page.evaluate(away)
    other = second(phone_page)
    other.arrived("info_know")
    other.tap("2")

    phone_page.page.evaluate(again)
    phone_page.arrived("held")
    other.page.close(run_before_unload=True)
    phone_page.page.wait_for_function(NO_LOCK_HELD)
    phone_page.page.evaluate(again)
    phone_page.arrived("info_tips")
    phone_page.do("back")
    phone_page.arrived("info_know")
    expect(phone_page.answer("2")).to_be_checked()


def test_without_locks_every_tab_works_as_before(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.page.context.add_init_script(NO_LOCKS)
    phone_page.begin(study)
    phone_page.until("info_know")
    other = second(phone_page)

    other.arrived("info_know")
    other.tap("3")
    other.arrived("info_tips")
