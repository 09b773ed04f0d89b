"""The first file that somebody opens: what lies here, how to read it, and what to know before counting."""

from collections.abc import Iterator, Mapping, Sequence

from app.export.labels import missing
from app.export.model import Dataset

ABOUT = {
    "anonymity.json": "how hidden people are in these data, as counted",
    "codebook.html": "every question word for word, every code; opens in a browser, prints well",
    "codebook.xlsx": "the same as a sheet, all languages beside each other",
    "ddi.xml": "the same for data archives (DDI-Codebook 2.5)",
    "datapackage.json": "the same for programs (Data Package 2.0, frictionlessdata.io)",
    "redcap.csv": "the same as a data dictionary of REDCap",
    "analysis.R": "reads the data in R, builds scales, computes what the pages of results show",
    "manifest.json": "what this package was made of, and what had to be changed for a format",
    "SHA256SUMS": "to check that nothing was changed: sha256sum -c SHA256SUMS",
}
ENDINGS = {
    "csv": "comma-separated, UTF-8, one header line; exact, and the one that everything else describes",
    "xlsx": "Excel; texts are texts and never run as formulas",
    "sav": "SPSS, with labels, measurement level and the codes −9 to −5 as missing",
    "dta": "Stata 14 and later; −9 is .a, −8 .b, −7 .c, −6 .d, −5 .e",
}
LEVELS = {
    "internal": "For the study team only. It holds what could tell who somebody is: keep it where only the team comes.",
    "restricted": "For researchers who have signed an agreement with the study. Do not pass it on.",
    "public": "For everybody.",
}


def text(dataset: Dataset, others: Sequence[Dataset], names: Sequence[str], notes: Mapping[str, list[str]]) -> str:
    """The whole page."""
    return "\n".join(_lines(dataset, others, names, notes)) + "\n"


def _lines(
    dataset: Dataset, others: Sequence[Dataset], names: Sequence[str], notes: Mapping[str, list[str]]
) -> Iterator[str]:
    title = " ".join(dataset.title["en"].split())
    yield from (title, "=" * len(title), "")
    yield f"State of the data: {dataset.snapshot_at:%Y-%m-%d %H:%M} UTC. Made with Aloud {dataset.release}."
    for one in (dataset, *others):
        yield f"{one.name}: {one.count} rows, {len(one.variables)} variables."
    yield from (LEVELS[dataset.level.value], "")
    for name, version in dataset.instruments:
        yield f"Questionnaire {name}, version {version}"
    yield from ("", "Files", "-----")
    wide = max(len(name) for name in (*names, *ABOUT))
    for name in sorted({*names, "manifest.json", "SHA256SUMS"}):
        yield f"{name.ljust(wide)}  {_about(name, dataset)}".rstrip()
    yield from ("", "Before you count", "----------------", *_before(dataset))
    told = [*dataset.notes, *(f"{name}: {note}" for name, some in notes.items() for note in some)]
    if told:
        yield from ("", "What was left out, made coarser or cut", "--------------------------------------", *told)


def _about(name: str, dataset: Dataset) -> str:
    if name in ABOUT:
        return ABOUT[name]
    stem, _, ending = name.rpartition(".")
    return ENDINGS.get(ending, "") if stem == dataset.name or ending == "csv" else "what the columns of that table mean"


def _before(dataset: Dataset) -> Iterator[str]:
    yield "A code below zero tells why there is no answer; an empty cell: nothing was to be answered."
    for one in dataset.variables:
        if one.can_miss:
            for value in missing(one):
                yield f"  {value.code}  {one.said(value.label, 'en')}"
            break
    yield "SPSS leaves these codes out by itself, and so does Stata. In Excel, and in the CSV, you have to."
    yield "Moments are those of the clock on the wall in the Netherlands; SPSS and Stata know no time zones."
