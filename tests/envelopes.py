"""What phones seal, done in Python; that the browser's library does the same is proved in `security`."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from app.security.phone_sealing import CURVE, SUITE, PhoneSealing
from tests.databases import KEYS

KEY = PhoneSealing(KEYS).public_key  # of the server in the tests


def seal(text: str, place: str, key: str = KEY) -> str:
    """A text for one place, as a phone writes it."""
    name, _, point = key.rpartition(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.urlsafe_b64decode(point + "=="))
    sealed = SUITE.encrypt(text.encode(), public, place.encode())
    return f"hpke1.{name}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"


def with_sealed_contact(body: dict[str, Any], key: str = KEY) -> dict[str, Any]:
    """A snapshot whose name and number the phone sealed."""
    place = f"aloud contact {body['respondent']} "
    return body | {"contact": {field: seal(text, place + field, key) for field, text in body["contact"].items()}}
