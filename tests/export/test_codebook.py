"""A codebook tells every word and every code; figures only to ourselves."""

import statistics
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.export import codebook, entries
from app.export.labels import every, valid
from app.export.model import Dataset, Level
from app.export.summary import Figures, figures
from tests.export.study import LANGUAGES, statement, study


def page(path: Path, dataset: Dataset) -> BeautifulSoup:
    codebook.write(dataset, path / "codebook.html")
    return BeautifulSoup((path / "codebook.html").read_text("utf-8"), "html.parser")


def test_every_question_stands_there_word_for_word_in_every_language(tmp_path: Path) -> None:
    dataset = study()
    shown = page(tmp_path, dataset)

    for one in dataset.variables:
        article = shown.find("article", id=one.name)
        assert article
        for tag, question in one.question.items():
            [said] = article.select(f'dd[lang="{tag}"]')
            assert question in said.get_text()
            assert said["dir"] == ("rtl" if tag in {"ar", "ur"} else "ltr")
            assert all(value.label[tag] in said.get_text() for value in valid(one) if tag in value.label)
        for value in every(one):
            assert one.said(value.label, "nl") in article.get_text()
        assert one.relevant in article.get_text()


def test_what_is_read_before_a_part_stands_above_it_in_every_language(tmp_path: Path) -> None:
    shown = page(tmp_path, study())
    [heading] = [one for one in shown.select("h2") if one.get_text() == "Stellingen"]
    said = heading.find_next_sibling("p", class_="said")

    assert said
    assert {(one["lang"], one.get_text()) for one in said.select("bdi")} == {("en", "Statements"), ("ar", "العبارات")}


def test_the_page_needs_nothing_else_and_runs_nothing(tmp_path: Path) -> None:
    evil = statement("evil", label={"en": "<script>alert(1)</script>"}, question={"en": "<img src=x onerror=y>"})
    shown = page(tmp_path, replace(study(), variables=(evil,), rows=lambda: iter([]), count=0))

    assert not shown.select("script, img, link, iframe, [src], [style], [onclick]")
    assert "<script>alert(1)</script>" in shown.get_text()


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.PUBLIC])
def test_others_see_no_numbers(tmp_path: Path, level: Level) -> None:
    assert page(tmp_path, study()).select(".sums, td.n")
    assert not page(tmp_path, study(level=level)).select(".sums, td.n, svg")


@pytest.mark.parametrize("language", ["nl", "ar", "xx"])
def test_a_page_has_one_direction_and_texts_their_own(tmp_path: Path, language: str) -> None:
    shown = page(tmp_path, study(0, language=language))

    assert shown.html
    assert shown.html["dir"] == "ltr"  # the words around it are English or Dutch
    assert len(shown.select("article")) == len(study().variables)


def test_figures_are_those_of_the_rows() -> None:
    dataset = study(400)
    held = figures(dataset)
    column = [one.name for one in dataset.variables].index("children")
    numbers = [float(str(row[column])) for row in dataset.rows() if row[column] not in range(-9, -4)]

    assert held["children"].mean == pytest.approx(statistics.mean(numbers))
    assert held["children"].deviation == pytest.approx(statistics.stdev(numbers))
    assert held["tells"].n + held["tells"].missing + held["tells"].empty == 400
    assert held["tells"].counts[-9] == 50
    assert held["respondent"].n == 400


@given(st.lists(st.floats(-1e6, 1e6), min_size=2))
def test_mean_and_deviation_agree_with_the_textbook(numbers: list[float]) -> None:
    [minutes] = [one for one in study().variables if one.name == "minutes"]
    held = Figures(minutes)
    for number in numbers:
        held.take(number)

    assert held.mean == pytest.approx(statistics.mean(numbers), abs=1e-6)
    assert held.deviation == pytest.approx(statistics.stdev(numbers), rel=1e-6, abs=1e-3)


def test_the_sheet_holds_all_languages_beside_each_other(tmp_path: Path) -> None:
    dataset = study()
    codebook.write_workbook(dataset, tmp_path / "c.xlsx")
    header, *told = load_workbook(tmp_path / "c.xlsx")["codebook"].iter_rows(values_only=True)
    meant = {language: header.index(f"meaning ({language})") for language in LANGUAGES}

    shown = {
        (row[0], row[1], tag, row[at])
        for row in told
        for tag, at in meant.items()
        if row[1] is not None and len(row) > at and row[at]
    }
    assert shown == {
        (one.name, value.code, tag, words)
        for one in dataset.variables
        for value in every(one)
        for tag, words in value.label.items()
    }


def test_the_language_of_the_file_comes_first() -> None:
    assert entries.languages_of(study(language="ar"))[:2] == ["ar", "nl"]
