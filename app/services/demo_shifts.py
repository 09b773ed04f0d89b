"""The callers of the demo have entered their hours: some weeks back, this one, and three to come."""

from datetime import date, time, timedelta

from sqlmodel import Session

from app.calling.shifts import WEEK, misfit
from app.models import Shift
from app.services import rounds
from app.services.demo_design import Design

BACK, AHEAD = 4, 3  # weeks
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SATURDAY = 0, 1, 2, 3, 5
AFTERNOON, EVENING = (time(14), time(16, 30)), (time(17, 30), time(20, 30))
LATE, SATURDAY_MORNING = (time(18), time(20, 30)), (time(10), time(13))
#: One for each caller, in the order of the team; Fridays are left open, so that there is a gap to see.
HABITS = (
    {MONDAY: LATE, TUESDAY: LATE, WEDNESDAY: LATE, THURSDAY: LATE},
    {TUESDAY: EVENING, THURSDAY: EVENING, SATURDAY: SATURDAY_MORNING},
    {MONDAY: LATE, WEDNESDAY: AFTERNOON},
)


def fill(session: Session, design: Design, *, today: date | None) -> None:
    """Their hours around a day; none for a school year of long ago."""
    if today is None:
        return
    calendar = rounds.rules(session).calendar
    this_monday = today - timedelta(days=today.weekday())
    for caller, habits in zip(design.callers, HABITS, strict=False):
        for turn in range(-BACK, AHEAD + 1):
            for weekday, span in habits.items():
                day = this_monday + WEEK * turn + timedelta(days=weekday)
                if misfit(span, day, calendar) is None:
                    session.add(Shift(person_id=caller.id, day=day, starts_at=span[0], ends_at=span[1]))
    session.flush()
