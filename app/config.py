"""Settings, read from `ALOUD_*` variables. Unsafe production settings are refused with a sentence."""

import base64
import json
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import SettingsError

KEY = re.compile(r"(?P<name>[\w.-]+):(?P<key>[A-Za-z0-9+/]{43}=)")  # the name stands in every envelope, between bars
KEY_RULE = "Each key in ALOUD_CONTACT_KEYS must be 32 bytes in base64 after its name and a colon."


class Settings(BaseSettings):
    """How this server runs; every field is described in the README."""

    model_config = SettingsConfigDict(env_prefix="ALOUD_", extra="ignore")

    database_url: str = "sqlite:///data/aloud.db"
    base_url: str = ""  # empty: this machine, on the port
    host: str = "127.0.0.1"
    port: int = 8000
    production: bool = False
    data_dir: Path = Path("data")
    secrets: Annotated[tuple[str, ...], NoDecode] = ()
    contact_keys: Annotated[dict[str, bytes], NoDecode] = {}
    proxies: str = "127.0.0.1"
    offline: bool = True

    @field_validator("secrets", mode="before")
    @classmethod
    def split_secrets(cls, value: Any) -> Any:
        """Commas between signing keys; the first signs, all of them are accepted."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("contact_keys", mode="before")
    @classmethod
    def split_keys(cls, value: Any) -> Any:
        """`name:base64` pairs with commas between; the first seals, all of them open.

        Raises:
            SettingsError: A pair that is none; it never repeats the key.
        """
        if not isinstance(value, str):
            return value
        pairs = [KEY.fullmatch(part.strip()) for part in value.split(",") if part.strip()]
        if None in pairs:
            raise SettingsError(KEY_RULE)
        return {pair["name"]: base64.b64decode(pair["key"]) for pair in pairs if pair}

    @model_validator(mode="after")
    def know_our_address(self) -> "Settings":
        """Links must lead back here, also when only the port was chosen."""
        self.base_url = (self.base_url or f"http://localhost:{self.port}").rstrip("/")
        return self

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over HTTPS only."""
        return self.base_url.startswith("https://")


def refuse_unsafe(settings: Settings) -> Settings:
    """Refuse what must never reach parents: guessable keys, a readable connection.

    Raises:
        SettingsError: With the one thing to mend first.
    """
    if any(len(key) != 32 for key in settings.contact_keys.values()):
        raise SettingsError(KEY_RULE)
    if not settings.production:
        return settings
    if not settings.secrets:
        raise SettingsError("Production needs ALOUD_SECRETS: one or more long random words, with commas between.")
    if any(len(secret) < 32 for secret in settings.secrets):
        raise SettingsError("Each word in ALOUD_SECRETS must have at least 32 characters.")
    if not settings.contact_keys:
        raise SettingsError("Production needs ALOUD_CONTACT_KEYS: a name, a colon and 32 random bytes in base64.")
    if not settings.secure:
        raise SettingsError("Production needs an ALOUD_BASE_URL that begins with https://.")
    return settings


def with_keys(settings: Settings) -> Settings:
    """Fill in keys of this machine's own where none are set; they live beside the data, readable by us only."""
    if settings.secrets and settings.contact_keys:
        return settings
    kept = _kept_keys(settings.data_dir / "keys.json")
    return settings.model_copy(
        update={
            "secrets": settings.secrets or tuple(kept["secrets"]),
            "contact_keys": settings.contact_keys or {"local": base64.b64decode(kept["contact"])},
        }
    )


def _kept_keys(file: Path) -> dict[str, Any]:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        keys = {"secrets": [secrets.token_urlsafe(48)], "contact": base64.b64encode(secrets.token_bytes(32)).decode()}
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            json.dump(keys, new)
    kept: dict[str, Any] = json.loads(file.read_text())
    return kept


@lru_cache
def settings() -> Settings:
    """The settings of this process, checked once.

    Raises:
        SettingsError: With what to mend; it repeats no value, which may be a secret.
    """
    try:
        chosen = Settings()
    except ValidationError as problem:
        wrong = [f"ALOUD_{str(one['loc'][0]).upper()}: {one['msg']}." for one in problem.errors(include_input=False)]
        raise SettingsError(" ".join(wrong)) from None
    return with_keys(refuse_unsafe(chosen))
