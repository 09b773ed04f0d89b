"""The arm in which something is analysed: as planned, unless a row says otherwise; the newest row holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.db import RowId
from app.errors import N_, FieldworkError, NotFound
from app.models import Activity, AuditEntry, Condition, Intervention, Person, Reassignment, Site
from app.services.school_order import by_school
from app.services.snapshots import NO_NUL


class NoReason(FieldworkError):
    """A change of arm without a reason, or one that changes nothing."""

    status = 422
    sentence = N_("Say why. Whoever reads the results must be able to find the reason.")


class ArmForm(BaseModel):
    """A change of arm as somebody typed it, for a school or one activity of it."""

    condition: Condition
    because: Annotated[str, Field(max_length=2000, pattern=NO_NUL)] = ""
    known_as: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    activity_id: RowId | None = None


def analysed() -> sa.Subquery:
    """Each activity with the arm in which it is analysed, for other questions to join: `id`, `condition`."""
    newest = (
        sa.select(col(Reassignment.condition))
        .where(
            col(Reassignment.site_id) == col(Activity.site_id),
            sa.or_(col(Reassignment.activity_id).is_(None), col(Reassignment.activity_id) == col(Activity.id)),
        )
        .order_by(col(Reassignment.id).desc())
        .limit(1)
        .correlate(Activity)
        .scalar_subquery()
    )
    return sa.select(
        col(Activity.id).label("id"), sa.func.coalesce(newest, col(Activity.condition)).label("condition")
    ).subquery("analysed")


@dataclass(frozen=True)
class Move:
    """A row of the history, with whom and what it is about."""

    change: Reassignment
    site: Site
    by: Person
    intervention: Intervention | None  # None: everything that the school does


@dataclass(frozen=True)
class Arm:
    """A school as it was planned and as it is analysed; several arms where its activities differ."""

    site: Site
    planned: tuple[str, ...]
    analysed: tuple[str, ...]
    known_as: str

    @property
    def moved(self) -> bool:
        """Whether it is analysed otherwise than planned."""
        return self.planned != self.analysed


def arms(session: Session) -> list[Arm]:
    """Every school that does anything, by its code."""
    now = analysed()
    query = (
        sa.select(Site, col(Activity.condition), now.c.condition)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(now, now.c.id == col(Activity.id))
        .order_by(*by_school())
    )
    planned: dict[int, tuple[Site, set[str], set[str]]] = {}
    for site, as_planned, as_analysed in session.execute(query):
        _, before, after = planned.setdefault(site.id, (site, set(), set()))
        before.add(as_planned)
        after.add(as_analysed)
    names = {move.change.site_id: move.change.known_as for move in reversed(history(session))}
    return [
        Arm(site, tuple(sorted(before)), tuple(sorted(after)), names.get(site.id, ""))
        for site, before, after in planned.values()
    ]


def history(session: Session) -> list[Move]:
    """Every change of arm, the newest first."""
    query = (
        select(Reassignment, Site, Person, Intervention)
        .join(Site, col(Site.id) == col(Reassignment.site_id))
        .join(Person, col(Person.id) == col(Reassignment.person_id))
        .outerjoin(Activity, col(Activity.id) == col(Reassignment.activity_id))
        .outerjoin(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .order_by(col(Reassignment.id).desc())
    )
    return [Move(change, site, by, intervention) for change, site, by, intervention in session.exec(query)]


def reassign(
    session: Session,
    site_id: int,
    *,
    condition: Condition,
    because: str,
    by: Person,
    now: datetime,
    known_as: str = "",
    activity_id: int | None = None,
) -> Reassignment:
    """Analyse a school, or one activity of it, in this arm from here on; taking it back is another row.

    Raises:
        NotFound: No such school, or the activity is another school's.
        NoReason: No reason was given, or it is analysed in that arm already.
    """
    was = _now(session, site_id, activity_id)
    if not was:
        raise NotFound
    if not because.strip():
        raise NoReason
    if was == [condition]:
        raise NoReason(N_("It is analysed in that arm already. Nothing was changed."))
    change = Reassignment(
        site_id=site_id,
        activity_id=activity_id,
        was=" ".join(was),
        condition=condition,
        known_as=known_as.strip(),
        because=because.strip(),
        person_id=by.id,
        at=now,
    )
    session.add(change)
    session.add(AuditEntry(at=now, person_id=by.id, verb="condition.change", object=str(site_id)))
    session.flush()
    return change


def _now(session: Session, site_id: int, activity_id: int | None) -> list[str]:
    held = analysed()
    query = sa.select(held.c.condition).distinct().join(Activity, col(Activity.id) == held.c.id)
    query = query.where(col(Activity.site_id) == site_id)
    if activity_id is not None:
        query = query.where(col(Activity.id) == activity_id)
    return sorted(session.scalars(query))
