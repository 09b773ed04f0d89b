"""To whom a file may go: what the restricted and the public level leave out.

Restricted (researchers with an agreement): without the interviewer, moments to the month, without open texts.
Public (everybody): without what `Variable.level` does not allow, people under a number that no card shows, and hidden
among others by the rule of `hiding`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.export.hiding import Anonymity, K, hidden, measured
from app.export.model import Cell, Dataset, Holds, Level, Texts, Variable

__all__ = ["Anonymity", "K", "hidden", "measured", "narrowed"]

RANKS = {Level.INTERNAL: 0, Level.RESTRICTED: 1, Level.PUBLIC: 2}
MONTH = len("2026-11")


def narrowed(dataset: Dataset, level: Level) -> Dataset:
    """The same file without the columns that this level may not hold, and with moments to the month."""
    if level == Level.INTERNAL:
        return dataset
    kept = [at for at, one in enumerate(dataset.variables) if RANKS[one.level] >= RANKS[level]]
    coarse = [dataset.variables[at].holds in {Holds.MOMENT, Holds.DATE} for at in kept]
    steps = list(zip(kept, coarse, strict=True))

    def rows() -> Iterator[Sequence[Cell]]:
        for row in dataset.rows():
            yield [_month(row[at]) if to_month else row[at] for at, to_month in steps]

    gone = [one.name for one in dataset.variables if RANKS[one.level] < RANKS[level]]
    notes: tuple[str, ...] = (f"Left out at this level: {', '.join(gone)}.",) if gone else ()
    if any(coarse):
        notes += ("Days and moments are given to the month.",)
    columns = tuple(_coarse(dataset.variables[at]) for at in kept)
    return replace(dataset, variables=columns, rows=rows, level=level, notes=dataset.notes + notes)


def _month(cell: Cell) -> Cell:
    return cell[:MONTH] if isinstance(cell, str) else cell


def _coarse(one: Variable) -> Variable:
    if one.holds not in {Holds.MOMENT, Holds.DATE}:
        return one
    return replace(one, holds=Holds.TEXT, label=_to_the_month(one.label))


def _to_the_month(label: Texts) -> Texts:
    ends = {"nl": "tot op de maand"}
    return {tag: f"{words} ({ends.get(tag, 'to the month')})" for tag, words in label.items()}
