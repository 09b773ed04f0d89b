"""What size costs: a questionnaire of 200 items, and one in 20 languages, beside the parents' own.

Each figure stands beside its ratio to the questionnaire that comes with Aloud: seconds belong to a machine, ratios to
the code.
"""

import gzip
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app import i18n
from app.clock import Clock
from app.db import Database
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import read
from app.instrument.xlsform.write import workbook
from app.migrating import migrate
from app.services import drafts, instruments, paper
from app.templating import ENVIRONMENT

SHIPPED = Path("instruments/parent-w1.yaml")
MORE = ("fr", "es", "de", "it", "uk", "ru", "so", "ti", "fa", "ku", "zh", "vi")
ITEMS, LANGUAGES = 200, 20
Row = tuple[str, dict[str, float]]


def long(instrument: Instrument) -> Instrument:
    """More statements of the same words in another order, until there are 200: repeated texts would weigh nothing."""
    lots = random.Random(20261122)
    document = instrument.document()
    items = [item for section in document["survey"] for item in section["items"] if item["type"] == "select_one"]
    plain = [item for item in items if not {"consent", "special", "relevant"} & item.keys()]
    missing = ITEMS - len(instrument.items())
    more = [{**plain[at % len(plain)], "name": f"again_{at}"} for at in range(missing)]
    for item in more:
        item["label"] = {
            tag: " ".join(lots.sample(words := text.split(), len(words))) for tag, text in item["label"].items()
        }
    for item in more:
        item.pop("scale", None)
    document["survey"].append({"name": "again", "label": document["survey"][0]["label"], "items": more})
    return Instrument.model_validate(document)


def many(instrument: Instrument) -> Instrument:
    """The same words in other languages, each with its letters in another order: real languages share no words."""
    lots = random.Random(20261122)
    document = instrument.document()
    tags = MORE[: LANGUAGES - len(instrument.languages)]

    def spread(part: Any) -> None:
        if isinstance(part, dict):
            if instrument.languages[0] in part and all(isinstance(text, str) for text in part.values()):
                first = part[instrument.languages[0]]
                part |= {
                    tag: " ".join("".join(lots.sample(word, len(word))) for word in first.split()) + tag for tag in tags
                }
            for value in part.values():
                spread(value)
        elif isinstance(part, list):
            for value in part:
                spread(value)

    spread(document)
    document["languages"] = [*instrument.languages, *tags]
    return Instrument.model_validate(document)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of the fastest of three, and what came of it."""
    best, came = float("inf"), None
    for _ in range(3):
        began = time.perf_counter()
        came = work()
        best = min(best, (time.perf_counter() - began) * 1000)
    return best, came


def printed(instrument: Instrument) -> str:
    """The page that a phone keeps."""
    i18n.speak("nl")
    template = ENVIRONMENT.get_template("interview/print.html")
    nothing = {"request": None, "person": None, "phone_id": None, "phone_key": ""}
    return template.render(paper=paper.paper(instrument), url_for=_address, **nothing)


def _address(*_: Any, **__: Any) -> Any:
    return type("Address", (), {"path": "/x"})


def measured(instrument: Instrument, database: Database) -> dict[str, float]:
    """Every figure of one questionnaire."""
    writing, book = timed(lambda: workbook(instrument))
    reading, came = timed(lambda: read(book, Given("x.xlsx")))
    if came.instrument != instrument:
        raise RuntimeError("it did not come back the same")
    with database.writing() as session:
        looking, _ = timed(lambda: drafts.findings(session, instrument))
        began = time.perf_counter()
        instruments.publish(session, instrument, now=Clock().now())
        publishing = (time.perf_counter() - began) * 1000
    rendering, page = timed(lambda: printed(instrument))
    return {
        "workbook kB": len(book) / 1000,
        "write ms": writing,
        "import ms": reading,
        "judge ms": looking,
        "publish ms": publishing,
        "print ms": rendering,
        "print kB": len(page.encode()) / 1000,
        "print kB, sent": len(gzip.compress(page.encode(), 9)) / 1000,
    }


def main() -> None:
    """A table: the shipped one, and how many times as much the large ones cost."""
    shipped = load(SHIPPED)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        database = Database(f"sqlite:///{folder}/bench.db")
        stack.callback(database.close)
        migrate(database)
        rows: list[Row] = [
            (f"{one.name}: {len(one.items())} items, {len(one.languages)} languages", measured(one, database))
            for one in (shipped, long(shipped), many(shipped), many(long(shipped)))
        ]
    first = rows[0][1]
    for name, figures in rows:
        told = "  ".join(f"{key} {value:.0f} (×{value / first[key]:.1f})" for key, value in figures.items())
        print(f"{name}\n    {told}")


if __name__ == "__main__":
    main()
