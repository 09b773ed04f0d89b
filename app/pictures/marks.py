"""What pictures are made of: marks with coordinates in the box of their picture, and what each is drawn with.

A mark names an *ink*; the page draws it with its own colours, a file of its own with those of `inks.py`. Everything is
laid out from the left; `mirrored` turns a finished picture round, so that both directions are one layout.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

WIDTH = 760.0
SIZE, SMALL = 14.0, 12.0  # of letters
LEADING = 1.25


class Anchor(StrEnum):
    """Which end of a text stands at its coordinate; always of the box, whatever way the text runs."""

    LEFT = "start"
    MIDDLE = "middle"
    RIGHT = "end"

    @property
    def opposite(self) -> "Anchor":
        """The other end."""
        return {Anchor.LEFT: Anchor.RIGHT, Anchor.RIGHT: Anchor.LEFT}.get(self, self)


@dataclass(frozen=True)
class Bar:
    """A filled part."""

    x: float
    y: float
    width: float
    height: float
    ink: str


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: str


@dataclass(frozen=True)
class Dot:
    """A round mark, or a square one: groups differ in form too, never in colour alone."""

    x: float
    y: float
    radius: float
    ink: str
    square: bool = False


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    ink: str = "ink"
    anchor: Anchor = Anchor.LEFT
    size: float = SIZE
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """The same as text: what somebody reads who does not see the picture."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture in the coordinates of its own box: its message, its marks, and itself as a table."""

    title: str
    width: float
    height: float
    table: Table
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Words, ...] = ()
    backwards: bool = False  # laid out from the right

    @property
    def beneath(self) -> tuple[Stroke, ...]:
        """Lines that lie under the bars."""
        return tuple(one for one in self.strokes if one.ink == "line")

    @property
    def above(self) -> tuple[Stroke, ...]:
        """Lines that lie on them."""
        return tuple(one for one in self.strokes if one.ink != "line")


@dataclass(frozen=True)
class Speech:
    """How numbers are said in the language of the picture, and which way it runs."""

    number: Callable[[float], str]  # a mean, with its one or two decimals
    percent: Callable[[float], str]  # a share between 0 and 1
    backwards: bool = False


@dataclass
class Sheet:
    """A picture while it is being laid out."""

    bars: list[Bar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def lines(self, x: float, y: float, texts: Sequence[str], ink: str = "ink", anchor: Anchor = Anchor.LEFT) -> None:
        """Set lines under each other, centred around a height."""
        first = y - (len(texts) - 1) * SIZE * LEADING / 2 + SIZE * 0.35
        self.words += [Words(x, first + at * SIZE * LEADING, text, ink, anchor) for at, text in enumerate(texts)]

    def finish(self, title: str, height: float, table: Table, *, backwards: bool) -> Picture:
        """The picture, turned round where the language runs from the right."""
        whole = Picture(
            title, WIDTH, height, table, tuple(self.bars), tuple(self.strokes), tuple(self.dots), tuple(self.words)
        )
        return mirrored(whole) if backwards else whole


def mirrored(picture: Picture) -> Picture:
    """The same picture, laid out from the other side; letters stay letters."""
    wide = picture.width
    return replace(
        picture,
        backwards=not picture.backwards,
        bars=tuple(replace(one, x=wide - one.x - one.width) for one in picture.bars),
        strokes=tuple(replace(one, x1=wide - one.x1, x2=wide - one.x2) for one in picture.strokes),
        dots=tuple(replace(one, x=wide - one.x) for one in picture.dots),
        words=tuple(replace(one, x=wide - one.x, anchor=one.anchor.opposite) for one in picture.words),
    )
