"""What a codebook says of a column, before it is a page, a sheet or a dictionary."""

from collections.abc import Iterator, Sequence

from app.export.labels import every
from app.export.model import Cell, Dataset, Texts, Variable

Row = list[Cell]
HEADER = ("variable", "label", "question", "code", "meaning", "missing", "holds", "measure", "scale", "asked", "when")
WIDTHS = (22, 34, 60, 12, 34, 9, 10, 10, 16, 22, 30)


def rows(dataset: Dataset) -> Iterator[Row]:
    """One row per column, then one for each of its codes, in the language of the data set."""
    for one in dataset.variables:
        yield [
            one.name,
            _said(dataset, one, one.label),
            _said(dataset, one, one.question),
            *(None, None, None),
            one.holds.value,
            one.measure.value,
            one.scale,
            " ".join(one.asked),
            one.relevant,
        ]
        for value in every(one):
            yield [one.name, None, None, value.code, _said(dataset, one, value.label), "missing" * value.is_missing]


def header_of_all(languages: Sequence[str]) -> list[str]:
    """The header of a codebook in all languages."""
    worded = [f"{what} ({language})" for what in ("label", "question", "meaning") for language in languages]
    return ["variable", "code", "missing", *worded, "holds", "measure", "scale", "section", "asked", "when", "source"]


def rows_of_all(dataset: Dataset, languages: Sequence[str]) -> Iterator[Row]:
    """The same in all languages beside each other; where words are not translated the cell is empty."""
    blank: Row = [None] * len(languages)
    for one in dataset.variables:
        about = [
            one.holds.value,
            one.measure.value,
            one.scale,
            one.section,
            " ".join(one.asked),
            one.relevant,
            one.source,
        ]
        yield [one.name, None, None, *_in(one.label, languages), *_in(one.question, languages), *blank, *about]
        for value in every(one):
            meant = _in(value.label, languages)
            yield [one.name, value.code, "missing" * value.is_missing, *blank, *blank, *meant]


def languages_of(dataset: Dataset) -> list[str]:
    """The language of the file first, then its others; English too where only English words are."""
    found = [dataset.language, *dataset.languages]
    worded = {tag for one in dataset.variables for texts in (one.label, one.question) for tag in texts}
    return list(dict.fromkeys([*found, *(tag for tag in ("en",) if tag in worded)]))


def _said(dataset: Dataset, variable: Variable, texts: Texts) -> str:
    return variable.said(texts, dataset.language)


def _in(texts: Texts, languages: Sequence[str]) -> Row:
    return [texts.get(language) for language in languages]
