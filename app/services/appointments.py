"""When an activity is held: planned, moved and cancelled, by the team or by the mentor whose talks they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import N_, FieldworkError, NotFound
from app.models import (
    Activity,
    ActivityStatus,
    Appointment,
    Interview,
    MentorLink,
    Person,
)
from app.services import audit, postings

USUAL = timedelta(minutes=30)  # a talk, when nobody says how long
AHEAD = timedelta(days=366)
Author = Person | MentorLink
Short = Annotated[str, Field(max_length=20)]


class NotPossible(FieldworkError):
    """A date or time that cannot be; the sentence says which."""

    status = 422


@dataclass
class Slot:
    """A date and times as somebody typed them, and what is wrong with them."""

    on: str = ""
    starts: str = ""
    ends: str = ""
    problem: NotPossible | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.on or self.starts or self.ends)


class Change(BaseModel):
    """A form about one activity: another date, or that it is cancelled and why."""

    cancelled: bool = False
    because: Annotated[str, Field(max_length=200)] = ""
    on: Short = ""
    starts: Short = ""
    ends: Short = ""


@dataclass(frozen=True)
class When:
    """A day with a beginning and an end, by the schools' clocks."""

    on: date
    starts_at: time
    ends_at: time


def slots(on: Sequence[str], starts: Sequence[str], ends: Sequence[str]) -> list[Slot]:
    """The rows of a form, however many of each list arrived."""
    rows = zip_longest(on, starts, ends, fillvalue="")
    return [Slot(day.strip(), begin.strip(), end.strip()) for day, begin, end in rows]


def read(slot: Slot, *, now: datetime, past: bool = False) -> When:
    """The date and times of a slot; a day that is over only where somebody says that she means it.

    Raises:
        NotPossible: They are not given, no date, past, far away, or end before they begin.
    """
    try:
        on = date.fromisoformat(slot.on)
    except ValueError:
        raise NotPossible(N_("Which day? Give a date.")) from None
    try:
        starts = time.fromisoformat(slot.starts)
    except ValueError:
        raise NotPossible(N_("From what time? Give a beginning.")) from None
    try:
        ends = time.fromisoformat(slot.ends) if slot.ends else (datetime.combine(on, starts) + USUAL).time()
    except ValueError:
        raise NotPossible(N_("Until what time? Give an end, or leave it open.")) from None
    if on < local(now).date() and not past:
        raise NotPossible(N_("This day is over. Look at the date, and at its year."))
    if on > local(now).date() + AHEAD:
        raise NotPossible(N_("This is more than a year ahead. Look at the year."))
    if ends <= starts:
        raise NotPossible(N_("It ends before it begins. Look at both times."))
    return When(on, starts, ends)


def said(session: Session, activity_id: int) -> list[tuple[Appointment, str | None]]:
    """Everything that was said about the date of an activity, the newest first, with who of the team said it."""
    query = (
        select(Appointment, Person)
        .outerjoin(Person, col(Person.id) == col(Appointment.person_id))
        .where(Appointment.activity_id == activity_id)
        .order_by(col(Appointment.id).desc())
    )
    return [(one, person.name if person else None) for one, person in session.exec(query)]


def cancel(session: Session, activity_id: int, because: str, *, by: Author, now: datetime) -> None:
    """It will not be held; it stays on the list with its reason.

    Raises:
        NotPossible: No reason, it was held already, or it is cancelled.
    """
    activity = _open(session, activity_id, now=now)
    if not because.strip():
        raise NotPossible(N_("Say why, in a few words. The students who would come read it."))
    if activity.status == ActivityStatus.CANCELLED:
        raise NotPossible(N_("This was cancelled already."))
    activity.status, activity.because = ActivityStatus.CANCELLED, because.strip()
    say(session, activity, by=by, now=now)
    _record(session, "activity.cancel", activity, by=by, now=now)


def move(session: Session, activity_id: int, slot: Slot, *, by: Author, now: datetime) -> None:
    """It is held at another time, or after all.

    Raises:
        NotPossible: The date or times cannot be, or it was held already.
    """
    activity = _open(session, activity_id, now=now)
    when, was_over = read(slot, now=now), activity.held_on < local(now).date()
    activity.held_on, activity.starts_at, activity.ends_at = when.on, when.starts_at, when.ends_at
    activity.status, activity.because = ActivityStatus.PLANNED, ""
    say(session, activity, by=by, now=now)
    if was_over:
        postings.expect_posted(session, activity)  # who began at the school since then is expected too
    _record(session, "activity.move", activity, by=by, now=now)


def change(session: Session, activity_id: int, wanted: Change, *, by: Author, now: datetime) -> None:
    """Cancel an activity, or hold it at another time."""
    if wanted.cancelled:
        cancel(session, activity_id, wanted.because, by=by, now=now)
    else:
        move(session, activity_id, Slot(wanted.on, wanted.starts, wanted.ends), by=by, now=now)


def _open(session: Session, activity_id: int, *, now: datetime) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound
    held = session.exec(select(Interview.id).where(Interview.activity_id == activity_id).limit(1)).first()
    if held is not None:
        raise NotPossible(N_("Interviews were held at this activity, so its date stays. Ask the lead."))
    if activity.held_on < local(now).date() and activity.status == ActivityStatus.PLANNED:
        raise NotPossible(N_("This day is over. Ask the lead."))
    begin_saying(session, activity, now=now)
    return activity


def begin_saying(session: Session, activity: Activity, *, now: datetime) -> None:
    """Write down when it was to be held before anybody changes it for the first time."""
    if session.exec(select(Appointment.id).where(Appointment.activity_id == activity.id).limit(1)).first() is None:
        session.add(_saying(activity, None, at=now))


def say(session: Session, activity: Activity, *, by: Author, now: datetime, because: str = "") -> None:
    """Write down when it is to be held, or that it is not, as it stands now; `because` is kept here only."""
    saying = _saying(activity, by, at=now)
    saying.because = because or saying.because
    session.add(saying)
    session.flush()


def _record(session: Session, verb: str, activity: Activity, *, by: Author, now: datetime) -> None:
    if isinstance(by, Person):  # what a mentor says stands in the appointments alone
        audit.record(session, verb, by=by, now=now, thing=str(activity.id))


def _saying(activity: Activity, by: Author | None, *, at: datetime) -> Appointment:
    return Appointment(
        activity_id=activity.id,
        held_on=activity.held_on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        status=activity.status,
        because=activity.because,
        person_id=by.id if isinstance(by, Person) else None,
        mentor_link_id=by.id if isinstance(by, MentorLink) else None,
        at=at,
    )
