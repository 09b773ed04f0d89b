"""What schools are going to do: activities planned, put right and taken out by the lead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import Session, col, delete, select

from app.db import RowId
from app.errors import N_, NotFound
from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Appointment,
    Assignment,
    Condition,
    Group,
    Interview,
    Person,
)
from app.services import appointments, audit, groups, postings, sites, studies
from app.services.appointments import Slot
from app.services.studies import Said, Unfit
from app.services.used import StillUsed, pointing_at

OWN = ("activity_groups", "assignments", "appointments")  # what belongs to an activity and goes with it


class ActivityForm(BaseModel):
    """An activity as somebody typed it; `afterwards`: it was held on a day that is over."""

    intervention: RowId | None = None
    condition: Said = ""
    on: Said = ""
    starts: Said = ""
    ends: Said = ""
    group: Annotated[list[RowId], Field(max_length=100)] = []
    afterwards: bool = False


def activity(session: Session, site_id: int, activity_id: int) -> Activity:
    """An activity of this school.

    Raises:
        NotFound: There is none, or it is another school's.
    """
    found = session.get(Activity, activity_id)
    if found is None or found.site_id != site_id:
        raise NotFound
    return found


def plan(session: Session, site_id: int, sent: ActivityForm, *, by: Person, now: datetime) -> Activity:
    """One more activity of a school; whoever works there is expected.

    A day that is over needs the word that it is entered afterwards.

    Raises:
        Unfit, NotPossible: A field cannot be, or the same activity stands there already.
    """
    studies.hold(session)
    held, wanted = sites.site(session, site_id), _read(session, site_id, sent)
    when = appointments.read(Slot(sent.on, sent.starts, sent.ends), now=now, past=sent.afterwards)
    new = Activity(site_id=held.id, **wanted, held_on=when.on, starts_at=when.starts_at, ends_at=when.ends_at)
    _refuse_same(session, new, sent.group)
    session.add(new)
    session.flush()
    _be_for(session, new, sent.group)
    postings.expect_posted(session, new)
    appointments.say(session, new, by=by, now=now)
    audit.record(session, "activity.add", by=by, now=now, thing=str(new.id))
    return new


def change(
    session: Session, site_id: int, activity_id: int, sent: ActivityForm, *, by: Person, now: datetime
) -> Activity:
    """An activity with other classes, another intervention or another planned arm; its date goes by `appointments`.

    Raises:
        Unfit: A field cannot be.
        StillUsed: Interviews were held at it, or something was counted there of a class that would go.
    """
    held, wanted = activity(session, site_id, activity_id), _read(session, site_id, sent)
    before = set(session.exec(select(ActivityGroup.group_id).where(ActivityGroup.activity_id == activity_id)))
    if before == set(sent.group) and all(getattr(held, name) == value for name, value in wanted.items()):
        return held
    if has_interviews(session, activity_id) and not (
        before <= set(sent.group) and all(getattr(held, name) == value for name, value in wanted.items())
    ):
        raise StillUsed(
            N_("Interviews were held at this activity: classes can be added to it, and nothing else changes.")
        )
    if before - set(sent.group) and pointing_at(session, held, apart=OWN):
        raise StillUsed(N_("Something was noted of a class at this activity, so its classes stay. You can add others."))
    for name, value in wanted.items():
        setattr(held, name, value)
    session.execute(delete(ActivityGroup).where(col(ActivityGroup.activity_id) == activity_id))
    _be_for(session, held, sent.group)
    audit.record(session, "activity.change", by=by, now=now, thing=str(activity_id))
    return held


def remove(session: Session, site_id: int, activity_id: int, *, by: Person, now: datetime) -> None:
    """An activity that was entered by mistake, before anything was done at it; one that is off is cancelled instead.

    Raises:
        StillUsed: Interviews, counts, links or sheets belong to it.
    """
    held = activity(session, site_id, activity_id)
    if pointing_at(session, held, apart=OWN):
        raise StillUsed(N_("Interviews, counts or links belong to this activity, so it stays. You can cancel it."))
    for table in (ActivityGroup, Assignment, Appointment):
        session.execute(delete(table).where(col(table.activity_id) == activity_id))
    session.delete(held)
    audit.record(session, "activity.remove", by=by, now=now, thing=str(activity_id))
    session.flush()


def has_interviews(session: Session, activity_id: int) -> bool:
    """Whether somebody was interviewed at an activity."""
    return session.exec(select(Interview.id).where(Interview.activity_id == activity_id).limit(1)).first() is not None


def _read(session: Session, site_id: int, sent: ActivityForm) -> dict[str, Any]:
    if sent.intervention is None:
        raise Unfit(N_("What does the school do? Choose one."), item="intervention")
    try:
        studies.intervention(session, sent.intervention)
        classes = {groups.group(session, site_id, one).id for one in sent.group}
    except NotFound:
        raise Unfit(
            N_("A class or what the school does was removed meanwhile, or belongs to another school.")
        ) from None
    if not classes:
        raise Unfit(N_("For which classes is it? Choose at least one."), item="group")
    if sent.condition not in list(Condition):
        raise Unfit(N_("Intervention or control? Choose one."), item="condition")
    return {"intervention_id": sent.intervention, "condition": Condition(sent.condition)}


def _refuse_same(session: Session, new: Activity, classes: Sequence[int]) -> None:
    same = (
        select(Group.name)
        .join(ActivityGroup, col(ActivityGroup.group_id) == col(Group.id))
        .join(Activity, col(Activity.id) == col(ActivityGroup.activity_id))
        .where(
            Activity.site_id == new.site_id,
            Activity.intervention_id == new.intervention_id,
            Activity.held_on == new.held_on,
            Activity.starts_at == new.starts_at,
            Activity.status == ActivityStatus.PLANNED,
            col(Group.id).in_(classes),
        )
    )
    name = session.exec(same.order_by(col(Group.name)).limit(1)).first()
    if name is not None:
        raise Unfit(N_("This stands in the list already, for class %(name)s. Nothing was added."), name=name)


def _be_for(session: Session, held: Activity, classes: Sequence[int]) -> None:
    session.add_all(ActivityGroup(activity_id=held.id, group_id=group) for group in sorted(set(classes)))
    session.flush()
