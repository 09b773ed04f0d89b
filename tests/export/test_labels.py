import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.export.labels import Labels, cut, in_bytes
from app.export.spss import LIMIT
from tests.export.study import LONG_ARABIC, study

words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=400)


@given(words, st.integers(20, 255))
def test_a_label_fits_and_loses_nothing_unless_it_shows_an_ellipsis(text: str, most: int) -> None:
    line = " ".join(text.split())
    short = cut(text, most, in_bytes)

    assert in_bytes(short) <= most
    assert short == line if in_bytes(line) <= most else short.endswith("…")
    assert line.startswith(short.removesuffix("…").rstrip())


@given(words)
def test_a_letter_keeps_the_marks_that_stand_on_it(text: str) -> None:
    short = cut(text, 30)
    line = " ".join(text.split())

    if short != line and " " not in line[:30]:
        follows = line[len(short) - 1 :][:1]
        assert len(short) == 1 or not follows or not unicodedata.combining(follows)


def test_a_label_is_cut_at_a_word() -> None:
    assert cut("The school listens to parents", 20) == "The school listens…"
    assert cut("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"


def test_nothing_is_cut_without_a_word() -> None:
    dataset = study(language="ar")
    listens = next(one for one in dataset.variables if one.name == "listens")
    labels = Labels(dataset, LIMIT)

    label, meanings = labels.of(listens), labels.meanings(listens, listens.values)

    assert LONG_ARABIC.startswith(label.removesuffix("…"))
    assert str(meanings[1]).endswith("…")
    assert len(labels.notes) == 2
    assert labels.notes[0].startswith("listens: the label is longer than the 255 bytes")
    assert labels.notes[1].startswith("listens, code 1: the label is longer than the 120 bytes")
