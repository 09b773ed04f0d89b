"""The sheets of a plan and their columns: what they are called, what stands in them, and what is said about them.

Keys are English and stay; a Dutch heading means the same. The words about a column stand in the file itself, which is
in Dutch or in English, whatever the language of the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    DAY = "day"
    TIME = "time"
    WORD = "word"  # one of a few
    LIST = "list"  # with commas or semicolons between


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    key: str
    nl: str  # its Dutch heading
    holds: Holds = Holds.TEXT
    needed: bool = False  # for a row that is new
    words: Mapping[str, str] = field(default_factory=dict)  # our word and the Dutch one
    most: int = 200  # letters, or the highest count
    about: tuple[str, str] = ("", "")  # what to write, in English and in Dutch


@dataclass(frozen=True)
class Sheet:
    """A sheet of a plan, with the columns that say which row is which."""

    key: str
    nl: str
    columns: tuple[Column, ...]
    same: tuple[str, ...]

    def column(self, key: str) -> Column:
        """One of its columns."""
        return next(one for one in self.columns if one.key == key)


YES_NO = {"yes": "ja", "no": "nee"}
CONDITIONS = {"intervention": "interventie", "control": "controle"}
STRATA = {"vmbo": "vmbo", "pro_vso": "pro_vso", "mbo": "mbo"}
KINDS = {"talk": "gesprek", "meeting": "bijeenkomst"}
ROLES = {"student": "student", "lead": "onderzoeksleider", "caller": "beller"}
MODES = {"capi": "gesprek", "cati": "telefoon", "self": "zelf"}
EVERYWHERE = "*"
TEXT, COUNT, DAY, TIME, WORD, LIST = Holds

STUDY = Sheet(
    "study",
    "onderzoek",
    (
        Column("name", "naam", about=("The name of the study", "De naam van het onderzoek")),
        Column("minimum", "minimum", COUNT, most=100_000, about=("Parents in all, at least", "Ouders samen, minstens")),
    ),
    (),
)
SCHOOLS = Sheet(
    "schools",
    "scholen",
    (
        Column("school", "school", needed=True, most=20, about=("A short code of your own", "Een korte eigen code")),
        Column("name", "naam", needed=True, about=("Its name", "De naam")),
        Column("type", "schooltype", WORD, True, STRATA, about=("Choose from the list", "Kies uit de lijst")),
        Column(
            "language",
            "taal",
            most=16,
            about=("Of what we write to it; empty: nl", "Waarin wij schrijven; leeg: nl"),
        ),
    ),
    ("school",),
)
CLASSES = Sheet(
    "classes",
    "klassen",
    (
        Column("school", "school", needed=True, most=20, about=("The code of the school", "De code van de school")),
        Column("class", "klas", needed=True, most=40, about=("The name of the class", "De naam van de klas")),
        Column("year", "leerjaar", most=20, about=("1 to 6, mbo1…; may be empty", "1 t/m 6, mbo1…; mag leeg")),
    ),
    ("school", "class"),
)
INTERVENTIONS = Sheet(
    "interventions",
    "interventies",
    (
        Column("key", "sleutel", needed=True, most=40, about=("A short word of your own", "Een kort eigen woord")),
        Column("name", "naam", needed=True, about=("As people call it", "Zoals mensen het noemen")),
        Column("kind", "soort", WORD, True, KINDS, about=("A talk or a meeting", "Een gesprek of een bijeenkomst")),
        Column("collective", "gezamenlijk", WORD, words=YES_NO, about=("yes or no; empty: no", "ja of nee; leeg: nee")),
    ),
    ("key", "name"),
)
ACTIVITIES = Sheet(
    "activities",
    "activiteiten",
    (
        Column(
            "number",
            "nummer",
            COUNT,
            most=2**31 - 1,
            about=("Given by Aloud; empty for a new one", "Geeft Aloud; leeg voor een nieuwe"),
        ),
        Column("school", "school", needed=True, most=20, about=("The code of the school", "De code van de school")),
        Column(
            "intervention",
            "interventie",
            needed=True,
            about=("Its key or its name", "De sleutel of de naam ervan"),
        ),
        Column("date", "datum", DAY, True, about=("2026-11-24 or 24-11-2026", "24-11-2026 of 2026-11-24")),
        Column("from", "van", TIME, True, about=("19:00", "19:00")),
        Column("to", "tot", TIME, True, about=("21:30", "21:30")),
        Column("classes", "klassen", LIST, True, most=2000, about=("1A, 1B", "1A, 1B")),
        Column("condition", "conditie", WORD, True, CONDITIONS, about=("As planned", "Zoals gepland")),
        Column(
            "analysed_as",
            "geanalyseerd_als",
            WORD,
            words=CONDITIONS,
            about=("Only when it differs", "Alleen als dat anders is"),
        ),
        Column("reason", "reden", most=500, about=("Why it is analysed so", "Waarom zo geanalyseerd")),
        Column(
            "cancelled",
            "vervallen",
            about=("Why it is cancelled; empty: it is held", "Waarom het vervalt; leeg: gaat door"),
        ),
        Column(
            "people",
            "mensen",
            LIST,
            most=2000,
            about=("Who comes besides those of the school", "Wie er komt naast die van de school"),
        ),
    ),
    ("number",),
)
TARGETS = Sheet(
    "targets",
    "streefgetallen",
    (
        Column(
            "school",
            "school",
            needed=True,
            most=20,
            about=("A code, or * for all others", "Een code, of * voor de rest"),
        ),
        Column("parents", "ouders", COUNT, most=100_000, about=("Interviews wanted: 15", "Gewenste gesprekken: 15")),
        Column("pupils", "leerlingen", COUNT, most=100_000, about=("15", "15")),
        Column("mentors", "mentoren", COUNT, most=100_000, about=("5", "5")),
    ),
    ("school",),
)
WAVES = Sheet(
    "waves",
    "rondes",
    (
        Column("wave", "ronde", needed=True, most=3, about=("w1, w2 …", "w1, w2 …")),
        Column(
            "questionnaire",
            "vragenlijst",
            needed=True,
            most=80,
            about=("Its name: parent-w1", "De naam ervan: parent-w1"),
        ),
        Column("mode", "manier", WORD, True, MODES, about=("How it is held", "Hoe het wordt afgenomen")),
        Column("months", "maanden", COUNT, most=60, about=("After the one before", "Na de vorige")),
        Column("window", "dagen", COUNT, most=180, about=("Days in which we try", "Dagen waarin we proberen")),
    ),
    ("wave", "questionnaire"),
)
PEOPLE = Sheet(
    "people",
    "mensen",
    (
        Column("name", "naam", needed=True, most=80, about=("As the team calls them", "Zoals het team ze noemt")),
        Column("role", "rol", WORD, True, ROLES, about=("Choose from the list", "Kies uit de lijst")),
        Column(
            "languages",
            "talen",
            LIST,
            about=("nl, tr; the first is that of the screens", "nl, tr; de eerste is die van de schermen"),
        ),
        Column(
            "schools",
            "scholen",
            LIST,
            most=2000,
            about=("Where a student works: A1, B2", "Waar een student werkt: A1, B2"),
        ),
    ),
    ("name",),
)
SHEETS = {one.key: one for one in (STUDY, SCHOOLS, CLASSES, INTERVENTIONS, ACTIVITIES, TARGETS, PEOPLE, WAVES)}
#: Where a school counts what is wanted of whom.
WANTED = {"parents": "parent", "pupils": "pupil", "mentors": "mentor"}


def named(text: str) -> Sheet | None:
    """The sheet of this name, in either language; None: it is no sheet of a plan."""
    plain = "_".join(text.casefold().split())
    return next((one for one in SHEETS.values() if plain in (one.key, one.nl)), None)


def heading(sheet: str, column: str, language: str) -> str:
    """What a sheet, or a column of it, is called in a file in this language."""
    if sheet not in SHEETS:
        return sheet
    found = next((one for one in SHEETS[sheet].columns if one.key == column), None)
    if found is None:
        return column or (SHEETS[sheet].nl if language == "nl" else sheet)
    return found.nl if language == "nl" else found.key


def word(sheet: str, column: str, text: str, language: str) -> str:
    """What stands in a cell, as a file in this language says it."""
    return SHEETS[sheet].column(column).words.get(text, text) if language == "nl" else text
