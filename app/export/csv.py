"""CSV, row by row: for machines as it is, for people so that a spreadsheet shows it and runs none of it.

The same snapshot gives the same bytes: there is no clock in it, the order is fixed, lines end as RFC 4180 has it (only
so is a lone carriage return put between quotes too).
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.export.model import Cell, Dataset, Holds, Variable

BOM = "\ufeff"  # without it Excel reads Turkish and Arabic as nonsense
DANGEROUS = tuple("=+-@＝＋－＠\t\r\n")  # a spreadsheet would run a text that begins like this
UNSEEN = " \u00a0\u200b\u200e\u200f\u2060\ufeff"  # what may stand before it without being seen
CODES = {str(code) for code in range(-9, -4)}  # reasons for no answer stay numbers
STEP = 1000
BUFFER = 1 << 20
CODEBOOK = ("variable", "type", "label", "value", "meaning", "text", "scale", "source", "asked")


@dataclass(frozen=True)
class Sheet:
    """A small table on its way to a spreadsheet: a header and its rows, with no text that it would run."""

    header: list[str]
    rows: Iterator[Sequence[Cell]]

    def csv(self) -> str:
        """The table as one text; the same rows give the same bytes."""
        text = io.StringIO()
        text.write(BOM)
        csv.writer(text).writerows([self.header, *self.rows])
        return text.getvalue()


def silent(_: int) -> None:
    """Nobody wants to know how far it is."""


def write(
    dataset: Dataset,
    path: Path,
    *,
    progress: Callable[[int], None] = silent,
    separator: Literal[",", ";"] = ",",
    bom: bool = False,
) -> list[str]:
    """For machines: every text as it was given, a missing answer as its code, nothing as nothing."""
    write_table(path, _header(dataset), dataset.rows(), progress, separator, bom=bom)
    return []


def write_for_people(dataset: Dataset, path: Path, *, progress: Callable[[int], None] = silent) -> list[str]:
    """For a spreadsheet in Dutch: a mark of its letters, semicolons, and no text that it would run."""
    write_table(path, _header(dataset), harmless_rows(dataset.rows()), progress, ";", bom=True)
    return ["Texts that a spreadsheet would run begin with an apostrophe."]


def harmless_rows(rows: Iterator[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """The same rows with no text that a spreadsheet runs; codes of missing answers stay."""
    for row in rows:
        yield [harmless(cell) if isinstance(cell, str) else cell for cell in row]


def harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(UNSEEN).startswith(DANGEROUS) and text not in CODES else text


def codebook(variables: Sequence[Variable], language: str) -> Iterator[list[str]]:
    """What every column and every code in it means: one row per variable and value."""
    for one in variables:
        for code, meaning in _meanings(one, language):
            yield [
                one.name,
                kind(one),
                harmless(one.label["en"]),
                code,
                harmless(meaning),
                harmless(one.said(one.question, language)),
                one.scale,
                harmless(one.source),
                " ".join(one.asked),
            ]


def kind(variable: Variable) -> str:
    """What a column is, in one word: `category` where every value is listed."""
    if any(not value.is_missing for value in variable.values):
        return "category"
    return {Holds.MOMENT: "datetime"}.get(variable.holds, variable.holds)


def _meanings(variable: Variable, language: str) -> Iterator[tuple[str, str]]:
    if not variable.values:
        yield "", ""
    for value in variable.values:
        yield str(value.code), variable.said(value.label, "en" if value.is_missing else language)


def _header(dataset: Dataset) -> list[str]:
    return [one.name for one in dataset.variables]


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterator[Sequence[Cell]],
    progress: Callable[[int], None] = silent,
    separator: str = ",",
    *,
    bom: bool = False,
) -> None:
    """Any table, line by line."""
    with path.open("w", encoding="utf-8", newline="", buffering=BUFFER) as file:
        file.write(BOM if bom else "")
        lines = csv.writer(file, delimiter=separator)
        lines.writerow(header)
        lines.writerows(told(rows, progress))


def told(rows: Iterator[Sequence[Cell]], progress: Callable[[int], None]) -> Iterator[Sequence[Cell]]:
    """The same rows, while somebody is told how many there were."""
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if done % STEP == 0:
            progress(done)
    progress(done)
