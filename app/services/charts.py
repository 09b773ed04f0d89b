"""The lead's pictures, from what was counted."""

from collections.abc import Sequence
from datetime import date

from app.pictures.progress import Progress, progress
from app.services.counts import Board


def curve(board: Board, path: Sequence[tuple[date, float]]) -> Progress | None:
    """Completed interviews over time beside the path that was expected; None while there are too few days to draw."""
    reached = list(zip(board.curve.days, map(float, board.curve.totals), strict=True))
    return progress(reached, path, board.study.minimum)
