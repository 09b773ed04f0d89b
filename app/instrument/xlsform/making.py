"""What is being made of a workbook: the content of an instrument, where each piece came from, what is wrong."""

import re
from dataclasses import dataclass, field
from typing import Any

from app.errors import N_, InstrumentError
from app.instrument.expressions import Tree, compile_expression, is_condition, parts
from app.instrument.lint import CODE, NAME
from app.instrument.problems import Place, of_refusal, say
from app.instrument.rewording import ALWAYS, IN_KEY, NO_CONDITION
from app.instrument.xlsform.cells import Cell, Told

RENAMED = N_("`%(old)s` is called `%(new)s` here: names are in small letters, digits and _.")
MARKUP = N_("The text is shown as it is typed; signs for bold, colour or lines in it will be seen and read.")

LONGEST = 2000  # characters of a condition; ours are written with more spaces than they were typed with
REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " "})
SIGNS = re.compile(r"</?[a-zA-Z][^>]*>|\*\*|^#+ ", re.MULTILINE)
YES = {"yes", "true", "true()", "1"}
NO = {"no", "false", "false()", "0"}


@dataclass(frozen=True)
class Given:
    """What a workbook of others does not say, as chosen by whoever brings it."""

    file: str  # its name without folders
    role: str = "parent"
    wave: str = "w1"
    language: str = "nl"  # of texts whose column names none


@dataclass
class Made:
    """Content in the shape of an instrument's document, with the cell of each piece."""

    given: Given
    is_ours: bool = False  # we wrote it, so that every text stands as it is and nothing is guessed
    content: dict[str, Any] = field(default_factory=dict)
    cells: dict[Place, Cell] = field(default_factory=dict)
    columns: dict[tuple[str, str, str], str] = field(default_factory=dict)  # sheet, key, language → its letter
    problems: list[Told] = field(default_factory=list)
    remarks: list[Told] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)  # items: as written → as called here
    recoded: dict[str, dict[str, str]] = field(default_factory=dict)  # choice lists: the same for their codes
    relisted: dict[str, str] = field(default_factory=dict)  # names of choice lists

    def wrong(self, cell: Cell, msgid: str, **values: object) -> None:
        """Something that stands in the way."""
        self.problems.append(Told(cell, say(msgid, **values)))

    def remark(self, cell: Cell, msgid: str, **values: object) -> None:
        """Something to know."""
        self.remarks.append(Told(cell, say(msgid, **values)))

    def text(self, text: str, cell: Cell) -> str:
        """A text that is read aloud or shown."""
        if self.is_ours:
            return text
        if SIGNS.search(text):
            self.remark(cell, MARKUP)
        return text.strip().replace("\r\n", "\n")

    def cell_of(self, place: Place) -> Cell:
        """The cell of a piece, or of the nearest thing around it."""
        while place not in self.cells and place:
            place = place[:-1]
        return self.cells.get(place, Cell())

    def condition(self, text: str, key: str, cell: Cell) -> Tree:
        """The tree of a condition; one that is always true stands in for what cannot be understood."""
        text = REFERENCE.sub(lambda found: f"${{{self.renamed.get(found[1], found[1])}}}", text.translate(SMART))
        try:
            tree = compile_expression(text, longest=LONGEST)
        except InstrumentError as refusal:
            self.wrong(cell, IN_KEY, key=key, refusal=of_refusal(refusal))
            return ALWAYS
        if not is_condition(tree):
            self.wrong(cell, NO_CONDITION, key=key)
            return ALWAYS
        return tree


def clean(name: str, taken: set[str], *, is_code: bool = False) -> str:
    """A name as it is called here; itself when it fits, or when nothing fits that is not taken."""
    fits = CODE if is_code else NAME
    if fits.fullmatch(name):
        return name
    proposed = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return proposed if fits.fullmatch(proposed) and proposed not in taken else name


def recode(tree: Tree, codes: dict[str, dict[str, str]]) -> Tree:
    """The same condition with the codes of choices as they are called here; `codes`: per item."""
    for part in parts(tree):
        match part:
            case ["=" | "!=" | "selected", ["$", str(item)], str(code)] if code in codes.get(item, {}):
                part[2] = codes[item][code]
            case ["=" | "!=", str(code), ["$", str(item)]] if code in codes.get(item, {}):
                part[1] = codes[item][code]
    return tree
