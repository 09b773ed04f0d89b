"""The pill in the header of every page, and the page that it leads to: what waits here, and why."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from app.security.phone_sealing import PhoneSealing
from app.templating import build
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.test_access import violations
from tests.browser.test_store import SCRIPTS
from tests.factories import SmallStudy

SLOW = 10_000  # ms; a memory that never answers is waited for
SAVES = re.compile("/interviews/|/refusals/")
PUT = """
async ([interviews, refusals]) => {
  const store = (await import('/static/test/store.js')).openStore();
  for (const one of interviews) await store.interviews.put(one);
  for (const one of refusals) await store.refusals.put(one);
}
"""
REFUSED = "This interview was finished before with other answers; ask the lead: nothinghereislostandnothinggoesaway."
SHARES = """
Object.defineProperty(navigator, "standalone", { value: true });
navigator.canShare = () => true;
navigator.share = async ({ files }) => { window.shared = files.map(({ type }) => type); };
"""
PROMISES = """
let promised = false;
StorageManager.prototype.persisted = async () => promised;
StorageManager.prototype.persist = async () => (promised = true);
"""
DELETED = """
() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("aloud");
  request.onsuccess = () => resolve();
  request.onblocked = reject;
});
"""
NEVER = "IDBFactory.prototype.open = () => ({});"
NONE = 'IDBFactory.prototype.open = () => { throw new DOMException("", "UnknownError"); };'
FULL = 'IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };'


def hours_ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def kept(name: str, hours: float = 1, **more: Any) -> dict[str, Any]:
    """An interview as a phone holds it."""
    at = hours_ago(hours)
    return {
        "id": name,
        "revision": 3,
        "confirmed": 0,
        "parked": None,
        "status": "complete",
        "instrument": "parent-w1",
        "activity": 1,
        "language": "tr",
        "device_started_at": at,
        "saved_at": at,
        "since": at,
        "answers": {"consent": {"value": "1", "missing": None}, "secret": {"value": "4711", "missing": None}},
        "contact": {},
        "body": {"revision": 3},
        **more,
    }


def tap(name: str, **more: Any) -> dict[str, Any]:
    """A refusal as a phone holds it."""
    at = hours_ago(1)
    known = {"activity": 1, "reason": "no_time", "undone": False, "revision": 1, "confirmed": 0, "parked": None}
    return {"id": name, "at": at, "since": at, **known, **more}


def holds(desk: Desk, *interviews: dict[str, Any], refusals: tuple[dict[str, Any], ...] = ()) -> None:
    """Put things into the memory of a phone, as earlier evenings would have."""
    desk.page.route(
        "**/static/test/*.js",
        lambda route: route.fulfill(
            content_type="text/javascript", path=SCRIPTS / route.request.url.rpartition("/")[2]
        ),
    )
    desk.open("/healthz")
    desk.page.evaluate(PUT, [interviews, list(refusals)])


def cut(desk: Desk) -> None:
    """Nothing that is sent arrives."""
    desk.watch.expect_losses()
    desk.page.route(SAVES, lambda route: route.abort())


def pill_says(desk: Desk, template: str, **values: object) -> None:
    """The pill of the header says what a template of the page says."""
    pill = desk.page.locator("#satchel .pill")
    words: str = desk.page.locator(f"#pill-{template}").evaluate("(template) => template.content.textContent")
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    expect(pill).to_have_text(words, timeout=SLOW)


def this_phone(desk: Desk, ui: str = "nl") -> None:
    """Go to the page "This phone"."""
    desk.open(f"/phone/{ui}/{build()}")


def test_the_header_says_that_all_is_safe_and_leads_to_this_phone(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.open("/home")
    pill_says(phone_page, "safe")

    phone_page.page.locator("#satchel a").tap()

    expect(phone_page.page.locator("#state")).to_have_class(re.compile("is-safe"))
    expect(phone_page.page.locator("#send")).to_be_hidden()
    expect(phone_page.page.locator("#copy")).to_be_hidden()


def test_somebody_who_never_keeps_anything_is_not_told_so(lead_page: Desk, browse: Browse) -> None:
    lead_page.open("/board")
    expect(lead_page.page.locator("#satchel .pill")).to_have_count(1)
    expect(lead_page.page.locator("#satchel")).to_be_hidden()


@pytest.mark.parametrize(
    ("hours", "template", "values"),
    [(2, "waits", {}), (25, "yesterday", {}), (73, "days", {"days": 3}), (-48, "waits", {})],
)
def test_what_waits_too_long_says_so_in_the_header_and_what_to_do_on_this_phone(
    phone_page: Phone, study: SmallStudy, hours: int, template: str, values: dict[str, int]
) -> None:
    cut(phone_page)
    holds(phone_page, kept("a", hours=0), kept("b", hours=0))
    phone_page.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=hours))

    phone_page.open("/home")
    pill_says(phone_page, template, count=2, **values)
    this_phone(phone_page)

    advice = phone_page.page.locator("#words").get_attribute(f"data-{template}-advice") or ""
    expect(phone_page.page.locator("#state-advice")).to_have_text(advice)
    assert ("warm" in (phone_page.page.locator("#state").get_attribute("class") or "")) == (template != "waits")


def test_this_phone_shows_what_waits_and_never_what_was_answered(phone_page: Phone, study: SmallStudy) -> None:
    cut(phone_page)
    interviews = [kept(f"i{number}", hours=number + 1) for number in range(30)]
    parked = kept("p", parked=REFUSED)
    decided = kept("d", confirmed=3, confirmed_at=hours_ago(1), decided="voided")
    holds(phone_page, *interviews, parked, decided, refusals=(tap("r1"), tap("r2")))

    this_phone(phone_page)
    page = phone_page.page

    expect(page.locator("#waiting .card > .line")).to_have_count(5)
    page.locator("#waiting summary").tap()
    expect(page.locator("#waiting .line:visible")).to_have_count(31)
    expect(page.locator("#waiting .line").first.locator(".amount")).to_contain_text("2")
    expect(page.locator("#parked .why")).to_have_text(REFUSED)
    expect(page.locator("#decided .line")).to_have_count(1)
    assert "4711" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_send_now_says_what_it_came_to_and_goes_on_by_itself(phone_page: Phone, study: SmallStudy) -> None:
    cut(phone_page)
    holds(phone_page, kept("a"), refusals=(tap("r"),))
    this_phone(phone_page)
    expect(phone_page.page.locator("#waiting .line")).to_have_count(2)
    outcome = phone_page.page.locator("#outcome")

    phone_page.page.locator("#send").tap()
    expect(outcome).to_have_text(phone_page.page.locator("#words").get_attribute("data-later") or "")
    phone_page.page.unroute(SAVES)
    phone_page.page.route(SAVES, confirm)

    expect(phone_page.page.locator("#state")).to_have_class(re.compile("is-safe"))  # it is tried again by itself
    expect(phone_page.page.locator("#waiting")).to_be_hidden()


def confirm(route: Route) -> None:
    """A server that has it."""
    route.fulfill(status=200, body="{}", headers={"Interview-Revision": "9", "Refusal-Revision": "9"})


def test_parked_ones_are_tried_again_after_everything_else_and_block_nothing(
    phone_page: Phone, study: SmallStudy
) -> None:
    cut(phone_page)
    holds(phone_page, kept("p", hours=9, parked="It was finished before."), kept("a"))
    phone_page.page.unroute(SAVES)
    tried: list[str] = []

    def decide(route: Route) -> None:
        tried.append(route.request.url[-1])
        if tried[-1] == "a":
            confirm(route)
        else:
            route.fulfill(status=200, headers={"Interview-Revision": "3", "Interview-Decision": "accepted"})

    phone_page.page.route(SAVES, decide)
    phone_page.open("/home")
    pill_says(phone_page, "safe")

    assert tried == ["a", "p"]
    this_phone(phone_page)
    expect(phone_page.page.locator("#decided .line")).to_have_count(1)
    expect(phone_page.page.locator("#parked")).to_be_hidden()


def test_two_people_on_one_phone_and_only_one_must_sign_in(phone_page: Phone, study: SmallStudy) -> None:
    holds(phone_page, kept("a", phone=1, hours=3), kept("b", phone=2, hours=2), kept("c", phone=1))
    phone_page.watch.expect_losses()

    def admit(route: Route) -> None:
        if (route.request.post_data_json or {}).get("phone") == 1:
            route.fulfill(status=401, json={"error": "Sign in."})
        else:
            confirm(route)

    phone_page.page.route(SAVES, admit)
    phone_page.open("/home")
    pill_says(phone_page, "signin", count=2)
    expect(phone_page.page.locator("#satchel .pill")).to_have_attribute("href", "/signin")

    this_phone(phone_page)
    expect(phone_page.page.locator("#sign-in")).to_be_visible()
    assert {one["id"]: one["confirmed"] for one in phone_page.kept()} == {"a": 0, "b": 3, "c": 0}


@pytest.mark.parametrize("trouble", [NEVER, NONE])
def test_a_memory_that_does_not_answer_is_never_called_safe(phone_page: Phone, study: SmallStudy, trouble: str) -> None:
    phone_page.page.add_init_script(trouble)
    phone_page.open("/home")
    pill_says(phone_page, "unkept")

    this_phone(phone_page)

    expect(phone_page.page.locator("#trouble")).to_be_visible(timeout=SLOW)
    expect(phone_page.page.locator("#state")).to_be_hidden()


def test_a_phone_that_is_full_says_so_in_the_interview(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.page.add_init_script(FULL)
    phone_page.begin(study)
    phone_page.tap("1")

    phone_page.says("pill-unkept")


def test_the_pill_of_the_interview_leads_to_this_phone_too(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.begin(study)
    phone_page.tap("1")
    phone_page.says("saved")

    phone_page.pill.tap()

    expect(phone_page.page.locator("#phone")).to_be_visible()


def test_a_file_saved_without_a_network_holds_everything_unsent_and_opens_at_the_lead_s(
    phone_page: Phone, study: SmallStudy, house: House
) -> None:
    cut(phone_page)
    sent = kept("s", confirmed=3, confirmed_at=hours_ago(1))
    parked = kept("p", parked="It was finished before.", phone=7)
    holds(phone_page, kept("a"), parked, sent, refusals=(tap("r"), tap("gone", confirmed=1, confirmed_at=hours_ago(1))))
    this_phone(phone_page)
    before = phone_page.kept(), phone_page.kept("refusals")
    phone_page.page.context.set_offline(True)

    with phone_page.page.expect_download() as saving:
        phone_page.page.locator("#save").tap()
    file = json.loads(saving.value.path().read_text("utf-8"))
    opened = json.loads(PhoneSealing(house.settings.contact_keys).open(file.pop("sealed"), "aloud unsent file"))

    assert re.fullmatch(r"aloud-unsent-\d{4}-\d\d-\d\d-\d{4}\.json", saving.value.suggested_filename)
    assert (file["format"], file["format_version"], file["release"]) == ("aloud-unsent", 1, build())
    assert file.keys() == {"format", "format_version", "made_at", "release", "phone"}
    assert {one["id"]: one["body"].get("phone") for one in opened["interviews"]} == {"a": None, "p": 7}
    assert [one["id"] for one in opened["refusals"]] == ["r"]
    assert (phone_page.kept(), phone_page.kept("refusals")) == before
    expect(phone_page.page.locator("#saved")).to_contain_text(saving.value.suggested_filename)


def test_a_phone_that_cannot_download_shares_the_file(phone_page: Phone, study: SmallStudy) -> None:
    cut(phone_page)
    phone_page.page.add_init_script(SHARES)
    holds(phone_page, kept("a"))
    this_phone(phone_page)

    phone_page.page.locator("#save").tap()

    expect(phone_page.page.locator("#saved")).to_contain_text("aloud-unsent-")
    assert phone_page.page.evaluate("window.shared") == ["application/json"]


def test_the_storage_is_asked_for_again_and_its_answer_shown(phone_page: Phone, study: SmallStudy) -> None:
    phone_page.page.add_init_script(PROMISES)
    this_phone(phone_page)
    words = phone_page.page.locator("#persisted")
    expect(words).to_have_text(words.get_attribute("data-no") or "")

    phone_page.page.locator("#persist").tap()

    expect(words).to_have_text(words.get_attribute("data-yes") or "")
    expect(phone_page.page.locator("#persist")).to_be_hidden()


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_this_phone_can_be_used_by_everybody(browse: Browse, study: SmallStudy, ui: str) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740, ui=ui)
    cut(phone)
    holds(phone, *(kept(f"i{number}") for number in range(9)), kept("p", parked="Vraag het."), refusals=(tap("r"),))
    this_phone(phone, ui)
    phone.page.locator("#waiting summary").tap()

    assert list(violations(phone.page, "this phone")) == []
    phone.open("/home")
    pill_says(phone, "waits", count=10)
    assert list(violations(phone.page, "home")) == []


def test_a_memory_deleted_in_mid_interview_is_made_anew_with_the_whole_interview(
    phone_page: Phone, study: SmallStudy
) -> None:
    phone_page.begin(study)
    phone_page.until("info_know")
    phone_page.confirmed()
    phone_page.watch.expect_losses()
    phone_page.page.context.set_offline(True)

    phone_page.page.evaluate(DELETED)
    phone_page.tap("4")
    phone_page.says("pill-waits", count=1)

    (held,) = phone_page.kept()
    assert {"consent", "relation", "info_progress", "info_know"} <= held["answers"].keys()
