"""The table as a workbook: the data, and beside them what every column and code means."""

from pathlib import Path

from app.export import entries
from app.export.model import Dataset, Holds, Variable
from app.export.passing import Progress, passing, silent
from app.export.workbook import LONGEST, book

MOST_ROWS = 1_048_575  # Excel 2007 and later, without the header


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Write the table; return what somebody who opens it should know."""
    if dataset.count > MOST_ROWS:
        return [f"No workbook was made: a sheet holds {MOST_ROWS} rows, and there are {dataset.count}. Take the CSV."]
    with book(path, dataset.title.get(dataset.language) or dataset.title["en"], dataset.snapshot_at) as made:
        widths = [_width(one) for one in dataset.variables]
        made.fill(made.sheet("data", [one.name for one in dataset.variables], widths), passing(dataset, progress))
        made.fill(made.sheet("codebook", entries.HEADER, entries.WIDTHS), entries.rows(dataset))
    told = f"{made.cut} texts are longer than the {LONGEST} letters that a cell holds; the CSV has all of them."
    return [told] if made.cut else []


def _width(variable: Variable) -> int:
    wide = {Holds.DATE: 12, Holds.MOMENT: 26}.get(variable.holds, 10)
    return min(40, max(wide, len(variable.name) + 2))
