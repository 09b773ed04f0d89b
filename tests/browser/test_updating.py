"""A newer release: it waits for the interview, then for a tap, and throws nothing away that is still needed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import templating
from app.routes import offline
from app.templating import build, kept
from tests.browser.phones import Phone
from tests.browser.worker import anew, come_home, cut, is_ready, mend, paper, shelves
from tests.factories import SmallStudy

Release = Callable[[], str]
WAITS = "async () => Boolean((await navigator.serviceWorker.ready).waiting)"
ONLY = "async (name) => (await caches.keys()).filter((one) => one.startsWith('release-')).join() === name"


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Release]:
    """Put a newer release of ourselves on the server; returns its name."""

    def deploy() -> str:
        site = tmp_path / f"after-{build()}"
        shutil.copytree(templating.BUILT, site)
        with (site / "app.css").open("a") as style:
            style.write("/* newer */")
        monkeypatch.setattr(templating, "BUILT", site)
        monkeypatch.setattr(offline, "BUILT", site)
        build.cache_clear()
        kept.cache_clear()
        return build()

    yield deploy
    monkeypatch.undo()
    build.cache_clear()
    kept.cache_clear()


def another_tab(phone: Phone) -> Phone:
    """The same phone, one more page."""
    return Phone(phone.page.context.new_page(), phone.house, phone.watch)


def updated(phone: Phone, name: str) -> None:
    """Take what home offers: home begins again, also where the network had already brought the newer page."""
    phone.page.evaluate("() => { window.isBefore = true; }")
    phone.page.locator("#update button").press("Enter")  # what stands above it may just grow by a line
    phone.page.wait_for_function("() => !window.isBefore")
    phone.page.locator(f'#home[data-release="{name}"]').wait_for()
    is_ready(phone)


def test_a_newer_release_waits_until_no_interview_is_open_and_somebody_says_so(
    kept_phone: Phone, study: SmallStudy, release: Release
) -> None:
    come_home(kept_phone)
    old = build()
    kept_phone.begin(study)
    kept_phone.tap("1")
    newer = release()
    home = another_tab(kept_phone)
    home.open("/home")
    home.page.wait_for_function(WAITS)
    anew(home)
    is_ready(home)
    expect(home.page.locator("#update")).to_be_hidden()
    kept_phone.tap("2")  # in the old release, as it began
    kept_phone.confirmed()
    kept_phone.page.close()

    anew(home)
    updated(home, newer)

    held = shelves(home)
    assert {f"release-{old}", f"release-{newer}"} <= set(held)
    assert {paper(study, release=old), paper(study, release=newer)} <= set(held["prints"])


def test_a_draft_of_the_old_release_goes_on_after_the_update_without_internet(
    kept_phone: Phone, study: SmallStudy, release: Release
) -> None:
    come_home(kept_phone)
    old = build()
    kept_phone.begin(study)
    kept_phone.tap("1")
    kept_phone.confirmed()
    at = kept_phone.at
    address = kept_phone.page.url
    newer = release()
    come_home(kept_phone)
    kept_phone.page.wait_for_function(WAITS)
    anew(kept_phone)
    updated(kept_phone, newer)
    cut(kept_phone)

    kept_phone.page.goto(address)  # the very page that was open then
    kept_phone.arrived(at)
    assert old in (kept_phone.page.locator("script[type=module]").get_attribute("src") or "")
    kept_phone.open("/")
    kept_phone.page.locator("#resume a").tap()
    kept_phone.arrived(at)
    kept_phone.tap("0" if at == "consent" else "2")

    mend(kept_phone)
    kept_phone.confirmed()


def test_an_update_leaves_nothing_behind_that_nobody_needs_and_the_phone_as_ready_as_it_was(
    kept_phone: Phone, study: SmallStudy, release: Release
) -> None:
    come_home(kept_phone)
    old = build()
    newer = release()
    kept_phone.page.evaluate("async () => (await navigator.serviceWorker.ready).update()")
    kept_phone.page.wait_for_function(WAITS)
    anew(kept_phone)
    expect(kept_phone.page.locator("#update")).to_be_visible()
    cut(kept_phone)  # the tap comes in the corridor

    updated(kept_phone, newer)

    held = shelves(kept_phone)
    assert f"release-{old}" not in held
    assert paper(study, release=newer) in held["prints"]
    assert {one.rpartition("/")[2] for one in held["prints"]} == {newer}
    kept_phone.open("/")
    kept_phone.page.locator(".others, .start:visible").first.wait_for()
    kept_phone.page.locator(".start:visible").first.tap()
    kept_phone.arrived("consent")


def test_the_page_about_this_phone_offers_it_too(kept_phone: Phone, study: SmallStudy, release: Release) -> None:
    come_home(kept_phone)
    old = build()
    newer = release()
    kept_phone.page.evaluate("async () => (await navigator.serviceWorker.ready).update()")
    kept_phone.page.wait_for_function(WAITS)
    kept_phone.open(f"/phone/nl/{old}")

    kept_phone.page.locator("#update button").tap()

    kept_phone.page.wait_for_function(ONLY, arg=f"release-{newer}")
    kept_phone.page.locator("#phone").wait_for()


def test_the_browser_may_let_a_new_worker_in_when_everything_was_closed(
    kept_phone: Phone, study: SmallStudy, release: Release
) -> None:
    come_home(kept_phone)
    newer = release()
    kept_phone.page.evaluate("async () => (await navigator.serviceWorker.ready).update()")
    kept_phone.page.wait_for_function(WAITS)
    again = kept_phone.page.context
    kept_phone.page.close()
    kept_phone = Phone(again.new_page(), kept_phone.house, kept_phone.watch)

    kept_phone.open("/home")

    is_ready(kept_phone)
    kept_phone.page.wait_for_function(ONLY, arg=f"release-{newer}")
