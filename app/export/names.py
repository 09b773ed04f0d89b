"""Names of columns that a program takes: each program has rules of its own, and none says what it made of a name.

Sources: SPSS Statistics Command Syntax Reference, "Variable names"; Stata User's Guide 11.3, "Naming conventions"; the
help of REDCap's data dictionary. Letters outside ASCII are spelled without their marks everywhere, because programs on
another code page cannot type them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SPSS_WORDS = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
STATA_WORDS = frozenset(
    [
        "_all",
        "_b",
        "_coef",
        "_cons",
        "_n",
        "_pi",
        "_pred",
        "_rc",
        "_skip",
        "byte",
        "double",
        "float",
        "if",
        "in",
        "int",
        "long",
        "strl",
        "using",
        "with",
    ]
)


LONGEST_END = 4  # of a name; it is kept when the rest of it is cut


@dataclass(frozen=True)
class Rule:
    """What a program takes as a name."""

    program: str
    longest: int
    shape: re.Pattern[str]
    reserved: frozenset[str] = frozenset()
    lower: bool = False

    def takes(self, name: str) -> bool:
        """Whether a name can stay as it is."""
        return bool(self.shape.fullmatch(name)) and len(name) <= self.longest and name.lower() not in self.reserved


SPSS = Rule("SPSS", 64, re.compile(r"[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?"), SPSS_WORDS)
STATA = Rule("Stata", 32, re.compile(r"(?!str[0-9]+$)[A-Za-z_][A-Za-z0-9_]*"), STATA_WORDS)
REDCAP = Rule("REDCap", 100, re.compile(r"[a-z](?:_?[a-z0-9])*"), lower=True)


def fitted(names: Sequence[str], rule: Rule) -> tuple[list[str], list[str]]:
    """A name for every column, in their order, and a sentence for each that had to change.

    What is right already keeps its name, whoever comes first; the others get the next number that is free. Programs
    that tell capitals apart get names that differ without them too.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for turns in (_right(names, rule), range(len(names))):
        for turn in turns:
            if turn not in found and (name := _free(names[turn], rule, taken)):
                found[turn] = name
                taken.add(name.lower())
    fit = [found[turn] for turn in range(len(names))]
    notes = [
        f"{old} is called {new} in {rule.program}: its own name cannot be used there."
        for old, new in zip(names, fit, strict=True)
        if old != new
    ]
    return fit, notes


def _right(names: Sequence[str], rule: Rule) -> Iterator[int]:
    """Those whose name can stay: the first of each spelling."""
    seen: set[str] = set()
    for turn, name in enumerate(names):
        if rule.takes(name) and name.lower() not in seen:
            seen.add(name.lower())
            yield turn


def _free(name: str, rule: Rule, taken: set[str]) -> str:
    clean = name if rule.takes(name) else _clean(name, rule)
    if rule.takes(clean) and clean.lower() not in taken:
        return clean
    number = 2
    while not (rule.takes(numbered := _numbered(clean, number, rule)) and numbered.lower() not in taken):
        number += 1
    return numbered


def _numbered(name: str, number: int, rule: Rule) -> str:
    end = f"_{number}"
    return name[: rule.longest - len(end)].rstrip("_") + end


def _clean(name: str, rule: Rule) -> str:
    """The same name in ASCII letters, digits and single underscores, from a letter to a letter or digit."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    tidy: Callable[[str], str] = str.lower if rule.lower else str
    words = re.sub(r"[^A-Za-z0-9]+", "_", tidy(plain)).strip("_")
    begun = words if words[:1].isalpha() else f"v_{words}".rstrip("_")
    return begun if len(begun) <= rule.longest else _shorter(begun, rule.longest)


def _shorter(name: str, longest: int) -> str:
    """Cut before the end of a name that tells the round, such as `_w1`."""
    _, mark, end = name.rpartition("_")
    tail = f"_{end}" if mark and len(end) <= LONGEST_END else ""
    return name[: longest - len(tail)].rstrip("_") + tail
