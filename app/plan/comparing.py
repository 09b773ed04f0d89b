"""What a plan changes in what we hold: new, changed, the same, and what it does not name any more.

An empty cell leaves what is there, and a row that is missing leaves what it stood for: a file never takes anything out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.plan.reading import missing
from app.plan.rows import Plan, Problem, Row, plain
from app.plan.sheets import SHEETS

NO_NUMBER = N_("There is no activity with the number %(number)s. Leave the number empty for a new one.")
ELSEWHERE = N_("The activity with this number is at school %(school)s. Leave the number empty for a new one.")
PERHAPS = N_("There is an activity %(number)s like it on %(day)s. If this is the same one, write that number in front.")
KEY_IN_USE = N_("The key “%(name)s” is in use. Give this intervention another one.")
CODE, LONGEST_CODE = re.compile(r"\w[\w.-]*"), 12
KEY = re.compile(r"[a-z][a-z0-9_]*")
BAD_CODE = N_("A code is short, such as A3: at most %(most)s letters and digits.")
BAD_KEY = N_("A key is a short word for the data: letters without accents, digits and _, a letter first.")
FOUND_BY = ("school", "intervention", "date", "from")
LIKE = ("school", "intervention")
#: What says which row it is, however it is spelled, and what is said about another cell.
FIXED = {
    "study": (),
    "schools": ("school",),
    "classes": ("school", "class"),
    "interventions": ("key",),
    "activities": ("school", "reason"),
    "targets": ("school",),
    "people": ("name",),
    "waves": ("wave", "questionnaire"),
}


class Becomes(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Part:
    """One cell that changes, as people read it."""

    column: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Change:
    """A row of the plan beside what we hold of it."""

    row: Row
    held: Row | None
    parts: tuple[Part, ...]
    note: Sentence | None = None  # worth a look before it is taken

    @property
    def becomes(self) -> Becomes:
        """What becomes of it."""
        if self.held is None:
            return Becomes.NEW
        return Becomes.CHANGED if self.parts else Becomes.SAME

    def changes(self, *columns: str) -> bool:
        """Whether one of these cells changes."""
        return any(part.column in columns for part in self.parts)

    def after(self, column: str) -> object:
        """What stands there once it is taken."""
        return self.row[column] if self.row[column] is not None or self.held is None else self.held[column]


@dataclass
class Comparison:
    """A whole plan beside what we hold."""

    changes: list[Change] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)  # what the plan does not name, of the sheets that it has
    problems: list[Problem] = field(default_factory=list)

    def of(self, sheet: str) -> list[Change]:
        """What changes in one sheet."""
        return [one for one in self.changes if one.row.sheet == sheet]


def compare(plan: Plan, held: list[Row]) -> Comparison:
    """Each row of the plan beside the one that we hold of the same thing."""
    found = Comparison()
    for key in SHEETS:
        rows, ours = plan.of(key), [row for row in held if row.sheet == key]
        if not rows:
            continue
        twins = _twins(key, rows, ours)
        named = {twin.id for twin in twins if twin is not None}
        gone = [one for one in ours if one.id not in named]
        like, keys = {one.says(*LIKE): one for one in reversed(gone)}, _counted([*rows, *ours])
        for row, twin in zip(rows, twins, strict=True):
            if key == "activities":
                found.problems += _numbered(row, twin)
            if twin is None:
                found.problems += [*missing(row), *_in_use(row, keys), *_formed(row)]
            found.changes.append(Change(row, twin, tuple(_parts(row, twin)), _perhaps(row, twin, like)))
        found.gone += gone
    return found


def _twins(key: str, rows: list[Row], ours: list[Row]) -> list[Row | None]:
    if key == "study":
        return [ours[0] if ours else None for _ in rows]
    if key == "activities":
        return _activities(rows, ours)
    if key == "interventions":
        return _interventions(rows, ours)
    by_name = {row.says(*SHEETS[key].same): row for row in ours}
    return [by_name.get(row.says(*SHEETS[key].same)) for row in rows]


def _interventions(rows: list[Row], ours: list[Row]) -> list[Row | None]:
    """By key and name; where a key stands once on both sides, by key alone, so that a name can change."""
    whole = {row.says("key", "name"): row for row in ours}
    by_key = {row.says("key"): row for row in ours}
    mine = _counted(ours)
    once = {key for key, count in _counted(rows).items() if count == 1 and mine[key] == 1}
    return [
        whole.get(row.says("key", "name")) or (by_key[row.says("key")] if row.says("key") in once else None)
        for row in rows
    ]


def _counted(rows: Iterable[Row]) -> Counter[tuple[str, ...]]:
    return Counter(row.says("key") for row in rows)


def _activities(rows: list[Row], ours: list[Row]) -> list[Row | None]:
    """By number; a row without one by school, intervention, date and beginning, and then by its classes."""
    by_number = {row.id: row for row in ours}
    taken = {row["number"] for row in rows if row["number"]}
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for one in ours:
        if one.id not in taken:
            found[one.says(*FOUND_BY)].append(one)
    twins: list[Row | None] = []
    for row in rows:
        if row["number"]:
            twins.append(by_number.get(row["number"]))
            continue
        like = found[row.says(*FOUND_BY)]
        like.sort(key=partial(_differs, row["classes"]))
        twins.append(like.pop(0) if like else None)
    return twins


def _differs(classes: object, one: Row) -> bool:
    return bool(one["classes"] != classes)


def _numbered(row: Row, twin: Row | None) -> Iterator[Problem]:
    if twin is None and row["number"]:
        yield Problem(say(NO_NUMBER, number=row["number"]), row.sheet, row.number, "number")
    elif twin is not None and row["school"] not in (None, "", twin["school"]):
        yield Problem(say(ELSEWHERE, school=twin["school"]), row.sheet, row.number, "number")


def _in_use(row: Row, keys: Counter[tuple[str, ...]]) -> Iterator[Problem]:
    """A key that another intervention has; activities name theirs by it."""
    if row.sheet == "interventions" and row["key"] and keys[row.says("key")] > 1:
        yield Problem(say(KEY_IN_USE, name=row["key"]), row.sheet, row.number, "key")


def _formed(row: Row) -> Iterator[Problem]:
    """Codes and keys stand in the data, so they are short and plain."""
    code, key = row["school"], row["key"]
    if row.sheet == "schools" and code and not (CODE.fullmatch(code) and len(code) <= LONGEST_CODE):
        yield Problem(say(BAD_CODE, most=LONGEST_CODE), row.sheet, row.number, "school")
    if row.sheet == "interventions" and key and not KEY.fullmatch(key):
        yield Problem(say(BAD_KEY), row.sheet, row.number, "key")


def _perhaps(row: Row, twin: Row | None, gone: dict[tuple[str, ...], Row]) -> Sentence | None:
    if twin is not None or row.sheet != "activities" or (like := gone.get(row.says(*LIKE))) is None:
        return None
    return say(PERHAPS, number=like.id, day=plain(like["date"]))


def _parts(row: Row, twin: Row | None) -> Iterator[Part]:
    for column in SHEETS[row.sheet].columns:
        said = row[column.key]
        if said in (None, "") or column.key == "number":
            continue
        was = twin[column.key] if twin is not None else None
        if was != said and (twin is None or column.key not in FIXED[row.sheet]):
            yield Part(column.key, plain(was), plain(said))
