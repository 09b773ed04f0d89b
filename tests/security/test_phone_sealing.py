"""What phones seal opens on the server alone: at its place, undamaged, with a key that is still kept."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.security.keys import CannotOpen
from app.security.phone_sealing import PhoneSealing, is_sealed
from tests import envelopes

ROOT = Path(__file__).parents[2]
OLD, NEW = b"o" * 32, b"n" * 32
SERVER = PhoneSealing({"2026": NEW})
PLACE = "aloud contact 8f0e5a3c-0d5f-4f5a-9a53-1f8f5cbb2f11 phone"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
# Sealed once by @hpke/core 1.9.0 for the key of `NEW` under the name 2026.
KEPT = json.loads((ROOT / "tests/security/sealed_by_phones.json").read_text("utf-8"))
PHONE = """
import { seal } from "./app/static/js/seal.js";
const { key, sealed } = JSON.parse(process.env.TOLD);
const written = [];
for (const [text, place] of sealed) written.push(await seal(text, place, key));
console.log(JSON.stringify(written));
"""


def on_a_phone(key: str, *sealed: tuple[str, str]) -> list[str]:
    """Seal texts at their places with the script of the pages, and with it the library that runs in the browser."""
    told = json.dumps({"key": key, "sealed": sealed})
    command = ["node", "--input-type=module", "--eval", PHONE]
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TOLD": told}, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    written: list[str] = json.loads(ran.stdout)
    return written


def seal(text: str, place: str, key: str = SERVER.public_key) -> str:
    """The same in Python, for thousands of examples."""
    return envelopes.seal(text, place, key)


def test_what_the_library_of_the_phones_seals_the_server_opens() -> None:
    said = [
        ("Mevrouw Yılmaz", PLACE),
        ("٠٦١٢٣٤٥٦٧٨", "aloud contact x phone"),
        ("", "aloud unsent file"),
        ("😀" * 500, ""),
    ]

    envelopes = on_a_phone(SERVER.public_key, *said)

    assert [SERVER.open(one, place) for one, (_, place) in zip(envelopes, said, strict=True)] == [
        text for text, _ in said
    ]


def test_a_key_whose_name_has_dots_is_told_and_found() -> None:
    server = PhoneSealing({"autumn.2026-b": NEW})

    [envelope] = on_a_phone(server.public_key, ("Fatima", PLACE))

    assert envelope.startswith("hpke1.autumn.2026-b.")
    assert server.open(envelope, PLACE) == "Fatima"


@pytest.mark.parametrize("vector", KEPT, ids=lambda vector: vector["text"][:12] or "nothing")
def test_what_was_sealed_last_year_opens_in_every_release(vector: dict[str, str]) -> None:
    assert SERVER.public_key == vector["key"]
    assert SERVER.open(vector["sealed"], vector["place"]) == vector["text"]


@settings(deadline=None)  # two curves' worth of arithmetic on a busy machine
@given(TEXTS, TEXTS)
def test_any_text_opens_at_its_place_in_any_script(text: str, place: str) -> None:
    assert SERVER.open(seal(text, place), place) == text


@settings(deadline=None)  # two curves' worth of arithmetic on a busy machine
@given(TEXTS, TEXTS, TEXTS)
def test_a_number_copied_to_another_parent_or_field_does_not_open(text: str, place: str, other: str) -> None:
    if place == other:
        other += "?"

    with pytest.raises(CannotOpen):
        SERVER.open(seal(text, place), other)


@settings(deadline=None)  # two curves' worth of arithmetic on a busy machine
@given(st.data())
def test_every_flipped_bit_and_every_cut_is_noticed(data: st.DataObject) -> None:
    name, _, written = seal("+31612345678", PLACE).rpartition(".")
    whole = bytearray(base64.urlsafe_b64decode(written + "=="))
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))

    for damaged in (flipped, whole[:place]):
        with pytest.raises(CannotOpen):
            SERVER.open(f"{name}.{base64.urlsafe_b64encode(damaged).decode()}", PLACE)


@settings(deadline=None)  # two curves' worth of arithmetic on a busy machine
@given(st.text(max_size=200), st.binary(max_size=200))
def test_anything_else_is_refused_in_the_same_way(text: str, content: bytes) -> None:
    written = base64.urlsafe_b64encode(content).decode()

    for envelope in (text, f"hpke1.2026.{text}", f"hpke1.2026.{written}", f"hpke2.2026.{written}", f"hpke1.{written}"):
        with pytest.raises(CannotOpen):
            SERVER.open(envelope, PLACE)


def test_after_a_new_key_phones_use_it_and_what_they_sealed_before_still_opens() -> None:
    before, after = PhoneSealing({"2025": OLD}), PhoneSealing({"2026": NEW, "2025": OLD})

    assert after.public_key == SERVER.public_key
    assert after.open(seal("Fatima", PLACE, before.public_key), PLACE) == "Fatima"
    with pytest.raises(CannotOpen):
        before.open(seal("Fatima", PLACE, after.public_key), PLACE)


def test_another_key_does_not_open_even_under_the_same_name() -> None:
    with pytest.raises(CannotOpen):
        PhoneSealing({"2026": OLD}).open(seal("Fatima", PLACE), PLACE)


def test_the_same_number_never_looks_the_same_twice_and_says_that_it_is_sealed() -> None:
    first, second = seal("+31612345678", PLACE), seal("+31612345678", PLACE)

    assert first != second
    assert is_sealed(first)
    assert not is_sealed("hpke, zei ze")


def test_the_public_key_tells_nothing_about_the_contact_key() -> None:
    """Every contact key gives a valid point on the curve, and the point is not derived from the name."""
    keys = [PhoneSealing({"x": bytes([number]) * 32}).public_key for number in range(50)]

    assert len(set(keys)) == 50
    assert {len(key) for key in keys} == {2 + 87}
    assert PhoneSealing({"y": bytes(32)}).public_key.partition(".")[2] == keys[0].partition(".")[2]
