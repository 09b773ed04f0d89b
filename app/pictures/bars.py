"""Amounts as bars from one line: how many there are, and how many were wanted where that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pictures.lettering import wrapped
from app.pictures.marks import LEADING, SIZE, WIDTH, Anchor, Bar, Picture, Sheet, Speech, Stroke, Table

LABEL, FIGURE, EDGE = 220.0, 150.0, 4.0
THICK, APART = 16.0, 8.0
NOTHING = "–"


@dataclass(frozen=True)
class Amount:
    """One bar: how much, what is said of it at its end, and how much was wanted; None: too few to be shown."""

    label: str
    amount: float | None
    said: str
    wanted: float | None = None


@dataclass(frozen=True)
class Wording:
    """The words of the picture."""

    what: str
    amount: str
    wanted: str
    withheld: str


def draw(title: str, amounts: Sequence[Amount], words: Wording, speech: Speech, whole: float | None = None) -> Picture:
    """One bar for each; `whole` is where the room ends, else the greatest of all."""
    most = whole or max([1.0, *(max(one.amount or 0, one.wanted or 0) for one in amounts)])
    room = WIDTH - LABEL - FIGURE - EDGE
    sheet = Sheet()
    y = EDGE
    for one in amounts:
        lines = wrapped(one.label, LABEL - 2 * EDGE)
        said = wrapped(one.said if one.amount is not None else words.withheld, FIGURE - EDGE)
        tall = max(THICK, max(len(lines), len(said)) * SIZE * LEADING) + APART
        middle = y + tall / 2
        sheet.lines(EDGE, middle, lines)
        _bar(sheet, one, room / most, room, middle)
        sheet.lines(WIDTH - EDGE, middle, said, "ink" if one.amount is not None else "soft", Anchor.RIGHT)
        y += tall
    return sheet.finish(title, y + EDGE, _table(amounts, words), backwards=speech.backwards)


def _bar(sheet: Sheet, one: Amount, scale: float, room: float, y: float) -> None:
    sheet.bars.append(Bar(LABEL, y - THICK / 2, room, THICK, "room"))
    if one.amount:
        sheet.bars.append(Bar(LABEL, y - THICK / 2, min(one.amount * scale, room), THICK, "first"))
    if one.wanted:
        x = LABEL + min(one.wanted * scale, room)
        sheet.strokes.append(Stroke(x, y - THICK / 2 - 3, x, y + THICK / 2 + 3, "mark"))


def _table(amounts: Sequence[Amount], words: Wording) -> Table:
    wanted = any(one.wanted for one in amounts)
    head = (words.what, words.amount, *((words.wanted,) if wanted else ()))

    def cells(one: Amount) -> tuple[str, ...]:
        said = one.said if one.amount is not None else words.withheld
        return (one.label, said, *((f"{one.wanted:g}" if one.wanted else NOTHING,) if wanted else ()))

    return Table(head, tuple(map(cells, amounts)))
