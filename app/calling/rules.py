"""What the callback round keeps to: how often, how long, when. A study may set its own."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.calling.days import Calendar


@dataclass(frozen=True)
class Rules:
    """Limits of one study's callback round (method: eight attempts, one a day, three a week, a week of rest)."""

    calendar: Calendar = field(default_factory=Calendar)
    days_before: int = 7  # the promised day, from which on they may be called at their own request
    most_attempts: int = 8
    most_a_week: int = 3
    most_extra: int = 2
    most_redials: int = 3
    lease: timedelta = timedelta(minutes=45)
    early: timedelta = timedelta(minutes=5)  # before an appointment it may be claimed
    rest: timedelta = timedelta(days=7)  # after "rather not"
    next_try: timedelta = timedelta(hours=20)  # after a call that nobody took
    wanted: timedelta = timedelta(hours=24)  # in which "please call me" is a wish of now
    longest: timedelta = timedelta(days=84)  # after the promised day; no extension goes further
