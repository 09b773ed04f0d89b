"""Numbers on paper: typed, scanned, mistyped."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import paper_codes
from app.services.paper_codes import LENGTH, LETTERS, Mistyped, new, read

a_code = st.builds(new, st.sampled_from("PN"))


@given(a_code)
def test_a_number_is_read_however_it_comes(code: str) -> None:
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("-", "–"),
        code.replace("-", " "),
    ):
        assert read(typed) == code
    assert read(paper_codes.link("https://aloud.example", code, "1.parent-w1.3f9c2a1d.nl.1.2")) == code


@given(a_code, st.integers(0, LENGTH), st.sampled_from(LETTERS))
def test_one_wrong_sign_is_always_noticed(code: str, at: int, other: str) -> None:
    place = at + 2
    if code[place] != other:
        with pytest.raises(Mistyped):
            read(code[:place] + other + code[place + 1 :])


@given(a_code, st.integers(0, LENGTH - 2))
def test_two_signs_that_changed_places_are_noticed(code: str, at: int) -> None:
    first = at + 2
    swapped = code[:first] + code[first + 1] + code[first] + code[first + 2 :]
    if swapped != code:
        with pytest.raises(Mistyped):
            read(swapped)


@given(st.text(max_size=80))
def test_anything_else_is_refused_in_words(typed: str) -> None:
    with suppress(Mistyped):
        assert read(typed)[0] in "PN"
