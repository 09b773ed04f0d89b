"""Schools by role as a table of squares: the fuller the colour, the nearer the quota; the number stands in it too."""

from dataclasses import dataclass

STEPS = 5


@dataclass(frozen=True)
class Square:
    """One cell: what stands in it, and in which of five steps its colour is; 0 is empty, 5 is all of it."""

    words: str
    step: int


def square(done: int, wanted: int) -> Square:
    """So many of so many. Full is only what is full: the last step is kept for whoever reached the quota."""
    if not wanted:
        return Square(str(done) if done else "–", 0)
    if done >= wanted:
        return Square(str(done), STEPS)
    return Square(str(done), min(STEPS - 1, (done * (STEPS - 1) + wanted - 1) // wanted))
