"""Keeping what was refused: whole, sealed, the same once, until the lead has decided about it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import FieldworkError, InterviewVoided, SnapshotRefused
from app.models import Decision, ParkedSnapshot
from app.security.sealing import Sealer
from app.services import amended, snapshots, withdrawn
from app.services.senders import Key
from app.services.snapshots import Snapshot

#: An evening is 30 interviews; this is every tap of five of them. A phone keeps its copy when there are more.
MOST_A_DAY = 200
A_DAY = timedelta(days=1)
LONGEST_NAME = 64
LARGEST = 2**31 - 1


def keep(
    session: Session,
    sealer: Sealer,
    interview_id: UUID,
    body: bytes,
    refusal: FieldworkError,
    *,
    by: Key,
    now: datetime,
) -> ParkedSnapshot | None:
    """Keep what was refused; gives the row it is kept in, or None when this person sent too much of it today.

    What comes again finds its row, with what was decided about it meanwhile. A rehearsal is nothing to decide about.
    """
    if is_rehearsal(body):
        return None
    snapshot = _read(body)
    prints = sealer.fingerprints(identity(snapshot) if snapshot else _identity_of_anything(body))
    held = _held(session, interview_id, prints)
    if held is None and _today(session, by, now) < MOST_A_DAY:
        held = ParkedSnapshot(
            interview_id=interview_id,
            fingerprint=prints[0],
            person_id=by.person,
            phone_id=by.phone,
            reason=refusal.msgid,
            item=_short(refusal.item),
            arrived_at=now,
            **_sealed(sealer, body, _place(interview_id, prints[0])),
        )
        _decided_before(session, held, refusal)
        session.add(held)
        session.flush()
    return held


def _decided_before(session: Session, parked: ParkedSnapshot, refusal: FieldworkError) -> None:
    """What belongs to a voided interview is kept beside it, and nothing is left to decide about it."""
    voiding = amended.voiding(session, parked.interview_id) if isinstance(refusal, InterviewVoided) else None
    if voiding is not None:
        parked.decision, parked.because, parked.contact = Decision.VOIDED, voiding.because, None
        parked.decided_by, parked.decided_at = voiding.person_id, parked.arrived_at


def is_rehearsal(body: bytes) -> bool:
    """Whether a body says that it is one, readable or not otherwise."""
    sent = _plain(body)
    return isinstance(sent, dict) and sent.get("training") is True


def forgotten(session: Session, body: bytes) -> int | None:
    """The revision of a body whose respondent took consent back, so that it is not kept; None for all others."""
    sent = _plain(body)
    if not isinstance(sent, dict) or withdrawn.reach(session, _uuid(sent.get("respondent"))) is None:
        return None
    return _number(sent, "revision") or LARGEST


def decision(session: Session, sealer: Sealer, interview_id: UUID, snapshot: Snapshot) -> Decision | None:
    """What was decided about exactly this snapshot, if it was ever parked."""
    found = session.exec(select(ParkedSnapshot).where(ParkedSnapshot.interview_id == interview_id)).all()
    prints = sealer.fingerprints(identity(snapshot)) if found else []
    decided = next((one.decision for one in found if one.fingerprint in prints), None)
    return Decision(decided) if decided else None


def count(session: Session) -> int:
    """How many interviews wait for the lead."""
    undecided = sa.select(col(ParkedSnapshot.interview_id), col(ParkedSnapshot.person_id)).where(
        col(ParkedSnapshot.decision).is_(None)
    )
    return session.scalar(sa.select(sa.func.count()).select_from(undecided.distinct().subquery())) or 0


def identity(snapshot: Snapshot) -> str:
    """The same text for the same snapshot, whenever and from wherever it is sent."""
    return json.dumps({**snapshot.body, "contact": snapshot.contact}, sort_keys=True)


def body_of(parked: ParkedSnapshot, sealer: Sealer) -> Any:
    """What arrived, contact included: an object, or text where nothing could be read.

    Raises:
        CannotOpen: It was sealed with a key that is gone.
    """
    body = json.loads(sealer.open(parked.sealed, place(parked, "body")))
    if parked.contact is not None:
        body["contact"] = json.loads(sealer.open(parked.contact, place(parked, "contact")))
    return body


def place(parked: ParkedSnapshot, part: str) -> str:
    """Where a sealed part of a row belongs."""
    return _place(parked.interview_id, parked.fingerprint) + part


def _place(interview_id: UUID, fingerprint: str) -> str:
    return f"parked:{interview_id}:{fingerprint}:"


def _sealed(sealer: Sealer, body: bytes, place: str) -> dict[str, Any]:
    sent = _plain(body)
    if not isinstance(sent, dict):
        return {"sealed": sealer.seal(json.dumps(sent), place + "body")}
    contact, answers = sent.pop("contact", None), sent.get("answers")
    return {
        "sealed": sealer.seal(json.dumps(sent), place + "body"),
        "contact": sealer.seal(json.dumps(contact), place + "contact") if contact else None,
        "revision": _number(sent, "revision") or 0,
        "respondent_id": _uuid(sent.get("respondent")),
        "activity_id": _number(sent, "activity"),
        "answers": len(answers) if isinstance(answers, dict) else 0,
    }


def _read(body: bytes) -> Snapshot | None:
    try:
        return snapshots.parse(body)
    except SnapshotRefused:
        return None


def _plain(body: bytes) -> Any:
    """The body as plain values; as text, byte by byte, where it is no object."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    return sent if isinstance(sent, dict) else body.decode("latin-1")


def _identity_of_anything(body: bytes) -> str:
    sent = _plain(body)
    if isinstance(sent, dict):
        sent = {name: value for name, value in sent.items() if name not in {"device_sent_at", "phone"}}
    return json.dumps(sent, sort_keys=True)


def _held(session: Session, interview_id: UUID, prints: list[str]) -> ParkedSnapshot | None:
    mine = select(ParkedSnapshot).where(ParkedSnapshot.interview_id == interview_id)
    return session.exec(mine.where(col(ParkedSnapshot.fingerprint).in_(prints))).first()


def _today(session: Session, by: Key, now: datetime) -> int:
    recent = sa.select(sa.func.count()).where(
        col(ParkedSnapshot.person_id) == by.person, col(ParkedSnapshot.arrived_at) > now - A_DAY
    )
    return session.scalar(recent) or 0


def _short(name: str | None) -> str | None:
    return name.replace("\0", "")[:LONGEST_NAME] if name is not None else None


def _number(sent: dict[str, Any], name: str) -> int | None:
    value = sent.get(name)
    return value if type(value) is int and 0 < value <= LARGEST else None


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None
