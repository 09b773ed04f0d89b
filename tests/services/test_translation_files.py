"""Translations go out into a file and come back as they were, whatever somebody wrote."""

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, select

from app import i18n
from app.models import Translation
from app.services import desk, desk_writing, translation_files, translation_po, translation_xlsx, translators
from app.services.desk_texts import DRAFT, Sheet, Text
from app.services.desk_writing import cleaned
from app.services.translation_rows import FileRefused, Format, rows_of
from app.services.translators import Worker
from tests.databases import EVENING
from tests.databases import example as database_example
from tests.factories import SmallStudy

NAME = "parent-w1"
TIPS = "item:info_tips:label"
FORMATS = {Format.XLSX: translation_xlsx, Format.PO: translation_po}
every_format = pytest.mark.parametrize("form", FORMATS, ids=str)
NASTY = (
    *("=1+1", "+31 6", "-x", "@home", '=HYPERLINK("http://x","y")', "cmd|' /C calc'!A0", "'quoted", 'say "yes"'),
    *("a\\n", "a\nb\n\nc", "#~ msgid", "Language: nl", "_x0041_", "%(x)s", "{{ 1 }}"),
    *("\u200fعربي\u200f", "🙂", "\u2028", "x\u0085y"),
)
SIGNS = st.text(alphabet="=+-@\"'\\\n_x0041 ا\u200f", max_size=30)
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(NASTY), SIGNS)


@pytest.fixture
def engine() -> str:
    """SQLite: what is asked of the database here, the desk's own tests ask of both."""
    return "sqlite"


@pytest.fixture
def lead(study: SmallStudy) -> Worker:
    return Worker("Marieke", person=study.lead)


def sheet_of(texts: list[tuple[str, str, str]]) -> Sheet:
    """A desk that holds these sources, translations and what they say back."""
    instrument = database_example("sqlite").study.w1
    made = [
        Text(f"item:q{at}:label", cleaned(source) or "?", cleaned(text), DRAFT, back=cleaned(back))
        for at, (source, text, back) in enumerate(texts)
    ]
    return Sheet(instrument, i18n.language("ar"), made, is_wanted=False)


@every_format
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6))
@example([(nasty, nasty, nasty) for nasty in NASTY])
def test_what_goes_out_comes_back_letter_by_letter(form: Format, texts: list[tuple[str, str, str]]) -> None:
    sheet = sheet_of(texts)

    told = FORMATS[form].read(FORMATS[form].write(sheet))

    assert (told.instrument, told.language) == (NAME, "ar")
    wanted = [(row.key, row.source, row.text) for row in rows_of(sheet)]
    assert [(row.key, cleaned(row.source), cleaned(row.text)) for row in told.rows] == wanted
    assert [row.fault for row in told.rows] == [None] * len(texts)
    if form == Format.XLSX:
        assert [cleaned(row.back or "") for row in told.rows] == [text.back for text in sheet.texts]


@given(WORDS)
def test_a_cleaned_text_is_clean(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


def test_nothing_in_a_workbook_is_ever_calculated() -> None:
    book = load_workbook(BytesIO(translation_xlsx.write(sheet_of([(nasty, nasty, nasty) for nasty in NASTY]))))

    cells = [cell for row in book["translation"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.column == 3][1] == "=1+1"


@every_format
def test_an_untouched_file_changes_nothing(session: Session, lead: Worker, form: Format) -> None:
    file = translation_files.export(session, NAME, "ar", form, by=lead)

    shown = translation_files.preview(session, NAME, "ar", file, by=lead)

    assert (shown.changes, shown.faults, shown.empty) == ([], [], 0)
    assert shown.same == len(shown.sheet.texts) == len(desk.sheet(session, NAME, "ar").texts)


def edited(file: bytes, which: str, **cells: Any) -> bytes:
    """The workbook with some cells of one row filled in as by hand."""
    book = load_workbook(BytesIO(file))
    page = book["translation"]
    at = {str(cell.value): number for number, cell in enumerate(page[1], 1)}
    for row in page.iter_rows(min_row=2):
        if row[0].value == which:
            for name, value in cells.items():
                page.cell(row[0].row, at[name.replace("_", " ")]).value = value
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def test_a_file_is_shown_first_and_taken_whole_after(session: Session, lead: Worker) -> None:
    file = edited(
        translation_files.export(session, NAME, "pap", Format.XLSX, by=lead),
        TIPS,
        translation="Mi a haña bon konseho",
        says_back="Ik kreeg goede raad",
    )

    shown = translation_files.preview(session, NAME, "pap", file, by=lead)
    assert [(one.text.key, one.after, one.back) for one in shown.changes] == [
        (TIPS, "Mi a haña bon konseho", "Ik kreeg goede raad")
    ]
    assert session.exec(select(Translation)).all() == []

    assert translation_files.take(session, NAME, "pap", shown.token(), by=lead, now=EVENING) == 1
    held = desk.sheet(session, NAME, "pap").of(TIPS)
    assert (held.text, held.back, held.written_by) == ("Mi a haña bon konseho", "Ik kreeg goede raad", "Marieke")


def test_a_po_file_from_a_translation_program_is_taken_too(session: Session, lead: Worker) -> None:
    out = translation_files.export(session, NAME, "pap", Format.PO, by=lead).decode()
    head, _, rest = out.partition(f'msgctxt "{TIPS}"')
    msgid, _, after = rest.partition("msgstr ")
    mine = f'{head}msgctxt "{TIPS}"{msgid}msgstr ""\n"Mi a haña "\n"bon konseho"\n' + after.partition("\n")[2]

    shown = translation_files.preview(session, NAME, "pap", mine.replace("\n", "\r\n").encode("utf-8-sig"), by=lead)

    assert [(one.text.key, one.after) for one in shown.changes] == [(TIPS, "Mi a haña bon konseho")]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"source": "Something else"}, "Its source changed since this file was made"),
        ({"translation": "=1+1"}, "a formula instead of words"),
        ({"translation": EVENING.replace(tzinfo=None)}, "a date or an error"),
        ({"translation": "a" * 2001}, "more than 2000 letters"),
        ({"key": "item:gone:label"}, "no text “item:gone:label” any more"),
        ({"key": "title"}, "stands in the file twice"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_others_are_shown(
    session: Session, lead: Worker, cells: dict[str, Any], said: str
) -> None:
    file = translation_files.export(session, NAME, "pap", Format.XLSX, by=lead)

    shown = translation_files.preview(session, NAME, "pap", edited(file, TIPS, **cells), by=lead)

    [fault] = shown.faults
    assert said in fault.sentence
    assert fault.number > 1
    assert shown.same == len(shown.sheet.texts) - 1


def test_an_uncertain_translation_waits_until_it_is_certain(session: Session, lead: Worker) -> None:
    out = translation_files.export(session, NAME, "pap", Format.PO, by=lead).decode()
    fuzzy = out.replace(f'msgctxt "{TIPS}"', f'#, fuzzy\nmsgctxt "{TIPS}"')

    [fault] = translation_files.preview(session, NAME, "pap", fuzzy.encode(), by=lead).faults

    assert "not certain" in fault.sentence


def test_what_changed_on_the_desk_meanwhile_is_not_overwritten(session: Session, lead: Worker) -> None:
    file = edited(translation_files.export(session, NAME, "pap", Format.XLSX, by=lead), TIPS, translation="A")
    shown = translation_files.preview(session, NAME, "pap", file, by=lead)
    desk_writing.write(session, NAME, "pap", TIPS, "B", by=lead, now=EVENING)

    with pytest.raises(FileRefused, match="Something changed on the desk in the meantime"):
        translation_files.take(session, NAME, "pap", shown.token(), by=lead, now=EVENING)

    assert desk.sheet(session, NAME, "pap").of(TIPS).text == "B"


def bomb() -> bytes:
    """50 MB of zeros in a small file."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", b"0" * 50 * 1024 * 1024)
    return file.getvalue()


def workbook(*names: str, head: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in names:
        book.create_sheet(name).append(head)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"hello", "not a workbook"),
        (b"%PDF-1.7", "PDF"),
        (bomb(), "too large"),
        (b"PK\x03\x04 broken", "damaged"),
        (workbook("Sheet"), "no sheet “translation” and “about”"),
        (workbook("translation", "about", head=("a", "b")), "no column “key”"),
        (b'msgid "a', "not a PO file"),
        (b'msgid ""\nmsgstr ""\n"Language: \xff\n"', "not a PO file"),
        (b"# " + b"a" * 3_000_000, "too large"),
        (b'msgid "Yes"\nmsgstr "Si"\n', "for the questionnaire “?”"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(
    session: Session, lead: Worker, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused, match=re.escape(said)):
        translation_files.preview(session, NAME, "pap", content, by=lead)


@every_format
def test_a_file_for_another_language_or_questionnaire_is_refused(session: Session, lead: Worker, form: Format) -> None:
    file = translation_files.export(session, NAME, "pl", form, by=lead)

    with pytest.raises(FileRefused, match="for the language “pl”, and this is “pap”"):
        translation_files.preview(session, NAME, "pap", file, by=lead)
    with pytest.raises(FileRefused, match="for the questionnaire “parent-w1”, and this is “parent-w2”"):
        translation_files.preview(session, "parent-w2", "pl", file, by=lead)


@pytest.mark.parametrize("token", ["", "null", "{}", "[[1]]", "[" * 5000, '[["a","b","c","d"]]', '[["gone","a","",0]]'])
def test_an_invented_preview_takes_nothing(session: Session, lead: Worker, token: str) -> None:
    with pytest.raises(FileRefused):
        translation_files.take(session, NAME, "pap", token, by=lead, now=EVENING)


def test_a_translator_takes_out_only_her_own(session: Session, study: SmallStudy) -> None:
    link = translators.invite(
        session, name="Ola", languages=["pl"], instruments=[], weeks=1, may_release=False, by=study.lead, now=EVENING
    )
    ola = Worker("Ola", translator=link.translator)

    assert translation_files.export(session, NAME, "pl", Format.PO, by=ola)
    with pytest.raises(Exception, match="does not exist"):
        translation_files.export(session, NAME, "ar", Format.PO, by=ola)
