"""Who is expected where: at single activities, and at whatever a school plans because she works there.

`Assignment` alone says who is expected at an activity. A posting makes assignments: for the coming activities of the
school when somebody begins there, and for every activity that is planned while she is there. An activity that moves
takes its people along, and somebody who was taken off one evening stays off it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.clock import local
from app.errors import N_, NotFound
from app.models import Activity, Assignment, Person, PersonRole, Posting, Site
from app.services import audit, studies
from app.services.school_order import by_school
from app.services.studies import Unfit

#: Who can be expected at an activity.
GOES = (col(Person.role) == PersonRole.STUDENT, col(Person.left_at).is_(None))


def students(session: Session) -> list[Person]:
    """Everybody who goes to schools, by name."""
    return list(session.exec(select(Person).where(*GOES).order_by(col(Person.name), col(Person.id))))


def posted(session: Session, site_id: int) -> list[Person]:
    """Who works at a school, by name."""
    query = select(Person).join(Posting, col(Posting.person_id) == col(Person.id))
    return list(session.exec(query.where(Posting.site_id == site_id, *GOES).order_by(col(Person.name))))


def schools(session: Session, person_id: int) -> set[int]:
    """The schools where somebody works."""
    return set(session.exec(select(Posting.site_id).where(Posting.person_id == person_id)))


def by_person(session: Session) -> dict[int, list[str]]:
    """The codes of the schools where each works."""
    found: dict[int, list[str]] = {}
    query = select(Posting.person_id, Site.code).join(Site, col(Site.id) == col(Posting.site_id))
    for person_id, code in session.exec(query.order_by(*by_school())):
        found.setdefault(person_id, []).append(code)
    return found


def expected(session: Session, activity_id: int) -> list[Person]:
    """Who is expected at an activity, by name."""
    query = select(Person).join(Assignment, col(Assignment.person_id) == col(Person.id))
    return list(session.exec(query.where(Assignment.activity_id == activity_id, *GOES).order_by(col(Person.name))))


def coming(session: Session, person_id: int, *, today: date) -> list[tuple[Activity, Site]]:
    """The activities where somebody is expected from today on, the next one first."""
    query = (
        select(Activity, Site)
        .join(Site, col(Site.id) == col(Activity.site_id))
        .join(Assignment, col(Assignment.activity_id) == col(Activity.id))
        .where(Assignment.person_id == person_id, col(Activity.held_on) >= today)
        .order_by(col(Activity.held_on), col(Activity.starts_at))
    )
    return list(session.exec(query))


def work_at(session: Session, person: Person, sites: Collection[int], *, by: Person, now: datetime) -> None:
    """Somebody works at these schools and at no others from here on.

    Where she begins she is expected at all that is to come; where she ends, at nothing any more.

    Raises:
        NotFound: There is no such school.
        Unfit: She does not go to schools.
    """
    studies.hold(session)
    wanted, held = set(sites), schools(session, person.id)
    if wanted == held:
        return
    check(session, person.role, wanted)
    left, begun = held - wanted, wanted - held
    session.execute(delete(Posting).where(col(Posting.person_id) == person.id, col(Posting.site_id).in_(left)))
    session.add_all(Posting(person_id=person.id, site_id=one) for one in sorted(begun))
    today = local(now).date()
    _forget(session, person.id, _to_come(today, left))
    if person.left_at is None:
        _expect(session, [person.id], session.scalars(sa.select(col(Activity.id)).where(_to_come(today, begun))))
    audit.record(session, "posting.change", by=by, now=now, thing=f"person:{person.id}")
    session.flush()


def check(session: Session, role: PersonRole, sites: Collection[int]) -> None:
    """Whether somebody in this role can work at these schools.

    Raises:
        NotFound: There is no such school.
        Unfit: She does not go to schools.
    """
    if set(sites) - set(session.scalars(sa.select(col(Site.id)).where(col(Site.id).in_(sites)))):
        raise NotFound
    if sites and role != PersonRole.STUDENT:
        raise Unfit(N_("Only students go to schools. Choose no school, or make this person a student."), item="school")


def staff(session: Session, site_id: int, people: Collection[int], *, by: Person, now: datetime) -> None:
    """These work at a school, and no others.

    Raises:
        NotFound: There is no such school, or somebody is no student of the team.
    """
    known = {one.id: one for one in students(session)}
    if session.get(Site, site_id) is None or set(people) - set(known):
        raise NotFound
    for number, person in known.items():
        now_at = schools(session, number)
        wanted = now_at | {site_id} if number in people else now_at - {site_id}
        work_at(session, person, wanted, by=by, now=now)


def expect_posted(session: Session, activity: Activity) -> None:
    """Whoever works at its school is expected at an activity; nobody who is no longer there is.

    For a new activity, and for one that was over when it moved to a day to come: who began since is expected too.
    """
    here = {one.id for one in expected(session, activity.id)}
    session.execute(
        delete(Assignment).where(col(Assignment.activity_id) == activity.id, col(Assignment.person_id).not_in(here))
    )
    _expect(session, [one.id for one in posted(session, activity.site_id)], [activity.id])
    session.flush()


def expect(session: Session, activity_id: int, people: Collection[int], *, by: Person, now: datetime) -> None:
    """Exactly these are expected at an activity; whoever is taken off stays off, also when it moves.

    Raises:
        NotFound: There is no such activity, or somebody is no student of the team.
    """
    if session.get(Activity, activity_id) is None or set(people) - {one.id for one in students(session)}:
        raise NotFound
    studies.hold(session)
    held = {one.id for one in expected(session, activity_id)}
    if held == set(people):
        return
    off = held - set(people)
    session.execute(
        delete(Assignment).where(col(Assignment.activity_id) == activity_id, col(Assignment.person_id).in_(off))
    )
    _expect(session, sorted(set(people) - held), [activity_id])
    audit.record(session, "assignment.change", by=by, now=now, thing=str(activity_id))
    session.flush()


def stop_expecting(session: Session, person_id: int, *, today: date) -> None:
    """Nobody waits for somebody who left, or who does other work now; where she was stays."""
    _forget(session, person_id, col(Activity.held_on) >= today)


def expect_again(session: Session, person: Person, *, today: date) -> None:
    """Somebody who came back is expected at what the schools where she works are going to do."""
    to_come = session.scalars(sa.select(col(Activity.id)).where(_to_come(today, schools(session, person.id))))
    _expect(session, [person.id], to_come)
    session.flush()


def _to_come(today: date, sites: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.and_(col(Activity.held_on) >= today, col(Activity.site_id).in_(sites))


def _forget(session: Session, person_id: int, which: sa.ColumnElement[bool]) -> None:
    those = sa.select(col(Activity.id)).where(which)
    session.execute(
        delete(Assignment).where(col(Assignment.person_id) == person_id, col(Assignment.activity_id).in_(those))
    )


def _expect(session: Session, people: Iterable[int], activities: Iterable[int]) -> None:
    wanted = {(person, activity) for activity in activities for person in people}
    query = sa.select(col(Assignment.person_id), col(Assignment.activity_id))
    held = session.execute(query.where(col(Assignment.activity_id).in_({activity for _, activity in wanted})))
    new = wanted - {(person, activity) for person, activity in held}
    session.add_all(Assignment(person_id=person, activity_id=activity) for person, activity in sorted(new))
