"""Where the dates of the callback round were before `app.calling.days`; kept while callers move."""

from datetime import date, timedelta

from app.calling.days import add_months as months_later
from app.calling.days import agreed

__all__ = ["agreed", "closes_on", "months_later"]


def closes_on(due_on: date, window_days: int) -> date:
    """The last day on which we still call."""
    return due_on + timedelta(days=window_days)
