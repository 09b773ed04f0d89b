"""Talks that mentors plan themselves: each a date for one class, which the students see on their own pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Activity, ActivityGroup, ActivityStatus, Appointment, Assignment, Group
from app.services import postings
from app.services.appointments import Author, NotPossible, Slot, When, read, say


@dataclass(frozen=True)
class Talk:
    """A planned activity with everything that was said about its date, the newest first."""

    activity: Activity
    said: list[Appointment] = field(default_factory=list)

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.activity.status == ActivityStatus.CANCELLED


def plan(session: Session, like: Activity, group: Group, slots: Sequence[Slot], *, by: Author, now: datetime) -> int:
    """Plan talks like this activity for one class: all of the slots that are filled in, or none when one is wrong.

    The students of that activity and of its school are expected there; if it has none, all students are. The same
    talk twice is one. Returns how many are planned.
    """
    wanted: list[When] = []
    for slot in slots:
        if slot.is_empty:
            continue
        try:
            wanted.append(read(slot, now=now))
        except NotPossible as problem:
            slot.problem = problem
    if any(slot.problem for slot in slots):
        return 0
    there = {
        (talk.activity.held_on, talk.activity.starts_at)
        for talk in of_class(session, like, group)
        if not talk.is_cancelled
    }
    new = {(when.on, when.starts_at): when for when in wanted if (when.on, when.starts_at) not in there}
    students = expected(session, like)
    for when in new.values():
        _hold(session, like, group, when, students, by=by, now=now)
    return len(new)


def _hold(
    session: Session, like: Activity, group: Group, when: When, students: Sequence[int], *, by: Author, now: datetime
) -> None:
    activity = Activity(
        site_id=like.site_id,
        intervention_id=like.intervention_id,
        condition=like.condition,
        held_on=when.on,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
    )
    session.add(activity)
    session.flush()
    session.add(ActivityGroup(activity_id=activity.id, group_id=group.id))
    session.add_all(Assignment(person_id=student, activity_id=activity.id) for student in students)
    say(session, activity, by=by, now=now)


def expected(session: Session, activity: Activity) -> list[int]:
    """Which students go there: who is expected at that activity or works at its school; all when nobody was named."""
    named = postings.expected(session, activity.id) + postings.posted(session, activity.site_id)
    return sorted({one.id for one in named or postings.students(session)})


def of_class(session: Session, like: Activity, group: Group) -> list[Talk]:
    """The talks that mentors of this class planned for what this activity is about, the next one first."""
    by_mentors = select(Appointment.activity_id).where(col(Appointment.mentor_link_id).is_not(None))
    query = (
        select(Activity, Appointment)
        .join(Appointment, col(Appointment.activity_id) == col(Activity.id))
        .join(ActivityGroup, col(ActivityGroup.activity_id) == col(Activity.id))
        .where(
            Activity.site_id == like.site_id,
            Activity.intervention_id == like.intervention_id,
            Activity.id != like.id,
            ActivityGroup.group_id == group.id,
            col(Activity.id).in_(by_mentors),
        )
        .order_by(col(Activity.held_on), col(Activity.starts_at), col(Appointment.id).desc())
    )
    found: dict[int, Talk] = {}
    for activity, said in session.exec(query):
        found.setdefault(activity.id, Talk(activity)).said.append(said)
    return list(found.values())


def check_his(session: Session, like: Activity, group: Group, activity_id: int) -> None:
    """Nobody changes the talks of another class.

    Raises:
        NotFound: It is none of the talks that mentors of this class planned.
    """
    if activity_id not in {talk.activity.id for talk in of_class(session, like, group)}:
        raise NotFound
