"""A real server and a real browser; every page fails its test when anything goes wrong in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.config import Settings
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.models import Person
from app.services import instruments
from benchmarks.browser import chromium
from tests.browser.house import House
from tests.browser.phones import Desk, Phone
from tests.browser.watch import Watch
from tests.conftest import TestClock
from tests.databases import EVENING
from tests.factories import SmallStudy
from tests.faults.proxy import Proxy

PATIENCE = 20_000  # ms; only who fails waits as long as this
expect.set_options(timeout=PATIENCE)

Browse = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page that was too slow is opened once more, and the summary says so; a proof gets no second chance."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and "proof" not in item.keywords:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def engine() -> str:
    """SQLite; the one story that is told on PostgreSQL too says so itself."""
    return "sqlite"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all of these tests; gone before the others, which want the event loop for themselves."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def house(settings: Settings, clock: TestClock) -> Iterator[House]:
    """The server, open."""
    held = House(settings, clock)
    held.start()
    yield held
    held.close()


@pytest.fixture
def corridor(house: House) -> Iterator[Proxy]:
    """A network between browsers and the server, good until a test gives it a plan; ask for it before any phone."""
    proxy = Proxy(house.port).start()
    house.stop()
    house.move(proxy.address)
    house.start()
    yield proxy
    proxy.close()


@pytest.fixture
def short(house: House) -> Instrument:
    """A questionnaire of nine items."""
    paper = load(Path(__file__).parent / "short" / "parent-w1.yaml")
    with house.database.writing() as session:
        instruments.publish(session, paper, now=EVENING)
    return paper


@pytest.fixture
def every_way(house: House) -> Instrument:
    """A questionnaire with a screen of every kind, in four languages."""
    paper = load(Path(__file__).parent / "every_way" / "parent-w1.yaml")
    with house.database.writing() as session:
        instruments.publish(session, paper, now=EVENING)
    return paper


@pytest.fixture
def browse(browser: Browser, house: House) -> Iterator[Browse]:
    """Open browser windows; when the test is over, none of them may have had a problem."""
    open_windows: list[tuple[BrowserContext, Watch]] = []

    def window(
        kind: type[Desk],
        person: Person | None,
        *,
        width: int,
        height: int,
        ui: str = "nl",
        worker: bool = False,
        **more: Any,
    ) -> Desk:
        touch = kind is Phone
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            locale=ui,
            reduced_motion="reduce",  # a tap waits until nothing moves any more
            service_workers="allow"
            if worker
            else "block",  # what goes through a worker passes by the tests' own routes
            **more,
        )
        context.set_default_timeout(PATIENCE)
        cookies = {"language": ui} | ({"session": house.cookie(person)} if person else {})
        context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in cookies.items()])
        watch = Watch(context)
        open_windows.append((context, watch))
        return kind(context.new_page(), house, watch)

    yield window
    for context, _ in open_windows:
        context.close()
    assert [problem for _, watch in open_windows for problem in watch.problems] == []


@pytest.fixture
def phone_page(browse: Browse, study: SmallStudy) -> Phone:
    """The student's phone, signed in."""
    held: Phone = browse(Phone, study.student, width=360, height=740)
    return held


@pytest.fixture
def kept_phone(browse: Browse, study: SmallStudy) -> Phone:
    """The student's phone with a service worker: what it keeps opens without internet."""
    held: Phone = browse(Phone, study.student, width=360, height=740, worker=True)
    return held


@pytest.fixture
def small_phone(browse: Browse, study: SmallStudy) -> Phone:
    """The smallest that anybody still carries."""
    held: Phone = browse(Phone, study.student, width=320, height=568)
    return held


@pytest.fixture
def caller_page(browse: Browse, study: SmallStudy) -> Phone:
    """A caller with a phone in hand."""
    held: Phone = browse(Phone, study.caller, width=412, height=915)
    return held


@pytest.fixture
def lead_page(browse: Browse, study: SmallStudy) -> Desk:
    """The lead at a desk."""
    held: Desk = browse(Desk, study.lead, width=1280, height=800)
    return held
