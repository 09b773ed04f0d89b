"""Respondents: met once, recognised by a code that says nothing about them."""

import base64
import hashlib
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.errors import N_, SnapshotRefused
from app.instrument.schema import Instrument
from app.models import ActivityGroup, Case, Person, PersonRole, Respondent, Role, Wave
from app.services.snapshots import Snapshot

WRONG_PLACE = N_("This interview names a school, class or round that the study does not have. It is kept on the phone.")
WRONG_ROLE = N_("Students hold the first interview, callers the later ones. It is kept on the phone; ask the lead.")


def placed(session: Session, instrument: Instrument, snapshot: Snapshot, *, by: Person) -> Wave:
    """The wave of a new interview, if this person holds interviews in it and its parent and place are the study's.

    Raises:
        SnapshotRefused: They are not.
    """
    query = select(Wave).where(Wave.name == snapshot.wave, Wave.instrument == instrument.name)
    wave = session.exec(query).first()
    if wave is None or instrument.wave != snapshot.wave:
        raise SnapshotRefused(WRONG_PLACE)
    if (wave.follows is None) != (by.role == PersonRole.STUDENT):
        raise SnapshotRefused(WRONG_ROLE)
    _check_place(session, wave, snapshot)
    return wave


def _check_place(session: Session, wave: Wave, snapshot: Snapshot) -> None:
    """The respondent is new in a first wave, known and to be called in a later one; the study has her class.

    Raises:
        SnapshotRefused: She is known already in a first wave, or has no such case or place.
    """
    known = session.get(Respondent, snapshot.respondent)
    if wave.follows is None:
        if known is not None or session.get(ActivityGroup, (snapshot.activity, snapshot.group)) is None:
            raise SnapshotRefused(WRONG_PLACE)
        return
    case = session.get(Case, snapshot.case) if snapshot.case is not None else None
    if known is None or case is None or case.respondent_id != known.id or case.wave_id != wave.id:
        raise SnapshotRefused(WRONG_PLACE)
    if (known.activity_id, known.group_id) != (snapshot.activity, snapshot.group):
        raise SnapshotRefused(WRONG_PLACE)


def has_moved(snapshot: Snapshot, before: dict[str, Any]) -> bool:
    """Whether it names another parent, place or questionnaire than the one that is held."""
    same = ("respondent", "case", "wave", "instrument", "version", "activity", "group")
    return any(snapshot.body[name] != before[name] for name in same)


def meet(session: Session, instrument: Instrument, snapshot: Snapshot) -> None:
    """Somebody we speak to for the first time."""
    session.add(
        Respondent(
            id=snapshot.respondent,
            code=_free_code(session, snapshot.respondent),
            role=Role(instrument.role),
            activity_id=snapshot.activity,
            group_id=snapshot.group,
        )
    )


def code(respondent_id: UUID, attempt: int = 0) -> str:
    """A short code that can be read out over the telephone, without letters that sound or look alike."""
    digest = hashlib.sha256(f"{respondent_id}/{attempt}".encode()).digest()
    letters = base64.b32encode(digest).decode().translate(str.maketrans("ILOU", "89WX"))
    return f"R-{letters[:6]}"


def _free_code(session: Session, respondent_id: UUID) -> str:
    attempt = 0
    while True:
        free = code(respondent_id, attempt)
        if session.exec(select(Respondent.id).where(Respondent.code == free)).first() is None:
            return free
        attempt += 1
