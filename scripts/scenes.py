"""What there is to be seen: the way from the first page of a role to each screen."""

from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page

Scene = Callable[[Page, str], None]
"""Goes from the first page of a role to what is to be seen, with a parent who speaks this language."""


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


def explained(page: Page, parent: str) -> None:
    """The three voices at once: the statement, its explanation, and what is for the student alone."""
    item("info_progress")(page, parent)
    page.locator(".screen:not([hidden]) [data-do=hint]").click()
    page.locator(".hint.open").wait_for()


def card(page: Page, parent: str) -> None:
    """The answers as whoever sits opposite sees them."""
    item("info_progress")(page, parent)
    page.locator(".screen:not([hidden]) [data-do=card]").click()
    page.locator("#card[open]").wait_for()


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
    page.locator("[data-item=receipt].is-safe").wait_for()


def waiting(page: Page, parent: str) -> None:
    """The page of the phone itself, in a corridor without a network."""
    begin(page, parent)
    page.wait_for_function("() => navigator.serviceWorker?.controller")
    page.context.set_offline(True)
    for number in (0, 1, 3, 2):
        tap(page, number)
    for verb in ("more", "stop"):
        page.locator(f"[data-do={verb}]:visible").click()
    page.locator("[data-do=stopped][value=no_time]").click()
    page.locator(".receipt .when-waiting").wait_for()
    page.locator("#pill .pill").click()
    page.locator("#waiting:not([hidden])").wait_for()


def case(page: Page, _: str) -> None:
    """The first parent to call, with her number shown."""
    page.locator("button.case").first.click()
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


def at_activity(page: Page, path: str) -> None:
    """A page of tonight's first activity."""
    activity = page.locator('.occasion [name="activity"]').first.get_attribute("value")
    page.goto(urljoin(page.url, f"/activities/{activity}{path}"))


def evening(page: Page, _: str) -> None:
    """The code that a whole hall scans."""
    at_activity(page, "/evening")
    page.locator('.lists [value="parent-w1"]').click()
    page.locator("svg.qr").wait_for()


def alone(page: Page, parent: str) -> None:
    """A sheet of statements, on a phone that was handed over, half filled in."""
    at_activity(page, "/handover")
    page.locator('[name="code"]').fill("4711")
    page.locator('button[value="parent-w1"]').click()
    page.wait_for_url("**/s/**")
    page.goto(f"{page.url}?anew=1&language={parent}")
    page.locator('[name="group"].pick, .pick').first.click()
    for name, value in (("consent", "1"), ("relation", "2")):
        page.check(f'[name="{name}"][value="{value}"]')
        page.click(".primary")
    page.check('[name="info_progress"][value="4"]')
    page.check('[name="info_know"][value="2"]')
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")


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
    "voices": ("student", explained),
    "card": ("student", card),
    "education": ("student", item("education")),
    "times": ("student", item("best_times")),
    "remark": ("student", item("remark")),
    "number": ("student", number),
    "languages": ("student", sheet("languages")),
    "more": ("student", sheet("more")),
    "stop": ("student", sheet("more", "stop")),
    "finish": ("student", item("finish")),
    "receipt": ("student", receipt),
    "this-phone": ("student", waiting),
    "evening": ("student", evening),
    "alone": ("student", alone),
    "board": ("lead", stay),
    "team": ("lead", team),
    "phones": ("lead", elsewhere("/phones")),
    "parked": ("lead", elsewhere("/parked")),
    "patterns": ("lead", elsewhere("/patterns")),
    "due": ("caller", stay),
    "case": ("caller", case),
}
ON_PAPER = set(list(SCENES)[3:16])  # fills the window, and is photographed in the dark as well
