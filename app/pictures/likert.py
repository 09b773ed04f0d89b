"""Answers on five points as diverging bars: who disagrees to one side of a line, who agrees to the other.

The neutral answers stand apart, at the end, with a base line of their own. Split around the middle they would push both
sides outward, and neither agreement nor disagreement could be compared from row to row; apart, all three can, because
each begins at a line (decision 0039). Every part has the same scale, in shares of those who answered on five points;
those who did not are counted beside, never drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pictures.lettering import width, wrapped
from app.pictures.marks import LEADING, SIZE, SMALL, WIDTH, Anchor, Bar, Picture, Sheet, Speech, Stroke, Table, Words

LABEL, GAP, EDGE = 252.0, 14.0, 4.0
COLUMNS = (44.0, 84.0, 76.0)  # N, mean, no answer
FIGURES = sum(COLUMNS)
THICK, APART = 22.0, 8.0
CLOSE, AWAY = 3.0, 7.0  # where rows stand together, and between those that do not
LEAST = 0.15  # of the whole that a side takes, however few stand there
SWATCH, LINE = 12.0, 20.0  # of the key
BESIDE = 4.0  # between a part and its share, where that does not fit in it
AS_DRAWN = (1, 2, 4, 5, 3)
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One statement, or one group: how many chose each point from 1 to 5; None: too few to be shown."""

    label: str
    counts: tuple[int, int, int, int, int] | None
    missing: int | str = 0  # no answer on the five points; words where even that is too few to be told
    belongs: bool = False  # to the row above, which it stands beside

    @property
    def number(self) -> int:
        """How many answered on the five points."""
        return sum(self.counts or ())

    @property
    def shares(self) -> tuple[float, ...]:
        """Of those, the part at each point; nothing where nobody answered."""
        return tuple(count / self.number for count in self.counts) if self.counts and self.number else ()

    @property
    def mean(self) -> float:
        """Over the five points."""
        return sum(point * share for point, share in enumerate(self.shares, 1))


@dataclass(frozen=True)
class Wording:
    """The words of the picture."""

    points: tuple[str, str, str, str, str]
    number: str  # above how many answered
    mean: str
    missing: str  # above how many did not
    withheld: str  # for a row with too few
    nobody: str  # for a row without answers
    what: str  # heading of the labels, in the table


@dataclass(frozen=True)
class Reach:
    """How far the three parts go, as shares: given to several pictures, their scales are the same."""

    against: float
    towards: float
    neutral: float

    @property
    def whole(self) -> float:
        """All three together."""
        return self.against + self.towards + self.neutral


def reach(rows: Sequence[Row]) -> Reach:
    """Just far enough for these rows."""
    shares = [row.shares for row in rows if row.shares]

    def most(*points: int) -> float:
        return max([LEAST, *(sum(share[point - 1] for point in points) for share in shares)])

    return Reach(most(1, 2), most(4, 5), most(3))


def draw(title: str, rows: Sequence[Row], words: Wording, speech: Speech, within: Reach | None = None) -> Picture:
    """The rows under each other, with their number, mean and who did not answer at the end of each."""
    far = within or reach(rows)
    scale = (WIDTH - LABEL - FIGURES - 2 * GAP - EDGE) / far.whole
    middle = LABEL + GAP + far.against * scale
    places = _Places(middle, middle + far.towards * scale + GAP, scale)
    sheet = Sheet()
    y = _heads(sheet, words, _key(sheet, words))
    together = any(row.belongs for row in rows)
    for row in rows:
        lines = wrapped(row.label, LABEL - EDGE)
        tall = max(THICK, len(lines) * SIZE * LEADING) + (CLOSE if row.belongs else APART)
        y += AWAY if together and not row.belongs else 0
        sheet.lines(EDGE, y + tall / 2, lines, "soft" if row.belongs else "ink")
        _row(sheet, row, (words, speech), places, y + tall / 2)
        if row.shares:
            sheet.strokes += [Stroke(x, y, x, y + tall, "axis") for x in (places.middle, places.apart)]
        y += tall
    return sheet.finish(title, y + EDGE, _table(rows, words, speech), backwards=speech.backwards)


@dataclass(frozen=True)
class _Places:
    """Where the two base lines stand, and how wide the whole of a row would be."""

    middle: float
    apart: float
    scale: float


def _key(sheet: Sheet, words: Wording) -> float:
    """The five points with their number and words, in the order in which they are drawn; returns where it ends."""
    x, y = EDGE, EDGE
    for point in AS_DRAWN:
        text = f"{point} {words.points[point - 1]}"
        wide = SWATCH + 6 + width(text, SMALL)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, y = EDGE, y + LINE
        sheet.bars.append(Bar(x, y + 2, SWATCH, SWATCH, f"p{point}"))
        text = wrapped(text, WIDTH - 2 * EDGE - SWATCH - 6, SMALL)[0]
        sheet.words.append(Words(x + SWATCH + 6, y + SWATCH, text, "soft", size=SMALL))
        x += wide + 14
    return y + LINE


def _heads(sheet: Sheet, words: Wording, y: float) -> float:
    """What stands above the figures; returns where the rows begin."""
    x = WIDTH - FIGURES
    tallest = 1
    for head, wide in zip((words.number, words.mean, words.missing), COLUMNS, strict=True):
        lines = wrapped(head, wide - 4, SMALL)
        tallest = max(tallest, len(lines))
        x += wide
        for at, line in enumerate(lines):
            base = y + SMALL + 4 + at * SMALL * LEADING
            sheet.words.append(Words(x - EDGE, base, line, "soft", Anchor.RIGHT, SMALL))
    return y + 8 + tallest * SMALL * LEADING


def _row(sheet: Sheet, row: Row, how: tuple[Wording, Speech], at: _Places, y: float) -> None:
    words, speech = how
    base = y + SIZE * 0.35
    if not row.shares:
        why = words.nobody if row.counts is not None else words.withheld
        sheet.lines(LABEL + GAP, y, wrapped(why, WIDTH - LABEL - GAP - FIGURES), "soft")
        figures: tuple[str, ...] = ("0", NOTHING, str(row.missing)) if row.counts is not None else (NOTHING,) * 3
    else:
        _parts(sheet, row.shares, speech, at, y)
        figures = (str(row.number), speech.number(row.mean), str(row.missing))
    x = WIDTH - FIGURES
    for figure, wide, ink in zip(figures, COLUMNS, ("soft", "ink", "soft"), strict=True):
        x += wide
        sheet.words.append(Words(x - EDGE, base, figure, ink, Anchor.RIGHT, strong=ink == "ink"))


def _parts(sheet: Sheet, shares: Sequence[float], speech: Speech, at: _Places, y: float) -> None:
    """Each part from its line outward: 2 and 1 to the one side, 4 and 5 to the other, 3 apart."""
    wide = [share * at.scale for share in shares]
    begins = {
        1: at.middle - wide[1] - wide[0],
        2: at.middle - wide[1],
        3: at.apart,
        4: at.middle,
        5: at.middle + wide[3],
    }
    silent = set()  # parts too small for their share
    for point, x in begins.items():
        length = wide[point - 1]
        if not length:
            continue
        sheet.bars.append(Bar(x, y - THICK / 2, length, THICK, f"p{point}"))
        said = speech.percent(shares[point - 1])
        if width(said, SMALL) + 6 <= length:
            middle = x + length / 2
            sheet.words.append(Words(middle, y + SMALL * 0.35, said, f"on-p{point}", Anchor.MIDDLE, SMALL))
        else:
            silent.add(point)
    for points, x, anchor, room in (
        ((2, 1), begins[1] - BESIDE, Anchor.RIGHT, begins[1] - LABEL),
        ((4, 5), begins[5] + wide[4] + BESIDE, Anchor.LEFT, at.apart - begins[5] - wide[4] - BESIDE),
        ((3,), begins[3] + wide[2] + BESIDE, Anchor.LEFT, WIDTH),
    ):
        said = _beside(points, shares, silent, speech)
        if said and width(said, SMALL) + BESIDE <= room:
            sheet.words.append(Words(x, y + SMALL * 0.35, said, "soft", anchor, SMALL))


def _beside(points: Sequence[int], shares: Sequence[float], silent: set[int], speech: Speech) -> str:
    """What stands at the end of a side: the share of its outer part, or of the whole side, where none is told in it."""
    there = [point for point in points if shares[point - 1]]
    if not there or there[-1] not in silent:
        return ""
    untold = there if set(there) <= silent else there[-1:]
    return speech.percent(sum(shares[point - 1] for point in untold))


def _table(rows: Sequence[Row], words: Wording, speech: Speech) -> Table:
    """All five points in their own order, in shares."""
    head = (words.what, *words.points, words.number, words.mean, words.missing)

    def cells(row: Row) -> tuple[str, ...]:
        if row.counts is None:
            return (words.withheld, *(NOTHING for _ in head[2:]))
        mean = speech.number(row.mean) if row.shares else NOTHING
        said = [speech.percent(share) for share in row.shares] or [NOTHING] * len(words.points)
        return (*said, str(row.number), mean, str(row.missing))

    return Table(head, tuple((row.label, *cells(row)) for row in rows))
