"""The lead puts right the date of an activity whose day is over, also of one at which interviews were held."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling import days
from app.calling.states import CaseState
from app.clock import local
from app.errors import N_, NotFound
from app.models import Activity, CallAttempt, Case, FollowUpLink, Lease, Person, Respondent, Wave
from app.services import appointments, audit, casework, postings, schedule
from app.services.appointments import NotPossible, Slot


def correct(session: Session, activity_id: int, slot: Slot, because: str, *, by: Person, now: datetime) -> int:
    """The activity was, or is, on another day than was noted; the reason is kept beside its date.

    Cases that count their months from the activity follow it, as long as nobody was called or written to; all others
    keep their days. Returns how many followed.

    Raises:
        NotFound: There is no such activity.
        NotPossible: No reason, the date cannot be, or interviews would have been held on a day to come.
    """
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound
    when, today = appointments.read(slot, now=now, past=True), local(now).date()
    if not because.strip():
        raise NotPossible(N_("Say why. Whoever reads the results must be able to find the reason."))
    if when.on > today and schedule.has_interviews(session, activity_id):
        raise NotPossible(N_("Interviews were held at this activity, so it cannot be on a day that is still to come."))
    appointments.begin_saying(session, activity, now=now)
    was_over = activity.held_on < today
    activity.held_on, activity.starts_at, activity.ends_at = when.on, when.starts_at, when.ends_at
    appointments.say(session, activity, by=by, now=now, because=because.strip())
    if was_over and when.on >= today:
        postings.expect_posted(session, activity)
    audit.record(session, "activity.correct", by=by, now=now, thing=str(activity_id))
    return _follow(session, activity)


def _follow(session: Session, activity: Activity) -> int:
    """The days of cases that hang on an activity's own date: `services.cases.anchor`."""
    touched = [sa.exists().where(col(what.case_id) == col(Case.id)) for what in (CallAttempt, Lease, FollowUpLink)]
    query = (
        select(Case, Wave)
        .join(Wave, col(Wave.id) == col(Case.wave_id))
        .join(Respondent, col(Respondent.id) == col(Case.respondent_id))
        .where(
            Respondent.activity_id == activity.id,
            Wave.anchor == "activity",
            Case.state == CaseState.SCHEDULED,
            col(Case.closed_by).is_(None),
            ~sa.or_(*touched),
        )
    )
    found = session.exec(query).all()
    for case, wave in found:
        rules = casework.rules_for(session, case.respondent_id)
        before = rules.days_before if wave.days_before is None else wave.days_before
        dates = days.dates(activity.held_on, wave.months, before, wave.window_days, rules.calendar)
        case.interviewed_on, case.due_on, case.first_on = activity.held_on, dates.due_on, dates.first_on
        case.opens_on, case.closes_on = dates.opens_on, dates.closes_on
    session.flush()
    return len(found)
