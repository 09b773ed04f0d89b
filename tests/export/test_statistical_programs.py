"""What SPSS and Stata read in our files is what stood in the table."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from app.export import spss, stata
from app.export.days import stata_days, stata_milliseconds
from app.export.labels import every, is_number, missing
from app.export.model import Dataset, Holds, Variable
from app.export.stata import LETTERS
from tests.export.study import statement, study

sizes = pytest.mark.parametrize("count", [0, 1, 5000])
tongues = pytest.mark.parametrize("language", ["nl", "ar", "tr", "pl", "ur", "ti"])


def empty(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def meanings(dataset: Dataset, variable: Variable) -> dict[Any, str]:
    return {value.code: variable.said(value.label, dataset.language) for value in every(variable)}


def same(cell: Any, read: Any, variable: Variable) -> bool:
    if cell is None:
        return empty(read)
    if variable.holds in {Holds.DATE, Holds.MOMENT}:
        return str(read)[:10] == str(cell)[:10] and str(read)[11:19] in {str(cell)[11:19], "00:00:00"}
    return bool(read == cell)


def assert_same_cells(dataset: Dataset, frame: Any, *, letters: bool = False) -> None:
    assert len(frame) == dataset.count
    read = [list(frame.iloc[:, turn]) for turn in range(frame.shape[1])]
    for number, row in enumerate(dataset.rows()):
        for turn, (variable, cell) in enumerate(zip(dataset.variables, row, strict=True)):
            lettered = letters and variable.can_miss and isinstance(cell, int) and cell in LETTERS
            held = LETTERS[int(cell)] if lettered and isinstance(cell, int) else cell
            assert same(held, read[turn][number], variable), (variable.name, number, held, read[turn][number])


@sizes
def test_spss_reads_the_same_cells(tmp_path: Path, count: int) -> None:
    dataset = study(count)
    spss.write(dataset, tmp_path / "x.sav")

    assert_same_cells(dataset, pyreadstat.read_sav(tmp_path / "x.sav", user_missing=True)[0])


@sizes
def test_stata_reads_the_same_cells(tmp_path: Path, count: int) -> None:
    dataset = study(count)
    stata.write(dataset, tmp_path / "x.dta")

    assert_same_cells(dataset, pyreadstat.read_dta(tmp_path / "x.dta", user_missing=True)[0], letters=True)


@sizes
@tongues
def test_spss_reads_the_same_words(tmp_path: Path, language: str, count: int) -> None:
    dataset = study(min(count, 10), language=language)
    notes = "\n".join(spss.write(dataset, tmp_path / "x.sav"))
    _, read = pyreadstat.read_sav(tmp_path / "x.sav", user_missing=True, metadataonly=True)

    for name, one in zip(read.column_names, dataset.variables, strict=True):
        assert_same_words(one.said(one.label, language), read.column_names_to_labels[name], f"{one.name}:", notes)
        for code, said in meanings(dataset, one).items():
            assert_same_words(said, read.variable_value_labels[name][code], f"{one.name}, code {code}:", notes)
        assert read.variable_measure[name] == one.measure
        ranges = [{"lo": -9.0, "hi": -5.0}] if one.can_miss and is_number(one) else None
        assert read.missing_ranges.get(name) == ranges


@tongues
def test_stata_reads_the_same_words(tmp_path: Path, language: str) -> None:
    dataset = study(10, language=language)
    notes = "\n".join(stata.write(dataset, tmp_path / "x.dta"))
    _, read = pyreadstat.read_dta(tmp_path / "x.dta", user_missing=True)

    for name, one in zip(read.column_names, dataset.variables, strict=True):
        assert_same_words(one.said(one.label, language), read.column_names_to_labels[name], f"{one.name}:", notes)
        for code, said in meanings(dataset, one).items() if is_number(one) else ():
            held: Any = LETTERS[code] if code in {value.code for value in missing(one)} else code
            assert_same_words(said, read.variable_value_labels[name][held], f"{one.name}, code {code}:", notes)


def assert_same_words(said: str, read: str | None, where: str, notes: str) -> None:
    """Whole, or cut and told: a silent cut is what must never be."""
    whole = " ".join(said.split())
    assert read == whole or (read is not None and read.endswith("…") and whole.startswith(read[:-1]) and where in notes)


def test_a_name_that_spss_keeps_for_itself_is_changed_and_told(tmp_path: Path) -> None:
    notes = spss.write(study(1), tmp_path / "x.sav")

    assert "to is called to_2 in SPSS: its own name cannot be used there." in notes


@pytest.mark.parametrize("size", [29, 30, 31, 32, 33, 64, 65])
def test_names_up_to_the_limit_are_written_with_their_labels(tmp_path: Path, size: int) -> None:
    columns = tuple(statement(f"{letter}{'x' * (size - 1)}") for letter in "abcdefghijkl")
    dataset = replace(study(0), variables=columns)
    in_stata = stata.write(dataset, tmp_path / "x.dta")
    in_spss = spss.write(dataset, tmp_path / "x.sav")

    assert len(pyreadstat.read_dta(tmp_path / "x.dta")[1].variable_value_labels) == 12
    assert len(pyreadstat.read_sav(tmp_path / "x.sav")[1].variable_value_labels) == 12
    assert sum("is called" in note for note in in_stata) == (12 if size > 30 else 0)
    assert sum("is called" in note for note in in_spss) == (12 if size > 64 else 0)


def test_codes_that_are_words_cannot_be_missing_in_a_range_and_that_is_told(tmp_path: Path) -> None:
    notes = spss.write(study(1), tmp_path / "x.sav")

    assert any(note.startswith("tongue: SPSS knows no range of missing texts") for note in notes)


def test_stata_counts_from_1960() -> None:
    assert stata_days("1960-01-02") == 1
    assert stata_milliseconds("1960-01-01T00:00:01+01:00") == 1000
    assert stata_days("soon") is None


def test_long_texts_come_back_whole_up_to_what_spss_holds(tmp_path: Path) -> None:
    dataset = long_texts()
    notes = spss.write(dataset, tmp_path / "x.sav")
    stata.write(dataset, tmp_path / "x.dta")
    in_spss = pyreadstat.read_sav(tmp_path / "x.sav")[0]["remark"]
    in_stata = pyreadstat.read_dta(tmp_path / "x.dta")[0]["remark"]

    assert in_spss[0] == in_stata[0] == "ه" * 4000
    assert in_stata[1] == "é" * 20000
    assert len(in_spss[1].encode()) <= 32767
    assert any("1 texts are longer" in note for note in notes)


def long_texts() -> Dataset:
    [remark] = [one for one in study().variables if one.name == "remark"]
    return replace(study(), variables=(remark,), rows=lambda: iter([("ه" * 4000,), ("é" * 20000,)]), count=2)
