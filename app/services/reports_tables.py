"""A table of counts with its totals, from which no small count can be subtracted.

Every row and every column is an equation: its cells add up to its total. Where one number of an equation is hidden a
second one must be, totals included; and cells that are hidden beside a total that is shown hold at least as many people
together as one cell must.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.statistics.suppression import is_few

ALL = "all"
Cell = tuple[str, str]


def with_totals(counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str]) -> dict[Cell, int]:
    """The table with a total for each row, each column, and everybody."""
    held = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    held |= {(row, ALL): sum(held[row, column] for column in columns) for row in rows}
    held |= {(ALL, column): sum(held[row, column] for row in rows) for column in columns}
    return held | {(ALL, ALL): sum(held[row, ALL] for row in rows)}


def hidden(table: Mapping[Cell, int], few: int) -> frozenset[Cell]:
    """Which numbers of a table with totals are not shown; the number of everybody is only hidden for being small."""
    gone = {cell for cell, count in table.items() if is_few(count, few)}
    lines = [*_lines(table, 0), *_lines(table, 1)]
    before = -1
    while before != len(gone):
        before = len(gone)
        for line in lines:
            gone |= _more(table, line, gone, few)
    return frozenset(gone)


def _lines(table: Mapping[Cell, int], side: int) -> list[list[Cell]]:
    names = dict.fromkeys(cell[side] for cell in table)
    return [[cell for cell in table if cell[side] == name] for name in names]


def _more(table: Mapping[Cell, int], line: Sequence[Cell], gone: Iterable[Cell], few: int) -> set[Cell]:
    """With the next smallest numbers of an equation, until nothing follows from it."""
    held = {cell for cell in line if cell in gone}
    left = sorted(
        (cell for cell in line if cell not in held and table[cell] and cell != (ALL, ALL)), key=table.__getitem__
    )
    while held and left and not _is_safe(table, line, held, few):
        held.add(left.pop(0))
    return held


def _is_safe(table: Mapping[Cell, int], line: Sequence[Cell], held: set[Cell], few: int) -> bool:
    return len(held) > 1 and (line[-1] in held or sum(table[cell] for cell in held) >= few)
