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
