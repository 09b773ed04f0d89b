"""The file in which a phone saved what it could not send: read by the lead, taken in as if the phone had sent it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from app.errors import N_, Broken, FieldworkError
from app.models import Interview, Person, Phone
from app.security.sealing import CannotOpen, Sealer
from app.services import interviews, looking, parking, refusals, snapshots
from app.services.refusals import SentRefusal
from app.services.senders import Key

FORMAT, VERSION = "aloud-unsent", 1
PLACE = "aloud unsent file"
MOST = 1000  # entries; an evening has 30 interviews, and a phone is emptied at every place with reception
NOT_OURS = N_("This is not a file of unsent interviews. The name of such a file begins with aloud-unsent.")
CUT = N_("This file is damaged or not complete. Save it on the phone once more; nothing was taken from it.")
NEWER = N_(
    "This file was written by a newer Aloud than this server. Update the server first; nothing was taken from it."
)
OTHER_KEY = N_(
    "This file is sealed for another study, or with the key “%(name)s”, which is not in ALOUD_CONTACT_KEYS any more. "
    "Nothing was taken from it."
)
TOO_MANY = N_("This file has %(count)s entries, more than a phone can hold. Nothing was taken from it.")
NO_PHONE = N_("We do not know the phone that this began on, so not whose it is. It was not taken.")
UNREADABLE = N_("This entry cannot be read.")


class FileRefused(FieldworkError):
    """A file that cannot be taken; nothing of it was."""

    status = 422


@dataclass(frozen=True)
class Entry:
    """One interview or refusal of a file."""

    is_interview: bool
    id: Any
    body: Any
    phone: Any  # the one it began on; else the one that wrote the file


@dataclass(frozen=True)
class Taken:
    """What became of an entry: `stored`, `already`, `parked`, `decided`, `forgotten` or `left`, and why."""

    kind: str
    is_interview: bool = True
    who: str = ""
    answers: int = 0
    began: datetime | None = None
    parked_id: int | None = None
    why: str = ""  # a msgid


def read(content: bytes, sealer: Sealer) -> list[Entry]:
    """The entries of a file.

    Raises:
        FileRefused: With what is wrong with it, and what to do.
    """
    file = _json(content)
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise FileRefused(NOT_OURS)
    if file.get("format_version") != VERSION:
        raise FileRefused(NEWER)
    lists = _opened(file["sealed"], sealer) if "sealed" in file else file
    if not isinstance(lists, dict):
        raise FileRefused(CUT)
    held, counted = lists.get("interviews", []), lists.get("refusals", [])
    if not isinstance(held, list) or not isinstance(counted, list):
        raise FileRefused(CUT)
    if len(held) + len(counted) > MOST:
        raise FileRefused(TOO_MANY, count=len(held) + len(counted))
    entries = [_entry(one, file.get("phone"), is_interview=False) for one in counted]
    entries += [_entry(one, file.get("phone"), is_interview=True) for one in held]
    return [one for one in entries if not (isinstance(one.body, dict) and one.body.get("training"))]


def take(session: Session, sealer: Sealer, entry: Entry, *, now: datetime) -> Taken:
    """Take in one entry, in a transaction of its own; what is refused is parked, as if the phone had sent it."""
    thing = _uuid(entry.id)
    if thing is None or not isinstance(entry.body, dict):
        return Taken("left", entry.is_interview, why=UNREADABLE)
    sender = _sender(session, entry, thing)
    if sender is None:
        return Taken("left", entry.is_interview, why=NO_PHONE)
    take_it = _take_interview if entry.is_interview else _take_refusal
    return take_it(session, sealer, thing, entry.body, sender, now)


def broken() -> Taken:
    """An entry at which something of ours failed."""
    return Taken("left", why=Broken.sentence)


def _take_interview(
    session: Session, sealer: Sealer, thing: UUID, sent: dict[str, Any], by: Key, now: datetime
) -> Taken:
    person, body = session.get_one(Person, by.person), json.dumps(sent).encode()
    held = session.get(Interview, thing)
    before = held.snapshot if held else None
    try:
        snapshot = snapshots.parse(body)
        with session.begin_nested():
            receipt = interviews.receive(session, thing, snapshot, by=person, sealer=sealer, now=now, phone=by.phone)
    except FieldworkError as refusal:
        if parking.forgotten(session, body) is not None:
            return Taken("forgotten", who=person.name)
        kept = parking.keep(session, sealer, thing, body, refusal, by=by, now=now)
        kind = "left" if kept is None else "decided" if kept.decision else "parked"
        return Taken(
            kind,
            who=person.name,
            answers=kept.answers if kept else 0,
            parked_id=kept.id if kept else None,
            why=looking.WHY.get(refusal.msgid, refusal.msgid),
        )
    if receipt.withdrawn:
        return Taken("forgotten", who=person.name)
    held = session.get(Interview, thing)
    kind = "decided" if held is None else "already" if held.snapshot == before else "stored"
    return Taken(kind, who=person.name, answers=receipt.answers, began=held.started_at if held else None)


def _take_refusal(session: Session, _: Sealer, thing: UUID, sent: dict[str, Any], by: Key, now: datetime) -> Taken:
    person = session.get_one(Person, by.person)
    before = refusals.revision_of(session, thing)
    try:
        with session.begin_nested():
            counted = refusals.count(
                session, thing, SentRefusal.model_validate(sent), by=person, phone=by.phone, now=now
            )
    except FieldworkError as refusal:
        return Taken("left", is_interview=False, who=person.name, why=refusal.msgid)
    except ValidationError:
        return Taken("left", is_interview=False, who=person.name, why=UNREADABLE)
    kind = "already" if before == counted.revision else "stored"
    return Taken(kind, is_interview=False, who=person.name, began=counted.at)


def _sender(session: Session, entry: Entry, thing: UUID) -> Key | None:
    """Whoever holds interviews on the phone; an interview that we know, and that names none, stays with its owner."""
    if isinstance(entry.phone, int) and 0 < entry.phone < 2**31:
        phone = session.get(Phone, entry.phone)
        return Key(phone.person_id, phone.id) if phone else None
    held = session.get(Interview, thing) if entry.is_interview else None
    return Key(held.interviewer_id, held.phone_id) if held else None


def _entry(one: Any, phone: Any, *, is_interview: bool) -> Entry:
    if not isinstance(one, dict):
        return Entry(is_interview, None, None, None)
    body = one.get("body") if is_interview else {name: value for name, value in one.items() if name != "id"}
    own = body.get("phone") if isinstance(body, dict) else None
    return Entry(is_interview, one.get("id"), body, own or phone)


def _opened(sealed: Any, sealer: Sealer) -> Any:
    if not isinstance(sealed, str):
        raise FileRefused(CUT)
    try:
        return _json(sealer.phones.open(sealed, PLACE).encode())
    except CannotOpen as problem:
        if sealer.phones.knows(sealed):
            raise FileRefused(CUT) from problem
        name = sealed.partition(".")[2].rpartition(".")[0][:64]
        raise FileRefused(OTHER_KEY, name=name or "?") from problem


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as problem:
        begins_like_ours = b'"aloud-unsent"' in content[:200]
        raise FileRefused(CUT if begins_like_ours else NOT_OURS) from problem


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None
