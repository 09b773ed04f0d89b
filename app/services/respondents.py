"""Respondents: met once, recognised by a code that says nothing about them."""

import base64
import hashlib
import re
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.db import for_update
from app.errors import N_, SnapshotRefused
from app.i18n import plain_digits
from app.instrument.schema import Instrument
from app.models import ActivityGroup, Case, Interview, Person, PersonRole, Respondent, Role, Wave
from app.services import amended
from app.services.snapshots import Snapshot

LENGTH = 6  # of a code, without its R and dash
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # in a code: none of I, L, O, U, 0 and 1
WRONG_PLACE = N_("This interview names a school, class or round that the study does not have. It is kept on the phone.")
SECOND_CALL = N_(
    "This parent has a telephone interview already, begun by somebody else or earlier. This one is kept; ask the lead."
)
WRONG_ROLE = N_("Students hold the first interview, callers the later ones. It is kept on the phone; ask the lead.")


def placed(session: Session, instrument: Instrument, snapshot: Snapshot, *, by: Person) -> Wave:
    """The wave of a new interview, if this person holds such interviews and respondent and place are the study's.

    Raises:
        SnapshotRefused: They are not.
    """
    query = select(Wave).where(Wave.name == snapshot.wave, Wave.instrument == instrument.name)
    wave = session.exec(query).first()
    if wave is None:
        raise SnapshotRefused(WRONG_PLACE)
    if not _may_hold(wave, snapshot, by):
        raise SnapshotRefused(WRONG_ROLE)
    if is_called(wave) or snapshot.case is not None:
        _check_case(session, wave, snapshot)
    else:
        _check_place(session, instrument, wave, snapshot)
    return wave


def is_called(wave: Wave) -> bool:
    """Whether callers ring for it, each respondent by her case."""
    return wave.follows is not None and wave.mode == "cati"


def _may_hold(wave: Wave, snapshot: Snapshot, by: Person) -> bool:
    """Callers ring, or send a link; students hold the rest, and the lead takes in what came alone or on paper."""
    if is_called(wave):
        return by.role == PersonRole.CALLER
    if by.role == PersonRole.CALLER:
        return snapshot.mode == "self" and snapshot.case is not None
    return by.role == PersonRole.STUDENT or (by.role == PersonRole.LEAD and snapshot.mode in {"self", "paper"})


def _check_case(session: Session, wave: Wave, snapshot: Snapshot) -> None:
    """Its case is the parent's, and she has no interview of this round yet.

    The case is locked: of two callers who rang with the same case without internet, one is first, and the other's is
    kept for the lead.

    Raises:
        SnapshotRefused: It is not so.
    """
    known = session.get(Respondent, snapshot.respondent)
    query = select(Case).where(Case.id == snapshot.case)
    case = session.exec(for_update(session, query)).one_or_none() if snapshot.case is not None else None
    if known is None or case is None or case.respondent_id != known.id or case.wave_id != wave.id:
        raise SnapshotRefused(WRONG_PLACE)
    if not amended.stood_at(session, known, snapshot.activity, snapshot.group):
        raise SnapshotRefused(WRONG_PLACE)
    if _is_met_in(session, known, wave):
        raise SnapshotRefused(SECOND_CALL)


def _check_place(session: Session, instrument: Instrument, wave: Wave, snapshot: Snapshot) -> None:
    """The study has the class, and whoever was met before stands there in the same role, without this list.

    Raises:
        SnapshotRefused: It is not so.
    """
    if session.get(ActivityGroup, (snapshot.activity, snapshot.group)) is None:
        raise SnapshotRefused(WRONG_PLACE)
    known = session.get(Respondent, snapshot.respondent)
    if known is None:
        return
    here = (known.role, known.activity_id, known.group_id) == (instrument.role, snapshot.activity, snapshot.group)
    if not here or _is_met_in(session, known, wave):
        raise SnapshotRefused(WRONG_PLACE)


def _is_met_in(session: Session, known: Respondent, wave: Wave) -> bool:
    again = select(Interview.id).where(Interview.respondent_id == known.id, Interview.wave_id == wave.id)
    return session.exec(again).first() is not None


def has_moved(snapshot: Snapshot, before: dict[str, Any]) -> bool:
    """Whether it names another parent, place or questionnaire than the one that is held."""
    same = ("respondent", "case", "wave", "instrument", "version", "activity", "group")
    return any(snapshot.body[name] != before[name] for name in same)


def meet(session: Session, instrument: Instrument, snapshot: Snapshot) -> Respondent:
    """Write down somebody we speak to for the first time; whoever was met before stays as she is."""
    known = session.get(Respondent, snapshot.respondent)
    if known is None:
        known = Respondent(
            id=snapshot.respondent,
            code=_free_code(session, snapshot.respondent),
            role=Role(instrument.role),
            activity_id=snapshot.activity,
            group_id=snapshot.group,
        )
        session.add(known)
    return known


def code(respondent_id: UUID, attempt: int = 0) -> str:
    """A short code that can be read out over the telephone, without letters that sound or look alike."""
    digest = hashlib.sha256(f"{respondent_id}/{attempt}".encode()).digest()
    letters = base64.b32encode(digest).decode().translate(str.maketrans("ILOU", "89WX"))
    return f"R-{letters[:LENGTH]}"


def code_in(typed: str) -> str | None:
    """The code that somebody typed, with or without its R, however it was spaced; None: it is none."""
    letters = "".join(filter(str.isalnum, plain_digits(typed))).upper()
    found = re.fullmatch(r"R?([A-Z2-9]{6})", letters)
    return f"R-{found[1]}" if found else None


def _free_code(session: Session, respondent_id: UUID) -> str:
    attempt = 0
    while True:
        free = code(respondent_id, attempt)
        if session.exec(select(Respondent.id).where(Respondent.code == free)).first() is None:
            return free
        attempt += 1
