"""A brake in the memory of this process, where the worst that guessing brings is a questionnaire to fill in."""

import threading
from collections import deque
from datetime import datetime, timedelta

from app.errors import TooManyStarts

MINUTE = timedelta(minutes=1)


class Brake:
    """Lets so many through in any minute.

    Args:
        most: How many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lately: deque[datetime] = deque()
        self._one = threading.Lock()

    def try_once(self, now: datetime) -> None:
        """Count one.

        Raises:
            TooManyStarts: There were too many in the last minute.
        """
        with self._one:
            while self._lately and self._lately[0] <= now - MINUTE:
                self._lately.popleft()
            if len(self._lately) >= self._most:
                raise TooManyStarts
            self._lately.append(now)


class BrakePerPlace:
    """Lets so many through from one network address in any span of time; addresses are kept as fingerprints only.

    A place is forgotten when its span is over and anybody comes by: nobody is remembered longer than the brake needs.

    Args:
        most: How many.
        span: In how long.
    """

    def __init__(self, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._lately: dict[str, deque[datetime]] = {}
        self._one = threading.Lock()

    def lets(self, place: str, now: datetime) -> bool:
        """Count one from there, unless there were too many."""
        with self._one:
            self._forget(now)
            seen = self._lately.setdefault(place, deque())
            while seen and seen[0] <= now - self._span:
                seen.popleft()
            if len(seen) >= self._most:
                return False
            seen.append(now)
            return True

    def _forget(self, now: datetime) -> None:
        self._lately = {place: seen for place, seen in self._lately.items() if seen[-1] > now - self._span}
