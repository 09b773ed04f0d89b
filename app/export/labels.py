"""Labels as a program can hold them. What is too long is cut at a word and always told; the codebook has it whole."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.export.model import HIGHEST, LOWEST, Dataset, Holds, Value, Variable

MISSING = {
    -9: "not asked",
    -8: "does not know",
    -7: "would rather not say",
    -6: "does not apply",
    -5: "interview ended before",
}
MORE = "…"


def in_bytes(text: str) -> int:
    """How long a text is in UTF-8."""
    return len(text.encode())


def cut(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """A text on one line that is at most so long: whole, or up to the last whole word and then an ellipsis."""
    line = " ".join(text.split())
    if size(line) <= most:
        return line
    kept = line
    while size(kept + MORE) > most:
        kept = kept[:-1]
    return (_at_a_word(kept, line) or kept).rstrip(" ,;:-–") + MORE


def _at_a_word(kept: str, line: str) -> str:
    if line[len(kept)] == " ":
        return kept
    words, _, _ = kept.rpartition(" ")
    return words if len(words) * 2 > len(kept) else _whole_letters(kept, line)


def _whole_letters(kept: str, line: str) -> str:
    """No letter may lose its marks, which stand after it: vowels in Arabic, accents anywhere."""
    while kept and unicodedata.combining(line[len(kept)]):
        kept = kept[:-1]
    return kept


def missing(variable: Variable) -> list[Value]:
    """Every reason for no answer that can stand in a column, in our words where it brings none."""
    if not variable.can_miss:
        return []
    own = {str(value.code): value for value in variable.values if value.is_missing}
    return [own.get(str(code)) or _unnamed(variable, code) for code in range(LOWEST, HIGHEST + 1)]


def _unnamed(variable: Variable, code: int) -> Value:
    """In a column of words the codes are words too."""
    return Value(code if is_number(variable) else str(code), {"en": MISSING[code]}, is_missing=True)


def valid(variable: Variable) -> list[Value]:
    """The answers that can stand in a column, without the reasons for none."""
    return [value for value in variable.values if not value.is_missing]


def every(variable: Variable) -> list[Value]:
    """All codes of a column: answers in their order, then reasons for no answer."""
    return [*valid(variable), *missing(variable)]


def is_number(variable: Variable) -> bool:
    """Whether a column holds numbers."""
    return variable.holds in {Holds.INTEGER, Holds.DECIMAL}


@dataclass(frozen=True)
class Limit:
    """How long labels may be in a program."""

    program: str
    of_variable: int
    of_value: int
    size: Callable[[str], int] = len
    unit: str = "letters"


@dataclass
class Labels:
    """Labels of a data set in its language, as a program can hold them; `notes` tells every one that was cut."""

    dataset: Dataset
    limit: Limit
    notes: list[str] = field(default_factory=list)

    def of(self, variable: Variable) -> str:
        """What a column is called."""
        return self._fit(self._said(variable, variable.label), self.limit.of_variable, variable.name)

    def meanings(self, variable: Variable, values: Sequence[Value]) -> dict[Any, str]:
        """What each of these codes is called."""
        return {
            value.code: self._fit(
                self._said(variable, value.label), self.limit.of_value, f"{variable.name}, code {value.code}"
            )
            for value in values
        }

    def _said(self, variable: Variable, texts: Mapping[str, str]) -> str:
        return variable.said(texts, self.dataset.language)

    def _fit(self, text: str, most: int, what: str) -> str:
        short = cut(text, most, self.limit.size)
        if self.limit.size(" ".join(text.split())) > most:
            self.notes.append(
                f"{what}: the label is longer than the {most} {self.limit.unit} that {self.limit.program} holds. "
                f"It reads “{short}” there; the codebook has all of it."
            )
        return short
