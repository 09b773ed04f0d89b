"""Who calls when: three students, on the evenings of school days, one parent at a time."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from app.demo.schoolyear import ZONE, school_day_from

CALLERS = (1, 2, 3)
FIRST_CALL = time(18, 0)
SLOT = timedelta(minutes=10)  # the list takes less
SLOTS = 15  # the last call begins at 20.20


class Rota:
    """Free moments of every evening."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._free: dict[date, list[tuple[int, int]]] = defaultdict(
            lambda: [(slot, caller) for slot in range(SLOTS) for caller in CALLERS]
        )

    def evening_from(self, day: date) -> date:
        """This evening, or the next one on which someone calls and still has time, whoever it has to be."""
        day = school_day_from(day)
        while len({caller for _, caller in self._free[day]}) < len(CALLERS):
            day = school_day_from(day + timedelta(days=1))
        return day

    def book(self, day: date, not_by: int | None) -> tuple[datetime, int]:
        """A moment and a caller; after a soft refusal someone else than before."""
        slot, caller = self._rng.choice([free for free in self._free[day] if free[1] != not_by])
        self._free[day].remove((slot, caller))
        return datetime.combine(day, FIRST_CALL, ZONE) + slot * SLOT, caller
