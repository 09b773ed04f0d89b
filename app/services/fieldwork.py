"""The evening of a student: where she is expected, how far it is, and who did not take part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import N_, NotFound
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Assignment,
    Group,
    Intervention,
    InterviewStatus,
    Person,
    PersonRole,
    Quota,
    Refusal,
    Role,
    Site,
    Tally,
)
from app.services import waves
from app.services.school_order import by_school
from app.services.waves import InUse

REASONS = {
    "refused": N_("Does not want to"),
    "no_time": N_("No time"),
    "language": N_("Language"),
    "already_asked": N_("Asked before"),
    "other": N_("Something else"),
}
AHEAD = timedelta(days=7)


@dataclass
class Occasion:
    """An activity with how far it is: interviews held here, and what the school should reach."""

    activity: Activity
    site: Site
    intervention: Intervention
    groups: list[Group] = field(default_factory=list)
    done: int = 0  # parents, of the main list
    wanted: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)  # completed here, by wave
    quotas: dict[str, int] = field(default_factory=dict)  # of the school, by role

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.activity.status == ActivityStatus.CANCELLED

    @property
    def refused(self) -> int:
        """How many at the door did not take part."""
        return sum(self.refusals.values())

    def context(self, one: InUse, group: Group) -> dict[str, str | int]:
        """What the phone must know to begin this list with somebody of this class."""
        return {
            "wave": one.wave.name,
            "activity": self.activity.id,
            "group": group.id,
            "kind": self.intervention.kind,
            "mode": one.wave.mode,
            "language": one.instrument.languages[0],
            "languages": " ".join(one.languages),
            **one.calls,
        }


@dataclass
class Day:
    """A calendar day with its occasions, the earliest first; those that were cancelled come last."""

    on: date
    occasions: list[Occasion] = field(default_factory=list)


def tonight(session: Session, *, person: Person | None, today: date) -> list[Occasion]:
    """Today's activities where somebody is expected, the earliest first; everybody's when no person is given."""
    return _between(session, person=person, first=today, last=today)


def coming(session: Session, *, person: Person, today: date) -> list[Day]:
    """Today, also when nobody is expected anywhere, and those of the next seven days on which she is."""
    found = _between(session, person=person, first=today, last=today + AHEAD)
    days = {occasion.activity.held_on: Day(occasion.activity.held_on) for occasion in found} | {today: Day(today)}
    for occasion in found:
        days[occasion.activity.held_on].occasions.append(occasion)
    return [days[on] for on in sorted(days)]


def occasion(session: Session, activity_id: int, *, person: Person) -> Occasion:
    """One activity, for whoever is expected there; for the lead, any.

    Raises:
        NotFound: There is none, or she is not expected there.
    """
    here = col(Activity.id) == activity_id
    found = _occasions(session, here, person=None if person.role == PersonRole.LEAD else person)
    if not found:
        raise NotFound
    return found[0]


def _between(session: Session, *, person: Person | None, first: date, last: date) -> list[Occasion]:
    return _occasions(session, col(Activity.held_on).between(first, last), person=person)


def _occasions(session: Session, which: sa.ColumnElement[bool], *, person: Person | None) -> list[Occasion]:
    query = (
        select(Activity, Site, Intervention)
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(which)
        .order_by(col(Activity.held_on), col(Activity.status).desc(), col(Activity.starts_at), *by_school())
    )
    if person is not None:
        query = query.join(Assignment, col(Assignment.activity_id) == col(Activity.id)).where(
            Assignment.person_id == person.id
        )
    found = [Occasion(*row) for row in session.exec(query).all()]
    _fill(session, {occasion.activity.id: occasion for occasion in found})
    return found


def in_use(session: Session) -> list[Instrument]:
    """The lists of the first round: the parents' main list first, then the other roles', then all others."""
    return [one.instrument for one in waves.in_use(session)]


def _fill(session: Session, found: dict[int, Occasion]) -> None:
    for activity_id, group in session.exec(
        select(ActivityGroup.activity_id, Group)
        .join(Group, col(ActivityGroup.group_id) == col(Group.id))
        .where(col(ActivityGroup.activity_id).in_(found))
        .order_by(col(Group.name))
    ):
        found[activity_id].groups.append(group)
    for activity_id, wave_id, done in _done(session, list(found)):
        found[activity_id].reached[wave_id] = done
    for activity_id, reason, count in _refusals(session, list(found)):
        found[activity_id].refusals[reason] = count
    main = session.scalar(sa.select(waves.main()))
    quotas: dict[int, dict[str, int]] = {}
    for quota in session.exec(select(Quota)):
        quotas.setdefault(quota.site_id, {})[quota.role] = quota.wanted
    for occasion in found.values():
        occasion.quotas = quotas.get(occasion.activity.site_id, {})
        occasion.wanted = occasion.quotas.get(Role.PARENT, 0)
        occasion.done = occasion.reached.get(main, 0) if main else 0


def _done(session: Session, activities: Sequence[int]) -> Sequence[tuple[int, int, int]]:
    counted = (
        sa.select(col(Tally.activity_id), col(Tally.wave_id), sa.func.sum(col(Tally.interviews)))
        .where(col(Tally.activity_id).in_(activities), col(Tally.status) == InterviewStatus.COMPLETE)
        .group_by(col(Tally.activity_id), col(Tally.wave_id))
    )
    return [(activity, wave, count) for activity, wave, count in session.execute(counted)]


def _refusals(session: Session, activities: Sequence[int]) -> Sequence[tuple[int, str, int]]:
    counted = (
        sa.select(col(Refusal.activity_id), col(Refusal.reason), sa.func.count())
        .where(col(Refusal.activity_id).in_(activities), col(Refusal.undone_at).is_(None))
        .group_by(col(Refusal.activity_id), col(Refusal.reason))
    )
    return [(activity, reason, count) for activity, reason, count in session.execute(counted)]
