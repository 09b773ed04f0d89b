"""Paper: how long a PDF takes and what it weighs, alone, for a class, and as cards."""

import gc
import statistics
import time
from collections.abc import Callable

from app.instrument.load import load
from app.services import instruments, pdfs, sheets
from app.services.pdfs import Copy, Stamp
from app.templating import ENVIRONMENT

TURNS = 5
LANGUAGES = ("nl", "tr", "ar", "ur")
CLASS = 30


def page(name: str, tag: str, kind: str) -> str:
    """A page of a questionnaire, as it is printed for a talk."""
    form = sheets.form(load(instruments.SHIPPED / f"{name}.yaml"), tag, "talk")
    shown = {"form": form, "context": ["Study", "A3", "1B", "24-11-2026"], "draft": False, "linked": False}
    return ENVIRONMENT.get_template(f"paper/{kind}.html").render({**shown, "stamps": "", "code": ""})


def batch(tag: str, count: int) -> bytes:
    """So many sheets, each with its number and its page for a name."""
    pages = [page("parent-w1", tag, kind) for kind in ("sheet", "slip")]
    link = "https://aloud.example/paper/entry/P-{:06}?of=1.parent-w1.2dfa0889.nl.12.5"
    copies = [
        Copy(part, Stamp(link.format(number), (f"P-{number:06}",)), mirrored=tag in {"ar", "ur"})
        for number in range(count)
        for part in (0, 1)
    ]
    return pdfs.write(pages, copies, two_sided=True)


def cards() -> bytes:
    """All show cards of the parents' list in all its languages."""
    held = load(instruments.SHIPPED / "parent-w1.yaml")
    shown = sheets.cards(held, held.languages)
    html = ENVIRONMENT.get_template("paper/cards.html").render(cards=shown, title="cards", linked=False)
    return pdfs.write([html], [Copy(0)])


def measured(what: str, work: Callable[[], bytes]) -> None:
    """One line: the median time of some turns, and the bytes."""
    made, spans = work(), []
    for _ in range(TURNS):
        gc.collect()
        began = time.perf_counter()
        work()
        spans.append(time.perf_counter() - began)
    print(f"  {what:<44} {statistics.median(spans):6.2f} s {len(made) / 1000:7.0f} kB")


def main() -> None:
    """One sheet per language, a class of thirty, the most that is made at once, and cards."""
    for tag in LANGUAGES:
        measured(f"parents' list in {tag}, one sheet with its slip", lambda tag=tag: batch(tag, 1))  # type: ignore[misc]
    measured(f"{CLASS} sheets in nl", lambda: batch("nl", CLASS))
    measured("150 sheets in nl", lambda: batch("nl", 150))
    measured("show cards, all languages", cards)


if __name__ == "__main__":
    main()
