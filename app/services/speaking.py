"""In which languages a real interview may be held: those whose words two people released."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.errors import N_, SnapshotRefused
from app.instrument.schema import Instrument
from app.services import releases
from app.services.snapshots import Snapshot

NOT_RELEASED = N_(
    "The translation into this language is not released for interviews. "
    "The interview is kept on the phone; ask the lead."
)


def check(session: Session, instrument: Instrument, snapshot: Snapshot, before: Mapping[str, Any]) -> None:
    """Refuse words that nobody released; what was taken in before goes on.

    Raises:
        SnapshotRefused: It was held in a draft.
    """
    if drafts(session, instrument, snapshot, before):
        raise SnapshotRefused(NOT_RELEASED)


def drafts(session: Session, instrument: Instrument, snapshot: Snapshot, before: Mapping[str, Any]) -> list[str]:
    """The languages that something new was said in and that may not be used; asked only of those that came new."""
    known = {before.get("language"), *(answer["language"] for answer in before["answers"].values())}
    spoken = {snapshot.language, *(answer.language for answer in snapshot.answers.values())}
    return sorted(tag for tag in spoken - known if not releases.can_be_used(session, instrument, tag))
