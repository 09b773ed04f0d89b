"""How large the questionnaire is, how soon its first answer can be tapped, and how soon a tap shows the next statement.

A slow phone on a slow network is played by Chromium: four times slower, and throttled as its developer tools do it
(latency before each reply, bytes per second after it; no time for connecting). A bare page is measured in the same run.
"""

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from app.config import Settings, with_keys
from benchmarks.browser import chromium
from benchmarks.saves import ALOUD, BARE, prepare
from benchmarks.serving import serving

TURNS = 5
TAPS = 12
SLOWER = 4  # times
PRESSED = 300  # ms for which a tapped answer shows itself, on purpose
LARGEST, MOST_REQUESTS = 60_000, 6  # bytes in eight languages; requests
SLOWEST_TAP = 50  # ms
SLOWEST_CACHED = 0.3  # s


@dataclass(frozen=True)
class Network:
    """A connection as a phone has it in a corridor, and how soon the first answer must be there."""

    name: str
    latency: int  # ms
    rate: float  # Mbit/s
    limit: float  # s

    @property
    def conditions(self) -> dict[str, Any]:
        """In the words of the developer tools."""
        per_second = self.rate * 1_000_000 / 8
        return {
            "offline": False,
            "latency": self.latency,
            "downloadThroughput": per_second,
            "uploadThroughput": per_second,
        }


SLOW_4G = Network("Slow 4G", 150, 1.6, 1.0)
WEAK_3G = Network("weak 3G", 400, 0.4, 2.0)

#: Notes when the first answer is painted and would take a tap: one frame after a point in it belongs to it.
FIRST_ANSWER = """
const look = () => {
  const answer = document.querySelector(".screen:not([hidden]) .answer");
  const box = answer?.getBoundingClientRect();
  const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (hit && answer.contains(hit)) requestAnimationFrame(() => { window.tappable = performance.now(); });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

#: Notes for each tap how long it took until the next statement was painted.
NEXT_STATEMENT = """
() => {
  window.taps = [];
  let tapped = 0;
  document.addEventListener("click", (event) => { if (event.isTrusted) tapped = event.timeStamp; }, true);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => taps.push(performance.now() - tapped);  // comes right after the frame that is being made
  const changed = () => requestAnimationFrame(() => port2.postMessage(null));
  new MutationObserver(changed).observe(document.getElementById("interview"), { attributeFilter: ["data-at"] });
}
"""


@contextmanager
def phone(browser: Browser, network: Network | None, cookie: str = "") -> Iterator[tuple[Page, CDPSession]]:
    """A phone with an empty cache; without a network named, as fast as this machine."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, has_touch=True, is_mobile=True, locale="nl"
    )
    context.add_init_script(FIRST_ANSWER)
    if cookie:
        pairs = [pair.split("=", 1) for pair in cookie.split("; ")]
        context.add_cookies(
            [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"} for name, value in pairs]
        )
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    if network:
        tools.send("Network.emulateNetworkConditions", network.conditions)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, tools
    context.close()


def first_answer(page: Page, address: str) -> float:
    """Seconds from asking for a page until its first answer can be tapped, coming from a page of the same server.

    Starting at a blank page would measure how fast Chromium starts another process. What we start at brings no style
    and no script, so a first visit fetches everything.
    """
    page.goto(urljoin(address, "/healthz"))
    page.goto(address)
    page.wait_for_function("() => window.tappable")
    return float(page.evaluate("() => window.tappable")) / 1000


def cold_and_cached(browser: Browser, address: str, network: Network) -> tuple[float, float]:
    """Medians of a first visit and of the one after it."""
    cold, cached = [], []
    for _ in range(TURNS):
        with phone(browser, network) as (page, _):
            cold.append(first_answer(page, address))
            page.wait_for_load_state("networkidle")
            cached.append(first_answer(page, address))
    return statistics.median(cold), statistics.median(cached)


def weight(browser: Browser, address: str) -> dict[str, int]:
    """Bytes over the wire, headers included, of everything that the page fetches."""
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with phone(browser, None) as (page, tools):
        tools.on("Network.requestWillBeSent", lambda sent: names.update(_fetched(sent)))
        tools.on("Network.loadingFinished", lambda done: sizes.update({done["requestId"]: done["encodedDataLength"]}))
        page.goto(address)
        page.wait_for_load_state("networkidle")
    return {name: int(sizes[request]) for request, name in names.items()}


def _fetched(sent: dict[str, Any]) -> dict[str, str]:
    address = sent["request"]["url"]
    if sent["request"]["method"] != "GET" or not address.startswith("http"):
        return {}
    return {sent["requestId"]: "print" if sent["type"] == "Document" else address.rpartition("/")[2]}


def taps(browser: Browser, address: str, cookie: str, network: Network) -> list[float]:
    """Milliseconds from each tap until the next statement is painted, less those in which the answer shows itself."""
    with phone(browser, network, cookie) as (page, _):
        page.goto(address)
        page.wait_for_selector("#interview[data-at]")
        page.evaluate(NEXT_STATEMENT)
        for turn in range(TAPS):
            page.locator(".screen:not([hidden]) label.answer").first.tap()
            page.wait_for_function("(turn) => taps.length > turn", arg=turn)
        return [float(took) - PRESSED for took in page.evaluate("() => taps")]


def paper(port: int, cookie: str) -> str:
    """Where the student's home leads when she begins an interview."""
    home = Request(f"http://127.0.0.1:{port}/home", headers={"Cookie": cookie, "Accept": "text/html"})
    html = urlopen(home).read().decode()
    found = re.search(r'href="(/interview/[^"]+)"', html)
    if found is None:
        raise RuntimeError("home offers no interview")
    return f"http://127.0.0.1:{port}{found[1].replace('&amp;', '&')}"


def report_weight(sizes: dict[str, int]) -> None:
    """Each file, and the sum beside its limits."""
    for name, size in sizes.items():
        print(f"  {name:<14} {size:6,} bytes")
    total = sum(sizes.values())
    print(f"  together       {total:6,} bytes of {LARGEST:,} in {len(sizes)} requests of {MOST_REQUESTS}\n")


def report_times(browser: Browser, address: str, bare: str) -> None:
    """A line per network: first visit, the one after it, and the bare page."""
    print(f"First answer tappable, seconds (CPU {SLOWER}x slower, median of {TURNS})")
    print(f"  {'':<8}  {'first visit':>11}  {'limit':>5}  {'again':>5}  {'limit':>5}  {'bare page':>9}  {'ratio':>5}")
    for network in (SLOW_4G, WEAK_3G):
        least, _ = cold_and_cached(browser, bare, network)
        cold, cached = cold_and_cached(browser, address, network)
        print(
            f"  {network.name:<8}  {cold:11.2f}  {network.limit:5.1f}  {cached:5.2f}  {SLOWEST_CACHED:5.1f}"
            f"  {least:9.2f}  {cold / least:5.1f}"
        )


def report_taps(browser: Browser, address: str, cookie: str) -> None:
    """A line per network: the middle and the slowest tap."""
    print(
        f"\nFrom tap to next statement, ms less the {PRESSED} (CPU {SLOWER}x slower, {TAPS} taps, limit {SLOWEST_TAP})"
    )
    for network in (SLOW_4G, WEAK_3G):
        took = taps(browser, address, cookie, network)
        print(f"  {network.name:<8}  median {statistics.median(took):3.0f}   slowest {max(took):3.0f}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        settings = with_keys(Settings(database_url=f"sqlite:///{folder}/aloud.db", data_dir=Path(folder)))
        cookie, _ = prepare(settings)
        environment = {"ALOUD_DATABASE_URL": settings.database_url, "ALOUD_DATA_DIR": folder}
        with (
            serving(ALOUD, factory=True, **environment) as port,
            serving(BARE, health="/none", BARE_DATABASE=f"{folder}/bare.db") as bare,
        ):
            address = paper(port, cookie)
            print("The questionnaire in all its languages, compressed, over the wire")
            report_weight(weight(browser, address))
            report_times(browser, address, f"http://127.0.0.1:{bare}/page")
            report_taps(browser, address, cookie)


if __name__ == "__main__":
    main()
