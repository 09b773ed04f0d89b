"""In the demo, two invented people stand for the English, Turkish and Arabic of every questionnaire that is shipped."""

from datetime import datetime

from sqlmodel import Session

from app.instrument.schema import Instrument
from app.services import instruments, releases

RELEASED = ("en", "tr", "ar")  # the others stay drafts, so that a draft can be seen
REVIEWER, RELEASER = "Nour Invented", "Deniz Invented"


def release_shipped(session: Session, *, now: datetime) -> None:
    """Review and release them through the verbs of the translation desk."""
    for instrument in instruments.shipped(session):
        for tag in RELEASED:
            _release(session, instrument, tag, now)


def _release(session: Session, instrument: Instrument, tag: str, now: datetime) -> None:
    if tag in instrument.drafts:
        read = releases.units(instrument, tag)
        releases.review(session, instrument.name, tag, read, by=REVIEWER, now=now)
        releases.release(session, instrument.name, tag, read, by=RELEASER, now=now)
