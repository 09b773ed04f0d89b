"""A data package tells a program all that it needs, and the CSV beside it keeps what it tells."""

import hashlib
import json
from csv import field_size_limit
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from frictionless import validate

from app.export import csv, frictionless
from app.export.labels import every
from app.export.model import Dataset
from tests.export.study import study


def written(path: Path, *datasets: Dataset) -> Any:
    for one in datasets:
        csv.write(one, path / f"{one.name}.csv")
    frictionless.write_all(datasets, path / "datapackage.json")
    return json.loads((path / "datapackage.json").read_text("utf-8"))


def judged(path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(path)
    longest = field_size_limit()  # the judge lets every CSV in this process hold longer cells
    try:
        return validate("datapackage.json")
    finally:
        field_size_limit(longest)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("count", [0, 1, 500])
def test_frictionless_finds_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, language: str
) -> None:
    written(tmp_path, study(count, language=language), replace(study(count), name="paradata"))
    report = judged(tmp_path, monkeypatch)

    assert report.valid, report.flatten(["fieldName", "type", "message"])[:5]
    assert report.stats["tasks"] == 2


@pytest.mark.filterwarnings("ignore")
def test_frictionless_sees_a_byte_that_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, study())
    with (tmp_path / "interviews.csv").open("a") as file:
        file.write("\n")

    assert not judged(tmp_path, monkeypatch).valid


def test_the_sum_and_the_size_are_those_of_the_file(tmp_path: Path) -> None:
    [resource] = written(tmp_path, study())["resources"]
    held = (tmp_path / "interviews.csv").read_bytes()

    assert resource["hash"] == f"sha256:{hashlib.sha256(held).hexdigest()}"
    assert resource["bytes"] == len(held)


def test_every_code_is_told(tmp_path: Path) -> None:
    [resource] = written(tmp_path, study(language="ar"))["resources"]

    for field, variable in zip(resource["schema"]["fields"], study().variables, strict=True):
        told = {str(one["value"]): one["label"] for one in [*field.get("categories", []), *field["missingValues"]]}
        assert told.pop("") == "nothing was to be answered"
        assert told == {str(value.code): variable.said(value.label, "ar") for value in every(variable)}


def test_the_key_is_the_shortest_that_holds(tmp_path: Path) -> None:
    def key(*rows: tuple[str, str]) -> list[str]:
        columns = tuple(one for one in study().variables if one.name in {"respondent", "wave"})
        table = replace(study(), variables=columns, rows=lambda: iter(rows), count=len(rows))
        [resource] = written(tmp_path, table)["resources"]
        return list(resource["schema"].get("primaryKey", []))

    assert key(("a", "w1"), ("b", "w1")) == ["respondent"]
    assert key(("a", "w1"), ("a", "w2")) == ["respondent", "wave"]
    assert key(("a", "w1"), ("a", "w1")) == []
