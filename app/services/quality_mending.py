"""Mending what misses its context: one act for all that miss the same."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError, NotFound
from app.models import Group, Interview, Person
from app.services import amend_context, amended, audit
from app.services.quality_context import COUNTED

YEAR = re.compile(r"[a-z]{0,5}[0-9]")
NO_YEAR = N_("Write the school year of this class, such as 2 or mbo1.")
NO_PLACE = N_("Choose the class and the activity at which they were held.")


def set_year(session: Session, group_id: int, year: str, *, by: Person, now: datetime) -> int:
    """Note the school year of a class: all its interviews have it from now on.

    Returns:
        How many.

    Raises:
        NotFound: There is no such class.
        FieldworkError: That is no year.
    """
    group = session.get(Group, group_id)
    if group is None:
        raise NotFound
    text = year.strip().lower().replace(" ", "")
    if not YEAR.fullmatch(text):
        raise FieldworkError(NO_YEAR)
    group.year = text
    session.flush()
    audit.record(session, "class.year", by=by, now=now, thing=f"{group.id} {text}")
    mine = sa.and_(col(Interview.group_id) == group_id, col(Interview.status).in_(COUNTED))
    return session.scalar(sa.select(sa.func.count()).select_from(Interview).where(mine)) or 0


def move_all(session: Session, place: str, to: str, *, because: str, by: Person, now: datetime) -> int:
    """Put every interview of a misplaced class where it was held; each with its line in the trail.

    Returns:
        How many moved.

    Raises:
        FieldworkError: No place was chosen, the study does not have it, or there is no reason.
    """
    because = amended.reason(because)
    here, there = chosen(place), chosen(to)
    standing = select(Interview.id).where(
        Interview.activity_id == here[0], Interview.group_id == here[1], col(Interview.status).in_(COUNTED)
    )
    moved = 0
    for interview_id in session.exec(standing.order_by(col(Interview.id))).all():
        held = session.get_one(Interview, interview_id)
        if (held.activity_id, held.group_id) == here:  # a callback goes with its first interview
            moved += amend_context.move(session, interview_id, *there, because=because, by=by, now=now)
    return moved


def chosen(name: str) -> tuple[int, int]:
    """The activity and class that were chosen.

    Raises:
        FieldworkError: None was.
    """
    found = amend_context.places(name)
    if found is None:
        raise FieldworkError(NO_PLACE)
    return found
