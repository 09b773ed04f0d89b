"""What both ways of sealing share: keys of one purpose each, and one word for what does not open."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotOpen(Exception):
    """Sealed by a key we do not have, damaged, or moved from another place."""


def derive(key: bytes, purpose: bytes, length: int = 32) -> bytes:
    """Bytes for one purpose alone, from a contact key."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=b"aloud " + purpose).derive(key)
