"""Name and number of a case while it is in a caller's hands, and a number that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.calling.events import Renumbered
from app.calling.held import Held
from app.errors import FieldworkError
from app.models import AuditEntry, Person
from app.security.sealing import Sealer
from app.services import call_interview, casework, contacts
from app.services.contacts import NUMBERS

NOTE = "note:"


@dataclass(frozen=True)
class Number:
    """One number as it can be dialled and as it is read."""

    field: str
    dial: str  # empty: it cannot be right, and is shown as it was written down
    read: str
    is_bad: bool  # somebody found it wrong or out of use
    is_next: bool  # to be dialled now


@dataclass(frozen=True)
class Known:
    """What was opened with the number."""

    ask_for: str
    numbers: tuple[Number, ...]
    avoid: str
    second_person: str
    notes: Mapping[int, str]  # by the number of the attempt

    @property
    def dialable(self) -> tuple[Number, ...]:
        """Those that can still be tried; of two, the caller says which she dialled."""
        return tuple(one for one in self.numbers if one.dial and not one.is_bad)


def known(session: Session, sealer: Sealer, respondent_id: UUID, held: Held) -> Known:
    """What was shown when the number was; that it was is written down once for as long as she has the case."""
    opened = contacts.opened_all(session, sealer, respondent_id)
    numbers = tuple(_number(field, opened[field], held) for field in NUMBERS if field in opened)
    notes = {int(field.removeprefix(NOTE)): text for field, text in opened.items() if field.startswith(NOTE)}
    return Known(
        ask_for=opened.get("ask_for", ""),
        numbers=tuple(sorted(numbers, key=lambda one: (not one.is_next, one.is_bad))),
        avoid=opened.get("avoid", ""),
        second_person=opened.get("second_person", ""),
        notes=notes,
    )


def _number(field: str, number: str, held: Held) -> Number:
    return Number(
        field=field,
        dial=number if contacts.is_dialable(number) else "",
        read=contacts.readable(number),
        is_bad=field in held.bad_numbers,
        is_next=field == held.number,
    )


def add_number(
    session: Session, sealer: Sealer, case_id: int, typed: str, *, by: Person, now: datetime
) -> FieldworkError | None:
    """Another number of this parent, beside the first; where there are two, in the place of one that does not work.

    Only where both of them work does it take the place of the one being dialled.

    Returns:
        Why not: she does not have the case in hand, or no telephone can have this number. None: it is kept.
    """
    try:
        case = call_interview.in_hand(session, case_id, by=by, now=now)
        number = contacts.normal(typed)
    except FieldworkError as refusal:
        return refusal
    field = casework.held(session, case).field_for_another(NUMBERS)
    contacts.put(session, sealer, case.respondent_id, field, number)
    casework.apply(session, case_id, Renumbered(by.id, field), by=by, now=now)
    session.add(AuditEntry(at=now, person_id=by.id, verb="contact.change", object=str(case.respondent_id)))
    return None
