"""Names and numbers open only where they were sealed, with the right key, undamaged."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.sealing import CannotOpen, Sealer

OLD, NEW = b"o" * 32, b"n" * 32
SEALER = Sealer({"2026": NEW})
PLACE = "contact:8f0e:phone"
TEXTS = st.text(max_size=300)


@given(TEXTS, TEXTS)
def test_what_was_sealed_opens_at_its_place_in_any_script(text: str, place: str) -> None:
    assert SEALER.open(SEALER.seal(text, place), place) == text


@given(TEXTS, TEXTS, TEXTS)
def test_a_number_copied_to_another_row_does_not_open(text: str, place: str, other: str) -> None:
    if place == other:
        other += "?"

    with pytest.raises(CannotOpen):
        SEALER.open(SEALER.seal(text, place), other)


def test_two_sealed_numbers_of_one_parent_cannot_be_swapped() -> None:
    first, second = SEALER.seal("+31612345678", PLACE), SEALER.seal("+31687654321", "contact:8f0e:second_phone")

    for sealed, place in ((first, "contact:8f0e:second_phone"), (second, PLACE)):
        with pytest.raises(CannotOpen):
            SEALER.open(sealed, place)


def test_the_same_number_never_looks_the_same_twice() -> None:
    assert SEALER.seal("+31612345678", PLACE) != SEALER.seal("+31612345678", PLACE)


def test_a_thousand_flipped_bits_are_all_noticed() -> None:
    sealed, dice = SEALER.seal("+31612345678", PLACE), random.Random(1000)

    for _ in range(1000):
        damaged = bytearray(sealed)
        damaged[dice.randrange(len(sealed))] ^= 1 << dice.randrange(8)
        with pytest.raises(CannotOpen):
            SEALER.open(bytes(damaged), PLACE)


def test_an_envelope_cut_short_anywhere_is_refused() -> None:
    sealed = SEALER.seal("+31612345678", PLACE)

    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            SEALER.open(sealed[:length], PLACE)


@given(st.binary(max_size=200))
def test_anything_else_is_refused_in_the_same_way(envelope: bytes) -> None:
    with pytest.raises(CannotOpen):
        SEALER.open(envelope, PLACE)


def test_another_key_does_not_open_even_under_the_same_name() -> None:
    with pytest.raises(CannotOpen):
        Sealer({"2026": OLD}).open(SEALER.seal("+31612345678", PLACE), PLACE)


def test_after_a_new_key_the_old_envelopes_still_open_and_new_ones_need_the_new_key() -> None:
    before = Sealer({"2025": OLD})
    after = Sealer({"2026": NEW, "2025": OLD})

    assert after.open(before.seal("Fatima", PLACE), PLACE) == "Fatima"
    with pytest.raises(CannotOpen):
        before.open(after.seal("Fatima", PLACE), PLACE)


def test_a_fingerprint_recognises_a_number_and_needs_the_key() -> None:
    mine = Sealer({"2026": NEW}).fingerprints("+31612345678")

    assert mine == Sealer({"renamed": NEW}).fingerprints("+31612345678")
    assert mine != Sealer({"2026": NEW}).fingerprints("+31612345679")
    assert mine != Sealer({"2026": OLD}).fingerprints("+31612345678")
    assert mine[0] in Sealer({"2027": OLD, "2026": NEW}).fingerprints("+31612345678")  # after a new key as well
