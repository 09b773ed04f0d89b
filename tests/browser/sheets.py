"""Pages for people who fill it in themselves: they work without a script, so every tap brings a new page."""

from playwright.sync_api import Page

from tests.browser.phones import TYPED, Desk

#: Pixels that a page is wider than the screen.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What a thumb could miss.
SMALL = """() => [...document.querySelectorAll("button:not(.unseen), .line, .none label, .pick, a, summary, .entry")]
  .filter((one) => one.getBoundingClientRect().height < 44 && one.getClientRects().length)
  .map((one) => `${one.className} ${one.textContent.trim()}`)"""


def turn(page: Page, selector: str = ".primary") -> None:
    """Tap what brings the next page, and wait for that page: without a script nothing else says that it is there."""
    with page.expect_navigation():
        page.click(selector)


def answer(page: Page) -> None:
    """Something for everything on the sheet."""
    for one in page.locator("fieldset").all():
        lines = one.locator(".line input")
        if lines.count():
            lines.nth(3 if lines.count() == 5 else 0).check()
        elif (typed := TYPED.get(one.get_attribute("id") or "")) is not None:
            one.locator(".entry").fill(typed)


def begin(desk: Desk, path: str, language: str) -> Page:
    """Scan, and choose a language."""
    desk.open(path)
    turn(desk.page, f".pick[value={language}]")
    return desk.page


def until(page: Page, item: str) -> None:
    """Answer everything that comes before an item."""
    while not page.locator(f"#{item}").count():
        answer(page)
        turn(page)


def fill_in(page: Page) -> str:
    """Everything to the end; returns the code."""
    while page.locator("form").count():
        answer(page)
        turn(page)
    return page.locator(".code").inner_text().strip()
