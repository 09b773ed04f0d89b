"""The next hour in which we call."""

from datetime import datetime, timedelta

from app.calling.days import SATURDAY, Calendar, day_part
from app.clock import local

STEP = timedelta(minutes=15)


def is_callable(moment: datetime, calendar: Calendar) -> bool:
    """Whether we call at this hour of this day."""
    here = local(moment)
    part = day_part(moment)
    hours = calendar.saturday if part == SATURDAY else calendar.weekday
    closed = (quiet for quiet in calendar.quiet.get(here.date(), ()) if not quiet.later)
    return (
        part is not None
        and hours[0] <= here.time() < hours[1]
        and not any(quiet.from_time <= here.time() < quiet.to_time for quiet in closed)
    )


def next_time(
    after: datetime, calendar: Calendar, *, avoid: str | None = None, prefer: tuple[str, ...] = ()
) -> datetime:
    """The next moment from then on; in a week, another day part than the one to avoid, one they prefer if any."""
    moment, fallback, patience = after, None, after + timedelta(days=7)
    while fallback is None or moment <= patience:
        part = day_part(moment)
        if is_callable(moment, calendar):
            if part != avoid and (not prefer or part in prefer):
                return moment
            fallback = fallback or moment
        moment += STEP
    return fallback
