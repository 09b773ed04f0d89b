"""What a test asks about the service worker and the shelves of a phone."""

from typing import Any

from playwright.sync_api import expect

from app.i18n import INTERFACE
from app.templating import build
from tests.browser.phones import Phone
from tests.factories import SmallStudy

SHELVES = """
async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
  [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])))
"""
WORKS = "async () => Boolean((await navigator.serviceWorker.ready).active)"


def shelves(phone: Phone) -> dict[str, list[str]]:
    """What the phone keeps of our pages, by shelf."""
    kept: dict[str, list[str]] = phone.page.evaluate(SHELVES)
    return kept


def works(phone: Phone) -> None:
    """Wait until the worker does."""
    assert phone.page.evaluate(WORKS)


def is_ready(phone: Phone) -> None:
    """Wait until home says that it opens without internet."""
    expect(phone.page.locator("#ready .pill.safe")).to_have_count(1)


def come_home(phone: Phone) -> None:
    """Open home with internet and wait until it can do without."""
    phone.open("/home")
    is_ready(phone)


def cut(phone: Phone) -> None:
    """Airplane mode, and nobody at the other end either."""
    phone.watch.expect_losses()
    phone.house.stop()
    phone.page.context.set_offline(True)


def mend(phone: Phone) -> None:
    """The network is back."""
    phone.page.context.set_offline(False)
    phone.house.start()


def paper(study: SmallStudy, ui: str = "nl", release: str = "") -> str:
    """The address of tonight's print."""
    return f"/interview/parent-w1/{study.w1.version}/{ui}/{release or build()}"


def shells() -> list[str]:
    """The addresses of home without persons."""
    return [f"/shell/{tag}/{build()}" for tag in INTERFACE]


def tools(phone: Phone) -> Any:
    """The browser's developer tools."""
    return phone.page.context.new_cdp_session(phone.page)
