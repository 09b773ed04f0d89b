"""Photographs every page: `make screens` into screens/, and with `--readme` some of them into docs/pictures/."""

import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from app.clock import TIME_ZONE, Clock
from app.main import create_app
from benchmarks.browser import chromium
from benchmarks.serving import serving
from scripts.scenes import ON_PAPER, SCENES

SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
LANGUAGES = ("nl", "tr", "ar")

FOR_README = {
    "interview-nl": ("nl", "nl", False, "interview"),
    "interview-ar": ("nl", "ar", True, "interview"),
    "voices-ar": ("nl", "ar", False, "voices"),
    "card-ar": ("nl", "ar", False, "card"),
    "home-nl": ("nl", "nl", False, "home"),
    "receipt-tr": ("tr", "tr", False, "receipt"),
    "this-phone-nl": ("nl", "tr", False, "this-phone"),
    "evening-nl": ("nl", "nl", False, "evening"),
    "alone-ar": ("nl", "ar", False, "alone"),
    "due-nl": ("nl", "nl", False, "due"),
    "board-nl": ("nl", "nl", False, "board"),
}
ON_LAPTOP = {"board", "evening"}


class Evening(Clock):
    """Twenty to seven where the schools are, whenever the pictures are taken."""

    def __init__(self, days: int = 0) -> None:
        self.day = datetime.now(TIME_ZONE).date() + timedelta(days=days)

    def now(self) -> datetime:
        """A clock that stands still."""
        return datetime.combine(self.day, time(18, 40), TIME_ZONE).astimezone(UTC)


def tonight() -> FastAPI:
    """Aloud while the parents of today's activities come out."""
    return create_app(clock=Evening())


def on_tuesday() -> FastAPI:
    """Aloud on the next evening on which everybody may be called."""
    return create_app(clock=Evening((1 - datetime.now(TIME_ZONE).weekday()) % 7))


@dataclass(frozen=True)
class Studio:
    """A served demo study and a browser to look at it with."""

    browser: Browser
    address: str
    callers: str
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
        address = self.callers if role == "caller" else self.address
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        page = context.new_page()
        page.goto(address + self._way_in(role))
        page.locator(".signin button").click()
        page.wait_for_url(lambda url: "signin" not in url)
        yield page
        context.close()

    def _way_in(self, role: str) -> str:
        said = subprocess.run(
            [sys.executable, "-m", "app.cli", "link", "--role", role],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return "/signin" + said.stdout[said.stdout.index("#") :].split()[0]


@contextmanager
def studio() -> Iterator[Studio]:
    """The demo study, in a folder that goes away, served on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"ALOUD_DATA_DIR": folder, "ALOUD_DATABASE_URL": f"sqlite:///{folder}/aloud.db", "ALOUD_LANGUAGE": "en"}
        environment = {**os.environ, **own}
        subprocess.run([sys.executable, "-m", "app.cli", "demo"], env=environment, check=True, capture_output=True)
        with (
            serving("scripts.screens:tonight", factory=True, **own) as port,
            serving("scripts.screens:on_tuesday", factory=True, **own) as callers,
            chromium() as browser,
        ):
            yield Studio(browser, f"http://localhost:{port}", f"http://localhost:{callers}", environment)


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
    """Those that the README shows."""
    for name, (language, parent, dark, scene) in FOR_README.items():
        role, act = SCENES[scene]
        size = "laptop" if scene in ON_LAPTOP else "phone"
        with held.visit(role, language=language, size=size, dark=dark, scale=1 if scene in ON_LAPTOP else 1.5) as page:
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
