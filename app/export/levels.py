"""To whom a file may go: what the restricted and the public level leave out, and how a public file keeps people unseen.

Restricted (researchers with an agreement): without the interviewer, moments to the month, without open texts.
Public (everybody): without what `Variable.level` does not allow, people under a number that no card shows, and at least
`K` people for every combination of what others may know of somebody (k-anonymity: Sweeney 2002; Samarati 2001).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from app.export.model import Cell, Dataset, Holds, Level, Texts, Variable

K = 5
RANKS = {Level.INTERNAL: 0, Level.RESTRICTED: 1, Level.PUBLIC: 2}
MONTH = len("2026-11")
#: Never made empty: what every table of results is broken down by. Who is rare in these is left out as a whole.
KEPT = ("role", "stratum", "condition", "collective")
#: Made empty one after the other, of those who are too few: first what says most about who and least about answers.
GIVEN_UP = (
    "site",
    "intervention",
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
    emptied: tuple[tuple[str, int], ...] = ()  # which cells were made empty, of how many people, in that order
    left_out: int = 0  # people who were left out as a whole
    smallest_now: int = 0

    def told(self) -> dict[str, object]:
        """As plain values, for a file beside the data."""
        return asdict(self)


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

    Whoever is in a smaller combination loses the next cell of `GIVEN_UP`, until she is not; who still is after the last
    is left out. Combinations of k or more only grow by it, so that nobody who was hidden is shown.
    """
    names, places = _known_of(dataset, also)
    held, asked = _people(dataset, places)
    before = _measured(names, held, k)
    masks, emptied = dict.fromkeys(held, 0), {}
    for at in range(len(names) - 1, len(_kept_of(names)) - 1, -1):
        emptied[names[at]] = _empty(held, masks, at, k)
    sizes = Counter(held.values())
    gone = {person for person, known in held.items() if sizes[known] < k}
    report = replace(
        before,
        emptied=tuple((name, people) for name, people in emptied.items() if people),
        left_out=len(gone),
        smallest_now=min((sizes[known] for person, known in held.items() if person not in gone), default=0),
    )
    count = sum(rows for person, rows in asked.items() if person not in gone)
    return replace(_rewritten(dataset, places, masks, gone, report), count=count), report


def _empty(held: dict[Cell, Known], masks: dict[Cell, int], at: int, k: int) -> int:
    """Make a cell empty for everybody who is in a combination of fewer than k; gives how many there were.

    What is the same for all of a role, such as what nobody of them was asked, tells nobody apart and stays.
    """
    sizes, people = Counter(held.values()), 0
    seen: dict[object, set[object]] = {}
    for known in sizes:
        seen.setdefault(known[0], set()).add(known[at])
    for person, known in held.items():
        if sizes[known] < k and known[at] is not None and len(seen[known[0]]) > 1:
            held[person] = (*known[:at], None, *known[at + 1 :])
            masks[person] |= 1 << at
            people += 1
    return people


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
        f"and {report.left_out} people were left out."
    )
    return replace(dataset, rows=rows, notes=(*dataset.notes, note))


def _known_of(dataset: Dataset, also: Iterable[str]) -> tuple[list[str], list[int]]:
    """What others may know, in an order of which the last is given up first, and where it stands."""
    there = {one.name: at for at, one in enumerate(dataset.variables)}
    numbers = [one.name for one in dataset.variables if _is_open_number(one)]
    further = [name for name in dict.fromkeys((*also, *numbers)) if name not in {*KEPT, *GIVEN_UP}]
    names = [name for name in (*KEPT, *reversed(GIVEN_UP), *further) if name in there]
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


def _month(cell: Cell) -> Cell:
    return cell[:MONTH] if isinstance(cell, str) else cell


def _coarse(one: Variable) -> Variable:
    if one.holds not in {Holds.MOMENT, Holds.DATE}:
        return one
    return replace(one, holds=Holds.TEXT, label=_to_the_month(one.label))


def _to_the_month(label: Texts) -> Texts:
    ends = {"nl": "tot op de maand"}
    return {tag: f"{words} ({ends.get(tag, 'to the month')})" for tag, words in label.items()}
