"""A study at its beginning: an empty one, and how far it is set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError
from app.models import (
    Activity,
    Group,
    Intervention,
    Interview,
    Invitation,
    Person,
    PersonRole,
    Phone,
    Quota,
    SignIn,
    Site,
    Study,
)
from app.services import demo_waves, instruments, people
from app.services.plan_held import STUDENTS

MINIMUM = 200  # parents in all, as the model study had it
LONGEST = 120


class StudyThere(FieldworkError):
    """There is a study already, so none is begun."""

    status = 409
    sentence = N_("This database holds a study with schools already; nothing was changed.")


@dataclass(frozen=True)
class Piece:
    """A piece of setting up: how much there is, and for how many schools it is still lacking."""

    key: str
    count: int
    lacking: int

    @property
    def is_done(self) -> bool:
        """There is some of it, and no school is without."""
        return self.count > 0 and self.lacking == 0


def steps(session: Session) -> list[Piece]:
    """What schools do, schools, classes, activities, targets and people, in the order in which they are set up."""
    schools = _count(session, Site)
    return [
        Piece("interventions", _count(session, Intervention), 0),
        Piece("schools", schools, 0),
        Piece("classes", _count(session, Group), _without(session, col(Group.site_id))),
        Piece("activities", _count(session, Activity), _without(session, col(Activity.site_id))),
        Piece("targets", schools - (gap := _without(session, col(Quota.site_id))), gap),
        Piece("people", len(session.exec(select(Person.id).where(*STUDENTS)).all()), 0),
    ]


def is_empty(session: Session) -> bool:
    """Whether there is no school yet."""
    return session.exec(select(Site.id).limit(1)).first() is None


def study(session: Session) -> Study:
    """The study that is set up."""
    return session.exec(select(Study)).one()


def named(typed: str) -> str:
    """The name of a study without the spaces around it.

    Raises:
        FieldworkError: It is empty or too long.
    """
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST:
        raise FieldworkError(N_("Give the study a name of at most %(most)s letters."), most=LONGEST)
    return name


def begin(session: Session, *, name: str, lead: str, now: datetime) -> Person:
    """An empty study with the questionnaires that ship in use, and a lead to set it up; returns her.

    Raises:
        StudyThere: There is one with schools or interviews.
        FieldworkError: A name is missing.
    """
    wanted, held = named(name), session.exec(select(Study)).one_or_none()
    asked = session.exec(select(Interview.id).limit(1)).first()
    if asked is not None or not is_empty(session):
        raise StudyThere
    instruments.publish_shipped(session, now=now)
    if held is None:
        session.add(Study(name=wanted, minimum=MINIMUM))
        session.flush()
        demo_waves.use_shipped(session)
    else:
        held.name = wanted
    return people.named_or_new(session, PersonRole.LEAD, lead)


def without_way_in(session: Session, *, now: datetime) -> Sequence[Person]:
    """Who was never invited or signed in: whom a plan has just brought."""
    inside = [
        sa.exists().where(col(table.person_id) == col(Person.id), condition)
        for table, condition in (
            (Invitation, sa.or_(col(Invitation.used_at).is_not(None), col(Invitation.expires_at) > now)),
            (SignIn, sa.true()),
            (Phone, sa.true()),
        )
    ]
    query = select(Person).where(col(Person.left_at).is_(None), *(~one for one in inside))
    return session.exec(query.order_by(col(Person.role), col(Person.name))).all()


def _count(session: Session, table: type[Intervention | Site | Group | Activity]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _without(session: Session, column: Mapped[int]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(col(Site.id).not_in(sa.select(column)))) or 0
