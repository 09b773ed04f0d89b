"""A data file before it has a format: what every column means, and the rows.

Every format is written from this, codebooks too, so that they cannot disagree. Labels are kept in all languages that
there are; a writer takes one, or all where its format can hold them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Texts = Mapping[str, str]  # language tag → words; English is always there
Cell = int | float | str | None  # None: nothing was to be answered; ISO 8601 for dates and moments
LOWEST, HIGHEST = -9, -5  # the codes of missing answers are one range


class Holds(StrEnum):
    """What stands in a column."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"


class Measure(StrEnum):
    """The level of measurement, in the words of SPSS."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


class Level(StrEnum):
    """To whom a file may go: ourselves, researchers with an agreement, everybody."""

    INTERNAL = "internal"
    RESTRICTED = "restricted"
    PUBLIC = "public"


@dataclass(frozen=True)
class Value:
    """A code that can stand in a column, and what it means."""

    code: int | str
    label: Texts
    is_missing: bool = False


@dataclass(frozen=True)
class Variable:
    """One column. `label` is short, `question` is what was read aloud, word for word."""

    name: str
    holds: Holds
    measure: Measure
    label: Texts
    values: tuple[Value, ...] = ()
    can_miss: bool = False  # −9…−5 may stand in it, and never an empty cell for an item that was shown
    question: Texts = field(default_factory=dict)
    before: Texts = field(default_factory=dict)  # what is read before it: the heading of its section
    hint: Texts = field(default_factory=dict)  # read aloud if needed
    guidance: Texts = field(default_factory=dict)  # for the interviewer's eyes
    section: str = ""
    item: str = ""  # empty: context
    choice: str = ""  # the choice that it is about, where several could be ticked
    scale: str = ""
    scales: Mapping[str, str] = field(default_factory=dict)  # by questionnaire, where they do not agree; "": none
    asked: tuple[str, ...] = ()  # the questionnaires that ask it
    wave: str = ""  # in a wide file: the round that it is about
    relevant: str = ""  # when it is asked, as it is written in the questionnaire
    source: str = ""
    level: Level = Level.PUBLIC  # the widest level of a file that may hold it

    def said(self, texts: Texts, language: str) -> str:
        """Words in this language, else in English, else in whatever there is."""
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Dataset:
    """A table on its way out. `rows` begins anew each time; a row has a cell for every variable."""

    name: str  # of the files, without an ending
    title: Texts
    variables: tuple[Variable, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    count: int
    language: str  # of the labels, where a format holds one
    languages: tuple[str, ...]
    level: Level
    snapshot_at: datetime
    release: str
    instruments: tuple[tuple[str, str], ...] = ()  # name and version
    notes: tuple[str, ...] = ()  # what was left out or made coarser, and why
