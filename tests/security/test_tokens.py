"""Cookies that nobody can invent, and secrets that the database cannot give away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.tokens import CookieSigner, fingerprint, new_code, new_token

OLD, NEW = "an-old-signing-key-of-last-year-0123", "a-new-signing-key-of-this-year-4567"
SIGNER = CookieSigner((NEW, OLD), "session")


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1))
def test_a_signed_value_comes_back(value: str) -> None:
    assert SIGNER.read(SIGNER.sign(value)) == value


@given(st.text(max_size=200))
def test_an_invented_cookie_is_nobodys(cookie: str) -> None:
    assert SIGNER.read(cookie) is None


def test_every_changed_letter_is_noticed() -> None:
    signed = SIGNER.sign("token")

    changed = [
        signed[:place] + ("a" if sign != "a" else "b") + signed[place + 1 :] for place, sign in enumerate(signed)
    ]

    # The very last letter of the signature carries bits that mean nothing, so it may read the same.
    assert [SIGNER.read(cookie) for cookie in changed[:-1]] == [None] * (len(signed) - 1)


@pytest.mark.parametrize("cookie", [None, "", ".", "token", "token.", "token.ü", "tok\x00en.x"])
def test_what_is_no_cookie_of_ours_reads_as_nothing(cookie: str | None) -> None:
    assert SIGNER.read(cookie) is None


def test_a_cookie_for_one_purpose_is_worthless_for_another() -> None:
    assert CookieSigner((NEW,), "phone").read(SIGNER.sign("token")) is None


def test_a_replaced_key_signs_nobody_out_and_signs_nothing_new() -> None:
    before, after = CookieSigner((OLD,), "session"), CookieSigner((NEW,), "session")

    assert SIGNER.read(before.sign("token")) == "token"
    assert after.read(before.sign("token")) is None
    assert after.read(SIGNER.sign("token")) == "token"


def test_a_token_holds_256_bits_and_comes_once() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_a_code_has_six_digits_also_when_it_begins_with_noughts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda below: 42 if below == 1_000_000 else below)

    assert new_code() == "000042"


def test_the_database_keeps_a_fingerprint_that_does_not_hold_the_secret() -> None:
    assert fingerprint("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
