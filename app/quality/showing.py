"""When a flag is shown to whom: to herself at once, to the lead after her, or from the next morning on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

MORNING = time(6)
QUIET_FOR = timedelta(days=28)  # after a conversation about all of her interviews together


@dataclass(frozen=True, slots=True)
class Noted:
    """A word about one rule and one interviewer."""

    at: datetime
    by_herself: bool


def next_morning(moment: datetime) -> datetime:
    """Six o'clock on the day after, by the same clocks."""
    return (moment + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)


def is_shown_to_lead(existed: datetime, noted: Iterable[Noted], now: datetime) -> bool:
    """She has seen it herself, or a night has passed."""
    return now >= next_morning(existed) or any(one.by_herself and one.at >= existed for one in noted)


def is_talked_about(existed: datetime, noted: Iterable[Noted], now: datetime, *, about_all: bool) -> bool:
    """The lead spoke with her after it was there; what comes later speaks anew.

    What is about all of her interviews together is there every day, so a conversation quiets it for four weeks.
    """
    spoken = [one.at for one in noted if not one.by_herself]
    return any(now < at + QUIET_FOR for at in spoken) if about_all else any(at >= existed for at in spoken)
