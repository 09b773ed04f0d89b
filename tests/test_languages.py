"""Languages are data: those of the parents work without a line of code, whatever a library knows about them."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.clock import TIME_ZONE
from app.instrument.lint import LANGUAGE
from app.languages import FONTS, TAG, Language, LanguageRefused, checked, counts, unknown
from tests.test_words import COUNTS, catalogue

APP = Path(__file__).parents[1] / "app"
OF_THE_PARENTS = (
    "nl",
    "tr",
    "ar",
    "ary",
    "rif",
    "pap",
    "pt",
    "kea",
    "ur",
    "pnb",
    "pl",
    "en",
    "srn",
    "prs",
    "so",
    "ti",
    "uk",
)
RIGHT_TO_LEFT = {"ar", "ary", "ur", "pnb", "fa", "prs", "ps", "ckb"}
NOVEMBER = date(2026, 11, 24)
X_TEST = Language(
    "x-test", "Test", "Testtaal", "rtl", "nl", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);", "nastaliq"
)
every_language = pytest.mark.parametrize("tag", [*i18n.LANGUAGES, "x-unheard-of"])


@every_language
def test_every_language_says_a_date_a_time_and_a_number(tag: str) -> None:
    assert (
        "24" in i18n.day(NOVEMBER, tag=tag)
        or "٢٤" in i18n.day(NOVEMBER, tag=tag)
        or "۲۴" in i18n.day(NOVEMBER, tag=tag)
    )
    assert i18n.day(NOVEMBER, "long", tag=tag)
    assert ":" in i18n.clock_time(datetime(2026, 11, 24, 19, 30, tzinfo=TIME_ZONE), tag=tag)
    assert i18n.number(1234.5, tag=tag)


@every_language
def test_every_number_has_a_form_in_every_language(tag: str) -> None:
    row = i18n.language(tag)

    assert {row.form_of(count) for count in range(1001)} == set(range(row.forms))


def test_the_languages_of_the_parents_are_there_in_their_own_words() -> None:
    assert set(OF_THE_PARENTS) <= i18n.LANGUAGES.keys()
    assert len({row.own_name for row in i18n.LANGUAGES.values()}) == len(i18n.LANGUAGES)
    assert len({row.dutch_name for row in i18n.LANGUAGES.values()}) == len(i18n.LANGUAGES)


def test_the_table_knows_which_way_a_language_runs() -> None:
    assert {tag for tag, row in i18n.LANGUAGES.items() if row.dir == "rtl"} == RIGHT_TO_LEFT


def test_darija_reads_dates_as_morocco_does_and_sranan_as_the_netherlands_do() -> None:
    assert i18n.day(NOVEMBER, "MMMM", tag="ary") == "نونبر"
    assert i18n.day(NOVEMBER, "MMMM", tag="srn") == "november"
    assert str(i18n.locale("prs")) == "fa_AF"
    assert str(i18n.locale("pnb")) == "pa_Arab"


def test_cape_verdean_has_one_form_polish_three_and_arabic_six() -> None:
    assert [i18n.language(tag).forms for tag in ("kea", "nl", "pl", "ar", "ary")] == [1, 2, 3, 6, 6]
    assert [i18n.language("pl").form_of(count) for count in (1, 2, 5, 12, 22)] == [0, 1, 2, 2, 1]


@pytest.mark.parametrize("tag", i18n.INTERFACE)
def test_a_catalogue_counts_as_the_table_does(tag: str) -> None:
    header = re.search(r'"Plural-Forms: (.*?)\\n"', (i18n.LOCALES / tag / "LC_MESSAGES/messages.po").read_text("utf-8"))

    assert header is not None
    assert header[1] == i18n.language(tag).plural_forms
    assert catalogue(tag).num_plurals == i18n.language(tag).forms


def test_every_catalogue_belongs_to_a_language_of_the_interface() -> None:
    assert {path.name for path in i18n.LOCALES.iterdir() if path.is_dir()} == set(i18n.INTERFACE)
    with (i18n.LOCALES / "ar/LC_MESSAGES/messages.po").open("rb") as file:
        assert read_po(file, locale="ar").num_plurals == 6
    assert [i18n.language("ar").form_of(count) for count in COUNTS] == [0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 3, 4, 5]


def test_nobody_asks_a_library_about_a_tag_that_somebody_typed() -> None:
    asking = {str(path.relative_to(APP)) for path in APP.rglob("*.py") if "Locale.parse(" in path.read_text("utf-8")}

    assert asking == {"languages.py"}


def test_an_invented_language_works_without_code() -> None:
    i18n.overlay([checked(X_TEST)])
    try:
        assert i18n.direction("x-test") == "rtl"
        assert i18n.day(NOVEMBER, "EEEE d MMMM", tag="x-test") == "dinsdag 24 november"
        assert [i18n.language("x-test").form_of(count) for count in (1, 2, 3)] == [0, 1, 2]
        assert i18n.languages()[-1] == X_TEST
    finally:
        i18n.overlay([])
    assert i18n.language("x-test") == unknown("x-test")


def test_a_row_of_the_lead_lies_over_the_shipped_one() -> None:
    i18n.overlay([Language("srn", "Sranan", "Surinaams", cldr="nl")])
    try:
        assert i18n.language("srn").own_name == "Sranan"
        assert len(i18n.languages()) == len(i18n.LANGUAGES)
    finally:
        i18n.overlay([])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("tag", "Nederlands", "cannot be a language tag"),
        ("tag", "x", "cannot be a language tag"),
        ("tag", "../nl", "cannot be a language tag"),
        ("own_name", " ", "both names"),
        ("own_name", "a\nb", "both names"),
        ("dutch_name", "x" * 61, "at most 60"),
        ("dir", "up", "left to right"),
        ("cldr", "xx", "another stand-in"),
        ("cldr", "../../etc", "another stand-in"),
        ("cldr", "", "Name a stand-in"),
        ("plural_forms", "", "how the language counts"),
        ("plural_forms", "nplurals=2; plural=2;", "how the language counts"),
        ("plural_forms", "nplurals=2; plural=1/0;", "how the language counts"),
        ("plural_forms", "nplurals=2; plural=__import__('os');", "how the language counts"),
        ("plural_forms", "nplurals=9; plural=0;", "how the language counts"),
        ("plural_forms", f"nplurals=2; plural={'(' * 90}n{')' * 90};", "how the language counts"),
        ("font", "comic", "no font called"),
        ("words_per_second", 0.5, "between 1 and 8"),
        ("words_per_second", float("nan"), "between 1 and 8"),
    ],
)
def test_a_row_that_would_break_a_page_is_refused_in_words(field: str, value: object, said: str) -> None:
    with pytest.raises(LanguageRefused, match=said):
        checked(Language(**{**vars(X_TEST), field: value}))


@given(st.text(max_size=40))
def test_no_plural_expression_brings_anything_down(expression: str) -> None:
    assert counts(f"nplurals=2; plural={expression};") in (True, False)


@given(st.text(max_size=20))
def test_a_tag_is_a_tag_in_the_table_and_in_a_questionnaire_alike(tag: str) -> None:
    assert bool(TAG.fullmatch(tag)) == bool(LANGUAGE.fullmatch(tag))
    assert TAG.pattern == LANGUAGE.pattern


def test_the_stylesheet_gives_every_shipped_language_its_font() -> None:
    style = (APP / "static/app.css").read_text("utf-8")
    rules = {
        font: set(re.findall(r'\[lang\|="(\w+)"\]', line))
        for font in FONTS
        if font
        for line in style.splitlines()
        if f'[data-font="{font}"])' in line
    }

    assert rules == {font: {tag for tag, row in i18n.LANGUAGES.items() if row.font == font} for font in FONTS if font}
    [nastaliq] = [line for line in style.splitlines() if '[data-font="nastaliq"])' in line]
    assert float(re.search(r"line-height: ([\d.]+)", nastaliq)[1]) >= 2  # type: ignore[index]
