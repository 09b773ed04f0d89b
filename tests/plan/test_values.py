"""What stands in a cell: dates in three forms, times, counts, lists, and what is asked back."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plan import values
from app.plan.sheets import SHEETS
from app.plan.values import Unreadable

DATE = SHEETS["activities"].column("date")
CLASSES = SHEETS["activities"].column("classes")
PARENTS = SHEETS["targets"].column("parents")
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days)
def test_every_day_is_understood_in_every_form_that_means_one_day_only(day: date) -> None:
    forms = [f"{day:%Y-%m-%d}", f"{day:%d-%m-%Y}", f"{day.day}-{day.month}-{day.year}"]
    if day.day > 12 or day.day == day.month:
        forms.append(f"{day:%d/%m/%Y}")

    assert {values.day(form) for form in forms} == {day}
    assert values.read(day, DATE) == day  # as a spreadsheet keeps it


@given(days.filter(lambda day: day.day <= 12 and day.day != day.month))
def test_what_can_mean_two_days_is_asked_back_with_both(day: date) -> None:
    with pytest.raises(Unreadable) as asked:
        values.day(f"{day:%d/%m/%Y}")

    assert day.isoformat() in asked.value.sentence
    assert date(day.year, day.day, day.month).isoformat() in asked.value.sentence


@pytest.mark.parametrize("text", ["31-2-2027", "2027-02-31", "24.11.2026", "24 november", "46350", "11/24/2026", "-"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        values.day(text)


@given(st.text(max_size=30))
def test_nothing_that_somebody_types_breaks_a_cell(text: str) -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns:
            with suppress(Unreadable):
                values.read(text, column)


@given(st.times())
def test_a_time_of_day_is_understood_with_a_colon_or_a_dot(moment: time) -> None:
    plain = moment.replace(second=0, microsecond=0)

    assert values.clock(f"{plain:%H:%M}") == values.clock(f"{plain:%H.%M}") == plain


@pytest.mark.parametrize("text", ["25:00", "19:75", "half acht", "7 uur"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        values.clock(text)


def test_a_list_has_commas_semicolons_or_lines_and_nothing_twice() -> None:
    assert values.read("1A; 1B,1A\n 2C ", CLASSES) == ("1A", "1B", "2C")


@pytest.mark.parametrize("text", ["vijftien", "-3", "1.5", "100001", "١٥"])
def test_a_count_is_a_whole_number(text: str) -> None:
    with pytest.raises(Unreadable):
        values.read(text, PARENTS)


def test_a_cell_that_a_spreadsheet_would_calculate_is_refused_and_one_that_is_marked_as_words_is_not() -> None:
    with pytest.raises(Unreadable, match="formula"):
        values.read("=HYPERLINK()", SHEETS["schools"].column("name"))

    assert values.read("'=1+1", SHEETS["schools"].column("name")) == "=1+1"


def test_a_class_that_a_spreadsheet_made_a_date_of_is_asked_back() -> None:
    with pytest.raises(Unreadable, match="as text"):
        values.read(date(2026, 4, 3), SHEETS["classes"].column("class"))
