"""Secrets that are handed out once, and the signature around the cookie that carries one."""

import hashlib
import secrets

from itsdangerous import BadSignature, Signer


def new_token() -> str:
    """256 random bits, for a link or a cookie (ASVS 5.0, 11.5.1)."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits that can be read out and typed in."""
    return f"{secrets.randbelow(1_000_000):06d}"


def fingerprint(secret: str) -> str:
    """What the database keeps of a secret: enough to recognise it, useless to sign in with."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CookieSigner:
    """Signs a cookie's value, so that an invented one is refused before the database is asked.

    Args:
        keys: The first signs; all of them are accepted, so that a key can be replaced without signing anybody out.
        purpose: A cookie signed for one purpose is worthless for another.
    """

    def __init__(self, keys: tuple[str, ...], purpose: str) -> None:
        # itsdangerous takes the newest key last and signs with SHA-1 unless told otherwise.
        self._signer = Signer(list(reversed(keys)), salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256)

    def sign(self, value: str) -> str:
        """The value with its signature."""
        return self._signer.sign(value).decode()

    def read(self, signed: str | None) -> str | None:
        """The value, or None when there is none or somebody changed it."""
        try:
            return self._signer.unsign(signed).decode() if signed else None
        except (BadSignature, UnicodeDecodeError):
            return None
