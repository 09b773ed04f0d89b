"""One row per respondent: the columns of a round carry its name, `info_tips_w1`.

A round in which somebody was not interviewed is empty: nothing was shown to her there. Two questionnaires in one round
stand in one row; where both asked the same, what was answered stands there, and else the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from app.export.model import Cell, Dataset, Variable

#: Of the interview, not of the person: repeated for every round.
OF_ROUND = frozenset(
    {
        "mode",
        "language",
        "language_band",
        "interviewer",
        "started",
        "minutes",
        "instrument",
        "version",
        "status",
        "interpreter",
    }
)
NOTHING = {None, -9, "-9"}


def wide(dataset: Dataset, rounds: Mapping[str, Sequence[str]], count: int) -> Dataset:
    """The same file with one row per respondent.

    Args:
        dataset: Rows of one respondent stand together.
        rounds: The rounds in their order, each with the names of its questionnaires.
        count: How many respondents there are.
    """
    names = [one.name for one in dataset.variables]
    person = [at for at, one in enumerate(dataset.variables) if not one.item and one.name not in OF_ROUND | {"wave"}]
    per_round = {
        name: [at for at, one in enumerate(dataset.variables) if _belongs(one, asked)] for name, asked in rounds.items()
    }
    code, wave = names.index("respondent"), names.index("wave")

    def rows() -> Iterator[Sequence[Cell]]:
        for _, together in groupby(dataset.rows(), key=itemgetter(code)):
            held = list(together)
            cells = [_first(held, at) for at in person]
            for name, places in per_round.items():
                there = [row for row in held if row[wave] == name]
                cells += [_first(there, at) for at in places]
            yield cells

    columns = [dataset.variables[at] for at in person]
    for name, places in per_round.items():
        columns += [_suffixed(dataset.variables[at], name) for at in places]
    return replace(dataset, variables=tuple(columns), rows=rows, count=count)


def _belongs(one: Variable, asked: Sequence[str]) -> bool:
    return one.name in OF_ROUND or bool(one.item and set(one.asked) & set(asked))


def _first(rows: Sequence[Sequence[Cell]], at: int) -> Cell:
    """What stands in these rows; what was answered before what was not."""
    if not rows:
        return None
    return next((row[at] for row in rows if row[at] not in NOTHING), rows[0][at])


def _suffixed(one: Variable, name: str) -> Variable:
    return replace(
        one, name=f"{one.name}_{name}", wave=name, label={tag: f"{words} ({name})" for tag, words in one.label.items()}
    )
