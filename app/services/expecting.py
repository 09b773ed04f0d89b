"""How far each school should be by today, and what is still to be done there tonight.

A school's quota is spread evenly over the activities that are planned there: when two of its five have been held, two
fifths of it are expected. What an evening should bring is what is missing then, over the activities that are left.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from math import ceil

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Activity, ActivityStatus, InterviewStatus, Quota, Role, Site, Tally, Wave
from app.services import waves
from app.services.school_order import by_school

ROLES = (Role.PARENT, Role.PUPIL, Role.MENTOR)


@dataclass(frozen=True)
class Reached:
    """One role at one school: completed, wanted in all, and expected by the end of today."""

    done: int
    wanted: int
    expected: int

    @property
    def is_short(self) -> bool:
        """Whether it is behind what was expected by now."""
        return self.done < self.expected

    @property
    def share(self) -> float:
        """Of the quota, at most all of it."""
        return min(1.0, self.done / self.wanted) if self.wanted else 0.0


@dataclass
class School:
    """A school, also one where nothing was planned yet."""

    site: Site
    held: int = 0  # activities until today
    planned: int = 0  # in all, the cancelled ones left out
    tonight: int = 0  # of the held ones, today's
    roles: dict[Role, Reached] = field(default_factory=dict)

    @property
    def parents(self) -> Reached:
        """Whom the study is about."""
        return self.roles[Role.PARENT]

    @property
    def missing_tonight(self) -> int:
        """How many parents today's activities should still bring."""
        return missing(self.parents.done, self.parents.wanted, self.tonight, self.planned - self.held + self.tonight)


def expected(wanted: int, held: int, planned: int) -> int:
    """The part of a quota that should be there after so many of the planned activities, in whole persons."""
    return wanted * min(held, planned) // planned if planned else 0


def missing(done: int, wanted: int, tonight: int, left: int) -> int:
    """What tonight's activities should bring: their part of what is missing, over all that are left with tonight."""
    if not tonight or done >= wanted:
        return 0
    return ceil((wanted - done) * tonight / max(left, tonight))


def schools(session: Session, today: date) -> list[School]:
    """Every school by its code, with how far each role is."""
    found = {site.id: School(site) for site in session.exec(select(Site).order_by(*by_school()))}
    days = sa.select(col(Activity.site_id), col(Activity.held_on))
    for site, on in session.execute(days.where(col(Activity.status) == ActivityStatus.PLANNED)):
        found[site].planned += 1
        found[site].held += on <= today
        found[site].tonight += on == today
    wanted = {(quota.site_id, quota.role): quota.wanted for quota in session.exec(select(Quota))}
    done = _done(session)
    for one in found.values():
        for role in ROLES:
            target = wanted.get((one.site.id, role), 0)
            one.roles[role] = Reached(done[one.site.id, role], target, expected(target, one.held, one.planned))
    return list(found.values())


def _done(session: Session) -> dict[tuple[int, str], int]:
    main = sa.select(sa.func.min(col(Wave.id))).where(col(Wave.name) == waves.FIRST).group_by(col(Wave.role))
    query = (
        sa.select(col(Activity.site_id), col(Wave.role), sa.func.sum(col(Tally.interviews)))
        .select_from(Tally)
        .join(Activity, col(Tally.activity_id) == col(Activity.id))
        .join(Wave, col(Tally.wave_id) == col(Wave.id))
        .where(col(Tally.status) == InterviewStatus.COMPLETE, col(Tally.wave_id).in_(main))
        .group_by(col(Activity.site_id), col(Wave.role))
    )
    found: dict[tuple[int, str], int] = defaultdict(int)
    for site, role, number in session.execute(query):
        found[site, role] = number
    return found


def path(session: Session, wanted: int) -> list[tuple[date, float]]:
    """Where the study should be on each day on which something was planned: evenly over all activities."""
    query = (
        sa.select(col(Activity.held_on), sa.func.count())
        .where(col(Activity.status) == ActivityStatus.PLANNED)
        .group_by(col(Activity.held_on))
        .order_by(col(Activity.held_on))
    )
    days = [(day, number) for day, number in session.execute(query)]
    planned = sum(number for _, number in days)
    totals = accumulate(number for _, number in days)
    return [(day, wanted * total / planned) for (day, _), total in zip(days, totals, strict=True)]
