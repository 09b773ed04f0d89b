"""What phones seal and only the server opens: HPKE (RFC 9180, base mode), bound to the place it belongs to.

Envelope: `hpke1.<key name>.<base64url of encapsulated key and ciphertext>`. The place is HPKE's `info`, so that a
number copied to another parent or field does not open. The key pair is derived from the contact key, so that there
is nothing more to keep: whoever has the contact keys opens what phones sealed with them.
"""

import base64
import binascii
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.security.keys import CannotOpen, derive

FORMAT = "hpke1"
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
SEED = 48  # bytes; 16 more than the order has, so that every scalar is equally likely (FIPS 186-5, A.2.1)


class PhoneSealing:
    """Opens what phones sealed; the first key is the one they are told to use.

    Args:
        keys: Name to 32 random bytes; the order matters.
    """

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = {name: _private(key) for name, key in keys.items()}

    @cached_property
    def public_key(self) -> str:
        """What phones seal with: `<key name>.<base64url of the uncompressed point>`."""
        name, key = next(iter(self._keys.items()))
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return f"{name}.{base64.urlsafe_b64encode(point).decode().rstrip('=')}"

    def knows(self, envelope: str) -> bool:
        """Whether we have a key of this name; if so and it does not open, it never will."""
        return envelope.partition(".")[2].rpartition(".")[0] in self._keys

    def seal(self, text: str, place: str) -> str:
        """What a phone would have made of it: for one that goes on with what somebody filled in elsewhere."""
        name, key = next(iter(self._keys.items()))
        sealed = SUITE.encrypt(text.encode(), key.public_key(), place.encode())
        return f"{FORMAT}.{name}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def open(self, envelope: str, place: str) -> str:
        """Open what was sealed for this place.

        Raises:
            CannotOpen: For any damage, another place, or a key we do not have.
        """
        begin, _, rest = envelope.partition(".")
        name, _, written = rest.rpartition(".")  # a name may hold dots
        key = self._keys.get(name)
        if begin != FORMAT or key is None:
            raise CannotOpen
        try:
            return SUITE.decrypt(_read(written), key, place.encode()).decode()
        except (ValueError, InvalidTag) as problem:
            raise CannotOpen from problem


def is_sealed(text: str) -> bool:
    """Whether a text says of itself that a phone sealed it."""
    return text.startswith(FORMAT + ".")


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    scalar = int.from_bytes(derive(key, b"phone", SEED)) % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, CURVE)


def _read(written: str) -> bytes:
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as problem:
        raise CannotOpen from problem
