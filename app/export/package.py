"""Everything about a data set in one ZIP, that can be opened in twenty years and checked to the last byte.

The same data at the same moment are the same bytes: the only clock in any of the files is that of the snapshot.
(Compressed by another release of zlib the ZIP may differ; the files in it and their sums do not.)
"""

import hashlib
import importlib.util
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.export import codebook, csv, ddi, frictionless, readme, redcap, rscript, spss, stata, xlsx
from app.export.model import Dataset
from app.export.passing import Progress, silent
from app.export.spool import spooled

Writer = Callable[[Dataset, Path], list[str]]
TABLES: Mapping[str, Writer] = {"csv": csv.write, "xlsx": xlsx.write, "sav": spss.write, "dta": stata.write}
FROM_EXTRA = {"sav": "SPSS", "dta": "Stata"}
FORMATS = tuple(TABLES)


@dataclass(frozen=True)
class Kept:
    """A file of the package."""

    name: str
    size: int
    digest: str


def write(
    dataset: Dataset,
    path: Path,
    *,
    progress: Progress = silent,
    formats: Sequence[str] = FORMATS,
    beside: Sequence[Dataset] = (),
    anonymity: Mapping[str, object] | None = None,
    reference: str = "",
) -> list[str]:
    """Write the ZIP; return all that somebody who opens it should know, which stands in it too.

    `beside` are further tables, such as paradata, as CSV. The CSV of the data is always there: the descriptions are of
    it. `anonymity` is what was counted about how hidden people are.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".package-") as made, ExitStack() as stack:
        folder = Path(made)
        held = stack.enter_context(spooled(dataset, folder / ".rows", progress))
        others = [
            stack.enter_context(spooled(one, folder / f".rows-{turn}", silent)) for turn, one in enumerate(beside)
        ]
        notes = _tables(held, others, folder, formats)
        notes |= _descriptions(held, others, folder, anonymity, reference)
        if anonymity is not None:
            _json(folder / "anonymity.json", anonymity)
        _told(held, others, folder, notes)
        _zip(folder, path, dataset.snapshot_at)
    return [f"{name}: {note}" for name, some in notes.items() for note in some]


def _tables(dataset: Dataset, others: Sequence[Dataset], folder: Path, formats: Sequence[str]) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for ending, writer in TABLES.items():
        name = f"{dataset.name}.{ending}"
        if ending not in {"csv", *formats}:
            continue
        if ending in FROM_EXTRA and not importlib.util.find_spec("pyreadstat"):
            notes[name] = [f"No file for {FROM_EXTRA[ending]} was made: the analysis packages are not installed here."]
        else:
            notes[name] = writer(dataset, folder / name)
    return notes | {f"{one.name}.csv": csv.write(one, folder / f"{one.name}.csv") for one in others}


def _descriptions(
    dataset: Dataset,
    others: Sequence[Dataset],
    folder: Path,
    anonymity: Mapping[str, object] | None,
    reference: str,
) -> dict[str, list[str]]:
    notes = {
        "codebook.html": codebook.write(dataset, folder / "codebook.html"),
        "codebook.xlsx": codebook.write_workbook(dataset, folder / "codebook.xlsx"),
        "ddi.xml": ddi.write(dataset, folder / "ddi.xml"),
        "redcap.csv": redcap.write(dataset, folder / "redcap.csv"),
        "datapackage.json": frictionless.write_all(
            [dataset, *others], folder / "datapackage.json", anonymity=anonymity
        ),
        "analysis.R": rscript.write(dataset, folder / "analysis.R", reference=reference),
    }
    for one in others:
        name = f"codebook-{one.name}.html"
        notes[name] = codebook.write(one, folder / name)
    return notes


def _told(dataset: Dataset, others: Sequence[Dataset], folder: Path, notes: Mapping[str, list[str]]) -> None:
    """What is in it, for people; what it was made of, for programs; and the sums by which both are checked."""
    names = [one.name for one in _files(folder)]
    (folder / "README.txt").write_text(readme.text(dataset, others, names, notes), "utf-8", newline="\n")
    files = [_weighed(one) for one in _files(folder)]
    _json(
        folder / "manifest.json",
        {
            "name": dataset.name,
            "title": dataset.title,
            "release": dataset.release,
            "snapshot_at": f"{dataset.snapshot_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "level": dataset.level.value,
            "language": dataset.language,
            "languages": list(dataset.languages),
            "instruments": [{"name": name, "version": version} for name, version in dataset.instruments],
            "rows": {one.name: one.count for one in (dataset, *others)},
            "notes": list(dataset.notes),
            "notes_of_files": {name: some for name, some in notes.items() if some},
            "files": [{"name": one.name, "bytes": one.size, "sha256": one.digest} for one in files],
        },
    )
    sums = [f"{one.digest}  {one.name}\n" for one in map(_weighed, _files(folder))]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8", newline="\n")


def _json(path: Path, held: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")


def _files(folder: Path) -> Iterator[Path]:
    """What was made, by name; not what is only needed while it is made."""
    return (one for one in sorted(folder.iterdir()) if not one.name.startswith("."))


def _weighed(path: Path) -> Kept:
    with path.open("rb") as file:
        return Kept(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _zip(folder: Path, path: Path, moment: datetime) -> None:
    """Pack them in the order of their names, with one moment and one set of permissions."""
    at = moment.astimezone(UTC)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for one in _files(folder):
            entry = zipfile.ZipInfo(one.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            entry.file_size = one.stat().st_size
            with one.open("rb") as file, packed.open(entry, "w") as inside:
                shutil.copyfileobj(file, inside, 1 << 20)
