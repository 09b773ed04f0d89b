"""The codebook: what was asked, word for word in every language, and what every code means; as a page and as a sheet.

The page is one file that needs nothing else: it can be mailed, printed and kept for twenty years.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.export import entries, summary
from app.export.labels import missing, valid
from app.export.model import Dataset, Texts, Value, Variable
from app.export.passing import Progress, silent
from app.export.workbook import LONGEST, book
from app.languages import Language, shipped, unknown

HERE = Path(__file__).parent
WORDS = HERE / "codebook.yaml"


@dataclass(frozen=True)
class Spoken:
    """A question and its answers in one language."""

    language: Language
    question: str
    before: str
    hint: str
    guidance: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Coded:
    """A code, what it means, and how often it stands there (`share` in percent of all rows)."""

    code: str
    meaning: str
    count: int | None
    share: float


@dataclass(frozen=True)
class Entry:
    """All that is told of one column."""

    variable: Variable
    label: str
    answers: tuple[Coded, ...]
    reasons: tuple[Coded, ...]
    spoken: tuple[Spoken, ...]
    figures: summary.Figures | None


@dataclass(frozen=True)
class Chapter:
    """Columns that stand together in a questionnaire, with what is read aloud before them (`said`, by language)."""

    title: str
    before: Texts
    said: tuple[tuple[Language, str], ...]
    entries: tuple[Entry, ...]


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the page."""
    held = summary.figures(dataset)
    listed = [entry(dataset, one, held.get(one.name)) for one in dataset.variables]
    shown = {
        "dataset": dataset,
        "title": dataset.title.get(dataset.language) or dataset.title["en"],
        "chapters": _chapters(dataset, listed),
        "reasons": _reasons(dataset),
        "words": words(dataset.language),
        "page": _language(dataset.language if dataset.language in _all_words() else "en"),
        "labels": _language(dataset.language),
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_page().get_template("codebook.html").generate(**shown))
    progress(dataset.count)
    return []


def write_workbook(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the same as a sheet, with all languages beside each other."""
    languages = entries.languages_of(dataset)
    header = entries.header_of_all(languages)
    with book(path, dataset.title["en"], dataset.snapshot_at) as made:
        widths = [22, 10, 9, *([40] * 3 * len(languages)), *([14] * 7)]
        made.fill(made.sheet("codebook", header, widths, fixed=2), entries.rows_of_all(dataset, languages))
    progress(dataset.count)
    return [f"{made.cut} texts are longer than the {LONGEST} letters of a cell."] if made.cut else []


def entry(dataset: Dataset, variable: Variable, figures: summary.Figures | None) -> Entry:
    """All that is told of one column."""
    return Entry(
        variable=variable,
        label=variable.said(variable.label, dataset.language),
        answers=tuple(_coded(dataset, variable, value, figures) for value in valid(variable)),
        reasons=tuple(_coded(dataset, variable, value, figures) for value in missing(variable)),
        spoken=tuple(_spoken(variable, tag) for tag in entries.languages_of(dataset) if variable.question.get(tag)),
        figures=figures,
    )


def _chapters(dataset: Dataset, listed: Sequence[Entry]) -> list[Chapter]:
    made = []
    for name, some in itertools.groupby(listed, lambda one: one.variable.section):
        held = tuple(some)
        first = held[0].variable
        title = first.said(first.before, dataset.language) or name
        others = [tag for tag in entries.languages_of(dataset) if first.before.get(tag) not in {None, "", title}]
        said = tuple((_language(tag), first.before[tag]) for tag in others)
        made.append(Chapter(title, first.before, said, held))
    return made


def words(language: str) -> dict[str, str]:
    """The words around the questions, in English where the language has none."""
    return {**_all_words()["en"], **_all_words().get(language, {})}


def _coded(dataset: Dataset, variable: Variable, value: Value, figures: summary.Figures | None) -> Coded:
    count = figures.counts[value.code] if figures else None
    share = 100 * count / dataset.count if count and dataset.count else 0.0
    return Coded(str(value.code).replace("-", "−"), variable.said(value.label, dataset.language), count, share)


def _spoken(variable: Variable, tag: str) -> Spoken:
    answers = [(str(value.code), value.label[tag]) for value in valid(variable) if value.label.get(tag)]
    return Spoken(
        language=_language(tag),
        question=variable.question[tag],
        before=variable.before.get(tag, ""),
        hint=variable.hint.get(tag, ""),
        guidance=variable.guidance.get(tag, ""),
        answers=tuple(answers),
    )


def _reasons(dataset: Dataset) -> list[tuple[str, str]]:
    """The five codes, once, as the first column that can miss names them."""
    for one in dataset.variables:
        if one.can_miss:
            return [(f"−{-int(value.code)}", one.said(value.label, dataset.language)) for value in missing(one)]
    return []


def _language(tag: str) -> Language:
    return shipped().get(tag) or unknown(tag)


@cache
def _all_words() -> dict[str, Texts]:
    held: dict[str, Texts] = yaml.safe_load(WORDS.read_text("utf-8"))
    return held


@cache
def _page() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["figure"] = _figure
    return made


def _figure(number: Any) -> str:
    """A number with at most two decimals, and none that say nothing."""
    return "–" if number is None or number != number else f"{number:.2f}".rstrip("0").rstrip(".")  # noqa: PLR0124
