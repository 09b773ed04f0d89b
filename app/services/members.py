"""The team as the lead keeps it: who is in it, what she speaks, who leaves and who comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session, col, delete, select

from app import i18n
from app.clock import local
from app.db import RowId
from app.errors import N_, FieldworkError
from app.models import Case, Invitation, Person, PersonRole, Phone, Shift, SignIn
from app.services import audit, people, postings, studies
from app.services.people import WayIn
from app.services.studies import Said, Unfit

IN_TEAM = col(Person.left_at).is_(None)
LONGEST = 80  # letters of a name


class LastLead(FieldworkError):
    """Somebody must be able to open the desk."""

    status = 409
    sentence = N_("There is no other lead. Make somebody else lead first, then change this.")


class MemberForm(BaseModel):
    """Somebody of the team as the lead typed it: `language` is that of her screens, `spoken` what else she speaks."""

    name: Said = ""
    role: Said = PersonRole.STUDENT
    language: Said = "nl"
    spoken: Annotated[list[Said], Field(max_length=200)] = []
    school: Annotated[list[RowId], Field(max_length=1000)] = []


@dataclass(frozen=True)
class Card:
    """A way in for one person, to be handed out."""

    person: Person
    way: WayIn


def add(session: Session, sent: MemberForm, *, by: Person, now: datetime) -> Person:
    """Somebody new in the team.

    Raises:
        Unfit: A field cannot be, or the name is in use.
    """
    study = studies.hold(session)
    wanted = _read(session, sent, None)
    new = Person(study_id=study.id, **wanted)
    session.add(new)
    session.flush()
    audit.record(session, "person.add", by=by, now=now, thing=f"person:{new.id}")
    postings.work_at(session, new, sent.school, by=by, now=now)
    return new


def welcome(session: Session, sent: MemberForm, *, by: Person, now: datetime) -> Card:
    """Somebody new in the team, with a way in."""
    person = add(session, sent, by=by, now=now)
    return Card(person, people.invite(session, person, now=now, by=by))


def change(session: Session, person_id: int, sent: MemberForm, *, by: Person, now: datetime) -> Person:
    """Somebody with another name, role, languages or schools.

    Raises:
        Unfit: A field cannot be, or the name is in use.
        LastLead: Nobody else could open the desk.
    """
    person = people.person(session, person_id)
    wanted = _read(session, sent, person)
    if person.role == PersonRole.LEAD and wanted["role"] != PersonRole.LEAD:
        _keep_a_lead(session, person)
    was = person.role
    if any(getattr(person, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(person, name, value)
        audit.record(session, "person.change", by=by, now=now, thing=f"person:{person_id}")
        session.flush()
    postings.work_at(session, person, sent.school, by=by, now=now)
    if was != wanted["role"]:
        _hand_back(session, person, now=now)
    return person


def leave(session: Session, person_id: int, *, by: Person, now: datetime) -> Person:
    """Somebody is no longer in the team: signed out everywhere at once, offered nowhere; what she did stays.

    Raises:
        LastLead: Nobody else could open the desk.
    """
    person = people.person(session, person_id)
    if person.left_at is not None:
        return person
    if person.role == PersonRole.LEAD:
        _keep_a_lead(session, person)
    person.left_at = now
    people.revoke(session, person_id, by=by, now=now)
    _hand_back(session, person, now=now)
    audit.record(session, "person.leave", by=by, now=now, thing=f"person:{person_id}")
    session.flush()
    return person


def come_back(session: Session, person_id: int, *, by: Person, now: datetime) -> Person:
    """Somebody who left is in the team again, at the schools where she worked; she needs a new way in."""
    person = people.person(session, person_id)
    if person.left_at is not None:
        _refuse_double(session, person.name, person)
        person.left_at = None
        session.flush()
        postings.expect_again(session, person, today=local(now).date())
        audit.record(session, "person.return", by=by, now=now, thing=f"person:{person_id}")
    return person


def without_way(session: Session, *, now: datetime) -> list[Person]:
    """Who of the team is signed in nowhere and has no phone, by name."""
    signed_in = sa.exists().where(
        col(SignIn.person_id) == col(Person.id), col(SignIn.revoked_at).is_(None), col(SignIn.expires_at) > now
    )
    enrolled = sa.exists().where(
        col(Phone.person_id) == col(Person.id), col(Phone.revoked_at).is_(None), col(Phone.expires_at) > now
    )
    query = select(Person).where(IN_TEAM, ~signed_in, ~enrolled)
    return list(session.exec(query.order_by(col(Person.name), col(Person.id))))


def invite_all(session: Session, *, by: Person, now: datetime) -> list[Card]:
    """A fresh card for everybody without a way in; cards that were made for them before are worth nothing any more."""
    cards = []
    for person in without_way(session, now=now):
        unused = delete(Invitation).where(col(Invitation.person_id) == person.id, col(Invitation.used_at).is_(None))
        session.execute(unused)
        cards.append(Card(person, people.invite(session, person, now=now, by=by)))
    return cards


def gone(session: Session) -> Sequence[Person]:
    """Who was in the team once, the last one first."""
    return session.exec(select(Person).where(~IN_TEAM).order_by(col(Person.left_at).desc())).all()


def _read(session: Session, sent: MemberForm, held: Person | None) -> dict[str, Any]:
    name = studies.named(sent.name, most=LONGEST)
    if sent.role not in list(PersonRole):
        raise Unfit(N_("What does this person do? Choose a role."), item="role")
    if sent.language not in i18n.INTERFACE:
        raise Unfit(N_("Choose one of the languages of the screens."), item="language")
    if held is None or held.left_at is None:
        _refuse_double(session, name, held)
    postings.check(session, PersonRole(sent.role), sent.school)
    known = [row.tag for row in i18n.languages()]
    kept = held.languages.split() if held else []  # a language that the list does not have any more stays hers
    spoken = sorted({tag for tag in sent.spoken if tag in known or tag in kept}, key=[*known, *kept].index)
    return {
        "name": name,
        "role": PersonRole(sent.role),
        "languages": " ".join(dict.fromkeys([sent.language, *spoken])),
    }


def _refuse_double(session: Session, name: str, held: Person | None) -> None:
    same = session.exec(select(Person).where(IN_TEAM, sa.func.lower(col(Person.name)) == name.lower())).all()
    if any(one is not held for one in same):
        raise Unfit(
            N_("There is a %(name)s in the team already. Add a letter, so that everybody knows who is meant."),
            item="name",
            name=name,
        )


def _keep_a_lead(session: Session, person: Person) -> None:
    others = select(Person.id).where(Person.role == PersonRole.LEAD, IN_TEAM, Person.id != person.id)
    if session.exec(others.limit(1)).first() is None:
        raise LastLead


def _hand_back(session: Session, person: Person, *, now: datetime) -> None:
    """Nothing waits for somebody who left or does other work: no evening, no hours on the rota, no case."""
    today = local(now).date()
    postings.stop_expecting(session, person.id, today=today)
    if person.left_at is None and person.role == PersonRole.STUDENT:
        postings.expect_again(session, person, today=today)
    session.execute(delete(Shift).where(col(Shift.person_id) == person.id, col(Shift.day) > today))
    mine = sa.update(Case).where(col(Case.assigned_to) == person.id, col(Case.closed_by).is_(None))
    session.execute(mine.values(assigned_to=None))
