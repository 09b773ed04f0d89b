"""The data package: what stands in the CSV files, for programs. Data Package 2.0 with Table Schemas.

Codes of missing answers belong to a column each, with what they mean; an empty cell means that nothing was to be
answered. The key is the first of a few that no two rows share: whose answers, in which round, to which questionnaire.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.export.labels import missing, valid
from app.export.model import Cell, Dataset, Holds, Measure, Value, Variable
from app.export.passing import Progress, passing, silent

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
TYPES = {
    Holds.INTEGER: "integer",
    Holds.DECIMAL: "number",
    Holds.TEXT: "string",
    Holds.DATE: "date",
    Holds.MOMENT: "datetime",
}
KEYS = (("respondent",), ("respondent", "wave"), ("respondent", "wave", "instrument"), ("interview",))


def write(dataset: Dataset, path: Path, *, progress: Progress = silent) -> list[str]:
    """Describe the CSV file of this name that lies beside it."""
    return write_all([dataset], path, progress=progress)


def write_all(
    datasets: Sequence[Dataset],
    path: Path,
    *,
    progress: Progress = silent,
    anonymity: Mapping[str, object] | None = None,
) -> list[str]:
    """Describe several tables whose CSV files lie beside it; the first is what the package is about.

    `anonymity` is what was counted about how hidden people are.
    """
    first = datasets[0]
    described = {
        "$schema": PROFILE.format("datapackage"),
        "name": first.name,
        "title": first.title["en"],
        "created": f"{first.snapshot_at:%Y-%m-%dT%H:%M:%SZ}",
        "version": first.release,
        "description": " ".join(first.notes),
        "level": first.level.value,
        "instruments": [{"name": name, "version": version} for name, version in first.instruments],
        **({} if anonymity is None else {"anonymity": anonymity}),
        "resources": [_resource(one, path.parent / f"{one.name}.csv") for one in datasets],
    }
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    progress(first.count)
    return []


def _resource(dataset: Dataset, file: Path) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": PROFILE.format("tableschema"),
        "fieldsMatch": "exact",
        "fields": [field(dataset, one) for one in dataset.variables],
    }
    if key := _key(dataset):
        schema |= {"primaryKey": list(key), "uniqueKeys": [list(key)]}
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": dataset.name,
        "title": dataset.title["en"],
        "type": "table",
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_weighed(file),
        "schema": schema,
    }


def _weighed(file: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with file.open("rb") as held:
        while part := held.read(1 << 20):
            digest.update(part)
    return {"bytes": file.stat().st_size, "hash": f"sha256:{digest.hexdigest()}"}


def field(dataset: Dataset, variable: Variable) -> dict[str, Any]:
    """A column."""
    said = variable.said(variable.question, dataset.language)
    told: dict[str, Any] = {
        "name": variable.name,
        "type": TYPES[variable.holds],
        "title": variable.said(variable.label, dataset.language),
        **({"description": said} if said else {}),
        "missingValues": [
            {"value": "", "label": "nothing was to be answered"},
            *({"value": str(one.code), "label": _label(dataset, variable, one)} for one in missing(variable)),
        ],
    }
    if valid(variable):
        told["constraints"] = {"enum": [one.code for one in valid(variable)]}
        told["categories"] = [{"value": one.code, "label": _label(dataset, variable, one)} for one in valid(variable)]
        told["categoriesOrdered"] = variable.measure == Measure.ORDINAL
    return told | {"measure": variable.measure.value} | ({"scale": variable.scale} if variable.scale else {})


def _label(dataset: Dataset, variable: Variable, value: Value) -> str:
    return variable.said(value.label, dataset.language)


def _key(dataset: Dataset) -> tuple[str, ...]:
    """The shortest key that holds for these rows; none where the file names nobody."""
    at = {one.name: turn for turn, one in enumerate(dataset.variables)}
    usable = [key for key in KEYS if set(key) <= set(at)]
    seen: dict[tuple[str, ...], set[tuple[Cell, ...]]] = {key: set() for key in usable}
    for row in passing(dataset, silent):
        for key in list(seen):
            found = tuple(row[at[name]] for name in key)
            if None in found or "" in found or found in seen[key]:
                del seen[key]
            else:
                seen[key].add(found)
    return next(iter(seen), ())
