"""Who calls: everybody of the team in that role, and in which languages."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app import i18n
from app.errors import N_, NotAllowed
from app.models import Person, PersonRole
from app.services import audit
from app.services.shift_forms import ShiftRefused


def everybody(session: Session) -> Sequence[Person]:
    """Everybody who calls, by name."""
    return session.exec(
        select(Person).where(Person.role == PersonRole.CALLER, col(Person.left_at).is_(None)).order_by(Person.name)
    ).all()


def whose(session: Session, number: str, *, by: Person) -> Person:
    """The caller that somebody enters something for: herself, or for the lead the one that was chosen.

    Raises:
        NotAllowed: It is somebody else's.
        ShiftRefused: Nobody was chosen, or somebody who does not call.
    """
    if by.role == PersonRole.CALLER:
        if number not in {"", str(by.id)}:
            raise NotAllowed(N_("These are the hours of somebody else. She enters them herself, or the lead does."))
        return by
    found = next((one for one in everybody(session) if str(one.id) == number), None)
    if found is None:
        raise ShiftRefused(N_("Whose hours are these? Choose a caller."))
    return found


def speak(session: Session, number: str, tags: Iterable[str], *, by: Person, now: datetime) -> None:
    """In which languages somebody calls; the first of them that the screens have is that of her screens.

    Raises:
        ShiftRefused: None of them is a language of the screens.
    """
    person = session.get_one(Person, whose(session, number, by=by).id)
    known = [row.tag for row in i18n.languages()]
    chosen = sorted({tag for tag in tags if tag in known}, key=known.index)
    screens = [tag for tag in (*person.languages.split()[:1], *i18n.INTERFACE) if tag in chosen]
    screens = [tag for tag in screens if tag in i18n.INTERFACE]
    if not screens:
        raise ShiftRefused(N_("Choose at least one language that the screens have, so that she can read them."))
    person.languages = " ".join(dict.fromkeys([screens[0], *chosen]))
    audit.record(session, "person.languages", by=by, now=now, thing=f"person:{person.id}")
