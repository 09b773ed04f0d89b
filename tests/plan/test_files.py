"""A file becomes rows: workbooks, CSV in every dress, and every way in which they can be wrong at once."""

import io
import zipfile
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.plan import checking, comparing, reading, writing
from app.plan.comparing import Becomes
from app.plan.rows import Row
from app.plan.sheets import SHEETS, Column, Holds
from tests.services.plans import HEADS, NEW, changed, workbook


def told(content: bytes) -> list[tuple[str, int, str, str]]:
    """What is wrong with a file by itself, as whoever mends it reads it."""
    plan = checking.fitted(reading.read(content), [])
    found = comparing.compare(plan, [])
    return [(one.sheet, one.row, one.column, str(one.sentence)) for one in [*plan.problems, *found.problems]]


def test_the_same_activity_twice_is_told_and_another_hour_is_another_activity() -> None:
    visit = NEW["activities"][0]
    later = (*visit[:3], "20:00", *visit[4:])

    [(sheet, row, _, sentence)] = told(workbook(changed("activities", visit, later, visit)))

    assert (sheet, row) == ("activities", 4)
    assert "2027-03-16 19:00" in sentence


def test_a_plan_that_is_right_is_all_new() -> None:
    content = workbook(NEW)

    assert told(content) == []
    plan = checking.fitted(reading.read(content), [])
    assert {one.becomes for one in comparing.compare(plan, []).changes} == {Becomes.NEW}
    [visit] = plan.of("activities")
    assert (visit["date"], visit["from"], visit["classes"]) == (date(2027, 3, 16), time(19), ("1A", "1B"))


def test_a_school_twice_and_a_class_without_a_school_are_told_at_once_with_their_rows() -> None:
    content = workbook(
        changed("schools", ("N1", "De Brug", "vmbo", "nl"), ("n1", "Nog eens", "vmbo", "nl"))
        | {"classes": [("N1", "1A", "1"), ("N1", "1B", "1"), ("", "1C", "1"), ("X9", "2A", "2")]}
    )

    assert sorted((sheet, row, column) for sheet, row, column, _ in told(content)) == [
        ("classes", 4, "school"),
        ("classes", 5, "school"),
        ("schools", 3, "school"),
    ]
    assert any("first in row 2" in sentence for *_, sentence in told(content))


@pytest.mark.parametrize(
    ("sheet", "row", "says"),
    [
        ("activities", ("N1", "home_visit", "03/04/2027", "19:00", "21:00", "1A", "control"), "2027-04-03"),
        ("activities", ("N1", "home_visit", "16 maart", "19:00", "21:00", "1A", "control"), "is no date"),
        ("activities", ("N1", "home_visit", "2027-03-16", "19 uur", "21:00", "1A", "control"), "is no time"),
        ("activities", ("N1", "home_visit", "2027-03-16", "21:00", "19:00", "1A", "control"), "ends before"),
        ("activities", ("N1", "home_visit", "2027-03-16", "19:00", "21:00", "9Z", "control"), "has no class “9Z”"),
        ("activities", ("N1", "koffie", "2027-03-16", "19:00", "21:00", "1A", "control"), "no intervention “koffie”"),
        ("activities", ("X9", "home_visit", "2027-03-16", "19:00", "21:00", "1A", "control"), "no school “X9”"),
        (
            "activities",
            ("N1", "home_visit", "2027-03-16", "19:00", "21:00", "1A", "arm 3"),
            "intervention (interventie), control (controle)",
        ),
        ("activities", ("N1", "home_visit", "2027-03-16", "19:00", "21:00", "1A", ""), "is empty"),
        ("schools", ("N1", "=1+1", "vmbo", "nl"), "begins with “=”"),
        ("schools", ("N1", "De Brug", "havo", "nl"), "vmbo, pro_vso, mbo"),
        ("schools", ("Vmbo De Brug", "De Brug", "vmbo", "nl"), "at most 12 letters"),
        ("interventions", ("Bezoek thuis", "Huisbezoek", "talk", "no"), "A key is a short word"),
        ("schools", ("N1", "De Brug", "vmbo", "klingon"), "no language"),
        ("people", ("Samira", "docent", "nl", "N1"), "student, lead (onderzoeksleider), caller (beller)"),
        ("people", ("Samira", "student", "xx", "N1"), "no language"),
        ("people", ("Samira", "caller", "nl", "N1"), "Only students go to schools"),
        ("people", ("Samira", "student", "nl", "X9"), "no school “X9”"),
        ("targets", ("N1", "veel", 15, 5), "whole number"),
    ],
)
def test_each_slip_is_told_in_its_row_with_what_to_do(sheet: str, row: tuple[Any, ...], says: str) -> None:
    found = told(workbook(changed(sheet, row)))

    assert any(one[0] == sheet and one[1] == 2 and says in one[3] for one in found), found


def test_columns_that_are_wrong_missing_or_twice_are_named() -> None:
    heads = {**HEADS, "schools": "code name type type", "classes": "class year"}

    found = told(workbook({"schools": NEW["schools"], "classes": [("1A", "1")]}, heads))

    assert {(sheet, row, column) for sheet, row, column, _ in found} == {
        ("schools", 1, "code"),
        ("schools", 1, "type"),
        ("schools", 1, "school"),
        ("classes", 1, "school"),
    }


def test_merged_cells_and_sheets_of_ones_own_are_told_and_empty_rows_are_not() -> None:
    book = load_workbook(io.BytesIO(workbook(NEW)))
    book["classes"].merge_cells("A2:A3")
    book["classes"]["A9"] = "N1"
    book["classes"]["B9"] = "1C"
    book["classes"]["E9"] = "aantekening"
    book.create_sheet("aantekeningen")["A1"] = "bellen"
    book.create_sheet("leeg")
    file = io.BytesIO()
    book.save(file)

    found = told(file.getvalue())

    assert [one[0] for one in found if "belong to the plan" in one[3]] == ["aantekeningen"]
    assert any("A2:A3" in sentence for *_, sentence in found)
    assert any(row == 9 and "beside the columns" in sentence for _, row, _, sentence in found)


def test_dutch_headings_and_words_mean_the_same() -> None:
    dutch = {
        "schools": ("scholen", "school naam schooltype taal"),
        "classes": ("klassen", "school klas leerjaar"),
        "interventions": ("interventies", "sleutel naam soort gezamenlijk"),
        "activities": ("activiteiten", "school interventie datum van tot klassen conditie"),
        "targets": ("streefgetallen", "school ouders leerlingen mentoren"),
        "people": ("mensen", "naam rol talen scholen"),
    }
    words = {"talk": "gesprek", "intervention": "interventie", "no": "nee"}
    rows = {
        dutch[sheet][0]: [[words.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in held]
        for sheet, held in NEW.items()
    }

    plan = reading.read(workbook(rows, dict(dutch.values())))

    assert plan.problems == []
    assert [row.said for row in plan.rows] == [row.said for row in reading.read(workbook(NEW)).rows]


LINES = (
    "sheet{c}school{c}name{c}type{c}language",
    "# a remark{c}",
    "schools{c}N1{c}De Brég{c}vmbo{c}nl",
    "sheet{c}school{c}class{c}year",
    "classes{c}N1{c}1A{c}1",
    "classes{c}N1{c}1B{c}1",
)


@pytest.mark.parametrize("comma", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_csv_comes_in_every_dress_and_keeps_its_row_numbers(comma: str, encoding: str, line: str) -> None:
    plan = reading.read((line.join(LINES) + line).format(c=comma).encode(encoding))

    assert plan.problems == []
    assert [(row.sheet, row.number) for row in plan.rows] == [("schools", 3), ("classes", 5), ("classes", 6)]
    assert plan.rows[0]["name"] == "De Brég"


def test_a_zip_holds_a_file_for_each_sheet() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("plan/schools.csv", "school;name;type\nN1;De Brug;vmbo\n")
        archive.writestr("plan/klassen.csv", "school;klas\nN1;1A\n")

    plan = reading.read(file.getvalue())

    assert plan.problems == []
    assert [row.sheet for row in plan.rows] == ["schools", "classes"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n\n",
        b"%PDF-1.7 no",
        b"PK\x03\x04 not a zip at all",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        b"\x00\x01\x02",
        b"name;school\nDe Brug;N1\n",
        b"sheet;school\nbananas;N1\n",
        workbook({"schools": []}),
        b"sheet;school\n" + b"schools;N1\n" * 4000,
        b"sheet;school\nschools;" + b"x" * 3_000_000,
    ],
    ids=["empty", "blank", "pdf", "no zip", "xls", "bytes", "no sheet", "strange sheet", "no row", "many", "huge"],
)
def test_what_is_no_plan_is_refused_in_one_sentence_at_least(content: bytes) -> None:
    assert all(len(sentence) > 20 for *_, sentence in told(content))
    assert told(content)


def test_the_template_has_every_sheet_lists_to_choose_from_and_words_about_each_column() -> None:
    for language, first in (("nl", "scholen"), ("en", "schools"), ("tr", "schools")):
        book = load_workbook(io.BytesIO(writing.workbook([], language=language)))

        assert first in book.sheetnames
        assert len(book.sheetnames) == len(SHEETS) + 1
        assert book[first].data_validations.dataValidation[0].formula1 == '"vmbo,pro_vso,mbo"'
        assert book[first]["A1"].comment is not None
        assert told(writing.workbook([], language=language))[0][3].startswith("There is no row")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_is_right(language: str) -> None:
    assert told(writing.workbook(writing.example(), language=language)) == []


def cells(column: Column) -> st.SearchStrategy[Any]:
    """What can stand in a column, in the form in which a file is read."""
    words = st.text("aAé=+-@'09 Ω中", min_size=1, max_size=min(12, column.most)).map(
        lambda text: " ".join(text.split())
    )
    text = words.filter(lambda one: bool(one) and not one.startswith("'"))
    return {
        Holds.TEXT: text,
        Holds.COUNT: st.integers(0, min(column.most, 99_999)),
        Holds.DAY: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        Holds.TIME: st.times().map(lambda one: one.replace(second=0, microsecond=0)),
        Holds.WORD: st.sampled_from(sorted(column.words) or ["-"]),
        Holds.LIST: st.lists(text, min_size=1, max_size=3, unique=True).map(tuple),
    }[column.holds]


rows = st.sampled_from(sorted(SHEETS)).flatmap(
    lambda key: st.fixed_dictionaries({one.key: cells(one) for one in SHEETS[key].columns}).map(
        lambda said: Row(key, 0, said)
    )
)


@settings(deadline=None, max_examples=40)
@given(st.lists(rows, min_size=1, max_size=6), st.sampled_from(["nl", "en"]))
def test_what_is_written_is_read_back_as_it_was(held: list[Row], language: str) -> None:
    plan = reading.read(writing.workbook(held, language=language))

    assert plan.problems == []
    ordered = sorted(held, key=lambda row: list(SHEETS).index(row.sheet))
    assert [(row.sheet, dict(row.said)) for row in plan.rows] == [(row.sheet, dict(row.said)) for row in ordered]


@pytest.mark.parametrize("kind", ["formula", "error", "date in a name", "date", "time"])
def test_cells_that_a_spreadsheet_knows_are_taken_for_what_they_are(kind: str) -> None:
    book = load_workbook(io.BytesIO(workbook(NEW)))
    value: dict[str, tuple[str, str, Any]] = {
        "formula": ("schools", "B2", '="De "&"Brug"'),
        "error": ("schools", "B2", "#REF!"),
        "date in a name": ("classes", "B3", date(2026, 4, 3)),
        "date": ("activities", "C2", date(2027, 3, 16)),
        "time": ("activities", "D2", time(19)),
    }
    sheet, cell, typed = value[kind]
    book[sheet][cell] = typed
    file = io.BytesIO()
    book.save(file)

    found = told(file.getvalue())

    assert bool(found) == (kind not in ("date", "time")), found


def test_a_workbook_of_somebody_else_says_which_sheets_a_plan_has() -> None:
    book = Workbook()
    book.active["A1"] = "iets"  # type: ignore[index]
    file = io.BytesIO()
    book.save(file)

    [(_, _, _, sentence)] = told(file.getvalue())

    assert "schools" in sentence
