"""The study as it is now, as the rows of a plan."""

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Assignment,
    Group,
    Intervention,
    Person,
    PersonRole,
    Posting,
    Quota,
    Reassignment,
    Role,
    Site,
    Study,
)
from app.plan.rows import Row
from app.plan.sheets import WANTED
from app.services import conditions, plan_waves
from app.services.school_order import by_school

STUDENTS = (col(Person.role) == PersonRole.STUDENT, col(Person.left_at).is_(None))


def rows(session: Session) -> list[Row]:
    """Everything that a plan can say, each row with our number of it."""
    sites = {site.id: site for site in session.exec(select(Site).order_by(*by_school()))}
    study = session.exec(select(Study)).first()
    return [
        *([Row("study", 0, {"name": study.name, "minimum": study.minimum}, study.id)] if study else []),
        *(_school(site) for site in sites.values()),
        *_classes(session, sites),
        *_interventions(session),
        *_activities(session, sites),
        *_targets(session, sites),
        *_people(session, sites),
        *plan_waves.rows(session),
    ]


def _school(site: Site) -> Row:
    said = {"school": site.code, "name": site.name, "type": str(site.stratum), "language": site.language}
    return Row("schools", 0, said, site.id)


def _classes(session: Session, sites: dict[int, Site]) -> Iterator[Row]:
    for group in session.exec(select(Group).order_by(col(Group.site_id), col(Group.name))):
        said = {"school": sites[group.site_id].code, "class": group.name, "year": group.year}
        yield Row("classes", 0, said, group.id)


def _interventions(session: Session) -> Iterator[Row]:
    for one in session.exec(select(Intervention).order_by(col(Intervention.key), col(Intervention.name))):
        said = {"key": one.key, "name": one.name, "kind": str(one.kind)}
        yield Row("interventions", 0, {**said, "collective": "yes" if one.collective else "no"}, one.id)


def _activities(session: Session, sites: dict[int, Site]) -> Iterator[Row]:
    classes, people, arms = _classes_of(session), _people_of(session), _arms(session)
    several = sa.select(col(Intervention.key)).group_by(col(Intervention.key)).having(sa.func.count() > 1)
    twice = set(session.scalars(several))
    query = select(Activity, Intervention).join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
    for activity, what in session.exec(
        query.order_by(col(Activity.held_on), col(Activity.starts_at), col(Activity.id))
    ):
        arm, because = arms.get(activity.id, (activity.condition, ""))
        said = {
            "number": activity.id,
            "school": sites[activity.site_id].code,
            "intervention": what.name if what.key in twice else what.key,
            "date": activity.held_on,
            "from": activity.starts_at,
            "to": activity.ends_at,
            "classes": classes.get(activity.id, ()),
            "condition": str(activity.condition),
            "analysed_as": str(arm) if arm != activity.condition else None,
            "reason": because if arm != activity.condition else None,
            "cancelled": activity.because or None if activity.status == ActivityStatus.CANCELLED else None,
            "people": people.get(activity.id, ()),
        }
        yield Row("activities", 0, said, activity.id)


def _classes_of(session: Session) -> dict[int, tuple[str, ...]]:
    held: dict[int, list[str]] = defaultdict(list)
    query = select(ActivityGroup.activity_id, Group.name).join(Group, col(Group.id) == col(ActivityGroup.group_id))
    for activity_id, name in session.exec(query):
        held[activity_id].append(name)
    return {activity_id: tuple(sorted(names)) for activity_id, names in held.items()}


def _people_of(session: Session) -> dict[int, tuple[str, ...]]:
    """Who is expected besides those who work at the school."""
    posted = sa.exists().where(col(Posting.person_id) == col(Person.id), col(Posting.site_id) == col(Activity.site_id))
    query = (
        select(Assignment.activity_id, Person.name)
        .join(Person, col(Person.id) == col(Assignment.person_id))
        .join(Activity, col(Activity.id) == col(Assignment.activity_id))
        .where(*STUDENTS, ~posted)
    )
    held: dict[int, set[str]] = defaultdict(set)
    for activity_id, name in session.exec(query):
        held[activity_id].add(name)
    return {activity_id: tuple(sorted(names)) for activity_id, names in held.items()}


def _arms(session: Session) -> dict[int, tuple[str, str]]:
    """The arm in which an activity is analysed, and what was said about it last."""
    why: dict[tuple[int, int | None], str] = {}
    for change in session.exec(select(Reassignment).order_by(col(Reassignment.id))):
        why[change.site_id, change.activity_id] = change.because
    now = conditions.analysed()
    query = sa.select(col(Activity.id), col(Activity.site_id), now.c.condition).join(now, now.c.id == col(Activity.id))
    return {
        number: (arm, why.get((site_id, number)) or why.get((site_id, None), ""))
        for number, site_id, arm in session.execute(query)
    }


def _targets(session: Session, sites: dict[int, Site]) -> Iterator[Row]:
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for quota in session.exec(select(Quota)):
        held[quota.site_id][quota.role] = quota.wanted
    for site_id, site in sites.items():
        wanted = {column: held[site_id].get(Role(role)) for column, role in WANTED.items()}
        if any(count is not None for count in wanted.values()):
            yield Row("targets", 0, {"school": site.code, **wanted}, site_id)


def _people(session: Session, sites: dict[int, Site]) -> Iterator[Row]:
    schools: dict[int, list[str]] = defaultdict(list)
    for posting in session.exec(select(Posting)):
        schools[posting.person_id].append(sites[posting.site_id].code)
    for one in session.exec(select(Person).where(col(Person.left_at).is_(None)).order_by(col(Person.name))):
        said = {"name": one.name, "role": str(one.role), "languages": tuple(one.languages.split())}
        yield Row("people", 0, {**said, "schools": tuple(sorted(schools[one.id]))}, one.id)
