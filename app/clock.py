"""What time it is. Everything that depends on it gets it handed in, so that a test can be three months later."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Europe/Amsterdam")


class Clock:
    """The clock on the wall; tests hang another one."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar date where the schools are."""
        return local(self.now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as the schools' clocks show it."""
    return moment.astimezone(TIME_ZONE)
