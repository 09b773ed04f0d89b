"""Days and hours of the callback round, on the schools' clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.clock import local

MORNING, AFTERNOON, EVENING, SATURDAY = "weekday_morning", "weekday_afternoon", "weekday_evening", "saturday"
DAY_PARTS = (MORNING, AFTERNOON, EVENING, SATURDAY)


@dataclass(frozen=True)
class Quiet:
    """Hours of one day on which nobody is called, or (`later`) others come first."""

    name: str
    from_time: time = time.min
    to_time: time = time.max
    later: bool = False


@dataclass(frozen=True)
class Calendar:
    """On which days and hours we call. Sundays never, unless they asked for it themselves."""

    quiet: Mapping[date, tuple[Quiet, ...]] = field(default_factory=dict)
    weekday: tuple[time, time] = (time(9, 30), time(20, 30))
    saturday: tuple[time, time] = (time(10), time(16))


def day_part(moment: datetime) -> str | None:
    """The part of the week that a moment lies in: mornings until 12:00, afternoons until 16:30; None on Sundays."""
    here = local(moment)
    if here.weekday() >= 5:
        return SATURDAY if here.weekday() == 5 else None
    return MORNING if here.time() < time(12) else AFTERNOON if here.time() < time(16, 30) else EVENING
