"""Pictures keep to their box, say what they show, and are one layout from both sides."""

import math
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pictures import bars, dots, likert, svg
from app.pictures.inks import INKS
from app.pictures.lettering import MOST_LINES, width, wrapped
from app.pictures.marks import Picture, Speech, mirrored

SPEECH = Speech(lambda value: f"{value:.1f}", lambda value: f"{value:.0%}")
POINTS = ("Helemaal mee oneens", "Mee oneens", "Niet mee eens, niet mee oneens", "Mee eens", "Helemaal mee eens")
WORDS = likert.Wording(POINTS, "N", "Gemiddelde", "Geen antwoord", "Te weinig", "Niemand", "Stelling")
DOTTED = dots.Wording(("Ouders", "Leerlingen"), "N", "Gemiddelde", "95%", "Te weinig", "Schaal")
BARRED = bars.Wording("Groep", "Aantal", "Afgesproken", "Te weinig")

labels = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=160)
counts = st.tuples(*[st.integers(0, 1000)] * 5)
rows = st.lists(st.builds(likert.Row, labels, st.none() | counts, st.integers(0, 1000)), max_size=12)
estimates = st.builds(
    lambda mean, number, half: dots.Estimate(mean, number, mean - half, mean + half),
    st.floats(-2, 12),
    st.integers(0, 1000),
    st.floats(0, 3),
)
dotted = st.lists(st.builds(dots.Row, labels, st.tuples(st.none() | estimates, st.none() | estimates)), max_size=9)
pairs = st.lists(
    st.builds(dots.Pair, labels, st.none() | st.tuples(st.floats(0, 11), st.floats(0, 11)), st.integers(0, 400)),
    max_size=9,
)
amounts = st.lists(
    st.builds(bars.Amount, labels, st.none() | st.floats(0, 2000), st.just("12 / 15"), st.none() | st.floats(0, 2000)),
    max_size=9,
)


def every(speech: Speech) -> st.SearchStrategy[Picture]:
    return (
        rows.map(lambda some: likert.draw("Stellingen", some, WORDS, speech))
        | dotted.map(lambda some: dots.draw("Schalen", some, DOTTED, speech))
        | pairs.map(lambda some: dots.dumbbells("Eerst en later", some, DOTTED, speech))
        | amounts.map(lambda some: bars.draw("Antwoorden", some, BARRED, speech))
    )


@given(every(SPEECH))
def test_every_mark_is_inside_the_box(picture: Picture) -> None:
    wide, high = picture.width + 0.01, picture.height + 0.01
    for bar in picture.bars:
        assert bar.x >= -0.01
        assert bar.x + bar.width <= wide
        assert bar.width >= 0
        assert 0 <= bar.y <= bar.y + bar.height <= high
    for stroke in picture.strokes:
        assert 0 <= min(stroke.x1, stroke.x2) <= max(stroke.x1, stroke.x2) <= wide
        assert 0 <= min(stroke.y1, stroke.y2) <= max(stroke.y1, stroke.y2) <= high
    for dot in picture.dots:
        assert dot.radius <= dot.x <= wide - dot.radius
        assert dot.radius <= dot.y <= high - dot.radius
    for words in picture.words:
        assert 0 <= words.x <= wide
        assert 0 <= words.y <= high
    assert all(math.isfinite(number) for bar in picture.bars for number in (bar.x, bar.y, bar.width))


@given(every(SPEECH))
def test_turned_round_twice_it_is_the_same(picture: Picture) -> None:
    again = mirrored(mirrored(picture))

    assert [words.text for words in again.words] == [words.text for words in picture.words]
    assert [words.anchor for words in again.words] == [words.anchor for words in picture.words]
    for was, now in zip(picture.bars, again.bars, strict=True):
        assert now.x == pytest.approx(was.x, abs=1e-6)
        assert replace(now, x=0) == replace(was, x=0)


@given(rows)
def test_from_the_right_it_is_the_mirror_image(some: list[likert.Row]) -> None:
    there = likert.draw("Stellingen", some, WORDS, SPEECH)
    back = likert.draw("Stellingen", some, WORDS, replace(SPEECH, backwards=True))

    assert back == mirrored(there)
    assert back.backwards


@given(counts)
def test_the_parts_of_a_row_add_up_to_one_scale(some: tuple[int, int, int, int, int]) -> None:
    row = likert.Row("Ik voel mij welkom", some)
    picture = likert.draw("Stelling", [row], WORDS, SPEECH)
    parts = {bar.ink: bar.width for bar in picture.bars if bar.height == likert.THICK}

    for point, share in enumerate(row.shares, 1):
        if share:
            assert parts[f"p{point}"] / sum(parts.values()) == pytest.approx(share)
    assert len(parts) == sum(1 for count in some if count)


def test_pictures_with_one_reach_have_one_scale() -> None:
    many, few = likert.Row("a", (0, 0, 0, 10, 10)), likert.Row("b", (5, 5, 5, 3, 2))
    within = likert.reach([many, few])
    [one, two] = [likert.draw("x", [row], WORDS, SPEECH, within) for row in (many, few)]

    assert one.strokes[0].x1 == two.strokes[0].x1
    assert one.strokes[1].x1 == two.strokes[1].x1


def test_a_row_that_is_held_back_shows_no_figure() -> None:
    picture = likert.draw("x", [likert.Row("Klas 1B", None, 3)], WORDS, SPEECH)

    assert picture.table.rows == (("Klas 1B", "Te weinig", *["–"] * 7),)
    assert not [bar for bar in picture.bars if bar.height == likert.THICK]
    assert "3" not in {words.text for words in picture.words}


def test_nobody_is_another_thing_than_too_few() -> None:
    picture = likert.draw("x", [likert.Row("Klas 1B", (0, 0, 0, 0, 0), 4)], WORDS, SPEECH)

    assert {"Niemand", "0", "4"} <= {words.text for words in picture.words}


def test_a_difference_that_rounds_to_nothing_has_no_sign() -> None:
    assert [dots.signed(value, SPEECH) for value in (0.31, -0.31, -0.01)] == ["+0.3", "−0.3", "0.0"]
    assert dots.signed(-0.31, replace(SPEECH, backwards=True)) == "\u2066−0.3\u2069"


def test_a_share_too_small_for_its_part_stands_beside_it() -> None:
    picture = likert.draw("x", [likert.Row("Ik voel mij welkom", (1, 3, 6, 50, 40))], WORDS, SPEECH)

    said = [words.text for words in picture.words]
    assert {"4%", "6%", "50%", "40%"} <= set(said)  # 1 and 2 together, then each by itself
    assert "1%" not in said


def test_the_ends_of_a_scale_and_its_intervals_are_named() -> None:
    row = dots.Row("Informatie", (dots.Estimate(3.9, 44, 3.7, 4.1), dots.Estimate(3.8, 60, 3.6, 4.0)))
    picture = dots.draw("x", [row], replace(DOTTED, ends=("helemaal oneens", "helemaal eens")), SPEECH)

    said = [words.text for words in picture.words]
    assert {"95%", "helemaal oneens", "helemaal eens"} <= set(said)
    assert all(words.y <= picture.height for words in picture.words)


@given(labels, st.floats(40, 400))
def test_lines_fit_their_room(text: str, room: float) -> None:
    lines = wrapped(text, room)

    assert len(lines) <= MOST_LINES
    assert all(width(line) <= room + 1e-6 or len(line) == 1 for line in lines)


def test_a_long_word_is_broken_and_a_long_text_ends_in_dots() -> None:
    assert len(wrapped("Scholengemeenschapsvereniging" * 2, 100)) > 1
    assert wrapped("woord " * 60, 100)[-1].endswith("…")


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("point", range(1, 6))
def test_figures_can_be_read_on_their_parts(point: int) -> None:
    assert _contrast(INKS[f"p{point}"], INKS[f"on-p{point}"]) >= 4.5


def test_both_ends_stand_out_and_neighbours_differ_in_lightness() -> None:
    assert min(_contrast(INKS[end], INKS["card"]) for end in ("p1", "p5")) >= 3
    assert min(_contrast(INKS["p1"], INKS["p2"]), _contrast(INKS["p5"], INKS["p4"])) >= 3


@given(every(SPEECH))
def test_a_file_stands_on_its_own(picture: Picture) -> None:
    root = ET.fromstring(svg.standalone(picture, ("Studie · 22 november 2026",), "nl"))

    assert "var(" not in ET.tostring(root, encoding="unicode")
    assert root[0].text == picture.title
    assert root[1].text == "Studie · 22 november 2026"


@pytest.mark.parametrize("draw", [svg.standalone, lambda picture: svg.on_paper(picture, 170)])
def test_signs_that_mean_something_in_xml_do_no_harm(draw: Callable[[Picture], str]) -> None:
    picture = bars.draw('<b> & "c"', [bars.Amount("<script>", 3, "3", 5)], BARRED, SPEECH)

    assert "<script>" not in draw(picture)
