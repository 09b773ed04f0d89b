"""What a server may be started with: unsafe settings are refused with the sentence that mends them."""

import base64
import stat
from pathlib import Path

import pytest

from app import config
from app.config import Settings, refuse_unsafe, with_keys
from app.errors import SettingsError
from app.main import create_app

GOOD_SECRET = "a-long-random-word-of-the-study-0123"
GOOD_KEY = "2026:" + base64.b64encode(b"k" * 32).decode()
SAFE = {
    "ALOUD_PRODUCTION": "true",
    "ALOUD_SECRETS": GOOD_SECRET,
    "ALOUD_CONTACT_KEYS": GOOD_KEY,
    "ALOUD_BASE_URL": "https://aloud.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A server whose settings are all right."""
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_careful_server_may_start(environment: pytest.MonkeyPatch) -> None:
    held = refuse_unsafe(Settings())

    assert held.secure
    assert held.secrets == (GOOD_SECRET,)
    assert held.contact_keys == {"2026": b"k" * 32}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALOUD_SECRETS", "", "Production needs ALOUD_SECRETS"),
        ("ALOUD_SECRETS", " , ", "Production needs ALOUD_SECRETS"),
        ("ALOUD_SECRETS", "secret", "at least 32 characters"),
        ("ALOUD_SECRETS", f"{GOOD_SECRET},short", "at least 32 characters"),
        ("ALOUD_CONTACT_KEYS", "", "Production needs ALOUD_CONTACT_KEYS"),
        ("ALOUD_CONTACT_KEYS", "2026:c2hvcnQ=", "must be 32 bytes in base64"),
        ("ALOUD_CONTACT_KEYS", "2026", "must be 32 bytes in base64"),
        ("ALOUD_CONTACT_KEYS", "2026:not base64!", "must be 32 bytes in base64"),
        ("ALOUD_CONTACT_KEYS", f"a|b:{GOOD_KEY[5:]}", "must be 32 bytes in base64"),
        ("ALOUD_BASE_URL", "http://aloud.example", "begins with https://"),
    ],
)
def test_an_unsafe_server_does_not_start(environment: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    environment.setenv(name, value)

    with pytest.raises(SettingsError, match=sentence):
        refuse_unsafe(Settings())


def test_the_sentence_never_repeats_the_secret(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALOUD_CONTACT_KEYS", "2026:c2VjcmV0")

    with pytest.raises(SettingsError) as refused:
        refuse_unsafe(Settings())

    assert "c2VjcmV0" not in str(refused.value)


def test_a_laptop_makes_its_own_keys_once_for_its_owner_only(tmp_path: Path) -> None:
    laptop = Settings(data_dir=tmp_path / "data")

    first, again = with_keys(laptop), with_keys(laptop)

    file = tmp_path / "data" / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.secrets == again.secrets
    assert first.contact_keys == again.contact_keys
    assert len(first.secrets[0]) >= 32
    assert [len(key) for key in first.contact_keys.values()] == [32]
    assert create_app(first)


def test_two_laptops_have_different_keys(tmp_path: Path) -> None:
    one, other = (with_keys(Settings(data_dir=tmp_path / name)) for name in "ab")

    assert one.secrets != other.secrets
    assert one.contact_keys != other.contact_keys


def test_chosen_keys_leave_no_file(tmp_path: Path) -> None:
    chosen = Settings(data_dir=tmp_path, secrets=(GOOD_SECRET,), contact_keys={"a": b"k" * 32})

    assert with_keys(chosen) == chosen
    assert list(tmp_path.iterdir()) == []


def test_a_chosen_secret_is_kept_beside_a_key_that_was_made(tmp_path: Path) -> None:
    held = with_keys(Settings(data_dir=tmp_path, secrets=(GOOD_SECRET,)))

    assert held.secrets == (GOOD_SECRET,)
    assert list(held.contact_keys) == ["local"]


def test_keys_in_the_environment_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
    monkeypatch.setenv("ALOUD_CONTACT_KEYS", f"new:{new}, old:{old}")
    monkeypatch.setenv("ALOUD_SECRETS", "first , second")

    held = Settings()

    assert list(held.contact_keys.items()) == [("new", b"n" * 32), ("old", b"o" * 32)]
    assert held.secrets == ("first", "second")


def test_settings_of_a_process_are_read_and_checked_once(environment: pytest.MonkeyPatch) -> None:
    config.settings.cache_clear()

    assert config.settings() is config.settings()
    config.settings.cache_clear()
