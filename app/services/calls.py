"""Calling one parent: the number, shown when it is needed, and how the call ended."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.calling.events import Claim, Ended, Promise, Reveal
from app.errors import NotFound
from app.models import CallAttempt, Case, Person
from app.security.sealing import Sealer
from app.services import casework, contacts

AN_HOUR = timedelta(hours=1)  # in which a time that was agreed is kept


def reveal(session: Session, sealer: Sealer, case_id: int, *, by: Person, now: datetime) -> dict[str, str]:
    """Name and number of a case that this caller takes in hand, in words that can be dialled; written down.

    Raises:
        CallRefused: It may not be called now, or not by her; or there is nothing to call for any more.
    """
    take = Claim(by.id, tuple(by.languages.split()))
    case = casework.play(session, case_id, (take, Reveal(by.id)), by=by, now=now)
    return contacts.reveal(session, sealer, case.respondent_id, by=by, now=now)


def record(
    session: Session,
    sealer: Sealer,
    case_id: int,
    *,
    disposition: str,
    by: Person,
    now: datetime,
    appointment_at: datetime | None = None,
    promise: Promise | None = None,
    note: str = "",
    reason: str = "",
    number: str | None = None,
    language: str | None = None,
    inbound: bool = False,
) -> Case:
    """Write down how a call ended, and when to try again if it did not end the case.

    Args:
        session: A transaction.
        sealer: Seals the note.
        case_id: Whose call it was.
        disposition: How it ended.
        by: Who called, and has the case in hand.
        now: This moment.
        appointment_at: A time that was agreed, to be kept within an hour.
        promise: The same with its end, or a part of a day.
        note: What the next caller should know.
        reason: More exactly, where the disposition has kinds.
        number: The field that was dialled; the one that was to be dialled unless said.
        language: In which they want to be called.
        inbound: They called us.

    Raises:
        CallRefused: She does not have the case in hand, or a colleague closed it meanwhile.
        FieldworkError: A time or a note is missing, or the time cannot be kept.
    """
    before = session.get(Case, case_id)
    if before is None:
        raise NotFound
    if promise is None and appointment_at is not None:
        promise = Promise(appointment_at, appointment_at + AN_HOUR)
    ended = Ended(
        caller=by.id,
        disposition=disposition,
        number=number or before.number,
        reason=reason,
        has_note=bool(note.strip()),
        promise=promise,
        language=language or (before.language if disposition == "language" else None),
        inbound=inbound,
    )
    case = casework.apply(session, case_id, ended, by=by, now=now)
    if note.strip() and case.purged_at is None:
        contacts.note(session, sealer, case.respondent_id, f"note:{newest_attempt(session, case_id)}", note.strip())
    return case


def newest_attempt(session: Session, case_id: int) -> int:
    """The number of the row that was written last."""
    return session.scalars(sa.select(sa.func.max(CallAttempt.id)).where(col(CallAttempt.case_id) == case_id)).one()
