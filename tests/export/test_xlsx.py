"""A workbook shows what stood in the table, and runs none of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.export import xlsx
from app.export.labels import every
from app.export.model import Dataset, Holds, Measure, Value, Variable
from tests.export.study import study

BEGINNINGS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋")
ENDINGS = (
    "1+1",
    "cmd|'/c calc'!A0",
    'HYPERLINK("http://x.example","click")',
    "SUM(A1:A9)",
    'IMPORTXML("http://x.example","//a")',
)
PAYLOADS = [begin + end for begin in BEGINNINGS for end in ENDINGS]


def one_column(texts: list[str]) -> Dataset:
    remark = Variable(
        "remark", Holds.TEXT, Measure.NOMINAL, {"en": PAYLOADS[0]}, (Value(PAYLOADS[1], {"en": PAYLOADS[2]}),)
    )
    return replace(study(), variables=(remark,), rows=lambda: iter([(text,) for text in texts]), count=len(texts))


def test_none_of_fifty_formulas_runs_and_none_is_changed(tmp_path: Path) -> None:
    assert len(PAYLOADS) == 50
    xlsx.write(one_column(PAYLOADS), tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    shown = book["data"]["A"][1:]
    assert [cell.value.replace("_x000D_", "\r") for cell in shown] == PAYLOADS
    assert all(cell.quotePrefix for cell in shown)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), max_size=8))
def test_any_text_comes_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    xlsx.write(one_column(texts), tmp_path / "x.xlsx")
    sheet = load_workbook(tmp_path / "x.xlsx")["data"]

    assert [sheet.cell(turn, 1).value for turn in range(2, len(texts) + 2)] == texts


@pytest.mark.parametrize("count", [0, 1, 500])
def test_the_sheet_holds_every_row_and_codes_are_numbers(tmp_path: Path, count: int) -> None:
    dataset = study(count)
    heard: list[int] = []
    xlsx.write(dataset, tmp_path / "x.xlsx", progress=heard.append)
    sheet = load_workbook(tmp_path / "x.xlsx")["data"]

    assert [cell.value for cell in sheet[1]] == [one.name for one in dataset.variables]
    assert [tuple(cell for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)] == list(dataset.rows())
    assert sheet.freeze_panes == "B2"
    assert heard[-1] == count


def test_the_second_sheet_tells_every_code(tmp_path: Path) -> None:
    dataset = study(language="ar")
    xlsx.write(dataset, tmp_path / "x.xlsx")
    told = list(load_workbook(tmp_path / "x.xlsx")["codebook"].iter_rows(min_row=2, values_only=True))

    assert {(row[0], row[3], row[4]) for row in told if row[3] is not None} == {
        (one.name, value.code, one.said(value.label, "ar")) for one in dataset.variables for value in every(one)
    }


def test_a_text_that_is_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    notes = xlsx.write(one_column(["é" * 40_000]), tmp_path / "x.xlsx")

    assert notes == ["1 texts are longer than the 32767 letters that a cell holds; the CSV has all of them."]


def test_more_rows_than_a_sheet_holds_make_no_workbook(tmp_path: Path) -> None:
    notes = xlsx.write(replace(study(), count=2_000_000), tmp_path / "x.xlsx")

    assert "No workbook was made" in notes[0]
    assert not (tmp_path / "x.xlsx").exists()
