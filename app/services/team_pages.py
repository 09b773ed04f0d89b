"""What the lead sees of one of her team, and a way in as it is handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.models import Activity, Person, Phone, SignIn, Site
from app.services import people, postings, qr
from app.services.members import Card
from app.services.people import WayIn
from app.services.qr import Drawing


@dataclass(frozen=True)
class Member:
    """Somebody of the team with where she works, where she is expected, and what she is signed in on."""

    person: Person
    schools: set[int]
    evenings: list[tuple[Activity, Site]]
    phones: Sequence[Phone]
    devices: int

    @property
    def waiting(self) -> int:
        """Interviews on her phones that were not sent yet."""
        return sum(phone.waiting + phone.parked for phone in self.phones)


@dataclass(frozen=True)
class Handed:
    """A way in as it is shown once: its address, the code to type, and the address for a camera."""

    person: Person
    way: WayIn
    address: str
    drawing: Drawing


def member(session: Session, person_id: int, *, now: datetime, today: date) -> Member:
    """One of the team, or who was in it.

    Raises:
        NotFound: Nobody has this number.
    """
    person = people.person(session, person_id)
    alive = select(Phone).where(Phone.person_id == person_id, col(Phone.revoked_at).is_(None), Phone.expires_at > now)
    signed_in = select(SignIn.id).where(
        SignIn.person_id == person_id, col(SignIn.revoked_at).is_(None), SignIn.expires_at > now
    )
    return Member(
        person=person,
        schools=postings.schools(session, person_id),
        evenings=postings.coming(session, person_id, today=today),
        phones=session.exec(alive.order_by(col(Phone.seen_at).desc())).all(),
        devices=len(session.exec(signed_in).all()),
    )


def handed(base: str, card: Card) -> Handed:
    """A card as it is shown; the token stands in the fragment, which no log ever sees."""
    address = f"{base}/signin#{card.way.token}"
    return Handed(card.person, card.way, address, qr.drawing(address))
