"""Names and numbers: sealed on arrival, shown one parent at a time, gone when their purpose ends."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import phonenumbers
from sqlmodel import Session, col, delete, select, update

from app.db import upsert
from app.errors import ContactSealed, NumberImpossible, SnapshotRefused
from app.i18n import plain_digits
from app.models import AuditEntry, Contact, ParkedSnapshot, Person
from app.security.phone_sealing import is_sealed
from app.security.sealing import CannotOpen, Sealer

NUMBERS = ("phone", "second_phone")
DIALABLE = re.compile(r"\+[0-9]{5,15}")
GROUPS = re.compile(r"\d{2}(?!\d$)|\d{3}$|\d")  # in twos; an odd number ends in three
HERE = "NL"  # how a number without a country is meant
LONGEST = 500  # letters of a field, however it came


def normal(number: str) -> str:
    """A telephone number in E.164, whatever digits and spaces it was typed with.

    Raises:
        NumberImpossible: When no telephone can have it.
    """
    try:
        parsed = phonenumbers.parse(plain_digits(number), HERE)
    except phonenumbers.NumberParseException as problem:
        raise NumberImpossible from problem
    if not phonenumbers.is_valid_number(parsed):
        raise NumberImpossible
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """A number in twos, as it is read back aloud; Dutch ones without their country, impossible ones as typed."""
    if not is_dialable(number):
        return number
    parsed = phonenumbers.parse(number, HERE)
    national = parsed.country_code == phonenumbers.country_code_for_region(HERE)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    code, _, rest = phonenumbers.format_number(parsed, style).partition(" ")
    digits = "".join(filter(str.isdigit, rest))
    return " ".join([code, *GROUPS.findall(digits)])


def is_dialable(number: str) -> bool:
    """Whether this is a number in E.164; what was kept as typed may be anything."""
    return bool(DIALABLE.fullmatch(number))


def opened(sealer: Sealer, respondent_id: UUID, contact: dict[str, str]) -> dict[str, str]:
    """The contact as it was typed; a phone without WebCrypto, or of an older release, sends it so.

    Raises:
        ContactSealed: Naming a field that does not open here.
        SnapshotRefused: Naming a field that holds what no field can.
    """
    return {field: _opened(sealer, respondent_id, field, text) for field, text in contact.items()}


def _opened(sealer: Sealer, respondent_id: UUID, field: str, text: str) -> str:
    if not is_sealed(text):
        return text
    try:
        typed = sealer.phones.open(text, f"aloud contact {respondent_id} {field}")
    except CannotOpen as problem:
        raise ContactSealed(item=field) from problem
    if len(typed) > LONGEST or "\0" in typed:
        raise SnapshotRefused(item=field)
    return typed


def checked(contact: dict[str, str], *, as_typed: bool = False) -> dict[str, str]:
    """The contact with its numbers in E.164 and empty fields left out.

    Args:
        contact: What was typed, field by field.
        as_typed: Keep a number that cannot exist; nobody is there any more to correct it.

    Raises:
        NumberImpossible: Naming the field.
    """
    filled = {field: text.strip() for field, text in contact.items() if text.strip()}
    for field in NUMBERS:
        if field in filled:
            try:
                filled[field] = normal(filled[field])
            except NumberImpossible as problem:
                if not as_typed:
                    raise NumberImpossible(item=field) from problem
    return filled


def keep(session: Session, sealer: Sealer, respondent_id: UUID, contact: dict[str, str]) -> None:
    """Seal these fields for this respondent and forget the ones that are no longer among them."""
    forget(session, respondent_id, keep_notes=True)
    rows = [_sealed(sealer, respondent_id, field, text) for field, text in contact.items()]
    upsert(session, Contact, rows)


def whose(session: Session, sealer: Sealer, number: str) -> set[UUID]:
    """The respondents who left a number, found without opening a single one (method 2.4).

    Raises:
        NumberImpossible: When no telephone can have it.
    """
    wanted = _fingerprints(sealer, normal(number))
    _recognise(session, sealer)
    return set(session.exec(select(Contact.respondent_id).where(col(Contact.fingerprint).in_(wanted))))


def _recognise(session: Session, sealer: Sealer) -> None:
    """Numbers that were kept before they had a fingerprint get one; afterwards there are none left."""
    old = select(Contact).where(col(Contact.fingerprint).is_(None), col(Contact.field).in_(NUMBERS))
    for row in session.exec(old).all():
        try:
            number = sealer.open(row.sealed, _place(row.respondent_id) + row.field)
        except CannotOpen:  # damaged, or of a key that is gone: nobody can ring back either
            continue
        row.fingerprint = _fingerprints(sealer, number)[0]
    session.flush()


def _fingerprints(sealer: Sealer, number: str) -> list[str]:
    return sealer.fingerprints(f"number {number}")


def reveal(session: Session, sealer: Sealer, respondent_id: UUID, *, by: Person, now: datetime) -> dict[str, str]:
    """Open every field of one respondent, and write down who looked."""
    session.add(AuditEntry(at=now, person_id=by.id, verb="contact.reveal", object=str(respondent_id)))
    return opened_all(session, sealer, respondent_id)


def put(session: Session, sealer: Sealer, respondent_id: UUID, field: str, text: str) -> None:
    """Seal one field, in the place of what it held."""
    upsert(session, Contact, [_sealed(sealer, respondent_id, field, text)])


def _sealed(sealer: Sealer, respondent_id: UUID, field: str, text: str) -> dict[str, Any]:
    return {
        "respondent_id": respondent_id,
        "field": field,
        "sealed": sealer.seal(text, _place(respondent_id) + field),
        "fingerprint": _fingerprints(sealer, text)[0] if field in NUMBERS else None,
    }


def note(session: Session, sealer: Sealer, respondent_id: UUID, field: str, text: str) -> None:
    """Seal a caller's note; people write names into notes."""
    sealed = sealer.seal(text, _place(respondent_id) + field)
    session.add(Contact(respondent_id=respondent_id, field=field, sealed=sealed))


def noted(session: Session, sealer: Sealer, respondent_id: UUID, field: str) -> str:
    """A caller's note, to be kept with another attempt; nobody looks at it. Empty: there is none."""
    mine = select(Contact).where(Contact.respondent_id == respondent_id, Contact.field == field)
    row = session.exec(mine).one_or_none()
    return sealer.open(row.sealed, _place(respondent_id) + field) if row else ""


def forget(session: Session, respondent_id: UUID, *, keep_notes: bool = False) -> None:
    """Delete the contact of a respondent."""
    mine = delete(Contact).where(col(Contact.respondent_id) == respondent_id)
    session.execute(mine.where(~col(Contact.field).startswith("note:")) if keep_notes else mine)


def let_go(session: Session, respondent_id: UUID) -> None:
    """Name and number go, wherever they are kept; what callers noted stays."""
    forget(session, respondent_id, keep_notes=True)
    parked = update(ParkedSnapshot).where(col(ParkedSnapshot.respondent_id) == respondent_id)
    session.execute(parked.values(contact=None))


def held(session: Session, sealer: Sealer, respondent_id: UUID) -> dict[str, str]:
    """What was typed, to be moved under another seal; nobody looks at it."""
    found = opened_all(session, sealer, respondent_id)
    return {field: text for field, text in found.items() if not field.startswith("note:")}


def opened_all(session: Session, sealer: Sealer, respondent_id: UUID) -> dict[str, str]:
    """Every field of one respondent, opened; whoever asks writes down that somebody looked."""
    rows = session.exec(select(Contact).where(Contact.respondent_id == respondent_id))
    place = _place(respondent_id)
    return {row.field: sealer.open(row.sealed, place + row.field) for row in rows}


def _place(respondent_id: UUID) -> str:
    return f"contact:{respondent_id}:"


@dataclass(frozen=True)
class Shown:
    """A contact as the caller sees it: whom to ask for, which numbers, what we were asked to avoid."""

    ask_for: str
    numbers: tuple[tuple[str, str], ...]  # to dial (empty where nobody can), to read
    avoid: str
    notes: tuple[str, ...]
    second_person: str = ""  # whose the second number is; empty: their own

    @classmethod
    def of(cls, contact: dict[str, str]) -> "Shown":
        """From the opened fields."""
        return cls(
            ask_for=contact.get("ask_for", ""),
            numbers=tuple(_shown(contact[field]) for field in NUMBERS if field in contact),
            avoid=contact.get("avoid", ""),
            second_person=contact.get("second_person", ""),
            notes=tuple(text for field, text in sorted(contact.items()) if field.startswith("note:")),
        )


def _shown(number: str) -> tuple[str, str]:
    return (number if is_dialable(number) else "", readable(number))
