"""Names and numbers are sealed with AES-256-GCM, bound to the row and field they belong to.

Envelope: `v1 | key name | nonce (12 bytes) | ciphertext`. The associated data is the place, so that a
sealed number copied to another parent's row does not open (method: ASVS 5.0, 11.3.2).
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.security.keys import CannotOpen, derive
from app.security.phone_sealing import PhoneSealing

__all__ = ["CannotOpen", "Sealer"]
NONCE = 12


class Sealer:
    """Seals with the first key, opens with any of them.

    Args:
        keys: Name to 32 random bytes; the order matters.
    """

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = {name: AESGCM(derive(key, b"seal")) for name, key in keys.items()}
        self._newest = next(iter(keys))
        self._lookups = [derive(key, b"lookup") for key in keys.values()]
        self.phones = PhoneSealing(keys)  # what they seal, the same keys open

    def seal(self, text: str, place: str) -> bytes:
        """Seal a text for one place."""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._keys[self._newest].encrypt(nonce, text.encode(), place.encode())
        return b"v1|" + self._newest.encode() + b"|" + nonce + sealed

    def open(self, envelope: bytes, place: str) -> str:
        """Open what was sealed for this place.

        Raises:
            CannotOpen: For any damage, another place, or a key we do not have.
        """
        try:
            version, name, rest = envelope.split(b"|", 2)
            if version != b"v1":
                raise CannotOpen
            return self._keys[name.decode()].decrypt(rest[:NONCE], rest[NONCE:], place.encode()).decode()
        except (ValueError, KeyError, InvalidTag) as problem:
            raise CannotOpen from problem

    def fingerprints(self, text: str) -> list[str]:
        """Recognise the same text again without keeping it, by each key, the newest first.

        Keyed, since telephone numbers can be enumerated; by every key, since a key may be replaced in between.
        """
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._lookups]
