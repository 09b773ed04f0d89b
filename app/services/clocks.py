"""When an interview began, whatever the clock of its phone said."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.clock import TIME_ZONE, local
from app.models import Activity
from app.services.snapshots import Snapshot


def began(session: Session, snapshot: Snapshot, *, now: datetime) -> datetime:
    """The moment by our clock; exact, unless the phone's clock was set between the beginning and the first sending.

    An empty battery leaves a phone in 1970, and the network puts that right an hour later. What it then says lies
    before its activity or in the future; the time of the activity stands in, so that nobody is called years too early.
    """
    told = snapshot.device_started_at + timedelta(seconds=snapshot.clock_offset(now))
    if snapshot.case is not None:
        return min(told, now)  # a call: nothing is reckoned from it
    if snapshot.mode == "paper":
        return min(told, now)  # the day that stands on it, which somebody has looked at
    activity = session.get_one(Activity, snapshot.activity)
    if activity.held_on <= local(told).date() <= local(now).date():
        return min(told, now)
    return min(datetime.combine(activity.held_on, activity.starts_at, TIME_ZONE), now)
