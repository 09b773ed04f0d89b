"""All formats say the same: which codes there are, what they mean, which of them are no answers (E4)."""

import csv as reading
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from openpyxl import load_workbook

from app.export import codebook, csv, ddi, frictionless, redcap, spss, stata, xlsx
from app.export.ddi import LANG, SPACE
from app.export.labels import cut, every, in_bytes, is_number, valid
from app.export.model import Dataset, Variable
from app.export.stata import LETTERS
from tests.export.study import study

Told = dict[str, dict[str, tuple[str, bool]]]  # column → code → what it means, and whether it is no answer


def meant(dataset: Dataset, *, most: int = 10**6) -> Told:
    return {
        one.name: {
            str(value.code): (cut(one.said(value.label, dataset.language), most, in_bytes), value.is_missing)
            for value in every(one)
        }
        for one in dataset.variables
    }


def called(dataset: Dataset, names: list[str]) -> dict[str, Variable]:
    return dict(zip(names, dataset.variables, strict=True))


def in_spss(dataset: Dataset, path: Path) -> Told:
    spss.write(dataset, path)
    _, read = pyreadstat.read_sav(path, user_missing=True)
    held: Told = {}
    for name, one in called(dataset, read.column_names).items():
        [missing] = read.missing_ranges.get(name, [{"lo": -9, "hi": -5}] if one.can_miss else [{"lo": 0, "hi": -1}])
        low, high = float(missing["lo"]), float(missing["hi"])  # type: ignore[index]
        told = read.variable_value_labels.get(name, {})
        plain = {str(int(float(code)) if is_number(one) else code): said for code, said in told.items()}
        held[one.name] = {code: (said, _within(code, low, high)) for code, said in plain.items()}
    return held


def _within(code: str, low: float, high: float) -> bool:
    return code.lstrip("-").isdecimal() and low <= int(code) <= high


def in_stata(dataset: Dataset, path: Path) -> Told:
    stata.write(dataset, path)
    _, read = pyreadstat.read_dta(path, user_missing=True)
    codes = {letter: str(code) for code, letter in LETTERS.items()}
    return {
        one.name: {
            codes.get(str(code), str(code)): (said, str(code) in codes)
            for code, said in read.variable_value_labels.get(name, {}).items()
        }
        for name, one in called(dataset, read.column_names).items()
        if is_number(one)
    }


def in_ddi(dataset: Dataset, path: Path) -> Told:
    ddi.write(dataset, path)
    held: Told = {}
    for var in etree.parse(path).iter(f"{{{SPACE}}}var"):
        told = held.setdefault(str(var.get("name")), {})
        for category in var.iter(f"{{{SPACE}}}catgry"):
            words = {str(one.get(LANG)): str(one.text) for one in category.iter(f"{{{SPACE}}}labl")}
            code = str(category.findtext(f"{{{SPACE}}}catValu"))
            told[code] = (words.get(dataset.language, words["en"]), category.get("missing") == "Y")
    return held


def in_package(dataset: Dataset, path: Path) -> Told:
    csv.write(dataset, path.parent / f"{dataset.name}.csv")
    frictionless.write(dataset, path)
    [resource] = json.loads(path.read_text("utf-8"))["resources"]
    return {
        field["name"]: {str(one["value"]): (one["label"], False) for one in field.get("categories", [])}
        | {one["value"]: (one["label"], True) for one in field["missingValues"] if one["value"]}
        for field in resource["schema"]["fields"]
    }


def in_redcap(dataset: Dataset, path: Path) -> Told:
    redcap.write(dataset, path)
    with path.open(encoding="utf-8", newline="") as file:
        fields = list(reading.DictReader(file))[1:]
    choices = "Choices, Calculations, OR Slider Labels"
    by_name = {one.name: _choices(field[choices]) for one, field in _paired(dataset, fields)}
    return {name: told for name, told in by_name.items() if told}


def _paired(dataset: Dataset, fields: Sequence[Mapping[str, str]]) -> list[tuple[Variable, Mapping[str, str]]]:
    held = {field["Variable / Field Name"]: field for field in fields}
    return [(one, held[one.name]) for one in dataset.variables if one.name in held]


def _choices(cell: str) -> dict[str, tuple[str, bool]]:
    told = dict(one.split(", ", 1) for one in cell.split(" | ")) if cell else {}
    return {code: (said, _within(code, -9, -5)) for code, said in told.items()}


def in_workbook(dataset: Dataset, path: Path) -> Told:
    xlsx.write(dataset, path)
    held: Told = {one.name: {} for one in dataset.variables}
    for row in load_workbook(path)["codebook"].iter_rows(min_row=2, values_only=True):
        if row[3] is not None:
            held[str(row[0])][str(row[3])] = (str(row[4]), row[5] == "missing")
    return held


def in_page(dataset: Dataset, path: Path) -> Told:
    codebook.write(dataset, path)
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return {
        one.name: {
            cells[0].get_text().replace("−", "-"): (cells[1].get_text(), "why" in (row.get("class") or []))
            for row in page.select(f"article#{one.name} table tr")
            if (cells := row.select("td"))
        }
        for one in dataset.variables
    }


FORMATS: Any = {
    "sav": (in_spss, 120),
    "dta": (in_stata, 10**6),
    "xml": (in_ddi, 10**6),
    "json": (in_package, 10**6),
    "redcap.csv": (in_redcap, 10**6),
    "xlsx": (in_workbook, 10**6),
    "html": (in_page, 10**6),
}


@pytest.mark.parametrize("language", ["nl", "ar", "tr", "pl", "ur", "ti"])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_tells_the_same_codes(tmp_path: Path, ending: str, language: str) -> None:
    reads, most = FORMATS[ending]
    dataset = study(24, language=language)
    expected = meant(dataset, most=most)
    read = reads(dataset, tmp_path / f"x.{ending}")

    assert read == {one.name: expected[one.name] for one in dataset.variables if is_told(one, ending)}


def is_told(variable: Variable, ending: str) -> bool:
    """Stata has no labels on texts, and REDCap no choices for a field that is typed."""
    return {"dta": is_number(variable), "redcap.csv": bool(valid(variable))}.get(ending, True)


def test_every_table_holds_the_same_cells(tmp_path: Path) -> None:
    dataset = study(24)
    csv.write(dataset, tmp_path / "x.csv")
    xlsx.write(dataset, tmp_path / "x.xlsx")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        lines = list(reading.reader(file))
    sheet = list(load_workbook(tmp_path / "x.xlsx")["data"].iter_rows(values_only=True))

    expected = [["" if cell is None else str(cell) for cell in row] for row in dataset.rows()]
    assert lines[1:] == expected
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet[1:]] == expected
