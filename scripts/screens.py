"""Photographs every page: `make screens` into screens/, and with `--readme` six of them into docs/pictures/."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import serving

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
LANGUAGES = ("nl", "tr", "ar")
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
        with serving("app.main:create_app", factory=True, **own) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
            yield Studio(browser, f"http://localhost:{port}", environment)
            browser.close()


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


def patterns(page: Page, _: str) -> None:
    """Every control."""
    page.goto(page.url.replace("/board", "/patterns"))


SCENES: dict[str, tuple[str, Callable[[Page, str], None]]] = {
    "home": ("student", stay),
    "interview": ("student", interview),
    "receipt": ("student", receipt),
    "board": ("lead", stay),
    "team": ("lead", team),
    "patterns": ("lead", patterns),
    "due": ("caller", stay),
    "case": ("caller", case),
}


def everything(held: Studio, folder: Path) -> None:
    """Every page in each size and language; the interview in the dark as well."""
    for size in SIZES:
        for language in LANGUAGES:
            for name, (role, scene) in SCENES.items():
                for dark in (False, True) if name == "interview" else (False,):
                    with held.visit(role, language=language, size=size, dark=dark) as page:
                        scene(page, language)
                        path = folder / f"{name}-{language}-{size}{'-dark' if dark else ''}.png"
                        page.screenshot(path=path, full_page=name not in {"interview", "receipt"})
                        print(path)


def for_readme(held: Studio, folder: Path) -> None:
    """The six that the README shows."""
    for name, (language, parent, dark, scene) in FOR_README.items():
        role, act = SCENES[scene]
        size = "laptop" if scene == "board" else "phone"
        with held.visit(role, language=language, size=size, dark=dark, scale=1 if scene == "board" else 1.5) as page:
            act(page, parent)
            page.screenshot(path=folder / f"{name}.png")
            print(folder / f"{name}.png", (folder / f"{name}.png").stat().st_size)


def main() -> None:
    """Photograph everything, or what the README shows."""
    readme = "--readme" in sys.argv
    folder = Path("docs/pictures" if readme else "screens")
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as held:
        (for_readme if readme else everything)(held, folder)


if __name__ == "__main__":
    main()
