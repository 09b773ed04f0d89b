"""An evening of many robots at once, each with its own phone, in a network that keeps failing."""

import asyncio
import json
import random
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright

from app.instrument.schema import Instrument
from benchmarks.browser import CHROMIUM, FLAGS
from tests.browser.house import House
from tests.browser.ledger import Ledger
from tests.browser.phones import CONFIRMED, KEPT, address
from tests.factories import SmallStudy
from tests.faults.proxy import Proxy
from tests.faults.weather import calm

SCREEN: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "nl",
    "reduced_motion": "reduce",
}
ROBOT = Path(__file__).with_name("robot.js").read_text("utf-8")
LEAST = 5  # flaps of every interview
PATIENCE = 60_000  # ms
TRIES = 20
AT_THE_DOOR = 0.15  # so often somebody is counted who does not take part
UNDO = ".counted [data-undo]"
COUNTED = """
([undo, before]) => {
  const now = [...document.querySelectorAll(undo)].map((one) => one.dataset.undo);
  const fresh = now.filter((one) => one && !before.includes(one));
  return fresh.length ? fresh : null;
}
"""
BREATH = 0.05  # seconds in which a page that was told of a network tries it

RELEASED = ("nl", "en", "tr", "ar")  # answers in other languages would be parked
OFFERED = f"&languages={'+'.join(RELEASED)}"  # as home says it


@dataclass(frozen=True)
class Plan:
    """One interview of a robot."""

    seed: int
    language: str
    paper: Instrument
    stop_at: int | None = None  # the number of the screen at which the parent has enough
    leave_at: int | None = None  # the number of the screen at which the student goes to another parent


def drawn(draw: random.Random, paper: Instrument) -> Plan:
    """An interview as it may go."""
    whim = draw.random()
    return Plan(
        seed=draw.randrange(2**31),
        language=draw.choice([tag for tag in paper.languages if tag in RELEASED]),
        paper=paper,
        stop_at=draw.randrange(2, 7) if whim < 0.12 else None,
        leave_at=draw.randrange(2, 7) if whim > 0.93 else None,
    )


class Student:
    """A robot's phone and the plans of its evening."""

    def __init__(
        self, context: BrowserContext, house: House, proxy: Proxy, study: SmallStudy, ledger: Ledger, seed: int
    ) -> None:
        self.context, self.house, self.proxy, self.study, self.ledger = context, house, proxy, study, ledger
        self.draw = random.Random(seed)
        self.offline = False
        self.paper: Instrument = study.w1
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: ledger.problems.append(str(error.error)))

    async def work(self, plans: list[Plan]) -> None:
        """Hold these interviews, one after the other."""
        await self.context.expose_binding("report", self._report)
        await self.context.add_init_script(ROBOT)
        page = await self.context.new_page()
        for plan in plans:
            await self._hold(page, plan)
            if self.draw.random() < AT_THE_DOOR:
                await self._count(page)
        await page.close()

    async def drain(self) -> None:
        """Home, with a good network: everything goes."""
        await self._connect()
        page = await self.context.new_page()
        await self._open(page, "/home")
        await page.evaluate(CONFIRMED, "")
        async with asyncio.timeout(PATIENCE / 1000):
            while any(one["confirmed"] < one["revision"] for one in await page.evaluate(KEPT, "refusals")):
                await asyncio.sleep(BREATH)
        await page.close()

    async def _hold(self, page: Page, plan: Plan) -> None:
        again = self.paper is plan.paper and page.url.endswith("/receipt") and self.draw.random() < 0.5
        self.paper = plan.paper
        language = "nl" if again else plan.language
        wanted = {"seed": plan.seed, "language": language, "again": again}
        wanted |= {"stopAt": plan.stop_at, "leaveAt": plan.leave_at}
        if not again:
            await self._open(page, address(self.study, plan.language, instrument=plan.paper) + OFFERED)
        self.ledger.hears(await page.evaluate("(plan) => robot.interview(plan)", wanted), plan.paper)

    async def _count(self, page: Page) -> None:
        """Some who do not take part, perhaps without a network; one tap in three was a mistake."""
        await self._open(page, "/home")
        await page.locator(".refusal:visible").first.wait_for()
        await self.context.set_offline(self.draw.random() < 0.5)
        for _ in range(self.draw.randrange(1, 4)):
            button = self.draw.choice(await page.locator(".refusal:visible").all())
            reason = json.loads(await button.get_attribute("hx-vals") or "")["reason"]
            before = await page.locator(UNDO).evaluate_all("(all) => all.map((one) => one.dataset.undo)")
            await button.click()
            await page.wait_for_function(COUNTED, arg=[UNDO, before])
            (counted,) = await page.evaluate(COUNTED, [UNDO, before])
            self.ledger.refusals[counted] = (reason, True)
            if self.draw.random() < 1 / 3:
                await page.locator(f'[data-undo="{counted}"]').click()
                await page.locator(f'[data-undo="{counted}"]').wait_for(state="detached")
                self.ledger.refusals[counted] = (reason, False)
        await self.context.set_offline(False)

    async def _open(self, page: Page, path: str) -> None:
        """Go to a page, and try again where nobody listens for a moment."""
        await self._connect()
        here, _, name = f"{self.house.address}{path}".partition("#")
        if page.url.partition("#")[0] == here:
            await page.evaluate("(name) => { location.hash = name; }", name)
            return
        for _ in range(TRIES):
            with suppress(Error):
                await page.goto(f"{self.house.address}{path}")
                if await page.locator("html.works").count():
                    return
                await page.goto("about:blank")  # its script did not come; the same address again would not ask for it
            await asyncio.sleep(BREATH)
        raise TimeoutError(path)

    async def _report(self, source: dict[str, Any], news: dict[str, Any]) -> None:
        known = news["mine"]
        self.ledger.hears(known, self.paper)
        if news["kind"] == "safe":
            self.ledger.promised(news["by"], news["either"])
        elif news["kind"] == "finishing":
            while self._flaps(known["id"]) < LEAST:
                await self._cut(known["id"])
                await self._connect()
                await asyncio.sleep(BREATH)
            self.ledger.flaps[known["id"]] = self._flaps(known["id"])
        elif news["kind"] != "choosing" and self.draw.random() < (0.5 if self.offline else 0.25):
            await (self._connect() if self.offline else self._cut(known["id"]))

    def _flaps(self, interview_id: str) -> int:
        return self.proxy.faults(interview_id) + self.ledger.cuts[interview_id]

    async def _cut(self, interview_id: str) -> None:
        if not self.offline:
            self.offline = True
            self.ledger.cuts[interview_id] += 1
            await self.context.set_offline(True)

    async def _connect(self) -> None:
        if self.offline:
            self.offline = False
            await self.context.set_offline(False)


async def _new_phone(browser: Browser, house: House, cookie: str) -> BrowserContext:
    context = await browser.new_context(**SCREEN)
    cookies = {"language": "nl", "session": cookie}
    await context.add_cookies([{"name": name, "value": said, "url": house.address} for name, said in cookies.items()])
    return context


async def evening(
    house: House, proxy: Proxy, study: SmallStudy, ledger: Ledger, plans: list[Plan], *, phones: int, seed: int
) -> None:
    """All plans, spread over so many phones; afterwards the network is good and everything is sent."""
    storm, cookie = proxy.plan, house.cookie(study.student)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        students = [
            Student(await _new_phone(browser, house, cookie), house, proxy, study, ledger, seed + number)
            for number in range(phones)
        ]
        await asyncio.gather(*(one.work(plans[number::phones]) for number, one in enumerate(students)))
        proxy.plan = calm
        await asyncio.gather(*(one.drain() for one in students))
        await browser.close()
    proxy.plan = storm


def aside(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end beside the event loop of this thread, which is somebody else's."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as problem:  # noqa: BLE001 - it goes on in the thread of the test
            problems.append(problem)

    thread = threading.Thread(target=run, name="evening")
    thread.start()
    thread.join()
    if problems:
        raise problems[0]
