"""Photographs every page: `make screens` into screens/, and with `--readme` six of them into docs/pictures/."""

import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from benchmarks.browser import chromium
from benchmarks.serving import serving

SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
LANGUAGES = ("nl", "tr", "ar")

Scene = Callable[[Page, str], None]
"""Goes from the first page of a role to what is to be seen, with a parent who speaks this language."""
FOR_README = {
    "interview-nl": ("nl", "nl", False, "interview"),
    "interview-ar": ("nl", "ar", True, "interview"),
    "home-nl": ("nl", "nl", False, "home"),
    "receipt-tr": ("tr", "tr", False, "receipt"),
    "due-nl": ("nl", "nl", False, "due"),
    "board-nl": ("nl", "nl", False, "board"),
}


@dataclass(frozen=True)
class Studio:
    """A served demo study and a browser to look at it with."""

    browser: Browser
    address: str
    environment: dict[str, str]

    @contextmanager
    def visit(self, role: str, *, language: str, size: str, dark: bool, scale: float = 1) -> Iterator[Page]:
        """A page with somebody of this role signed in."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
            locale=language,
            reduced_motion="reduce",  # nothing half-way in a picture
        )
        context.add_cookies([{"name": "language", "value": language, "url": self.address}])
        page = context.new_page()
        page.goto(self._link(role))
        page.locator(".signin button").click()
        page.wait_for_url(lambda url: "signin" not in url)
        yield page
        context.close()

    def _link(self, role: str) -> str:
        said = subprocess.run(
            [sys.executable, "-m", "app.cli", "link", "--role", role],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return self.address + "/signin" + said.stdout[said.stdout.index("#") :].split()[0]


@contextmanager
def studio() -> Iterator[Studio]:
    """The demo study, in a folder that goes away, served on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"ALOUD_DATA_DIR": folder, "ALOUD_DATABASE_URL": f"sqlite:///{folder}/aloud.db", "ALOUD_LANGUAGE": "en"}
        environment = {**os.environ, **own}
        subprocess.run([sys.executable, "-m", "app.cli", "demo"], env=environment, check=True, capture_output=True)
        with serving("app.main:create_app", factory=True, **own) as port, chromium() as browser:
            yield Studio(browser, f"http://localhost:{port}", environment)


def tap(page: Page, number: int) -> None:
    """Choose an answer and wait for the next question."""
    before = page.locator("#interview").get_attribute("data-at")
    page.locator(".screen:not([hidden]) .answer").nth(number).click()
    page.wait_for_function("(before) => document.getElementById('interview').dataset.at !== before", arg=before)


def begin(page: Page, parent: str) -> None:
    """Start an interview in the parent's language."""
    page.locator(".occasion:has(:checked) a.start").first.click()
    page.locator(".place bdi:not(:empty)").wait_for()
    page.locator("[data-do=languages]").click()
    page.locator(f"[data-do=language][value={parent}]").click()


def interview(page: Page, parent: str) -> None:
    """The third statement, answered and come back to."""
    begin(page, parent)
    for number in (0, 1, 3, 2, 3):
        tap(page, number)
    page.locator("[data-do=back]").click()
    page.locator("[data-item=info_tips]:not([hidden]) :checked").wait_for(state="attached")
    page.locator(".pill.safe").wait_for()


def item(name: str) -> Scene:
    """One screen of the questionnaire, by its address."""

    def show(page: Page, parent: str) -> None:
        begin(page, parent)
        page.evaluate("(name) => { location.hash = `${location.hash.slice(0, 37)}/${name}`; }", name)
        page.locator(f"[data-item={name}]:not([hidden])").wait_for()

    return show


def number(page: Page, parent: str) -> None:
    """A telephone number, read back."""
    item("phone")(page, parent)
    page.locator(".screen:not([hidden]) .entry").fill("06 12345678")
    page.locator(".screen:not([hidden]) [data-do=next]").click()
    page.locator(".readback").wait_for()


def sheet(*verbs: str) -> Scene:
    """What comes up from below."""

    def show(page: Page, parent: str) -> None:
        interview(page, parent)
        for verb in verbs:
            page.locator(f"[data-do={verb}]:visible").click()
        page.locator("dialog[open]").wait_for()

    return show


def receipt(page: Page, parent: str) -> None:
    """The end of an interview that was held to the last question, without a call later."""
    begin(page, parent)
    while page.locator("#interview").get_attribute("data-at") != "finish":
        at = page.locator("#interview").get_attribute("data-at")
        screen = page.locator(f"[data-item={at}]")
        if screen.locator("textarea").count():
            screen.locator("[data-do=next]").click()
            page.wait_for_function("(at) => document.getElementById('interview').dataset.at !== at", arg=at)
        else:
            tap(page, 1 if at in {"recontact", "origin_consent"} else 0)
    page.locator("[data-do=finish]").click()
    page.locator(".receipt.is-safe").wait_for()


def case(page: Page, _: str) -> None:
    """The first parent to call, with her number shown."""
    page.locator("a.case").first.click()
    page.locator("#contact button").click()
    page.locator("a[href^='tel:']").first.wait_for()


def stay(page: Page, _: str) -> None:
    """The first page of a role."""
    page.locator("main").wait_for()


def team(page: Page, _: str) -> None:
    """The team with a fresh code."""
    page.goto(page.url.replace("/board", "/team"))
    page.locator(".member button").first.click()
    page.locator(".invitation").wait_for()


def elsewhere(path: str, *, signed_in: bool = True) -> Scene:
    """A page that is reached by its address."""

    def show(page: Page, _: str) -> None:
        if not signed_in:
            page.context.clear_cookies(name="session")
        page.goto(urljoin(page.url, path))

    return show


SCENES: dict[str, tuple[str, Scene]] = {
    "sign-in": ("student", elsewhere("/signin", signed_in=False)),
    "nowhere": ("student", elsewhere("/nowhere")),
    "home": ("student", stay),
    "consent": ("student", item("consent")),
    "interview": ("student", interview),
    "education": ("student", item("education")),
    "times": ("student", item("best_times")),
    "remark": ("student", item("remark")),
    "number": ("student", number),
    "languages": ("student", sheet("languages")),
    "more": ("student", sheet("more")),
    "stop": ("student", sheet("more", "stop")),
    "finish": ("student", item("finish")),
    "receipt": ("student", receipt),
    "board": ("lead", stay),
    "team": ("lead", team),
    "phones": ("lead", elsewhere("/phones")),
    "patterns": ("lead", elsewhere("/patterns")),
    "due": ("caller", stay),
    "case": ("caller", case),
}
ON_PAPER = set(list(SCENES)[3:14])  # fills the window, and is photographed in the dark as well


def everything(held: Studio, folder: Path) -> None:
    """Every page in each size and language; the interview in the dark as well."""
    for size in SIZES:
        for language in LANGUAGES:
            for name, (role, scene) in SCENES.items():
                for dark in (False, True) if name in ON_PAPER else (False,):
                    with held.visit(role, language=language, size=size, dark=dark) as page:
                        scene(page, language)
                        path = folder / f"{name}-{language}-{size}{'-dark' if dark else ''}.png"
                        page.screenshot(path=path, full_page=name not in ON_PAPER)
                        print(path)


def for_readme(held: Studio, folder: Path) -> None:
    """The six that the README shows."""
    for name, (language, parent, dark, scene) in FOR_README.items():
        role, act = SCENES[scene]
        size = "laptop" if scene == "board" else "phone"
        with held.visit(role, language=language, size=size, dark=dark, scale=1 if scene == "board" else 1.5) as page:
            act(page, parent)
            file = folder / f"{name}.webp"
            file.write_bytes(compressed(page))
            print(file, file.stat().st_size)


def compressed(page: Page) -> bytes:
    """What is seen, as a picture that a README can carry."""
    tools = page.context.new_cdp_session(page)
    return b64decode(tools.send("Page.captureScreenshot", {"format": "webp", "quality": 82})["data"])


def main() -> None:
    """Photograph everything, or what the README shows."""
    readme = "--readme" in sys.argv
    folder = Path("docs/pictures" if readme else "screens")
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as held:
        (for_readme if readme else everything)(held, folder)


if __name__ == "__main__":
    main()
