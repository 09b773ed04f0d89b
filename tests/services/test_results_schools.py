"""Schools' own marks: written down by hand or from a file, and beside what their parents told us."""

import io

import pytest
from openpyxl import Workbook
from sqlmodel import select

from app.models import AuditEntry, SchoolFigure
from app.services import results_comparison, results_mark_fields, results_marks, results_schools
from app.services.results_mark_fields import MarkRefused, Typed
from app.statistics.rounding import written
from tests.services.conftest import Field
from tests.services.test_results_parts import again, told

RIGHT = Typed("A3", "school_climate", "2011-2012", "7,2", "", "", "Vensters")


def mark(field: Field, **typed: str) -> SchoolFigure:
    given = Typed(**{**vars(RIGHT), **typed})
    about = results_mark_fields.known(field.session)
    return results_mark_fields.read(given, about, by=field.study.lead, now=field.clock.now())


def keep(field: Field, *marks: SchoolFigure) -> int:
    return results_schools.keep(field.session, marks, by=field.study.lead, now=field.clock.now())


@pytest.fixture
def met(field: Field) -> Field:
    """Somebody was interviewed, so that there is a list to have marks about."""
    told(field, "4")
    return field


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"school": "Z9"}, results_mark_fields.NO_SCHOOL),
        ({"key": "relation"}, results_mark_fields.NO_ITEM),
        ({"period": "2011"}, results_mark_fields.NO_YEAR),
        ({"period": "2011-2013"}, results_mark_fields.NO_YEAR),
        ({"value": "seven"}, results_mark_fields.NO_MARK),
        ({"value": "11"}, results_mark_fields.OUT_OF),
        ({"value": "4,5", "highest": "4"}, results_mark_fields.OUT_OF),
        ({"highest": "ten"}, results_mark_fields.NO_HIGHEST),
        ({"answered": "many"}, results_mark_fields.NO_COUNT),
        ({"source": " "}, results_mark_fields.NO_SOURCE),
    ],
)
def test_a_mark_that_cannot_be_says_why(met: Field, typed: dict[str, str], told: str) -> None:
    with pytest.raises(MarkRefused) as refused:
        mark(met, **typed)

    assert refused.value.msgid == told


def test_digits_of_any_keyboard_and_a_comma_are_understood(met: Field) -> None:
    found = mark(met, value="٧٫٢".replace("٫", ","), period="2011/12", answered="40")

    assert (found.value, found.period, found.highest, found.answered) == (7.2, "2011-2012", 10, 40)


def test_the_newest_of_a_school_counts_and_the_same_again_is_no_row(met: Field) -> None:
    assert keep(met, mark(met)) == 1
    assert keep(met, mark(met)) == 0
    assert keep(met, mark(met, value="7,4")) == 1

    assert [one.mark.value for one in results_schools.newest(met.session)] == [7.4]
    assert len(met.session.exec(select(SchoolFigure)).all()) == 2
    assert "school_figure.keep" in met.session.exec(select(AuditEntry.verb)).all()


FILE = "school;item;school_year;mark;out_of;answered;source\r\nA3;school_climate;2011-2012;7,2;10;40;Vensters\r\n"


def preview(field: Field, content: bytes) -> results_marks.Preview:
    return results_marks.preview(field.session, content, by=field.study.lead, now=field.clock.now())


def test_a_file_with_one_wrong_row_is_taken_nowhere(met: Field) -> None:
    text = f"{FILE}Z9;school_climate;2011-2012;6;10;;Vensters\r\nA3;school_climate;2011-2012;7;10;;Vensters\r\n"

    shown = preview(met, text.encode())

    assert [(row.number, row.told and row.told.msgid) for row in shown.wrong] == [
        (3, results_mark_fields.NO_SCHOOL),
        (4, results_marks.TWICE),
    ]
    with pytest.raises(MarkRefused):
        results_marks.take(met.session, shown.text, by=met.study.lead, now=met.clock.now())
    assert met.session.exec(select(SchoolFigure)).all() == []


def test_a_right_file_is_taken_whole_and_known_the_second_time(met: Field) -> None:
    shown = preview(met, FILE.encode("utf-8-sig"))

    assert results_marks.take(met.session, shown.text, by=met.study.lead, now=met.clock.now()) == 1
    assert (len(preview(met, FILE.encode()).known), preview(met, FILE.encode()).new) == (1, [])


def test_a_workbook_says_the_same(met: Field) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["school", "item", "school_year", "mark", "out_of", "answered", "source"])
    sheet.append(["A3", "school_climate", "2011-2012", 7.2, 10, None, "Vensters"])
    content = io.BytesIO()
    book.save(content)

    [row] = preview(met, content.getvalue()).new

    assert row.mark is not None
    assert (row.mark.value, row.mark.highest, row.mark.answered) == (7.2, 10, None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", results_marks.NO_ROWS),
        (b"school;item\r\n", results_marks.NO_COLUMNS),
        (FILE.split("\r\n", maxsplit=1)[0].encode(), results_marks.NO_ROWS),
        (b"PK\x03\x04 not a workbook", results_marks.NOT_A_TABLE),
        (b"school\0item", results_marks.NOT_A_TABLE),
        (FILE.encode() + b"A3;school_climate\r\n" * 2001, results_marks.TOO_MANY),
    ],
)
def test_what_is_no_such_file_is_said(met: Field, content: bytes, told: str) -> None:
    with pytest.raises(MarkRefused) as refused:
        preview(met, content)

    assert refused.value.msgid == told


def test_the_template_can_be_read_back_but_for_what_must_be_filled_in(met: Field) -> None:
    shown = preview(met, results_marks.template(met.session).encode())

    assert {row.told.msgid for row in shown.wrong if row.told} == {results_mark_fields.NO_MARK}
    assert [row.typed.school for row in shown.rows] == ["A3", "D1"]


def test_marks_stand_beside_the_doubled_answers_of_the_same_parents(field: Field) -> None:
    for first, later in ("54", "43", "44", "55", "43"):  # 4.4 and 3.8
        again(field, first, later)
    keep(field, mark(field, value="7,2"))

    [shown] = results_schools.beside(field.session, results_comparison.chosen(field.session))

    [score] = shown.scores
    assert (shown.people, shown.schools, score.n) == (5, 1, 5)
    assert [written(one, 1) for one in (score.school, score.first, score.later)] == ["7.2", "8.8", "7.6"]
    assert shown.differences is not None
    assert [written(one, 1) for one in shown.differences] == ["1.6", "-1.2", "0.4"]


def test_a_school_without_marks_is_in_no_table(field: Field) -> None:
    for first, later in ("54", "43", "44", "55", "43"):
        again(field, first, later)

    assert results_schools.beside(field.session, results_comparison.chosen(field.session)) == []
    assert results_schools.overview(field.session).tables == []
