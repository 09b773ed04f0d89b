"""Handing over the phone: who did, with which code it opens again, and a brake on guessing it."""

from datetime import datetime, timedelta
from enum import Enum

from sqlmodel import Session, select

from app.db import for_update
from app.errors import N_, FieldworkError
from app.i18n import plain_digits
from app.models import AuditEntry, HandOver, Person, SelfLink
from app.security.links import LinkSigner
from app.security.tokens import fingerprint, new_token
from app.services import evenings

DIGITS = 4
MOST_TRIES = 5  # then a minute between one try and the next: ten thousand codes are a week
PAUSE = timedelta(minutes=1)


class FourDigits(FieldworkError):
    """A code that nobody could type back."""

    status = 422
    sentence = N_("Choose a code of four digits.")


class Opening(Enum):
    """What came of a code."""

    OPEN = "open"
    WRONG = "wrong"
    LATER = "later"


def hand_over(
    session: Session,
    signer: LinkSigner,
    activity_id: int,
    *,
    instrument: str,
    code: str,
    by: Person,
    now: datetime,
) -> tuple[str, str]:
    """Lock this phone to one questionnaire; gives the secret of its cookie and the token of the link.

    Raises:
        FourDigits: The code is something else.
        NotFound: There is no such activity or questionnaire for her.
        NotAround: The activity is over, or too far ahead.
    """
    digits = plain_digits(code.strip())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS):
        raise FourDigits
    shown = evenings.open_link(session, signer, activity_id, instrument=instrument, by=by, now=now)
    secret = new_token()
    session.add(
        HandOver(
            fingerprint=fingerprint(secret),
            link_id=shown.link.id,
            person_id=by.id,
            code=_print(secret, digits),
            handed_at=now,
        )
    )
    session.add(AuditEntry(at=now, person_id=by.id, verb="phone.hand_over", object=str(activity_id)))
    return secret, shown.token


def unlock(session: Session, secret: str, code: str, *, now: datetime) -> Opening:
    """Try a code. A wrong one is counted, which must be kept, so it is no error."""
    held = session.exec(
        for_update(session, select(HandOver).where(HandOver.fingerprint == fingerprint(secret)))
    ).first()
    if held is None:
        return Opening.WRONG
    if held.tries >= MOST_TRIES and held.tried_at is not None and now < held.tried_at + PAUSE:
        return Opening.LATER
    if held.code != _print(secret, plain_digits(code.strip())):
        held.tries, held.tried_at = held.tries + 1, now
        return Opening.WRONG
    held.unlocked_at = held.unlocked_at or now
    return Opening.OPEN


def activity_of(session: Session, secret: str) -> int | None:
    """Where the phone was handed over."""
    held = session.exec(select(HandOver).where(HandOver.fingerprint == fingerprint(secret))).first()
    return session.get_one(SelfLink, held.link_id).activity_id if held else None


def _print(secret: str, digits: str) -> str:
    # Keyed with the secret that only the phone has: four digits alone could be tried out in a copy of the table.
    return fingerprint(f"{secret}/{digits}")
