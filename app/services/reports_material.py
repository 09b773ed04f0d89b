"""What reports are made of, read once: all reports of a study together cost little more than one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import NotFound
from app.models import Activity, ActivityGroup, ActivityStatus, Group, Intervention, Quota, Role, Site, Study
from app.services import finished, results, results_comparison, turnout, waves
from app.services.finished import Finished
from app.services.reports_words import ROLES
from app.services.results import Listed
from app.services.results_comparison import Pair, Rounds
from app.services.school_order import by_school
from app.services.turnout import School


@dataclass(frozen=True)
class Held:
    """An activity that was held at a school, with the classes it was for."""

    site_id: int
    name: str
    on: date
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """Everything that the reports of a study say something about."""

    study: Study
    at: datetime
    sites: list[Site]
    lists: list[tuple[Listed, list[Finished]]]  # the main list of each role in the first round
    both: Rounds | None
    pairs: list[Pair]
    attendance: list[School]
    held: list[Held]
    wanted: dict[tuple[int, Role], int]

    @property
    def on(self) -> date:
        """The day on which the figures were taken."""
        return local(self.at).date()

    def of(self, role: Role) -> tuple[Listed, list[Finished]] | None:
        """The list of a role, with the interviews that count; None where nobody filled it in."""
        return next((one for one in self.lists if one[0].role == role), None)


def material(session: Session, *, now: datetime) -> Material:
    """As it is now."""
    both = _both(session)
    return Material(
        study=session.exec(select(Study)).one(),
        at=now,
        sites=list(session.exec(select(Site).order_by(*by_school()))),
        lists=_lists(session),
        both=both,
        pairs=results_comparison.pairs(session, both) if both else [],
        attendance=turnout.schools(session),
        held=_held(session, local(now).date()),
        wanted={(one.site_id, Role(one.role)): one.wanted for one in session.exec(select(Quota))},
    )


def of_sites(session: Session) -> list[Site]:
    """The schools, by code."""
    return list(session.exec(select(Site).order_by(*by_school())))


def site(found: Sequence[Site], site_id: int) -> Site:
    """One of the schools.

    Raises:
        NotFound: There is none of this number.
    """
    for one in found:
        if one.id == site_id:
            return one
    raise NotFound


def _both(session: Session) -> Rounds | None:
    try:
        return results_comparison.chosen(session)
    except NotFound:
        return None


def _lists(session: Session) -> list[tuple[Listed, list[Finished]]]:
    """The list of each role with most interviews in the first round; who watched a talk is no respondent."""
    held = [one for one in results.lists(session) if one.wave == waves.FIRST]
    main = [max((one for one in held if one.role == role), key=lambda one: one.n, default=None) for role in ROLES]
    return [(one, finished.interviews(session, wave=one.wave, instrument=one.name)) for one in main if one is not None]


def _held(session: Session, today: date) -> list[Held]:
    query = (
        sa.select(Activity, Intervention, Group)
        .join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .outerjoin(ActivityGroup, col(ActivityGroup.activity_id) == col(Activity.id))
        .outerjoin(Group, col(Group.id) == col(ActivityGroup.group_id))
        .where(col(Activity.held_on) <= today, col(Activity.status) == ActivityStatus.PLANNED)
        .order_by(col(Activity.held_on), col(Activity.id), col(Group.name))
    )
    found: dict[int, Held] = {}
    for activity, intervention, group in session.execute(query):
        before = found.get(activity.id)
        groups = (*(before.groups if before else ()), *((group.name,) if group and group.year else ()))
        found[activity.id] = Held(activity.site_id, intervention.name, activity.held_on, groups)
    return list(found.values())
