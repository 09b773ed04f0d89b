"""Phones that lose their tab or their whole browser at any moment, and what must still be there afterwards."""

import asyncio
import json
import os
import random
import signal
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page, Playwright

from app.instrument.schema import Instrument
from benchmarks.browser import FLAGS, WHOLE
from tests.browser.evening import PATIENCE, ROBOT, SCREEN
from tests.browser.house import House
from tests.browser.phones import CONFIRMED, KEPT, address
from tests.factories import SmallStudy

FOR_LONG = 4_000_000_000  # when the cookies of a killed browser expire
STUCK = 5  # seconds after which a browser is taken for hung
EARLIEST, LATEST = 0.1, 2.5  # seconds that a student taps before the kill
Record = dict[str, Any]


@dataclass
class Seen:
    """What a page showed of one interview before it was killed."""

    shown: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    later: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # chosen after it, perhaps kept

    def hear(self, news: Record) -> None:
        """A line of the robot."""
        if news["kind"] == "shown":
            self.shown.append(news["item"])
            self.languages.append(news["language"])
        elif news["kind"] == "kept":
            self.kept[news["item"]] = news["value"]
            self.later[news["item"]].clear()

    def lost(self, answers: Record) -> list[str]:
        """Which answers that were shown as kept are not there."""
        held = {name: given["missing"] or given["value"] for name, given in answers.items()}
        return [
            f"{name}: kept {value}, held {held.get(name)}"
            for name, value in self.kept.items()
            if held.get(name) not in {value, *self.later[name]}
        ]


class Victim:
    """One phone with a profile of its own on the disk."""

    def __init__(
        self, playwright: Playwright, profile: Path, house: House, study: SmallStudy, paper: Instrument
    ) -> None:
        self.playwright, self.profile, self.house, self.study, self.paper = playwright, profile, house, study, paper
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self.problems: list[str] = []
        self.kills = 0
        self.resumed = 0
        self.context: BrowserContext | None = None
        self._cookie = house.cookie(study.student)

    async def suffer(self, seed: int, kills: int) -> None:
        """Tap and be killed, again and again; in the end everything is sent."""
        draw = random.Random(seed)
        for number in range(kills):
            page = await self._home()
            await self._compare(page)
            await self._begin(page, draw)
            tapping = asyncio.ensure_future(self._tap(page, draw.randrange(2**31)))
            if draw.random() < 0.5:
                await self._open().set_offline(True)
            await asyncio.sleep(draw.uniform(EARLIEST, LATEST))
            await (self._crash(page) if number % 2 else self._kill())
            await tapping
            self.kills += 1
        page = await self._home()
        await self._compare(page)
        await page.evaluate(CONFIRMED, "")
        await self._open().close()

    def _open(self) -> BrowserContext:
        assert self.context is not None
        return self.context

    async def _home(self) -> Page:
        if self.context is None:
            self.context = await self.playwright.chromium.launch_persistent_context(
                self.profile, executable_path=WHOLE, args=FLAGS, **SCREEN
            )
            self.context.set_default_timeout(PATIENCE)
            await self.context.add_init_script(ROBOT)
            await self.context.expose_binding("report", self._report)
            self.context.on("console", self._console)
            await self.context.add_cookies(
                [
                    {"name": name, "value": said, "url": self.house.address, "expires": FOR_LONG}
                    for name, said in {"language": "nl", "session": self._cookie}.items()
                ]
            )
        try:
            await asyncio.wait_for(self.context.set_offline(False), STUCK)
        except TimeoutError:  # Chromium never answers for a tab that crashed; its user kills it
            await self._kill()
            return await self._home()
        page = await self.context.new_page()
        await page.goto(f"{self.house.address}/home")
        return page

    def _report(self, source: Record, news: Record) -> None:
        """Every choice; whether it was kept is said by the page."""
        for name, given in news["mine"]["answers"].items():
            self.seen[news["mine"]["id"]].later[name].add(given["missing"] or given["value"])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "debug" and message.text.startswith("{"):
            news = json.loads(message.text)
            if news["id"]:
                self.seen[news["id"]].hear(news)

    async def _compare(self, page: Page) -> None:
        """What the phone holds after the kill, with what it showed before."""
        held = {record["id"]: record for record in await page.evaluate(KEPT, "interviews")}
        for one, seen in self.seen.items():
            if one not in held:
                self.problems += [f"{one} is gone"] if seen.kept else []
                continue
            self.problems += [f"{one} {lost}" for lost in seen.lost(held[one]["answers"])]

    async def _begin(self, page: Page, draw: random.Random) -> None:
        """Go on where home offers it; otherwise, and now and then, another parent."""
        cards = page.locator("#resume:not([hidden]) a.card")
        if await cards.count() and draw.random() < 0.8:
            await self._go_on(page, cards.first)
        else:
            language = draw.choice(self.paper.languages)
            await page.goto(f"{self.house.address}{address(self.study, language, instrument=self.paper)}")
            await page.locator("#interview[data-at]").wait_for()

    async def _go_on(self, page: Page, card: Any) -> None:
        """The same statement, in the same language."""
        link = await card.get_attribute("href")
        one, place = link.partition("#")[2].split("/")
        language = await card.locator(".language").get_attribute("lang")
        await card.click()
        await page.locator(f'#interview[data-at="{place}"]').wait_for()
        spoken = await page.locator(".bar .chip span").get_attribute("lang")
        seen = self.seen[one]
        self.resumed += 1
        if seen.shown and place not in seen.shown[-3:]:
            self.problems.append(f"{one} goes on at {place}, was at {seen.shown[-3:]}")
        if language != spoken or (seen.languages and language not in seen.languages[-3:]):
            self.problems.append(f"{one} goes on in {spoken}, was in {seen.languages[-3:]}")

    async def _tap(self, page: Page, seed: int) -> None:
        with suppress(Error):  # the kill
            await page.evaluate("(seed) => robot.interview({ seed, language: null })", seed)

    async def _crash(self, page: Page) -> None:
        """The tab only."""
        crashed = asyncio.Event()
        page.once("crash", lambda _: crashed.set())
        client = await self._open().new_cdp_session(page)
        dying = asyncio.ensure_future(client.send("Page.crash"))
        await asyncio.wait_for(crashed.wait(), PATIENCE / 1000)
        dying.cancel()
        with suppress(Error):
            await page.close()

    async def _kill(self) -> None:
        """The whole browser, at once and without a good-bye."""
        context, self.context = self._open(), None
        closed = asyncio.Event()
        context.once("close", lambda _: closed.set())
        for process in family(browser_of(self.profile)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        await asyncio.wait_for(closed.wait(), PATIENCE / 1000)


def browser_of(profile: Path) -> int:
    """The process that we started for this profile."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if f"--user-data-dir={profile}".encode() in words and not any(one.startswith(b"--type=") for one in words):
                return int(folder.name)
    raise ProcessLookupError(profile)


def family(parent: int) -> list[int]:
    """A process and all that it started."""
    children = defaultdict(list)
    for folder in Path("/proc").iterdir():
        with suppress(OSError, IndexError, ValueError):
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            children[int(status[1])].append(int(folder.name))
    found = [parent]
    for one in found:
        found += children[one]
    return found
