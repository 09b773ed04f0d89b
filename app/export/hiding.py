"""How a public file keeps people unseen: at least `K` share every combination of what others may know of somebody.

K-anonymity (Sweeney 2002; Samarati 2001). What others may know are the columns around the answers, the background
questions, whatever a questionnaire marks `special`, and every open number.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from app.export.bands import END, banded, exact
from app.export.model import Cell, Dataset, Holds, Variable

K = 5
#: Never made empty: what every table of results is broken down by. Who is rare in these is left out as a whole.
KEPT = ("role", "stratum", "condition", "collective")
#: Given up last: what the study is about.
LAST = "intervention"
#: In this order what is left is given up, of those who are too few: first what says most about who and least about
#: answers. What comes last is kept longest; a band (`bands.yaml`) is kept before the exact code.
GIVEN_UP = (
    "site",
    "year",
    "interpreter",
    "language",
    "programme",
    "training",
    "track",
    "household",
    "age",
    "gender",
    "education_nl",
    "origin",
    "education",
    "relation",
)
Known = tuple[object, ...]


@dataclass(frozen=True)
class Anonymity:
    """How hidden people are in a file: how many share every combination of what others may know of somebody."""

    k: int
    known: tuple[str, ...]  # the variables that others may know
    respondents: int
    smallest: int  # people in the smallest combination, as the file was
    below: int  # people in combinations of fewer than k, as the file was
    emptied: tuple[tuple[str, int], ...] = ()  # which cells were made empty, of how many people
    banded: tuple[tuple[str, int], ...] = ()  # of how many of those a band is told instead
    left_out: int = 0  # people who were left out as a whole
    smallest_now: int = 0

    def told(self) -> dict[str, object]:
        """As plain values, for a file beside the data."""
        return asdict(self)


def measured(dataset: Dataset, also: Iterable[str] = (), k: int = K) -> Anonymity:
    """How hidden people are in a file as it is."""
    names, places = _known_of(dataset, also)
    return _measured(names, _people(dataset, places)[0], k)


def _measured(names: Sequence[str], held: Mapping[Cell, Known], k: int) -> Anonymity:
    sizes = Counter(held.values())
    smallest = min(sizes.values(), default=0)
    below = sum(size for size in sizes.values() if size < k)
    return Anonymity(k, tuple(names), len(held), smallest, below, smallest_now=smallest)


def hidden(dataset: Dataset, also: Iterable[str] = (), k: int = K) -> tuple[Dataset, Anonymity]:
    """The same file in which every combination of what others may know is shared by at least k people.

    From the top down (Mondrian with local recoding: LeFevre, DeWitt and Ramakrishnan 2006): everybody begins in a group
    of who shares what is never emptied, and who is in a smaller one than k is left out. Then column by column, bands
    before exact codes and first what is given up last, each group falls apart into those who share a code where they
    are k or more; the others lose the cell and stay together, joined by the smallest part if they were too few alone.
    So nobody is ever in a group of fewer than k, and any choice of these columns only makes groups larger.
    """
    dataset = banded(dataset)
    names, places = _known_of(dataset, also)
    held, asked = _people(dataset, places)
    kept = len(_kept_of(names))
    sizes = Counter(known[:kept] for known in held.values())
    gone = {person for person, known in held.items() if sizes[known[:kept]] < k}
    masks = dict.fromkeys(held, 0)
    groups = _groups(((known[:kept], person) for person, known in held.items() if person not in gone))
    for at in range(kept, len(names)):
        groups = [part for group in groups for part in _apart(group, at, held, masks, k)]
    _give_back(groups, range(kept, len(names)), held, masks)
    report = replace(
        _measured(names, held, k),
        emptied=_emptied(names, held, masks),
        banded=_banded(names, held, masks, gone),
        left_out=len(gone),
        smallest_now=min(map(len, groups), default=0),
    )
    count = sum(rows for person, rows in asked.items() if person not in gone)
    return replace(_rewritten(dataset, places, masks, gone, report), count=count), report


def _groups(known: Iterable[tuple[object, Cell]]) -> list[list[Cell]]:
    found: dict[object, list[Cell]] = {}
    for key, person in known:
        found.setdefault(key, []).append(person)
    return list(found.values())


def _apart(group: list[Cell], at: int, held: Mapping[Cell, Known], masks: dict[Cell, int], k: int) -> list[list[Cell]]:
    """Those who share a cell, where they are k or more; all others together, without it, where there are any."""
    parts = _groups((held[person][at], person) for person in group)
    shown = sorted((part for part in parts if len(part) >= k and held[part[0]][at] is not None), key=len)
    rest = [person for part in parts if part not in shown for person in part]
    while rest and len(rest) < k:
        rest += shown.pop(0)
    for person in rest:
        masks[person] |= 1 << at
    return [*shown, *([rest] if rest else [])]


def _give_back(groups: list[list[Cell]], columns: range, held: Mapping[Cell, Known], masks: dict[Cell, int]) -> None:
    """What all of a group share after all tells nobody apart, and stands there again."""
    for group in groups:
        for at in columns:
            if len({held[person][at] for person in group}) == 1:
                for person in group:
                    masks[person] &= ~(1 << at)


def _emptied(
    names: Sequence[str], held: Mapping[Cell, Known], masks: Mapping[Cell, int]
) -> tuple[tuple[str, int], ...]:
    """Of how many people each cell was made empty, from what is given up first."""
    lost = [
        (name, sum(1 for person, mask in masks.items() if mask >> at & 1 and held[person][at] is not None))
        for at, name in reversed([*enumerate(names)])
    ]
    return tuple((name, people) for name, people in lost if people)


def _banded(
    names: Sequence[str], held: Mapping[Cell, Known], masks: Mapping[Cell, int], gone: set[Cell]
) -> tuple[tuple[str, int], ...]:
    """Of how many people a band is told where the exact code is not."""
    found = []
    for at, name in enumerate(names):
        if exact(name) not in names:
            continue
        fine = names.index(exact(name))
        told = [person for person, mask in masks.items() if mask >> fine & 1 and not mask >> at & 1]
        found.append((name, sum(1 for person in told if person not in gone and held[person][at] is not None)))
    return tuple((name, people) for name, people in found if people)


def _rewritten(
    dataset: Dataset, places: Sequence[int], masks: Mapping[Cell, int], gone: set[Cell], report: Anonymity
) -> Dataset:
    names = [one.name for one in dataset.variables]
    code, number = names.index("respondent"), names.index("respondent_number")

    def rows() -> Iterator[Sequence[Cell]]:
        numbers: dict[Cell, int] = {}
        for row in dataset.rows():
            person = row[code]
            if person in gone:
                continue
            cells = list(row)
            mask = masks[person]
            for at, place in enumerate(places):
                if mask >> at & 1:
                    cells[place] = None
            cells[number] = numbers.setdefault(person, len(numbers) + 1)
            cells[code] = f"R{cells[number]}"
            yield cells

    note = (
        f"Every combination of {', '.join(report.known)} is shared by at least {report.k} people: "
        f"cells were made empty ({', '.join(f'{name}: {people}' for name, people in report.emptied) or 'none'}), "
        f"a band is told instead ({', '.join(f'{name}: {people}' for name, people in report.banded) or 'of nobody'}), "
        f"and {report.left_out} people were left out."
    )
    return replace(dataset, rows=rows, notes=(*dataset.notes, note))


def _known_of(dataset: Dataset, also: Iterable[str]) -> tuple[list[str], list[int]]:
    """What others may know, in an order of which the last is given up first, and where it stands."""
    there = {one.name: at for at, one in enumerate(dataset.variables)}
    numbers = [one.name for one in dataset.variables if _is_open_number(one)]
    further = [name for name in dict.fromkeys((*also, *numbers)) if name not in {*KEPT, LAST, *GIVEN_UP}]
    every = [*reversed(GIVEN_UP), *further]
    ordered = (*KEPT, LAST, *(f"{name}{END}" for name in every), *every)
    names = [name for name in ordered if name in there]
    return names, [there[name] for name in names]


def _kept_of(names: Sequence[str]) -> list[str]:
    return [name for name in names if name in KEPT]


def _is_open_number(one: Variable) -> bool:
    listed = any(not value.is_missing for value in one.values)
    return bool(one.item) and not one.choice and not listed and one.holds in {Holds.INTEGER, Holds.DECIMAL}


def _people(dataset: Dataset, places: Sequence[int]) -> tuple[dict[Cell, Known], Counter[Cell]]:
    """What may be known of everybody, of who was asked twice all that she said; and how many rows are hers."""
    code = [one.name for one in dataset.variables].index("respondent")
    held: dict[Cell, Known] = {}
    asked: Counter[Cell] = Counter()
    shared: dict[Known, Known] = {}  # one tuple for all who share it
    for row in dataset.rows():
        known: Known = tuple([row[place] for place in places])
        before = held.get(row[code])
        if before is not None and before != known:
            known = tuple(map(_both, before, known))
        held[row[code]] = shared.setdefault(known, known)
        asked[row[code]] += 1
    return held, asked


def _both(before: object, now: object) -> object:
    if before == now or now is None:
        return before
    if before is None:
        return now
    return (before if isinstance(before, frozenset) else frozenset({before})) | {now}
