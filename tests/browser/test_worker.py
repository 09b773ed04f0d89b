"""The service worker: what it keeps, what it never keeps, and what opens without internet."""

import json

from playwright.sync_api import expect

from app.templating import build
from tests.browser.house import House
from tests.browser.phones import Phone
from tests.browser.worker import come_home, cut, mend, paper, shells, shelves, tools
from tests.factories import SmallStudy
from tests.routes.phones import stored


def test_an_evening_is_kept_and_an_interview_is_held_without_internet(
    kept_phone: Phone, study: SmallStudy, house: House
) -> None:
    come_home(kept_phone)
    cut(kept_phone)

    kept_phone.open("/")
    expect(kept_phone.page.locator(".occasion")).to_have_count(2)
    expect(kept_phone.page.locator("#date")).not_to_be_empty()
    kept_phone.page.locator(".others").or_(kept_phone.page.locator(".start:visible")).first.wait_for()
    kept_phone.page.locator(".start:visible").first.tap()
    kept_phone.arrived("consent")
    kept_phone.tap("0")
    kept_phone.arrived("receipt")

    mend(kept_phone)
    kept_phone.confirmed()
    assert [held.status for held in stored(house.database)] == ["refused"]


def test_nothing_with_a_person_in_it_is_kept(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)

    kept = shelves(kept_phone)

    assert set(kept) == {f"release-{build()}", "prints", "evening"}
    assert kept["prints"] == [paper(study)]
    assert sorted(kept["evening"]) == ["/home", "/language"]
    assert set(shells()) < set(kept[f"release-{build()}"])
    text = kept_phone.page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) => Promise.all("
        "(await (await caches.open(name)).matchAll()).map((reply) => reply.text()))))).flat().join()"
    )
    assert study.student.name not in text


def test_chromium_finds_it_installable(kept_phone: Phone, study: SmallStudy) -> None:
    come_home(kept_phone)

    told = tools(kept_phone).send("Page.getAppManifest")

    assert told["errors"] == []
    assert json.loads(told["data"])["id"] == "/"
    problems = tools(kept_phone).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [problem for problem in problems if problem["errorId"] != "in-incognito"] == []
