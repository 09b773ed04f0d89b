"""Files that are no workbook, or a broken or a wicked one: one clear sentence each, and no harm."""

import re
import struct
import time
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from app.instrument.xlsform.making import Given
from app.instrument.xlsform.package import MOST_BYTES, MOST_ROWS
from app.instrument.xlsform.read import Reading, read
from tests.instrument.workbooks import Rows, made, repacked, saved, survey

SOUND = made(survey=survey(["text", "remark", "Wat nog?"]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def told(content: bytes) -> list[str]:
    return [
        f"{one.cell.sheet} {one.cell.row or '-'}{one.cell.column}: {one.sentence}" for one in reading(content).problems
    ]


def reading(content: bytes) -> Reading:
    return read(content, Given("ouders.xlsx"))


def zipped(**parts: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7 ...", "This is a PDF, not a workbook. Open the workbook itself and save it as .xlsx."),
        (OLE + b"\0" * 600, "This is a workbook of the old kind (.xls). Open it and save it as .xlsx."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "This workbook is locked with a password."),
        (
            b"type,name,label\n",
            "This is not a workbook. Save it in Excel or LibreOffice as .xlsx and choose that file.",
        ),
        (b"\xff\xd8\xff\xe0 a photo", "This is not a workbook."),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "This is a document of another kind"),
        (zipped(word__document=b""), "This is not a workbook."),
        (b"PK\x03\x04 cut off here", "This workbook is damaged and cannot be read."),
        (SOUND[: len(SOUND) // 2], "This workbook is damaged and cannot be read."),
        (repacked(SOUND, xl__workbook_xml=b"<workbook"), "This workbook is damaged and cannot be read."),
        (repacked(SOUND, xl__worksheets__sheet1_xml=b"<no></sheet>"), "This workbook is damaged and cannot be read."),
        (
            repacked(SOUND, xl__vbaProject_bin=b"Sub Auto_Open()"),
            "This workbook holds macros, which are never run here.",
        ),
        (b"PK" + b"\0" * MOST_BYTES, "This workbook is too large: 8 MB once unpacked, and 8 MB is the most."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_said_in_one_sentence(content: bytes, sentence: str) -> None:
    [said] = told(content)

    assert said.startswith(f" -: {sentence}")


def test_a_bomb_is_not_unpacked() -> None:
    """Fifty kilobytes that would become fifty megabytes of text."""
    bomb = repacked(SOUND, xl__worksheets__sheet1_xml=b"<sheet>" + b" " * 50 * 1024 * 1024)
    began = time.process_time()

    assert len(bomb) < 60_000
    assert told(bomb) == [" -: This workbook is too large: 50 MB once unpacked, and 24 MB is the most."]
    assert time.process_time() - began < 1


def test_a_bomb_that_lies_about_its_size_is_cut_off() -> None:
    """The size that a ZIP file states is a promise; what goes beyond it is not read."""
    part = b"<sheet>" + b" " * 30 * 1024 * 1024
    bomb = bytearray(repacked(SOUND, xl__worksheets__sheet1_xml=part))
    for at in range(len(bomb) - 4):
        if bomb[at : at + 4] == struct.pack("<I", len(part)):
            bomb[at : at + 4] = struct.pack("<I", 1000)
    began = time.process_time()

    assert told(bytes(bomb)) == [
        " -: This workbook is damaged and cannot be read. Open it, save it again as .xlsx and choose that file."
    ]
    assert time.process_time() - began < 1


def test_names_that_grow_when_they_are_read_are_refused() -> None:
    with zipfile.ZipFile(BytesIO(SOUND)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    laughs = b'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + sheet.replace(b"Wat nog?", b"&b;")

    assert told(repacked(SOUND, xl__worksheets__sheet1_xml=laughs))[0].startswith(" -: This workbook is damaged")


def test_a_workbook_of_ten_thousand_parts_is_no_questionnaire() -> None:
    parts: dict[str, bytes] = {f"xl__p{at}": b"" for at in range(10_000)}

    assert told(repacked(SOUND, **parts)) == [
        " -: This workbook has too many parts to be a questionnaire. Copy the three sheets into a new one."
    ]


def test_a_missing_sheet_is_named_with_those_that_are_there() -> None:
    book = Workbook()
    book.worksheets[0].title = "Blad1"

    assert told(saved(book)) == [" -: There is no sheet called `survey`. This workbook has: Blad1."]


def test_a_sheet_without_its_columns() -> None:
    assert told(made(survey=[["vraag", "antwoord"], ["Hoe oud?", 3]]))[:2] == [
        "survey 1: The sheet has no column `type` in its first row.",
        "survey 1: The sheet has no column `name` in its first row.",
    ]
    assert told(made(survey=[])) == ["survey -: The sheet is empty."]


def test_choices_that_are_on_no_sheet() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in survey(["select_one towns", "town", "Waar woont u?"]):
        sheet.append(list(row))

    assert told(saved(book)) == ["survey 2A: There is no choice list `towns`."]


def changed(change: Any) -> bytes:
    """A sound workbook after somebody did something to its sheet `survey`."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in survey(
        ["text", "remark", "Wat nog?", "let op"], ["text", "name_of", "Uw naam?", ""], columns="type name label notes"
    ):
        sheet.append(list(row))
    change(sheet)
    return saved(book)


def test_merged_cells_are_named() -> None:
    assert told(changed(lambda sheet: sheet.merge_cells("C2:C3"))) == [
        "survey 2C: The cells C2:C3 are merged, so only the first holds a text. Unmerge them and fill in each cell.",
        "survey 3C: `label` has no text in `nl`.",
    ]
    assert reading(changed(lambda sheet: sheet.merge_cells("D2:D3"))).instrument is not None  # a column of their own


def test_a_formula_without_its_result_is_named() -> None:
    assert "".join(told(changed(lambda sheet: sheet.__setitem__("C2", '="Wat "&"nog?"')))) == (
        'survey 2C: The cell holds a formula without a result: ="Wat "&"nog?". '
        "Replace it by its result (paste as values)."
    )


def test_a_formula_is_taken_for_what_it_showed() -> None:
    content = changed(lambda sheet: sheet.__setitem__("C2", '="Wat "&"nog?"'))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    shown = re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>Wat nog?</v>", sheet).replace(
        b'<c r="C2"', b'<c t="str" r="C2"'
    )
    found = reading(repacked(content, xl__worksheets__sheet1_xml=shown))

    assert found.instrument is not None, found.problems
    assert found.instrument.item("remark").label == {"nl": "Wat nog?"}
    assert "what it showed when the file was saved is taken: “Wat nog?”" in "".join(
        one.sentence for one in found.remarks
    )


def test_an_error_and_a_date_in_a_cell() -> None:
    assert told(changed(lambda sheet: sheet.__setitem__("C2", "#REF!"))) == [
        "survey 2C: The cell shows the error #REF!. Type the text itself."
    ]
    assert told(changed(lambda sheet: sheet.__setitem__("C2", date(2026, 1, 2))))[0].startswith(
        "survey 2C: The cell holds a date."
    )


def test_duplicate_names_columns_and_codes() -> None:
    rows = survey(
        ["text", "remark", "Wat?", "Wat?"], ["text", "remark", "Wat?", "Wat?"], columns="type name label label::nl"
    )
    choices: Rows = [["list_name", "name", "label"], ["yn", 1, "ja"], ["yn", 1, "nee"]]

    assert told(made(survey=rows, choices=choices)) == [
        "survey 1D: There are two columns `label::nl`. Take one out.",
        "survey 3B: There is already an item `remark`.",
        "choices 3B: There is already a choice `1`.",
    ]


def test_more_rows_than_a_questionnaire_has() -> None:
    rows = survey(*(["text", f"item_{at}", "Wat?"] for at in range(MOST_ROWS + 5)))

    assert f"survey {MOST_ROWS}: The sheet has more than {MOST_ROWS} rows." in told(made(survey=rows))[-1]
