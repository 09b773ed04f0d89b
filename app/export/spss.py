"""SPSS .sav, with labels, measure and missing codes. Loads pandas: only ever run it in a process of its own.

Limits as measured: 120 bytes for what a value is called, 255 for a variable, 64 for the name of the file; ReadStat cuts
what is longer without a word. A text holds 32,767 bytes. Of user-missing codes a variable takes one range: −9…−5.
"""

from pathlib import Path

from app.export import names
from app.export.columns import Turned, frame
from app.export.days import spss_seconds
from app.export.labels import Labels, Limit, cut, every, in_bytes, is_number
from app.export.model import HIGHEST, LOWEST, Dataset, Holds, Variable
from app.export.passing import Progress, silent
from app.export.stamps import stamp_sav

LIMIT = Limit("SPSS", of_variable=255, of_value=120, size=in_bytes, unit="bytes")
LONGEST_TEXT = 32_767
FORMATS = {Holds.DECIMAL: "F8.2", Holds.DATE: "DATE11", Holds.MOMENT: "DATETIME20"}


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the table; return what somebody who opens it should know."""
    import pyreadstat  # noqa: PLC0415

    called, notes = names.fitted([one.name for one in dataset.variables], names.SPSS)
    columns = dict(zip(called, dataset.variables, strict=True))
    labels = Labels(dataset, LIMIT)
    turned = Turned(dataset, spss_seconds, spss_seconds, progress)
    for one, column in zip(dataset.variables, turned.columns, strict=True):
        notes += _shorten(one, column)
    pyreadstat.write_sav(
        frame(called, turned.columns),
        path,
        file_label=cut(dataset.title.get(dataset.language) or dataset.title["en"], 64, in_bytes),
        column_labels=[labels.of(one) for one in dataset.variables],
        row_compress=True,
        variable_value_labels={
            name: dict(labels.meanings(one, every(one))) for name, one in columns.items() if every(one)
        },
        missing_ranges={
            name: [{"lo": LOWEST, "hi": HIGHEST}] for name, one in columns.items() if one.can_miss and is_number(one)
        },
        variable_measure={name: one.measure.value for name, one in columns.items()},
        variable_format={name: _format(one) for name, one in columns.items() if one.holds != Holds.TEXT},
    )
    stamp_sav(path, dataset.snapshot_at)
    return [*notes, *labels.notes, *_never_missing(dataset), *turned.notes]


def _never_missing(dataset: Dataset) -> list[str]:
    return [
        f"{one.name}: SPSS knows no range of missing texts; leave out “−9” to “−5” yourself before you count."
        for one in dataset.variables
        if one.can_miss and not is_number(one)
    ]


def _format(variable: Variable) -> str:
    if variable.holds in FORMATS:
        return FORMATS[variable.holds]
    codes = [len(str(value.code)) for value in every(variable)]
    return f"F{max([2, *codes]) if variable.values else 8}.0"


def _shorten(variable: Variable, column: object) -> list[str]:
    """Cut the texts that are too long for a cell, and tell how many."""
    if not isinstance(column, list):
        return []
    safe = LONGEST_TEXT // 4  # letters that are never too long: UTF-8 takes four bytes for one at most
    long = [turn for turn, text in enumerate(column) if len(text) > safe and in_bytes(text) > LONGEST_TEXT]
    for turn in long:
        column[turn] = cut(column[turn], LONGEST_TEXT, in_bytes)
    told = (
        f"{variable.name}: {len(long)} texts are longer than the {LONGEST_TEXT} bytes that SPSS holds; the CSV has all."
    )
    return [told] if long else []
