"""Taking over from somebody who needs help: what she filled in alone goes on being read aloud on a student's phone.

One phone owns one interview. So it is handed over whole: the interview becomes the student's, her phone gets what we
hold with the next revision, and the other phone is told that it can be put away. Name and number stay unreadable: they
travel as her phone would have sealed them itself, and only the server opens them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.db import for_update
from app.errors import N_, FieldworkError
from app.models import AuditEntry, Interview, Person, SelfCompletion, SelfLink
from app.security.sealing import Sealer
from app.services import cards, evenings, fieldwork, filling, selves, withdrawn
from app.services.evenings import Unfinished
from app.services.going import Going
from app.services.selves import SIGNS


class NoSuchCode(FieldworkError):
    """Nobody who is still busy here has this code."""

    status = 404
    sentence = N_("Nobody here has this code. Look at the other phone once more.")


@dataclass(frozen=True)
class Handed:
    """What a student's phone takes in: a record as its own store keeps it, and where to go on."""

    record: dict[str, Any]

    @property
    def instrument(self) -> str:
        """The name of the questionnaire."""
        return str(self.record["instrument"])

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.record["version"])

    @property
    def place(self) -> str:
        """Where it goes on, as the interview's page addresses it."""
        return f"{self.record['id']}/{self.record['place']}"


def look_up(session: Session, activity_id: int, code: str, *, by: Person) -> Unfinished:
    """Who at this activity is still busy and has this code.

    Raises:
        NotFound: She is not expected there.
        NoSuchCode: Nobody.
    """
    fieldwork.occasion(session, activity_id, person=by)
    typed = "".join(sign for sign in code.upper() if sign in SIGNS)
    mine = _busy(activity_id).where(SelfCompletion.code == typed)
    found = session.exec(mine).first()
    if found is None:
        raise NoSuchCode
    unfinished = evenings.alone(session, activity_id).unfinished
    return next(one for one in unfinished if one.interview_id == str(found.interview_id))


def take_over(
    session: Session,
    sealer: Sealer,
    activity_id: int,
    interview_id: UUID,
    *,
    by: Person,
    phone: int | None,
    now: datetime,
) -> Handed:
    """Give an unfinished questionnaire to a student; the same student again gets the same.

    Raises:
        NotFound: She is not expected there.
        NoSuchCode: It was finished meanwhile, or a colleague was faster.
        EveningOver: The evening has ended.
    """
    fieldwork.occasion(session, activity_id, person=by)
    busy = select(SelfCompletion).where(
        SelfCompletion.activity_id == activity_id,
        SelfCompletion.interview_id == interview_id,
        col(SelfCompletion.finished_at).is_(None),
    )
    completion = session.exec(for_update(session, busy)).one_or_none()
    if completion is None or completion.taken_by not in {None, by.id}:
        raise NoSuchCode
    withdrawn.refuse(session, completion.respondent_id)
    at = selves.loaded(session, completion, now=now)
    handed = _handed(session, sealer, at, phone=phone, now=now)
    if completion.taken_at is None:
        completion.taken_by, completion.taken_at = by.id, now
        session.add(AuditEntry(at=now, person_id=by.id, verb="self.take_over", object=str(interview_id)))
    held = session.get(Interview, interview_id)
    if held is not None:
        held.interviewer_id, held.phone_id = by.id, phone
    return handed


def _busy(activity_id: int) -> Any:
    return select(SelfCompletion).where(
        SelfCompletion.activity_id == activity_id,
        col(SelfCompletion.finished_at).is_(None),
        col(SelfCompletion.taken_at).is_(None),
        col(SelfCompletion.link_id).in_(select(SelfLink.id).where(col(SelfLink.case_id).is_(None))),
    )


def _handed(session: Session, sealer: Sealer, at: Going, *, phone: int | None, now: datetime) -> Handed:
    """The record of the phone: what `state.js` begins with, filled with what we hold."""
    contact = {
        field: sealer.phones.seal(text, f"aloud contact {at.completion.respondent_id} {field}")
        for field, text in filling.kept(session, sealer, at).items()
    }
    first_open = at.open_sheet(frozenset(contact))
    items = at.on(first_open) if first_open else []
    place = next((one.name for one in items if at.is_open(one, frozenset(contact))), "finish")
    revision = at.held.get("revision", 0)
    calls = cards.told(session)
    body = {
        "revision": revision + 1,
        "status": "draft",
        "stop_reason": None,
        "respondent": str(at.completion.respondent_id),
        "case": None,
        "wave": at.place.instrument.wave,
        "instrument": at.place.instrument.name,
        "version": at.place.instrument.version,
        "activity": at.completion.activity_id,
        "group": at.completion.group_id,
        "mode": "capi",
        "language": at.completion.language,
        "phone": phone,
        "device_started_at": at.completion.started_at.isoformat(),
        "answers": at.answers,
        "contact": contact or None,
    }
    return Handed(
        {
            **body,
            "contact": contact,
            "id": str(at.completion.interview_id),
            "kind": at.place.kind,
            "confirmed": revision,
            "parked": None,
            "since": now.isoformat(),
            "saved_at": now.isoformat(),
            "elapsed": round((now - at.completion.started_at).total_seconds() * 1000),
            "place": place,
            "code": None,
            "safe": len(at.answers),
            "line": calls.get("line"),
            "office": calls.get("office"),
            "body": {**body, "device_sent_at": None},
        }
    )
