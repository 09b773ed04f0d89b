"""What is hidden because so few people stand behind it, and what more so that nobody can work it out.

A cell of 1 to 4 people is hidden on a screen of the team, of 1 to 9 in what is published; 0 hides nobody. Where the
total is printed a single hidden cell could be computed from the rest, so the next smallest goes too (complementary
suppression), until what is hidden together is at least as many people as a cell must have.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

FEW = 5
FEW_PUBLISHED = 10

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def is_few(count: int, few: int = FEW) -> bool:
    """Whether so few are hidden by themselves."""
    return 0 < count < few


def hidden(counts: Mapping[Key, int], few: int = FEW) -> frozenset[Key]:
    """Which of the cells of one total are not shown."""
    return frozenset(_more(counts, {key for key, count in counts.items() if is_few(count, few)}, few))


def hidden_in_table(counts: Mapping[tuple[Row, Column], int], few: int = FEW) -> frozenset[tuple[Row, Column]]:
    """Which cells of a table with totals of its rows and of its columns are not shown."""
    gone = {key for key, count in counts.items() if is_few(count, few)}
    lines = [[key for key in counts if key[0] == row] for row in dict.fromkeys(key[0] for key in counts)]
    lines += [[key for key in counts if key[1] == column] for column in dict.fromkeys(key[1] for key in counts)]
    before = -1
    while before != len(gone):
        before = len(gone)
        for line in lines:
            gone |= _more({key: counts[key] for key in line}, gone & set(line), few)
    return frozenset(gone)


def _more(counts: Mapping[Key, int], gone: set[Key], few: int) -> set[Key]:
    """With the next smallest ones until two cells and enough people are hidden, or nothing is left to hide."""
    left: Sequence[Key] = sorted((key for key, count in counts.items() if count and key not in gone), key=counts.get)  # type: ignore[arg-type]
    held = set(gone)
    for key in left:
        if not held or (len(held) > 1 and sum(counts[one] for one in held) >= few):
            break
        held.add(key)
    return held
