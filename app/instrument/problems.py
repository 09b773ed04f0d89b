"""What is wrong with a questionnaire, and where."""

from typing import NamedTuple

Place = tuple[str | int, ...]  # the keys that lead to a piece of the file: ("survey", 0, "items", 3, "label")


class Problem(NamedTuple):
    """One thing to mend, in one plain sentence."""

    place: Place
    sentence: str
