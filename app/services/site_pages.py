"""What the lead sees of her schools: all at a glance, one with everything that belongs to it, one of its activities."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Appointment,
    Assignment,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Person,
    Posting,
    Quota,
    Role,
    Site,
)
from app.services import appointments, conditions, groups, postings, schedule, sites, studies
from app.services.conditions import Move
from app.services.postings import GOES
from app.services.school_order import by_school


@dataclass
class Glance:
    """A school on the list."""

    site: Site
    groups: int = 0
    to_come: int = 0
    next_on: date | None = None
    wanted: int = 0  # parents
    people: list[str] = field(default_factory=list)
    unmanned: int = 0  # activities to come at which nobody is expected


@dataclass
class Planned:
    """An activity on the page of its school."""

    activity: Activity
    intervention: Intervention
    analysed: str
    groups: list[Group] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    interviews: int = 0

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.activity.status == ActivityStatus.CANCELLED


@dataclass(frozen=True)
class School:
    """Everything that belongs to one school."""

    site: Site
    groups: Sequence[Group]
    quotas: dict[Role, int]
    wanted: int  # parents, over all schools
    minimum: int
    to_come: list[Planned]  # the next one first
    over: list[Planned]  # the last one first
    people: list[Person]
    moves: list[Move]

    @property
    def arms(self) -> list[tuple[str, str]]:
        """The arms in which its activities were planned and are analysed, each pair once."""
        return sorted({(one.activity.condition, one.analysed) for one in (*self.to_come, *self.over)})


@dataclass(frozen=True)
class Occasion:
    """One activity with everything that can be changed about it."""

    planned: Planned
    site: Site
    groups: Sequence[Group]  # of the school
    said: list[tuple[Appointment, str | None]]
    students: list[Person]
    posted: set[int]
    unspoken: list[str]  # languages of parents of this school that nobody who goes there speaks
    has_interviews: bool
    is_over: bool

    @property
    def expected(self) -> set[int]:
        """Who goes there, by number."""
        return {one.id for one in self.planned.people}


def overview(session: Session, *, today: date) -> list[Glance]:
    """Every school by its code, with so few questions to the database that sixty cost what one costs."""
    found = {one.id: Glance(one) for one in session.exec(select(Site).order_by(*by_school()))}
    for site_id, count in session.execute(sa.select(col(Group.site_id), sa.func.count()).group_by(col(Group.site_id))):
        found[site_id].groups = count
    planned = (
        sa.select(col(Activity.site_id), sa.func.count(), sa.func.min(col(Activity.held_on)))
        .where(col(Activity.held_on) >= today, col(Activity.status) == ActivityStatus.PLANNED)
        .group_by(col(Activity.site_id))
    )
    for site_id, count, next_on in session.execute(planned):
        found[site_id].to_come, found[site_id].next_on = count, next_on
    goes = sa.exists().where(
        col(Assignment.activity_id) == col(Activity.id), col(Assignment.person_id) == col(Person.id), *GOES
    )
    for site_id, count in session.execute(
        sa.select(col(Activity.site_id), sa.func.count())
        .where(col(Activity.held_on) >= today, col(Activity.status) == ActivityStatus.PLANNED, ~goes)
        .group_by(col(Activity.site_id))
    ):
        found[site_id].unmanned = count
    for quota in session.exec(select(Quota).where(Quota.role == Role.PARENT)):
        found[quota.site_id].wanted = quota.wanted
    there = select(Posting.site_id, Person.name).join(Person, col(Person.id) == col(Posting.person_id)).where(*GOES)
    for site_id, name in session.exec(there.order_by(col(Person.name))):
        found[site_id].people.append(name)
    return list(found.values())


def school(session: Session, site_id: int, *, today: date) -> School:
    """One school.

    Raises:
        NotFound: There is none of this number.
    """
    held = sites.site(session, site_id)
    planned = _planned(session, col(Activity.site_id) == site_id)
    return School(
        site=held,
        groups=groups.of_site(session, site_id),
        quotas=sites.quotas(session, site_id),
        wanted=sites.total_wanted(session),
        minimum=studies.study(session).minimum,
        to_come=[one for one in planned if one.activity.held_on >= today],
        over=[one for one in reversed(planned) if one.activity.held_on < today],
        people=postings.posted(session, site_id),
        moves=[one for one in conditions.history(session) if one.site.id == site_id],
    )


def occasion(session: Session, site_id: int, activity_id: int, *, today: date) -> Occasion:
    """One activity of a school.

    Raises:
        NotFound: There is none, or it is another school's.
    """
    held = schedule.activity(session, site_id, activity_id)
    [planned] = _planned(session, col(Activity.id) == activity_id)
    return Occasion(
        planned=planned,
        site=sites.site(session, site_id),
        groups=groups.of_site(session, site_id),
        said=appointments.said(session, activity_id),
        students=postings.students(session),
        posted={one.id for one in postings.posted(session, site_id)},
        unspoken=_unspoken(session, site_id, planned.people),
        has_interviews=schedule.has_interviews(session, activity_id),
        is_over=held.held_on < today,
    )


def _planned(session: Session, which: sa.ColumnElement[bool]) -> list[Planned]:
    arm = conditions.analysed()
    query = (
        sa.select(Activity, Intervention, arm.c.condition)
        .join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .join(arm, arm.c.id == col(Activity.id))
        .where(which)
        .order_by(col(Activity.held_on), col(Activity.starts_at), col(Activity.id))
    )
    found = {row[0].id: Planned(*row) for row in session.execute(query)}
    classes = select(ActivityGroup.activity_id, Group).join(Group, col(Group.id) == col(ActivityGroup.group_id))
    for activity_id, group in session.exec(
        classes.where(col(ActivityGroup.activity_id).in_(found)).order_by(col(Group.name))
    ):
        found[activity_id].groups.append(group)
    there = select(Assignment.activity_id, Person).join(Person, col(Person.id) == col(Assignment.person_id))
    for activity_id, person in session.exec(
        there.where(col(Assignment.activity_id).in_(found), *GOES).order_by(col(Person.name))
    ):
        found[activity_id].people.append(person)
    counted = (
        sa.select(col(Interview.activity_id), sa.func.count())
        .where(col(Interview.activity_id).in_(found), col(Interview.status) == InterviewStatus.COMPLETE)
        .group_by(col(Interview.activity_id))
    )
    for activity_id, count in session.execute(counted):
        found[activity_id].interviews = count
    return list(found.values())


def _unspoken(session: Session, site_id: int, people: Sequence[Person]) -> list[str]:
    query = sa.select(col(Interview.language), sa.func.count()).join(
        Activity, col(Activity.id) == col(Interview.activity_id)
    )
    query = query.where(col(Activity.site_id) == site_id).group_by(col(Interview.language))
    spoken = {tag for person in people for tag in person.languages.split()}
    met = {tag: count for tag, count in session.execute(query) if tag not in spoken}
    return sorted(met, key=lambda tag: (-met[tag], tag)) if people else []
