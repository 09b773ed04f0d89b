"""The scale below a picture with dots: from which point to which, and what its two ends say."""

from dataclasses import dataclass

from app.pictures.lettering import wrapped
from app.pictures.marks import LEADING, SMALL, WIDTH, Anchor, Sheet, Speech, Stroke, Words

LABEL, GAP, EDGE = 268.0, 22.0, 4.0
COLUMN = 84.0  # of a figure at the end
BELOW = 116.0  # how wide the words at an end may be


@dataclass(frozen=True)
class Axis:
    """From where to where; a mean beyond it stands at its end."""

    low: float = 1.0
    high: float = 5.0
    every: float = 1.0

    @property
    def ticks(self) -> tuple[float, ...]:
        """The numbers below."""
        return tuple(self.low + at * self.every for at in range(int((self.high - self.low) / self.every + 1e-9) + 1))

    def place(self, value: float) -> float:
        """Where a value stands in the picture."""
        start, end = LABEL + GAP, WIDTH - 2 * COLUMN - GAP
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return start + share * (end - start)


def scale(sheet: Sheet, axis: Axis, said: tuple[Speech, tuple[str, str]], top: float, foot: float) -> float:
    """The numbers below with what the first and last mean, and a thin line for each through all rows."""
    speech, ends = said
    for tick in axis.ticks:
        x = axis.place(tick)
        number = str(int(tick)) if tick == int(tick) else speech.number(tick)
        sheet.strokes.append(Stroke(x, top, x, foot + 4, "line"))
        sheet.words.append(Words(x, foot + 4 + SMALL, number, "soft", Anchor.MIDDLE, SMALL))
    deepest = foot + 4 + SMALL
    for value, words in zip((axis.low, axis.high), ends, strict=True):
        for at, line in enumerate(wrapped(words, BELOW, SMALL), 1):
            base = foot + 4 + SMALL + at * SMALL * LEADING
            sheet.words.append(Words(axis.place(value), base, line, "soft", Anchor.MIDDLE, SMALL))
            deepest = max(deepest, base)
    return deepest + 4 + EDGE
