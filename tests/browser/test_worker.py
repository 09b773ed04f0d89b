"""The service worker: what it keeps, what it never keeps, and what opens without internet."""

import json

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from app.models import SignIn
from app.routes import offline
from app.templating import build, kept
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.strangers import portal, silence
from tests.browser.worker import (
    anew,
    come_home,
    cut,
    everything_kept,
    forget,
    is_ready,
    mend,
    paper,
    prints,
    shells,
    shelves,
    tools,
)
from tests.factories import SmallStudy
from tests.routes.phones import stored

NO_WORKER = "delete Navigator.prototype.serviceWorker; delete globalThis.caches"


def is_away(phone: Phone) -> None:
    """Home says that it is not ready yet."""
    expect(phone.page.locator("#ready .pill.waits")).to_have_count(1)


def test_an_interview_is_held_without_internet_from_a_cold_start(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    kept_phone.page.context.clock.set_fixed_time(house.clock.now())
    cut(kept_phone)

    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion:visible")).to_have_count(2)
    expect(kept_phone.page.locator(".as-of")).to_be_visible()
    is_ready(kept_phone)
    kept_phone.page.locator(".start:visible").first.tap()
    kept_phone.arrived("consent")
    kept_phone.tap("0")
    kept_phone.arrived("receipt")

    mend(kept_phone)
    kept_phone.confirmed()
    assert [held.status for held in stored(house.database)] == ["refused"]


def test_nothing_with_a_person_in_it_is_kept(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)

    held = shelves(kept_phone)

    assert set(held) == {f"release-{build()}", "prints", "evening"}
    assert set(held["prints"]) == prints(kept_phone)
    assert paper(study) in held["prints"]
    assert sorted(held["evening"]) == ["/home", "/language"]
    assert set(shells()) < set(held[f"release-{build()}"])
    assert study.student.name not in everything_kept(kept_phone)


def test_chromium_finds_it_installable(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)

    told = tools(kept_phone).send("Page.getAppManifest")

    assert told["errors"] == []
    assert json.loads(told["data"])["id"] == "/"
    problems = tools(kept_phone).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [problem for problem in problems if problem["errorId"] != "in-incognito"] == []


def test_the_way_to_the_door_is_never_kept_in_the_place_of_home(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    before = shelves(kept_phone)
    with house.database.writing() as session:
        session.exec(delete(SignIn))

    kept_phone.open("/")
    kept_phone.page.locator(".signin").wait_for()

    assert shelves(kept_phone) == before
    cut(kept_phone)
    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(2)


def test_whatever_is_missing_of_a_half_filled_cache_home_says_so_and_mends_it(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    script = f"/static/{build()}/interview.js"
    for address in (script, paper(study)):
        forget(kept_phone, address)
        cut(kept_phone)
        kept_phone.open("/")
        is_away(kept_phone)

        mend(kept_phone)
        anew(kept_phone)
        is_ready(kept_phone)
    cut(kept_phone)
    kept_phone.open("/")
    is_ready(kept_phone)


def test_an_install_that_fails_half_way_is_none(
    kept_phone: Phone, study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(offline, "kept", lambda: [*kept(), f"/static/{build()}/gone.js"])
        kept_phone.watch.expect_losses()
        kept_phone.open("/home")
        is_away(kept_phone)
        assert not kept_phone.page.evaluate("async () => (await navigator.serviceWorker.getRegistration())?.active")

    anew(kept_phone)
    is_ready(kept_phone)


@pytest.mark.parametrize("status", [200, 302])
def test_a_captive_portal_poisons_nothing(kept_phone: Phone, study: SmallStudy, house: House, status: int) -> None:
    come_home(kept_phone)
    forget(kept_phone, paper(study))
    kept_phone.watch.expect_losses()
    house.stop()
    with portal(house.port, status):
        anew(kept_phone)
        is_away(kept_phone)
        kept_phone.open(paper(study))  # the portal's own page may show
        if status == 200:
            kept_phone.open("/")  # but not in the place of home
            expect(kept_phone.page.locator(".occasion")).to_have_count(2)
            is_away(kept_phone)
        assert "terms" not in everything_kept(kept_phone)
        assert "prints" not in shelves(kept_phone) or paper(study) not in shelves(kept_phone)["prints"]
    house.start()

    come_home(kept_phone)
    kept_phone.begin(study)


def test_a_network_that_says_nothing_is_not_waited_for(kept_phone: Phone, study: SmallStudy, house: House) -> None:
    come_home(kept_phone)
    kept_phone.watch.expect_losses()
    house.stop()
    with silence(house.port):
        kept_phone.open("/")

        expect(kept_phone.page.locator(".occasion")).to_have_count(2)
        is_ready(kept_phone)


def test_a_worker_that_is_killed_comes_back(kept_phone: Phone, study: SmallStudy, house: House) -> None:
    come_home(kept_phone)
    browser = tools(kept_phone)
    browser.send("ServiceWorker.enable")
    cut(kept_phone)
    for _ in range(3):
        browser.send("ServiceWorker.stopAllWorkers")
        kept_phone.open("/")
        expect(kept_phone.page.locator(".occasion")).to_have_count(2)
    kept_phone.page.context.set_offline(False)
    with silence(house.port):  # home is being asked for, and nobody answers
        kept_phone.page.evaluate("() => { location.href = '/'; }")
        browser.send("ServiceWorker.stopAllWorkers")
    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(2)

    house.start()
    kept_phone.begin(study)
    kept_phone.touch("1")
    browser.send("ServiceWorker.stopAllWorkers")  # the road of a tap does not lead through it
    kept_phone.confirmed()


def test_without_a_worker_everything_works_with_internet_and_home_says_so(browse: Browse, study: SmallStudy) -> None:
    phone: Phone = browse(Phone, study.student, width=360, height=740)
    phone.page.add_init_script(NO_WORKER)

    phone.open("/home")

    expect(phone.page.locator("#ready .pill")).to_have_count(1)
    expect(phone.page.locator("#ready .safe")).to_have_count(0)
    phone.page.locator(".start:visible").first.tap()
    phone.arrived("consent")
    phone.tap("1")
    phone.confirmed()


def test_a_full_phone_is_not_ready_and_says_so(kept_phone: Phone, study: SmallStudy, house: House) -> None:
    come_home(kept_phone)
    full = {"origin": house.address, "quotaSize": 1000}
    browser = tools(kept_phone)
    browser.send("Storage.overrideQuotaForOrigin", full)
    forget(kept_phone, paper(study))

    anew(kept_phone)
    expect(kept_phone.page.locator("#ready .pill.tells")).to_have_count(1)

    browser.send("Storage.overrideQuotaForOrigin", {"origin": house.address})
    anew(kept_phone)
    is_ready(kept_phone)


def test_a_session_that_ended_leaves_home_as_it_was_and_asks_to_sign_in(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    kept_phone.watch.expect_losses()
    with house.database.writing() as session:
        session.exec(delete(SignIn))

    kept_phone.page.evaluate("() => { document.body.dispatchEvent(new Event('counted')); }")

    expect(kept_phone.page.locator('#away a[href="/signin"]')).to_be_visible()
    expect(kept_phone.page.locator(".occasion:visible")).to_have_count(2)
    is_ready(kept_phone)


def test_signing_out_leaves_no_evening_behind_and_needs_internet(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    cut(kept_phone)
    kept_phone.page.locator("#leave button").tap()
    expect(kept_phone.page.locator("#leave .away")).to_be_visible()
    mend(kept_phone)

    kept_phone.page.locator("#leave button").tap()
    kept_phone.page.locator(".signin").wait_for()

    assert shelves(kept_phone)["evening"] == ["/language"]
    cut(kept_phone)
    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(0)
    expect(kept_phone.page.locator(".empty")).to_be_visible()


def test_whoever_signs_in_next_sees_nobody_elses_evening(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)
    kept_phone.page.context.clear_cookies(name="session")

    kept_phone.sign_in(study.other_student)
    is_ready(kept_phone)

    cut(kept_phone)
    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(0)


def test_the_screens_change_language_without_internet(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)
    cut(kept_phone)
    kept_phone.open("/")

    kept_phone.page.locator('.tongues [value="ar"]').tap()

    expect(kept_phone.page.locator("html")).to_have_attribute("lang", "ar")
    expect(kept_phone.page.locator(".occasion")).to_have_count(2)
    is_ready(kept_phone)
    mend(kept_phone)
    kept_phone.open("/")
    expect(kept_phone.page.locator("html")).to_have_attribute("lang", "ar")
    expect(kept_phone.page.locator(".who")).to_be_visible()


def test_a_phone_whose_date_is_another_lets_somebody_choose(kept_phone: Phone, study: SmallStudy, house: House) -> None:
    come_home(kept_phone)
    house.clock.forward(days=-400)
    kept_phone.page.context.clock.set_fixed_time(house.clock.now())
    cut(kept_phone)

    kept_phone.open("/")

    expect(kept_phone.page.locator("#away .notice")).to_be_visible()
    expect(kept_phone.page.locator(".start:visible")).to_have_count(1)
    kept_phone.page.locator(f'label:has(input[value="{study.meeting.id}"])').tap()
    kept_phone.page.locator(".start:visible").tap()
    kept_phone.arrived("consent")


def test_a_phone_without_its_worker_lets_go_of_all_that_it_kept(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    kept_phone.begin(study)
    kept_phone.tap("1")
    kept_phone.confirmed()
    house.stop()
    house.settings = house.settings.model_copy(update={"offline": False})
    house.start()

    kept_phone.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")

    kept_phone.page.wait_for_function("async () => !(await caches.keys()).length")
    kept_phone.page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistration())")
    assert len(kept_phone.kept()) == 1
    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(2)


def test_whoever_is_no_student_passes_by_the_worker(browse: Browse, study: SmallStudy) -> None:
    lead: Desk = browse(Desk, None, width=1280, height=800, worker=True)
    lead.sign_in(study.lead)
    lead.page.wait_for_function("async () => (await navigator.serviceWorker.ready).active")

    lead.open("/")

    lead.page.wait_for_url("**/board")
