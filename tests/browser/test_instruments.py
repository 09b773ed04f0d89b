"""The lead tries a draft on the real screen, and every answer of every questionnaire fits the smallest phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.instrument.fit import width
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.write import workbook
from tests.browser.conftest import Browse
from tests.browser.house import House
from tests.browser.phones import KEPT, Desk
from tests.factories import SmallStudy

SHIPPED = sorted(Path("instruments").glob("*.yaml"))
#: Each screen in each language: what is wider than the screen, and how wide each word of an answer is.
MEASURE = """
(tags) => {
  const form = document.getElementById("interview");
  const found = { wide: [], words: [] };
  for (const folded of form.querySelectorAll("details")) folded.open = true;
  for (const screen of form.querySelectorAll(".screen")) {
    if (screen.dataset.type === "end") continue;
    for (const other of form.querySelectorAll(".screen")) other.hidden = other !== screen;
    for (const tag of tags) {
      for (const text of screen.querySelectorAll(".say")) text.hidden = text.lang !== tag;
      if (document.documentElement.scrollWidth > innerWidth) found.wide.push(`${screen.dataset.item} ${tag}`);
      for (const label of screen.querySelectorAll(".answer .say:not([hidden])")) {
        const room = label.closest(".labels").getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(label);
        const box = range.getBoundingClientRect();
        if (box.width > room.width + 1) found.wide.push(`${screen.dataset.item} ${tag} ${label.textContent}`);
        const size = parseFloat(getComputedStyle(label).fontSize);
        found.words.push([tag, label.textContent, box.width, range.getClientRects().length, size]);
      }
    }
  }
  return found;
}
"""


@pytest.fixture
def brought(house: House, study: SmallStudy, tmp_path: Path) -> Path:
    """A workbook with other words in it."""
    document = study.w1.document()
    document["survey"][1]["items"][0]["label"]["nl"] = "Heel andere woorden dan eerst"
    file = tmp_path / "parent-w1.xlsx"
    file.write_bytes(workbook(Instrument.model_validate(document)))
    return file


def bring(desk: Desk, file: Path) -> None:
    desk.page.goto(f"{desk.house.address}/instruments")
    desk.page.set_input_files("input[type=file]", file)
    desk.page.locator(".bring button.primary").click()
    desk.page.wait_for_url("**/instruments/drafts/*")


def test_a_draft_is_tried_on_the_real_screen_and_nothing_is_kept_or_sent(
    browse: Browse, study: SmallStudy, brought: Path
) -> None:
    desk: Desk = browse(Desk, study.lead, width=360, height=740)
    bring(desk, brought)
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))

    desk.page.locator('.ways-out [lang="ar"]').click()
    screen = desk.page.locator(".screen:not([hidden])")
    expect(screen).to_have_attribute("data-item", "consent")
    expect(screen.locator('.say.read[lang="ar"]').first).to_be_visible()
    screen.locator('.answer input[value="1"]').click()
    expect(screen).to_have_attribute("data-item", "relation")
    screen.locator(".answer input").first.click()
    expect(screen.locator('.say[lang="nl"]').first).to_contain_text("Heel andere woorden dan eerst")
    desk.page.locator(".bar .icon").first.click()
    expect(screen).to_have_attribute("data-item", "relation")
    expect(screen.locator(".answer input").first).to_be_checked()

    desk.page.reload()
    expect(screen).to_have_attribute("data-item", "consent")
    assert [line for line in sent if not line.startswith("GET ")] == []
    assert desk.page.evaluate(KEPT) == []


def test_a_draft_is_published_with_a_tick_for_each_point(browse: Browse, study: SmallStudy, tmp_path: Path) -> None:
    document: Any = study.w1.document()
    document["choices"]["relations"][5]["label"]["nl"] = "een ander"
    file = tmp_path / "parent-w1.xlsx"
    file.write_bytes(workbook(Instrument.model_validate(document)))
    desk: Desk = browse(Desk, study.lead, width=1280, height=800)
    bring(desk, file)

    desk.page.locator(".publish button.primary").click()
    assert "/drafts/" in desk.page.url  # the browser itself asks for the tick
    desk.page.locator(".ask input").check()
    desk.page.locator(".publish button.primary").click()
    desk.page.wait_for_url("**/instruments")
    expect(desk.page.locator(".shelved", has_text=Instrument.model_validate(document).version)).to_be_visible()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_answer_in_every_language_fits_the_smallest_phone(browse: Browse, study: SmallStudy, file: Path) -> None:
    instrument = load(file)
    phone: Desk = browse(Desk, study.student, width=320, height=568)
    phone.page.goto(f"{phone.house.address}/interview/{instrument.name}/{instrument.version}/nl/x")
    phone.page.wait_for_selector("#interview[data-at]", state="attached")

    found = phone.page.evaluate(MEASURE, list(instrument.languages))

    assert found["wide"] == []
    assert bool(found["words"]) == any(map(instrument.choices_of, instrument.items()))
    for tag, text, across, rows, size in found["words"]:
        if rows == 1:  # the estimate that publishing uses is never narrower than what a browser measures
            assert width(text.strip(), size) >= across, (tag, text, across)
