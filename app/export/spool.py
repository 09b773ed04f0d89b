"""A table on the disk, so that many files can be made of it while the database is asked once."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from pydantic_core import from_json

from app.export.model import Cell, Dataset
from app.export.passing import Progress, passing


@contextmanager
def spooled(dataset: Dataset, path: Path, progress: Progress) -> Iterator[Dataset]:
    """The same data set, whose rows stand in a file for as long as this lasts; counted as they are."""
    with path.open("w", encoding="utf-8") as file:
        count = sum(_keep(file, row) for row in passing(dataset, progress))

    def rows() -> Iterator[Sequence[Cell]]:
        with path.open(encoding="utf-8", newline="\n") as kept:
            for line in kept:
                yield from_json(line)

    try:
        yield replace(dataset, rows=rows, count=count)
    finally:
        path.unlink()


def _keep(file: TextIO, row: Sequence[Cell]) -> int:
    file.write(json.dumps(list(row), ensure_ascii=False) + "\n")
    return 1
