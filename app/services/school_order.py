"""Schools in the order in which people count them: S2 before S10, each letter by itself."""

from typing import Any

import sqlalchemy as sa

from app.models import Site

DIGITS = "0123456789"


def by_school() -> tuple[sa.ColumnElement[Any], ...]:
    """What to order rows of `sites` by."""
    code: sa.ColumnElement[str] = sa.type_coerce(Site.code, sa.String)
    return sa.func.rtrim(code, DIGITS), sa.func.length(code), code


def school_place(code: str) -> tuple[str, int, str]:
    """The same order, for codes that are at hand."""
    return code.rstrip(DIGITS), len(code), code
