"""Stata .dta, with extended missing values. Loads pandas: only ever run it in a process of its own.

Format 118, which every Stata since 14 reads. Limits: names 32, less the digits of how many columns there are; labels of
variables 80 letters; of values 32,000 bytes in the file, of which Stata shows as many as fit. Value labels belong to
numbers: what a text code means is told in the codebook only, and so is the level of measurement.
"""

import math
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.export import names
from app.export.columns import Turned, frame
from app.export.days import stata_days, stata_milliseconds
from app.export.labels import Labels, Limit, cut, every, is_number
from app.export.model import Dataset, Holds, Variable
from app.export.passing import Progress, silent
from app.export.stamps import stamp_dta

LIMIT = Limit("Stata", of_variable=80, of_value=8000)  # letters of up to four bytes
VERSION = 14  # of Stata; 15 would mean format 119, which only Stata/MP reads
LETTERS: dict[Any, str] = {-9: "a", -8: "b", -7: "c", -6: "d", -5: "e"}
FORMATS = {Holds.INTEGER: "%8.0g", Holds.DECIMAL: "%9.2f", Holds.DATE: "%td", Holds.MOMENT: "%tc"}


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the table; return what somebody who opens it should know."""
    import pyreadstat  # noqa: PLC0415

    called, notes = names.fitted([one.name for one in dataset.variables], _rule(dataset))
    columns = dict(zip(called, dataset.variables, strict=True))
    labels = Labels(dataset, LIMIT)
    turned = Turned(dataset, stata_days, stata_milliseconds, progress)
    pyreadstat.write_dta(
        frame(called, [_lettered(one, held) for one, held in zip(dataset.variables, turned.columns, strict=True)]),
        path,
        file_label=cut(dataset.title.get(dataset.language) or dataset.title["en"], 80),
        column_labels=[labels.of(one) for one in dataset.variables],
        version=VERSION,
        variable_value_labels={
            name: {LETTERS.get(code, code): said for code, said in labels.meanings(one, every(one)).items()}
            for name, one in columns.items()
            if is_number(one) and every(one)
        },
        missing_user_values={name: list(LETTERS.values()) for name, one in columns.items() if _can_miss(one)},
        variable_format={name: FORMATS[one.holds] for name, one in columns.items() if one.holds in FORMATS},
    )
    stamp_dta(path, dataset.snapshot_at)
    return [*notes, *labels.notes, *_unlabelled(dataset), *turned.notes]


def _rule(dataset: Dataset) -> names.Rule:
    """ReadStat calls the labels of a column by its name and its number, and that name too has at most 32 letters."""
    return replace(names.STATA, longest=names.STATA.longest - len(str(len(dataset.variables))))


def _can_miss(variable: Variable) -> bool:
    return variable.can_miss and is_number(variable)


def _lettered(variable: Variable, column: Any) -> Any:
    """Codes of missing answers as letters: a column of objects, each of which exists once."""
    if not (_can_miss(variable) and isinstance(column, array)):
        return column
    whole = variable.holds == Holds.INTEGER
    known: dict[Any, object] = dict(LETTERS)
    return [None if math.isnan(cell) else known.setdefault(cell, int(cell) if whole else cell) for cell in column]


def _unlabelled(dataset: Dataset) -> list[str]:
    texts = [one.name for one in dataset.variables if one.values and not is_number(one)]
    return [f"Stata keeps no labels on texts; the codebook tells the codes of {', '.join(texts)}."] if texts else []
