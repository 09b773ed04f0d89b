"""Links to questionnaires, an evening's and personal ones: signed, so that no database is asked about invented ones."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData
from itsdangerous.encoding import base64_decode, base64_encode

from app.security.tokens import CookieSigner

LONGEST = 300  # letters of a token; no database keeps a longer name


@dataclass(frozen=True)
class Pass:
    """What a link says: where, what, for whom, who shows it, and until when. Nobody who answers is in it."""

    activity: int
    person: int
    until: datetime
    role: str
    instrument: str

    def written(self) -> str:
        """As it stands in the address: only signs that need no escaping there."""
        return f"{self.activity}.{self.person}.{int(self.until.timestamp())}.{self.role}.{self.instrument}"


class LinkSigner:
    """Signs and reads passes; itsdangerous with HMAC-SHA256 and a salt of its own.

    Args:
        keys: The first signs; all of them are accepted.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._signer = CookieSigner(keys, "self-completion")

    def sign(self, permit: Pass) -> str:
        """The token for an address."""
        return self._signer.sign(permit.written())

    def read(self, token: str) -> Pass | None:
        """The pass of a token, or None when any sign of it was changed. Whether it is too old is for others."""
        if len(token) > LONGEST or not token.isascii() or not _is_canonical(token.rpartition(".")[2]):
            return None
        written = self._signer.read(token)
        return _parsed(written.split(".")) if written else None


def _is_canonical(signature: str) -> bool:
    """The last letter of a signature has two bits that say nothing; here they may not be changed either."""
    try:
        return base64_encode(base64_decode(signature)).decode() == signature
    except BadData:
        return False


def _parsed(parts: list[str]) -> Pass | None:
    match parts:
        case [activity, person, until, role, instrument] if all(map(str.isdecimal, (activity, person, until))):
            return Pass(int(activity), int(person), datetime.fromtimestamp(int(until), UTC), role, instrument)
    return None


@dataclass(frozen=True)
class OwnPass:
    """What a personal link says: in which language, until when, and 128 random bits. It names nobody."""

    language: str
    until: datetime
    secret: str

    def written(self) -> str:
        """As it stands in the address."""
        return f"{self.language}.{int(self.until.timestamp())}.{self.secret}"


class OwnLinkSigner:
    """Signs and reads personal links; like `LinkSigner`, with another salt.

    Args:
        keys: The first signs; all of them are accepted.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._signer = CookieSigner(keys, "follow-up-link")

    def make(self, language: str, until: datetime) -> str:
        """A new token. Its last sign is a letter or digit: messengers leave others out of a link."""
        while True:
            token = self._signer.sign(OwnPass(language, until, secrets.token_urlsafe(16)).written())
            if token[-1].isalnum():
                return token

    def read(self, token: str) -> OwnPass | None:
        """What a token says, or None when any sign of it was changed. Whether it is too old is for others."""
        if len(token) > LONGEST or not token.isascii() or not _is_canonical(token.rpartition(".")[2]):
            return None
        match (self._signer.read(token) or "").split("."):
            case [language, until, secret] if until.isdecimal():
                return OwnPass(language, datetime.fromtimestamp(int(until), UTC), secret)
        return None


@dataclass(frozen=True)
class PullPass:
    """What the address says that a script pulls from: which link, and until when. What it may have is in its row."""

    link: int
    until: datetime

    def written(self) -> str:
        """As it stands in the address."""
        return f"{self.link}.{int(self.until.timestamp())}"


class PullLinkSigner:
    """Signs and reads addresses that scripts pull data from; like `LinkSigner`, with a salt of its own.

    Args:
        keys: The first signs; all of them are accepted.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._signer = CookieSigner(keys, "pull-link")

    def sign(self, permit: PullPass) -> str:
        """The token for an address."""
        return self._signer.sign(permit.written())

    def read(self, token: str) -> PullPass | None:
        """The pass of a token, or None when any sign of it was changed. Whether it is too old is for others."""
        if len(token) > LONGEST or not token.isascii() or not _is_canonical(token.rpartition(".")[2]):
            return None
        match (self._signer.read(token) or "").split("."):
            case [link, until] if link.isdecimal() and until.isdecimal():
                return PullPass(int(link), datetime.fromtimestamp(int(until), UTC))
        return None


def claimed_language(token: str) -> str:
    """In which language somebody expects an answer who opens a link, also one that was cut off; it proves nothing."""
    return token[:LONGEST].partition(".")[0]
