"""Rows on their way into a file, while somebody is told how many there were."""

from collections.abc import Callable, Iterator, Sequence

from app.export.model import Cell, Dataset

STEP = 500

Progress = Callable[[int], None]


def silent(done: int) -> None:
    """Tell nobody."""


def passing(dataset: Dataset, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every row once; somebody hears of each five hundredth, and of the last."""
    done = 0
    for done, row in enumerate(dataset.rows(), 1):
        yield row
        if done % STEP == 0:
            progress(done)
    progress(done)
