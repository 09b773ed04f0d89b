"""Where the dates of the callback round were before `app.calling.days`; kept while callers move."""

from app.calling.days import add_months as months_later
from app.calling.days import agreed

__all__ = ["agreed", "months_later"]
