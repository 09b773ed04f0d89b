"""Interviews without their context, until there are none: the study of 2013 lost 41 per cent of complete scores to it.

Without a class, a school, a school year or a pupil's age an answer cannot be compared (Lusse 2013: 303 complete, 178
with all background). Whatever misses the same thing is mended by one act.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Answer,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Respondent,
    Role,
    Site,
    Tally,
    Wave,
)
from app.services import amend_context, instruments
from app.services.school_order import by_school

COUNTED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL)
AGE = "age"  # the item; of pupils, who are 10 to 29
USUAL = ("0", "1", "2", "3", "4", "5", "mbo1", "mbo2", "mbo3", "mbo4")  # 0: an intake, before there is a year
CANCELLED, ELSEWHERE, NOT_PLANNED = "cancelled", "elsewhere", "not_planned"


@dataclass(frozen=True)
class ClassWithoutYear:
    """A class whose school year nobody noted, and how many interviews wait for it."""

    site: Site
    group: Group
    count: int


@dataclass(frozen=True)
class Misplaced:
    """Interviews that stand at a class and an activity which do not go together."""

    site: Site
    activity: Activity
    intervention: Intervention
    group: Group
    count: int

    @property
    def why(self) -> str:
        """What does not go together."""
        if self.group.site_id != self.site.id:
            return ELSEWHERE
        return CANCELLED if self.activity.status == ActivityStatus.CANCELLED else NOT_PLANNED

    @property
    def place(self) -> str:
        """Names it."""
        return amend_context.place(self.activity.id, self.group.id)


@dataclass(frozen=True)
class WithoutAge:
    """A pupil whose age is missing, or cannot be."""

    interview_id: UUID
    code: str
    site: Site
    group: Group


@dataclass(frozen=True)
class Place:
    """A class at an activity, to choose."""

    site: Site
    activity: Activity
    intervention: Intervention
    group: Group

    @property
    def name(self) -> str:
        """Names it."""
        return amend_context.place(self.activity.id, self.group.id)


@dataclass(frozen=True)
class Missing:
    """The lead's page."""

    total: int
    classes: list[ClassWithoutYear]
    places: list[Misplaced]
    ages: list[WithoutAge]
    choices: dict[int, list[Place]]  # by school
    years: list[str]


def count(session: Session) -> int:
    """How many interviews that count miss some of their context, in every round and of every role.

    The board asks for it every few seconds: what a class or an activity misses is read from the tallies.
    """
    at_once = sa.or_(_no_year(), _misplaced())
    whole = _places_of(Tally, sa.select(sa.func.sum(col(Tally.interviews))).select_from(Tally))
    ages = _of(sa.func.count(sa.distinct(col(Interview.id))), _no_age(session), ~at_once)
    return (session.scalar(whole.where(at_once)) or 0) + (session.scalar(ages) or 0)


def missing(session: Session) -> Missing:
    """Everything that misses something, by what would mend it."""
    places = _places(session)
    schools = {one.site.id for one in places}
    known = session.scalars(sa.select(col(Group.year)).where(col(Group.year).is_not(None)).distinct())
    return Missing(
        total=count(session),
        classes=_classes(session),
        places=places,
        ages=_ages(session),
        choices={site_id: choices(session, site_id) for site_id in schools},
        years=sorted({*USUAL, *filter(None, known)}),
    )


def choices(session: Session, site_id: int) -> list[Place]:
    """Every class at every activity of a school that was not cancelled, the newest first."""
    query = (
        select(Site, Activity, Intervention, Group)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(ActivityGroup, col(ActivityGroup.activity_id) == col(Activity.id))
        .join(Group, col(ActivityGroup.group_id) == col(Group.id))
        .where(Site.id == site_id, Activity.status != ActivityStatus.CANCELLED, Group.site_id == site_id)
        .order_by(col(Activity.held_on).desc(), col(Activity.id), col(Group.name))
    )
    return [Place(*row) for row in session.exec(query)]


def of(session: Session, interview: Interview) -> list[str]:
    """What one interview misses: `year`, `place` or `age`."""
    checks = {"year": _no_year(), "place": _misplaced(), "age": _no_age(session)}
    mine = col(Interview.id) == interview.id
    return [name for name, check in checks.items() if session.scalar(_of(sa.func.count(), check, mine))]


def _of(what: sa.ColumnElement[int], *which: sa.ColumnElement[bool]) -> Any:
    return _join(sa.select(what).select_from(Interview)).where(*which)


def _join(query: Any) -> Any:
    """Every interview that counts, with its place and its age."""
    age = sa.and_(col(Answer.interview_id) == col(Interview.id), col(Answer.item) == AGE)
    return (
        _places_of(Interview, query)
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .join(Respondent, col(Interview.respondent_id) == col(Respondent.id))
        .outerjoin(Answer, age)
    )


def _places_of(model: type[Interview | Tally], query: Any) -> Any:
    """Everything of this kind that counts, with its class and activity, and whether these go together."""
    at = sa.and_(
        col(ActivityGroup.activity_id) == col(model.activity_id), col(ActivityGroup.group_id) == col(model.group_id)
    )
    return (
        query.join(Group, col(model.group_id) == col(Group.id))
        .join(Activity, col(model.activity_id) == col(Activity.id))
        .outerjoin(ActivityGroup, at)
        .where(col(model.status).in_(COUNTED))
    )


def _no_year() -> sa.ColumnElement[bool]:
    return sa.or_(col(Group.year).is_(None), col(Group.year) == "")


def _misplaced() -> sa.ColumnElement[bool]:
    return sa.or_(
        col(Group.site_id) != col(Activity.site_id),
        col(ActivityGroup.activity_id).is_(None),
        col(Activity.status) == ActivityStatus.CANCELLED,
    )


def _no_age(session: Session) -> sa.ColumnElement[bool]:
    asking = [row for row, one in instruments.by_row(session).items() if AGE in one.items_by_name]
    value = col(Answer.value)
    possible = sa.or_(value.like("1_"), value.like("2_"))
    return sa.and_(
        col(Interview.wave_id).in_(sa.select(col(Wave.id)).where(col(Wave.role) == Role.PUPIL)),  # by an index
        col(Respondent.role) == Role.PUPIL,
        col(Interview.instrument_version_id).in_(asking),
        sa.or_(value.is_(None), ~possible),
    )


def _classes(session: Session) -> list[ClassWithoutYear]:
    query = (
        _join(sa.select(Site, Group, sa.func.count(sa.distinct(col(Interview.id)))).select_from(Interview))
        .where(_no_year())
        .group_by(*sa.inspect(Site).c, *sa.inspect(Group).c)
        .order_by(*by_school(), col(Group.name))
    )
    return [ClassWithoutYear(*row) for row in session.execute(query)]


def _places(session: Session) -> list[Misplaced]:
    held = (Site, Activity, Intervention, Group)
    query = (
        _join(sa.select(*held, sa.func.count(sa.distinct(col(Interview.id)))).select_from(Interview))
        .where(_misplaced())
        .group_by(*(column for one in held for column in sa.inspect(one).c))
        .order_by(*by_school(), col(Activity.id), col(Group.name))
    )
    return [Misplaced(*row) for row in session.execute(query)]


def _ages(session: Session) -> list[WithoutAge]:
    query = (
        _join(sa.select(col(Interview.id), col(Respondent.code), Site, Group).select_from(Interview))
        .where(_no_age(session))
        .order_by(*by_school(), col(Group.name), col(Respondent.code))
    )
    return [WithoutAge(*row) for row in session.execute(query)]
