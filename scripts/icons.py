"""Draw the icons of the installed app from its one mark: `python -m scripts.icons`. Needed only when the mark changes.

Phones cut icons to circles and squircles: what they may cut ("maskable") has its ground up to the edge and the mark
within the middle four fifths; what stands as it is has round corners of its own.
"""

from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import chromium

ICONS = Path(__file__).parents[1] / "app/static/icons"
PAPER = "#faf6ef"
SHEET = """
<!doctype html><style>
  html, body {{ margin: 0; background: transparent }}
  div {{ box-sizing: border-box; inline-size: 100vw; block-size: 100vh; display: grid; place-items: center;
         background: {paper}; border-radius: {round}% }}
  svg {{ inline-size: {share}%; block-size: {share}% }}
</style><div>{mark}</div>
"""

#: Name, pixels, roundness and the mark's share of the side, in per cent.
DRAWN = (
    ("icon-192.png", 192, 22, 76),
    ("icon-512.png", 512, 22, 76),
    ("maskable-192.png", 192, 0, 64),
    ("maskable-512.png", 512, 0, 64),
    ("apple-180.png", 180, 0, 74),
)


def draw(page: Page, name: str, pixels: int, roundness: int, share: int) -> None:
    """One icon as a picture."""
    mark = (ICONS / "mark.svg").read_text("utf-8")
    page.set_viewport_size({"width": pixels, "height": pixels})
    page.set_content(SHEET.format(paper=PAPER, round=roundness, share=share, mark=mark))
    page.screenshot(path=ICONS / name, omit_background=True)


def main() -> None:
    """All of them."""
    with chromium() as browser:
        page = browser.new_page()
        for row in DRAWN:
            draw(page, *row)


if __name__ == "__main__":
    main()
