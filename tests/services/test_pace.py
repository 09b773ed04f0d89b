"""How long reading aloud takes at least, and what a screen says of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.instrument.load import load
from app.services import pace
from app.services.paper import Paper, Screen, paper

EVERY_WAY = Path(__file__).parents[1] / "browser" / "every_way" / "parent-w1.yaml"
WORD = st.text(
    st.characters(categories=["Ll", "Lo"], exclude_characters="", min_codepoint=97, max_codepoint=0x6FF), min_size=1
)


@pytest.fixture(scope="module")
def printed() -> Paper:
    return paper(load(EVERY_WAY))


def screen(printed: Paper, name: str) -> Screen:
    return next(one for one in printed.screens if one.item.name == name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ik heb goede tips gehad", 5),
        ("Neemt u contact op, of de mentor?", 7),
        ("ja – nee", 2),
        ("Çocuğuma evde nasıl yardım edebileceğim", 5),
        ("أثق بأن هذه المدرسة تريد الأفضل لطفلي", 7),
        ("我信任这所学校", 4),
        ("ฉันไว้ใจโรงเรียนนี้", 4),
        ("", 0),
        ("…", 0),
    ],
)
def test_words_are_counted_as_they_are_read(text: str, words: int) -> None:
    assert pace.words(text) == words


@given(st.lists(WORD, max_size=30), WORD)
def test_one_word_more_takes_a_quarter_of_a_second_more(words: list[str], another: str) -> None:
    text = " ".join(words)

    assert pace.words(f"{text} {another}") == pace.words(text) + 1
    assert pace.least([text], "nl") == round(len(words) / 4, 1)


def test_a_language_that_is_read_slower_takes_longer() -> None:
    i18n.overlay([replace(i18n.language("tr"), words_per_second=2.5)])
    slower = pace.least(["bu okula gerçekten çok güveniyorum"], "tr")
    i18n.overlay([])

    assert slower == 2.0
    assert pace.least(["bu okula gerçekten çok güveniyorum"], "tr") == 1.2
    assert pace.least(["vier woorden staan hier"], "x-nobody-knows") == 1.0


def test_the_answers_of_a_scale_take_their_time_where_they_are_first_heard(printed: Paper) -> None:
    first, second = screen(printed, "trust"), screen(printed, "heard")

    assert first.wordings[0].least["nl"] == round((14 + 11) / 4, 1)
    assert second.wordings[0].least["nl"] == round(7 / 4, 1)
    assert set(first.wordings[0].least) == {"nl", "tr", "ar", "ur"}


def test_ways_to_choose_from_are_not_read_out_before_somebody_may_answer(printed: Paper) -> None:
    assert screen(printed, "ways").wordings[0].least["nl"] == round(4 / 4, 1)


def test_points_have_numbers_and_what_does_not_apply_has_none(printed: Paper) -> None:
    assert screen(printed, "seen").points == {"1", "2", "3", "4", "5"}
    assert screen(printed, "mark").points == set(), "its labels are numbers themselves"
    assert screen(printed, "ways").points == set()


def test_a_reason_that_is_itself_an_answer_is_not_offered_twice(printed: Paper) -> None:
    assert screen(printed, "seen").reasons == ("dont_know", "refused")
    assert screen(printed, "trust").reasons == ("dont_know", "refused", "not_applicable")


def test_the_card_shows_answers_to_choose_from_and_no_order(printed: Paper) -> None:
    assert [one.item.name for one in printed.screens if one.has_card] == [
        "trust",
        "heard",
        "seen",
        "listened",
        "ways",
        "mark",
    ]
    assert [one.item.name for one in printed.screens if one.is_explained] == ["trust"]
