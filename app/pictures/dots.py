"""Means as dots on a scale: of groups with the interval around each, or of the same people at two moments."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pictures.axis import COLUMN, EDGE, GAP, LABEL, Axis, scale
from app.pictures.lettering import width, wrapped
from app.pictures.marks import (
    LEADING,
    SIZE,
    SMALL,
    WIDTH,
    Anchor,
    Bar,
    Dot,
    Picture,
    Sheet,
    Speech,
    Stroke,
    Table,
    Words,
)

RADIUS = 6.0
APART, STEP = 10.0, 18.0  # between rows, and between the groups of a row
LINE, KEYED = 20.0, 26.0  # of the key: a line of it, and how long its interval is
NOTHING = "–"
LEFT_TO_RIGHT = "\u2066", "\u2069"  # else what runs from the right turns the sign round
INKS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Estimate:
    """A mean, of how many, and the interval around it where one was computed."""

    mean: float
    number: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing that was measured: an estimate per group; None: too few to be shown."""

    label: str
    estimates: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class Pair:
    """The same people at two moments; None: too few to be shown."""

    label: str
    both: tuple[float, float] | None
    number: int


@dataclass(frozen=True)
class Wording:
    """The words of a picture with dots."""

    groups: tuple[str, ...]  # their names, for the key and the table; at two moments, those
    number: str
    mean: str  # of the column; at two moments, of the difference
    interval: str  # in the table
    withheld: str
    what: str  # heading of the labels, in the table
    ends: tuple[str, str] = ("", "")  # what the lowest and the highest point say


FIVE = Axis()


def draw(title: str, rows: Sequence[Row], words: Wording, speech: Speech, axis: Axis = FIVE) -> Picture:
    """Each row with its groups under each other; every group has a form of its own."""
    sheet = Sheet()
    drawn = any(one and one.low is not None for row in rows for one in row.estimates)
    top = _heads(sheet, words, _key(sheet, words.groups, interval=words.interval if drawn else ""))
    y = top
    for row in rows:
        lines = wrapped(row.label, LABEL - EDGE)
        tall = max(len(row.estimates) * STEP, len(lines) * SIZE * LEADING) + APART
        sheet.lines(EDGE, y + tall / 2, lines)
        first = y + tall / 2 - (len(row.estimates) - 1) * STEP / 2
        for at, estimate in enumerate(row.estimates):
            _estimate(sheet, estimate, at, (words, speech, axis), first + at * STEP)
        y += tall
        _rule(sheet, y)
    foot = scale(sheet, axis, (speech, words.ends), top, y)
    return sheet.finish(title, foot, _table(rows, words, speech), backwards=speech.backwards)


def dumbbells(title: str, pairs: Sequence[Pair], words: Wording, speech: Speech, axis: Axis = FIVE) -> Picture:
    """Each row from the first moment, an open dot, to the second, a full one; what changed stands at the end."""
    sheet = Sheet()
    top = _heads(sheet, words, _key(sheet, words.groups, moments=True))
    y = top
    for pair in pairs:
        lines = wrapped(pair.label, LABEL - EDGE)
        tall = max(STEP, len(lines) * SIZE * LEADING) + APART
        sheet.lines(EDGE, y + tall / 2, lines)
        _pair(sheet, pair, (words, speech, axis), y + tall / 2)
        y += tall
        _rule(sheet, y)
    foot = scale(sheet, axis, (speech, words.ends), top, y)
    return sheet.finish(title, foot, _pair_table(pairs, words, speech), backwards=speech.backwards)


def signed(value: float, speech: Speech) -> str:
    """A difference, with its sign; what is nothing once rounded has none."""
    said = speech.number(abs(value))
    if said == speech.number(0.0):
        return said
    said = f"{'+' if value > 0 else '−'}{said}"
    return said.join(LEFT_TO_RIGHT) if speech.backwards else said


def _key(sheet: Sheet, groups: Sequence[str], *, moments: bool = False, interval: str = "") -> float:
    """What each mark means, and what the line through it is."""
    x, y = EDGE, EDGE
    if interval:
        _whisker(sheet, x, x + KEYED, y + 8, "third")
        sheet.words.append(Words(x + KEYED + 6, y + 12, interval, "soft", size=SMALL))
        x += KEYED + 22 + width(interval, SMALL)
    for at, name in enumerate(groups if len(groups) > 1 else ()):
        text = wrapped(name, WIDTH - 30, SMALL)[0] if name else NOTHING
        wide = 18 + width(text, SMALL)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, y = EDGE, y + LINE
        _mark(sheet, x + RADIUS, y + 8, at, moments=moments)
        sheet.words.append(Words(x + 18, y + 12, text, "soft", size=SMALL))
        x += wide + 16
    return y + LINE if x > EDGE else EDGE


def _whisker(sheet: Sheet, low: float, high: float, y: float, ink: str) -> None:
    sheet.bars.append(Bar(low, y - 1, high - low, 2, ink))
    sheet.bars += [Bar(x - 0.75, y - 5, 1.5, 10, ink) for x in (low, high)]


def _mark(sheet: Sheet, x: float, y: float, at: int, *, moments: bool = False) -> None:
    """The form of a group: full dot, full square, open dot, open square; of two moments: open, then full."""
    is_open = at == 0 if moments else at // 2 % 2 == 1
    square = not moments and at % 2 == 1
    ink = "first" if moments else INKS[at % len(INKS)]
    sheet.dots.append(Dot(x, y, RADIUS, ink, square))
    if is_open:
        sheet.dots.append(Dot(x, y, RADIUS - 2.5, "card", square))


def _heads(sheet: Sheet, words: Wording, y: float) -> float:
    tallest = 1
    for head, x in ((words.number, WIDTH - COLUMN), (words.mean, WIDTH)):
        lines = wrapped(head, COLUMN - 6, SMALL)
        tallest = max(tallest, len(lines))
        for at, line in enumerate(lines):
            base = y + SMALL + 4 + at * SMALL * LEADING
            sheet.words.append(Words(x - EDGE, base, line, "soft", Anchor.RIGHT, SMALL))
    return y + 8 + tallest * SMALL * LEADING


def _figures(sheet: Sheet, number: str, figure: str, y: float) -> None:
    base = y + SIZE * 0.35
    sheet.words.append(Words(WIDTH - COLUMN - EDGE, base, number, "soft", Anchor.RIGHT))
    sheet.words.append(Words(WIDTH - EDGE, base, figure, "ink", Anchor.RIGHT, strong=True))


def _withheld(sheet: Sheet, words: Wording, y: float) -> None:
    """Instead of a mean; on a ground of its own, so that no line of the scale runs through the words."""
    text = next(iter(wrapped(words.withheld, WIDTH - LABEL - GAP - 2 * COLUMN)), "")
    sheet.bars.append(Bar(LABEL + GAP - 6, y - 9, width(text) + 6, 18, "card"))
    sheet.lines(LABEL + GAP, y, [text], "soft")
    _figures(sheet, NOTHING, NOTHING, y)


def _estimate(sheet: Sheet, one: Estimate | None, at: int, how: tuple[Wording, Speech, Axis], y: float) -> None:
    words, speech, axis = how
    if one is None:
        _withheld(sheet, words, y)
        return
    if one.low is not None and one.high is not None:
        _whisker(sheet, axis.place(one.low), axis.place(one.high), y, INKS[at % len(INKS)])
    _mark(sheet, axis.place(one.mean), y, at)
    _figures(sheet, str(one.number), speech.number(one.mean), y)


def _pair(sheet: Sheet, pair: Pair, how: tuple[Wording, Speech, Axis], y: float) -> None:
    words, speech, axis = how
    if pair.both is None:
        _withheld(sheet, words, y)
        return
    first, second = map(axis.place, pair.both)
    sheet.bars.append(Bar(min(first, second), y - 1.5, abs(second - first), 3, "first"))
    _mark(sheet, first, y, 0, moments=True)
    _mark(sheet, second, y, 1, moments=True)
    _figures(sheet, str(pair.number), signed(pair.both[1] - pair.both[0], speech), y)


def _rule(sheet: Sheet, y: float) -> None:
    sheet.strokes.append(Stroke(0, y, WIDTH, y, "line"))


def _table(rows: Sequence[Row], words: Wording, speech: Speech) -> Table:
    """A line for every group of a row."""
    several = len(words.groups) > 1

    def cells(one: Estimate | None) -> tuple[str, ...]:
        if one is None:
            return (words.withheld, NOTHING, NOTHING)
        has_interval = one.low is not None and one.high is not None
        interval = f"{speech.number(one.low or 0)} – {speech.number(one.high or 0)}" if has_interval else NOTHING
        return (speech.number(one.mean), interval, str(one.number))

    lines = [
        (row.label, *((words.groups[at],) if several else ()), *cells(one))
        for row in rows
        for at, one in enumerate(row.estimates)
    ]
    head = (words.what, *(("",) if several else ()), words.mean, words.interval, words.number)
    return Table(head, tuple(lines))


def _pair_table(pairs: Sequence[Pair], words: Wording, speech: Speech) -> Table:
    def cells(pair: Pair) -> tuple[str, ...]:
        if pair.both is None:
            return (words.withheld, NOTHING, NOTHING, NOTHING)
        first, second = pair.both
        return (speech.number(first), speech.number(second), signed(second - first, speech), str(pair.number))

    head = (words.what, *words.groups[:2], words.mean, words.number)
    return Table(head, tuple((pair.label, *cells(pair)) for pair in pairs))
