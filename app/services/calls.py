"""Calling one parent: the number, shown when it is needed, and how the call ended."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.db import for_update
from app.errors import N_, CaseClosed, FieldworkError, NotFound
from app.models import CallAttempt, Case, Contact, Person
from app.security.sealing import Sealer
from app.services import contacts
from app.services.cases import close
from app.services.dispositions import DISPOSITIONS, Disposition


def reveal(session: Session, sealer: Sealer, case_id: int, *, by: Person, now: datetime) -> dict[str, str]:
    """Name and number of an open case, in words that can be dialled; written down in the audit.

    Raises:
        CaseClosed: There is nothing to call for any more.
    """
    held = session.get(Case, case_id)
    if held is None:
        raise NotFound
    if held.closed_by is not None:
        raise CaseClosed
    return contacts.reveal(session, sealer, held.respondent_id, by=by, now=now)


def record(
    session: Session,
    sealer: Sealer,
    case_id: int,
    *,
    disposition: str,
    by: Person,
    now: datetime,
    appointment_at: datetime | None = None,
    note: str = "",
) -> Case:
    """Write down how a call ended, and when to try again if it did not end the case.

    Raises:
        CaseClosed: A colleague closed it meanwhile.
        FieldworkError: A time or a note is missing, or the time cannot be kept.
    """
    held = session.exec(for_update(session, select(Case).where(Case.id == case_id))).one_or_none()
    if held is None:
        raise NotFound
    if held.closed_by is not None:
        raise CaseClosed
    outcome = _outcome(disposition, held, appointment_at, note, now=now)
    attempt = CallAttempt(
        case_id=case_id, caller_id=by.id, at=now, disposition=outcome.key, has_note=bool(note.strip())
    )
    session.add(attempt)
    session.flush()
    if note.strip():
        contacts.note(session, sealer, held.respondent_id, f"note:{attempt.id}", note.strip())
    if outcome.final or (outcome.other_number and not _number_left(session, held)):
        close(session, held, outcome.key, now=now)
    else:
        held.appointment_at = appointment_at if outcome.asks_time else None
        held.next_try_at = now + outcome.again_after if outcome.again_after else None
    return held


def _outcome(disposition: str, held: Case, appointment_at: datetime | None, note: str, *, now: datetime) -> Disposition:
    outcome = DISPOSITIONS.get(disposition)
    if outcome is None or not outcome.by_hand:
        raise FieldworkError(N_("Choose how the call ended."))
    if outcome.note_required and not note.strip():
        raise FieldworkError(N_("Write one line about why, so that the next caller knows."))
    if outcome.asks_time:
        if appointment_at is None or appointment_at <= now:
            raise FieldworkError(N_("Choose a day and time that are still to come."))
        if local(appointment_at).date() > held.closes_on:
            raise FieldworkError(N_("Choose a day before the round closes for this parent."))
    return outcome


def _number_left(session: Session, held: Case) -> bool:
    useless = sa.select(sa.func.count()).where(
        col(CallAttempt.case_id) == held.id,
        col(CallAttempt.disposition).in_([row.key for row in DISPOSITIONS.values() if row.other_number]),
    )
    known = sa.select(sa.func.count()).where(
        col(Contact.respondent_id) == held.respondent_id, col(Contact.field).in_(contacts.NUMBERS)
    )
    return session.scalars(useless).one() < session.scalars(known).one()
