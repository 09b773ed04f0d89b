"""People of a plan: made without a way in, and expected at what their schools do."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.clock import local
from app.models import Activity, Assignment, Person, PersonRole, Posting, Site
from app.plan.comparing import Change
from app.services import audit, people
from app.services.plan_held import STUDENTS


def keep(session: Session, one: Change, *, by: Person, now: datetime) -> Person | None:
    """Somebody as the plan has her; returns her when she is new."""
    row, new = one.row, one.held is None
    tongues = " ".join(row["languages"] or ())
    if one.held is None:
        person = people.add(session, name=row["name"], role=PersonRole(row["role"]), languages=tongues or "nl")
        audit.record(session, "person.add", by=by, now=now, thing=str(person.id))
    else:
        person = session.get_one(Person, one.held.id)
        person.languages = tongues or person.languages
    if row["schools"] and one.changes("schools"):
        _work_at(session, person, row["schools"], today=local(now).date())
        audit.record(session, "posting.change", by=by, now=now, thing=f"person:{person.id}")
    session.flush()
    return person if new else None


def expect(session: Session, activity: Activity, names: Sequence[str], *, posted: bool) -> None:
    """These are expected at an activity besides those who work at its school; `posted`: those as well, as it is new."""
    here = select(Posting.person_id).where(Posting.site_id == activity.site_id)
    staff = set(session.exec(here.join(Person, col(Person.id) == col(Posting.person_id)).where(*STUDENTS)))
    folded = {name.casefold() for name in names}
    everybody = session.execute(sa.select(col(Person.id), col(Person.name)).where(*STUDENTS))
    wanted = {number for number, name in everybody if name.casefold() in folded} | (staff if posted else set())
    those = col(Assignment.activity_id) == activity.id
    session.execute(delete(Assignment).where(those, col(Assignment.person_id).not_in(wanted | staff)))
    for person_id in sorted(wanted):
        session.merge(Assignment(activity_id=activity.id, person_id=person_id))


def _work_at(session: Session, person: Person, codes: Sequence[str], *, today: date) -> None:
    """Where she begins she is expected at all that is to come; where she ends, at nothing any more."""
    wanted = set(session.scalars(sa.select(col(Site.id)).where(col(Site.code).in_(codes))))
    held = set(session.exec(select(Posting.site_id).where(Posting.person_id == person.id)))
    left, begun = held - wanted, wanted - held
    session.execute(delete(Posting).where(col(Posting.person_id) == person.id, col(Posting.site_id).in_(left)))
    session.add_all(Posting(person_id=person.id, site_id=site_id) for site_id in sorted(begun))
    over = _to_come(left, today)
    session.execute(delete(Assignment).where(col(Assignment.person_id) == person.id, over))
    for activity_id in session.scalars(sa.select(col(Activity.id)).where(*_coming(begun, today))):
        session.merge(Assignment(activity_id=activity_id, person_id=person.id))


def _to_come(sites: set[int], today: date) -> sa.ColumnElement[bool]:
    return col(Assignment.activity_id).in_(sa.select(col(Activity.id)).where(*_coming(sites, today)))


def _coming(sites: set[int], today: date) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Activity.held_on) >= today, col(Activity.site_id).in_(sites)
