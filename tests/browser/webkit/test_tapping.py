"""Real taps in WebKit, led by its own driver, which forgets everything at the end: kills are told beside this."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from app.instrument.schema import Instrument
from tests.browser.house import House
from tests.browser.phones import CONFIRMED, address
from tests.browser.webkit.minibrowser import PATIENCE, program, surroundings
from tests.factories import SmallStudy
from tests.faults.proxy import Proxy
from tests.routes.phones import answers_of, stored

pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")  # Selenium's own
DRIVER = "/usr/bin/WebKitWebDriver"


class Window:
    """A window of WebKit with somebody in front of it."""

    def __init__(self, driver: webdriver.WebKitGTK, house: House) -> None:
        self.driver, self.house = driver, house

    def open(self, path: str) -> None:
        """Go to a page of ours."""
        self.driver.get(f"{self.house.address}{path}")

    def tap(self, selector: str) -> None:
        """Tap the one of these that is shown."""
        self.until(f"[...document.querySelectorAll({selector!r})].some((one) => one.checkVisibility())")
        next(one for one in self.driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()).click()

    def answer(self, value: str) -> None:
        """Tap an answer and wait for the next statement."""
        before = self.at
        self.tap(f'.screen:not([hidden]) label:has(input[value="{value}"])')
        self.until(f"document.getElementById('interview').dataset.at !== {before!r}")

    @property
    def at(self) -> str:
        """The item that is shown."""
        return str(self.driver.execute_script("return document.getElementById('interview')?.dataset.at ?? ''"))

    def until(self, expression: str) -> None:
        """Wait until something holds in the page."""
        WebDriverWait(self.driver, PATIENCE).until(
            lambda driver: driver.execute_script(f"return Boolean({expression})"), expression
        )

    def confirmed(self) -> None:
        """Wait until the server has said the number of everything."""
        self.driver.set_script_timeout(PATIENCE)
        said = "const done = arguments[0]; (%s)('').then(() => done(''), (problem) => done(String(problem)))"
        assert self.driver.execute_async_script(said % CONFIRMED) == ""


@pytest.fixture
def window(house: House, corridor: Proxy, study: SmallStudy, tmp_path: Path, display: str) -> Iterator[Window]:
    """Signed in, at home."""
    options = Options()
    options.binary_location = program()
    options.add_argument("--automation")
    service = Service(DRIVER, env=surroundings(tmp_path, display) | {"SE_OFFLINE": "true", "SE_AVOID_STATS": "true"})
    driver = webdriver.WebKitGTK(options=options, service=service)
    opened = Window(driver, house)
    driver.get(house.link(study.student))
    opened.tap(".signin button")
    opened.until("document.querySelector('#ready .safe')")
    opened.open("/home")  # WebKit hands a page to a new worker when it is opened again
    opened.until("navigator.serviceWorker.controller")
    yield opened
    driver.quit()


def test_taps_without_a_network_are_found_again_by_way_of_home_and_sent(
    window: Window, corridor: Proxy, study: SmallStudy, short: Instrument, house: House
) -> None:
    window.open(address(study, "ar", instrument=short))
    window.until("document.querySelector('#interview[data-at]')")
    corridor.shut()
    for value in ("1", "2", "4", "5"):
        window.answer(value)
    place = window.at
    window.until("document.querySelector('#pill .waits')")

    window.open("/home")
    window.tap("#resume a.card")
    window.until(f"document.getElementById('interview')?.dataset.at === {place!r}")
    assert window.driver.find_element(By.CSS_SELECTOR, ".bar .chip span").get_attribute("lang") == "ar"
    window.tap('[data-do="more"]')
    window.tap('[data-do="stop"]')
    window.tap('[data-do="stopped"][value="no_time"]')
    window.until("document.querySelector('.receipt:not([hidden]):not(.is-safe)')")
    corridor.open()
    window.open("/home")
    window.confirmed()

    (interview,) = stored(house.database)
    assert interview.stop_reason == "no_time"
    assert [given["value"] for given in answers_of(house.database).values()] == ["1", "2", "4", "5"]
