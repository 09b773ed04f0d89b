"""Interviews over time as a rising line, with the quota across and the path that was expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 560.0, 170.0
ROOM = 1.1  # above the highest
Steps = Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Progress:
    """The shapes, in the coordinates of their own box."""

    points: str
    area: str
    path: str
    target: float
    first: date
    last: date
    width: float = WIDTH
    height: float = HEIGHT


def progress(reached: Steps, expected: Steps, target: float) -> Progress | None:
    """The picture of how many there were on each day; None while there are too few days to draw.

    Args:
        reached: Day by day, how many there were in all.
        expected: The same as it was planned, over whatever days there are plans for.
        target: The number that is to be reached in the end.
    """
    if len(reached) < 2:
        return None
    first, last = reached[0][0], max(reached[-1][0], *(day for day, _ in expected), reached[0][0])
    top = max(reached[-1][1], target, *(number for _, number in expected), 1) * ROOM
    span = (last - first).days or 1

    def place(day: date, number: float) -> str:
        return f"{WIDTH * max(0, (day - first).days) / span:.1f},{HEIGHT * (1 - number / top):.1f}"

    line = " ".join(place(*step) for step in reached)
    end = place(reached[-1][0], 0)
    return Progress(
        points=line,
        area=f"0,{HEIGHT:g} {line} {end}",
        path=" ".join(place(*step) for step in expected),
        target=round(HEIGHT * (1 - target / top), 1),
        first=first,
        last=last,
    )
