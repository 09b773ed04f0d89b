"""Shapes of the lead's pictures, in the coordinates of their own box; the page draws them as SVG."""

from dataclasses import dataclass

from app.services.counts import Board

WIDTH, HEIGHT = 560.0, 170.0


@dataclass(frozen=True)
class Line:
    """A rising line with the area under it, the target across, and the days at its ends."""

    points: str
    area: str
    target: float
    width: float = WIDTH
    height: float = HEIGHT


def curve(board: Board) -> Line | None:
    """Completed interviews over time; None while there are too few days to draw."""
    days, totals = board.curve.days, board.curve.totals
    if len(days) < 2:
        return None
    top = max(totals[-1], board.study.minimum) * 1.1
    span = (days[-1] - days[0]).days or 1
    places = [
        (WIDTH * (day - days[0]).days / span, HEIGHT * (1 - total / top))
        for day, total in zip(days, totals, strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return Line(line, f"0,{HEIGHT:g} {line} {WIDTH:g},{HEIGHT:g}", round(HEIGHT * (1 - board.study.minimum / top), 1))
