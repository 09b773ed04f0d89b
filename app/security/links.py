"""The link that an evening shows: signed, so that an invented one is refused before the database is asked."""

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
