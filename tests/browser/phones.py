"""What somebody does with a browser: opens pages, reads aloud, taps.

Elements are found by what they are, never by their words: those belong to the translators.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, Route, expect

from app.instrument.schema import Instrument
from app.models import Person
from app.services import demo_closures
from app.templating import build
from tests.browser.house import House
from tests.browser.watch import Watch
from tests.factories import SmallStudy

NUMBER = "06 12345678"
TYPED = {"ask_for": "Mevrouw Yılmaz", "phone": NUMBER}
KEPT = """
async (store = "interviews") => {
  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await settled(indexedDB.open("aloud"));
  const isThere = database.objectStoreNames.contains(store);
  const records = isThere ? await settled(database.transaction(store).objectStore(store).getAll()) : [];
  database.close();
  return records;
}
"""
LOOK = """
(screen) => ({
  name: screen.dataset.item,
  type: screen.dataset.type,
  values: [...screen.querySelectorAll(".answer input")].map((input) => input.value),
})
"""
CONFIRMED = f"""
async (holding) => {{
  const patience = performance.now() + 60_000;
  const isConfirmed = (record) => record.confirmed >= record.revision;
  for (;;) {{
    const records = await ({KEPT})();
    if (records.some(isConfirmed) && records.every(isConfirmed) && JSON.stringify(records).includes(holding)) return;
    if (performance.now() > patience) throw new Error(`not confirmed: ${{JSON.stringify(records)}}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }}
}}
"""
ELSEWHERE = "(before) => document.getElementById('interview').dataset.at !== before"


class Desk:
    """A browser window with somebody signed in."""

    def __init__(self, page: Page, house: House, watch: Watch) -> None:
        self.page, self.house, self.watch = page, house, watch

    def open(self, path: str) -> None:
        """Go to a page of ours."""
        self.page.goto(f"{self.house.address}{path}")

    def sign_in(self, person: Person) -> str:
        """Use a link as the lead hands it out; returns its secret."""
        link = self.house.link(person)
        self.page.goto(link)
        self.page.locator(".signin button").click()
        self.page.wait_for_url(lambda url: "/signin" not in url)
        return link.partition("#")[2]


class Phone(Desk):
    """A telephone in the hand of a student or a caller, at the questionnaire."""

    @property
    def at(self) -> str:
        """The item that is shown."""
        return self.page.locator("#interview").get_attribute("data-at") or ""

    @property
    def screen(self) -> Locator:
        """What is shown of the questionnaire."""
        return self.page.locator(".screen:not([hidden])")

    @property
    def pill(self) -> Locator:
        """The line that says whether it is safe."""
        return self.page.locator("#pill .pill")

    def begin(self, study: SmallStudy, language: str = "nl") -> None:
        """A new interview at the talk, without passing by home."""
        self.open(address(study, language))
        self.page.locator("#interview[data-at]").wait_for()

    def arrived(self, item: str) -> None:
        """Wait until an item is shown."""
        expect(self.page.locator("#interview")).to_have_attribute("data-at", item)

    def answer(self, value: str) -> Locator:
        """An answer, or a reason for none."""
        return self.screen.locator(f'input[value="{value}"]')

    def touch(self, value: str) -> None:
        """Tap an answer, and wait for nothing."""
        self.screen.locator(f'label:has(input[value="{value}"])').tap()

    def tap(self, value: str) -> None:
        """Tap an answer and wait for the next statement."""
        self._moving_on(lambda: self.touch(value))

    def do(self, verb: str, value: str = "") -> None:
        """Tap the button of a verb, on the screen, in the bar or in the sheet that is open."""
        chosen = f'[data-do="{verb}"]' + (f'[value="{value}"]' if value else "")
        self.page.locator(f"{chosen}:visible").tap()

    def on(self) -> None:
        """Tap Next, and wait for the next item."""
        self._moving_on(lambda: self.do("next"))

    def speak(self, language: str) -> None:
        """Read aloud in another language from here on."""
        self.do("languages")
        self.do("language", language)
        expect(self.screen.locator(".texts .read").first).to_have_attribute("lang", language)

    def give(self, **picks: str) -> str:
        """Answer the item that is shown, whatever it is; without a pick, somewhere in the middle. Returns its name."""
        item = self.screen.evaluate(LOOK)
        pick = picks.get(item["name"])
        if item["type"] == "together":
            self.together(**picks)
            return str(item["name"])
        if item["type"] == "note":
            self.on()
        elif item["type"] == "select_one":
            middle = next((value for value in ("4", "1") if value in item["values"]), item["values"][0])
            self.tap(pick or middle)
        elif item["type"] == "select_multiple":
            for value in (pick or item["values"][0]).split():
                self.touch(value)
            self.on()
        else:
            self.fill(pick if pick is not None else TYPED.get(item["name"], ""))
        return str(item["name"])

    def together(self, **picks: str) -> None:
        """Answer what stands on one screen: what is picked, and the first choice of what must be answered."""
        for part in self.screen.locator(".part").all():
            look = part.evaluate(LOOK)
            pick = picks.get(look["name"])
            if pick is None and (part.get_attribute("data-optional") is not None or part.locator(":checked").count()):
                continue
            if not part.is_visible():
                self.screen.locator(".fold summary").tap()
            if not look["values"]:
                part.locator(".entry").fill(pick or "")
                continue
            for value in (pick or look["values"][0]).split():
                choice = part.locator(f'label:has(input[value="{value}"])')
                if not choice.is_visible():
                    part.locator("summary").tap()
                choice.tap()
        self.on()

    def fill(self, text: str) -> None:
        """Type into the field; a number is read back before it counts."""
        self.screen.locator(".entry").fill(text)
        if text and self.screen.get_attribute("data-appearance") == "tel":
            self.do("next")
            self.screen.locator(".readback").wait_for()
        self.on()

    def until(self, item: str, **picks: str) -> list[str]:
        """Answer everything that comes before an item; returns what was asked."""
        passed = []
        while self.at != item:
            passed.append(self.give(**picks))
        return passed

    def finish(self) -> None:
        """The last tap; afterwards the receipt is shown."""
        self._moving_on(lambda: self.do("finish"))
        self.arrived("receipt")

    def confirmed(self, holding: str = "") -> None:
        """Wait until the phone keeps this, and the server said the number of everything back."""
        self.page.evaluate(CONFIRMED, holding)

    def hold(self, pattern: re.Pattern[str]) -> list[Route]:
        """Let requests like this hang until the test lets them go."""
        held: list[Route] = []

        def wait(route: Route) -> None:
            held.append(route)

        self.page.route(pattern, wait)
        return held

    def kept(self, store: str = "interviews") -> list[dict[str, Any]]:
        """Every interview that this phone holds, or every refusal."""
        records: list[dict[str, Any]] = self.page.evaluate(KEPT, store)
        return records

    def says(self, template: str, **values: object) -> None:
        """Wait until the pill says what a template of the page says; "saved" are the server's own words."""
        if template == "saved":
            expect(self.pill).to_have_class("pill safe")
            return
        words: str = self.page.locator(f"#{template}").evaluate("(template) => template.content.textContent")
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        expect(self.pill).to_have_text(words)

    def _moving_on(self, act: Callable[[], object]) -> None:
        before = self.at
        act()
        self.page.wait_for_function(
            "(before) => document.getElementById('interview').dataset.at !== before", arg=before
        )


def address(
    study: SmallStudy,
    language: str = "nl",
    ui: str = "nl",
    instrument: Instrument | None = None,
    kind: str = "talk",
    line: str = demo_closures.NUMBER,
) -> str:
    """Where home sends a student who begins an interview."""
    paper = instrument or study.w1
    context = {
        "wave": paper.wave,
        "activity": study.talk.id,
        "group": study.group.id,
        "kind": kind,
        "mode": "capi",
        "language": language,
        **({"line": line, "office": demo_closures.NAME} if line else {}),
    }
    return f"/interview/{paper.name}/{paper.version}/{ui}/{build()}#new?{urlencode(context)}"
