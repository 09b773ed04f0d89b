"""What a test asks about the service worker and the shelves of a phone."""

import json
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
FORGET = """
async (address) => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(address, { ignoreVary: true });
}
"""


def shelves(phone: Phone) -> dict[str, list[str]]:
    """What the phone keeps of our pages, by shelf."""
    kept: dict[str, list[str]] = phone.page.evaluate(SHELVES)
    return kept


def is_ready(phone: Phone) -> None:
    """Wait until home says that it opens without internet."""
    expect(phone.page.locator("#ready .pill.safe:only-child")).to_have_count(1, timeout=20_000)


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


def prints(phone: Phone) -> set[str]:
    """The addresses of all lists in use, as home names them."""
    named = json.loads(phone.page.locator(".days").get_attribute("data-prints") or "[]")
    return {address for address, _ in named}


def shells() -> list[str]:
    """The addresses of home without persons."""
    return [f"/shell/{tag}/{build()}" for tag in INTERFACE]


def tools(phone: Phone) -> Any:
    """The browser's developer tools."""
    return phone.page.context.new_cdp_session(phone.page)


def forget(phone: Phone, address: str) -> None:
    """The browser throws one thing away, from our shelves and from its own."""
    phone.page.evaluate(FORGET, address)
    tools(phone).send("Network.clearBrowserCache")


def anew(phone: Phone) -> None:
    """Somebody looks at the phone again."""
    phone.page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")


def everything_kept(phone: Phone) -> str:
    """All that stands on the shelves, as one text."""
    texts = """async () => (await Promise.all((await caches.keys()).map(async (name) => Promise.all(
      (await (await caches.open(name)).matchAll()).map((reply) => reply.text()))))).flat().join()"""
    found: str = phone.page.evaluate(texts)
    return found
