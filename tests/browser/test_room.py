"""Nothing scrolls: a parent sees every answer at once, on the smallest phone and in every language."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Route

from app.instrument.schema import Instrument
from tests.browser.conftest import Browse
from tests.browser.phones import NUMBER, Phone, address
from tests.factories import SmallStudy

SIZES = [(320, 568), (360, 740), (412, 915)]

MEASURE = Path(__file__).with_name("room.js").read_text()
SCROLLS = """
(screen) => {
  const out = [screen.querySelector(".statement"), document.documentElement, screen.parentElement];
  const high = out.filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.className);
  const button = screen.querySelector(".primary").getBoundingClientRect();
  return button.bottom > innerHeight ? [...high, "the button"] : high;
}
"""


def agree(route: Route) -> None:
    """A server that has everything: the interviews here belong to no parent."""
    revision = json.loads(route.request.post_data or "{}")["revision"]
    route.fulfill(status=200, headers={"Interview-Revision": str(revision)}, json={})


def measure(phone: Phone, instrument: Instrument, *sizes: tuple[int, int]) -> list[str]:
    """What does not fit, in words; five-point answers need 56 pixels, all others 40."""
    found = []
    for width, height in sizes:
        phone.page.set_viewport_size({"width": width, "height": height})
        found += phone.page.evaluate(MEASURE, {"languages": list(instrument.languages), "least": 40, "roomy": 56})
    return found


@pytest.mark.parametrize("ui", ["nl", "ar"])
@pytest.mark.parametrize("wave", ["w1", "w2"])
def test_every_item_fits_in_every_language(browse: Browse, study: SmallStudy, wave: str, ui: str) -> None:
    phone: Phone = browse(Phone, study.student, width=320, height=568, ui=ui)
    phone.page.route("**/interviews/*", agree)
    instrument = study.w1 if wave == "w1" else study.w2

    phone.open(address(study, ui=ui, instrument=instrument, kind="meeting"))
    phone.page.locator("#interview[data-at]").wait_for()
    assert measure(phone, instrument, SIZES[0]) == []
    phone.open(address(study, ui=ui, instrument=instrument, kind="talk"))
    phone.page.locator("#interview[data-at]").wait_for()
    assert measure(phone, instrument, *SIZES) == []


@pytest.mark.parametrize("ui", ["nl", "ar"])
def test_a_number_read_back_and_a_number_refused_fit_too(browse: Browse, study: SmallStudy, ui: str) -> None:
    phone: Phone = browse(Phone, study.student, width=320, height=568, ui=ui)
    phone.page.route("**/interviews/*", agree)
    phone.watch.expect_losses()  # 422 for the number that nobody can have
    phone.begin(study)
    phone.page.evaluate("location.hash = location.hash.replace('consent', 'phone')")
    phone.arrived("phone")

    for number, shown in (("06 1234", ".wrong"), ("+31 6 1234567890", ".checked [role=alert]"), (NUMBER, ".readback")):
        phone.screen.locator(".entry").fill(number)
        phone.do("next")
        phone.screen.locator(shown).wait_for()
        assert phone.screen.evaluate(SCROLLS) == [], shown
