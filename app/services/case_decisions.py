"""What the lead decides about one case: try again, longer, or that a call ended otherwise than was written down."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from app.calling.events import Corrected, Extended, Promise, Reopened
from app.errors import N_, FieldworkError
from app.models import CallAttempt, Case, Person, PersonRole
from app.security.sealing import Sealer
from app.services import calls, casework, contacts
from app.services.caseload import standing

A_SLIP = timedelta(minutes=10)  # in which a caller says herself that she tapped the wrong thing
TOO_LATE = N_("You can correct your own last call for ten minutes. Ask the lead to correct this one.")

#: Why a case is opened again. Chosen and not typed: people write names into what they type.
BECAUSE = {
    "asked": N_("They came back to it themselves"),
    "mistake": N_("It was closed by mistake"),
    "new_number": N_("There is another number"),
    "settled": N_("I spoke with them; it is settled"),
}


def reopen(session: Session, case_id: int, *, because: str, by: Person, now: datetime) -> Case:
    """Let us try again, for a reason.

    Raises:
        FieldworkError: No reason was chosen, or this case stays closed.
    """
    if because not in BECAUSE:
        raise FieldworkError(N_("Choose why this case is opened again."))
    return casework.apply(session, case_id, Reopened(because), by=by, now=now)


def extend(session: Session, case_id: int, *, closes_on: date | None, by: Person, now: datetime) -> Case:
    """Keep the window of a case open until another day.

    Raises:
        FieldworkError: No day, not a later day, or longer than a parent may be kept waiting.
    """
    if closes_on is None:
        raise FieldworkError(N_("Choose the day until which we may call."))
    return casework.apply(session, case_id, Extended(closes_on), by=by, now=now)


def correct(
    session: Session,
    sealer: Sealer,
    case_id: int,
    attempt_id: int,
    *,
    disposition: str,
    by: Person,
    now: datetime,
    note: str = "",
    reason: str = "",
    number: str = "",
    language: str | None = None,
    promise: Promise | None = None,
) -> Case:
    """An attempt ended otherwise than was written down; the row that was wrong stays, and another says so.

    Its note stays with it, unless there is a new one: the next caller needs it all the same.

    Raises:
        NotFound: The case has no such attempt.
        FieldworkError: Something is missing, the case ended by an interview or a withdrawal, or it is not the
            lead's word nor the caller's own last call of these minutes.
    """
    tries = standing(session.exec(select(CallAttempt).where(CallAttempt.case_id == case_id)))
    last = tries[-1] if tries else None
    is_known = last is not None and attempt_id in {last.id, last.corrects}
    if by.role != PersonRole.LEAD and not (last is not None and is_known and is_slip(last, by, now)):
        raise FieldworkError(TOO_LATE)
    note = note.strip() or _noted(session, sealer, case_id, tries, attempt_id)
    event = Corrected(attempt_id, disposition, number, reason, bool(note), promise, language)
    case = casework.apply(session, case_id, event, by=by, now=now)
    if note and case.purged_at is None:
        row = calls.newest_attempt(session, case_id)
        contacts.note(session, sealer, case.respondent_id, f"note:{row}", note)
    return case


def _noted(session: Session, sealer: Sealer, case_id: int, tries: Sequence[CallAttempt], attempt_id: int) -> str:
    """The note of an attempt as it stands now."""
    case = session.get(Case, case_id)
    wrong = next((one for one in tries if attempt_id in {one.id, one.corrects}), None)
    if case is None or wrong is None:
        return ""
    return contacts.noted(session, sealer, case.respondent_id, f"note:{wrong.id}")


def is_slip(last: CallAttempt, by: Person, now: datetime) -> bool:
    """Whether a caller may still say that her last call ended otherwise than she wrote down."""
    return last.caller_id == by.id and now - (last.ended_at or last.at) <= A_SLIP
