"""Whose typed paper somebody may see: the keys of two entries are answers of a school, before anybody decided."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Assignment, PaperEntry, PaperSheet, Person, PersonRole


def theirs(by: Person) -> sa.ColumnElement[bool]:
    """Sheets that she typed, once or the second time, or of an activity where she is expected; for the lead, any."""
    if by.role == PersonRole.LEAD:
        return sa.true()
    typed = sa.exists().where(col(PaperEntry.sheet_id) == col(PaperSheet.id), col(PaperEntry.person_id) == by.id)
    expected = sa.exists().where(
        col(Assignment.activity_id) == col(PaperSheet.activity_id), col(Assignment.person_id) == by.id
    )
    return sa.or_(typed, expected)


def check_theirs(session: Session, sheet: PaperSheet, *, by: Person) -> None:
    """Refuse whoever has nothing to do with a sheet to see what others typed.

    Raises:
        NotFound: She did not type it, and is not expected where it was filled in.
    """
    if session.exec(select(PaperSheet.id).where(PaperSheet.id == sheet.id, theirs(by))).first() is None:
        raise NotFound
