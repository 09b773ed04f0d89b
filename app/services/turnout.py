"""How many came to what: per class, level, school and activity, as in tables 7.1.1 and 7.1.2, and who is missing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import N_
from app.models import Activity, ActivityGroup, ActivityStatus, Attendance, Group, Intervention, Site, Stratum
from app.services import rates
from app.services.rates import Rate
from app.services.school_order import by_school, school_place

#: The activities of the published tables, in their order; a home visit counts as an introduction talk there.
LABELS = {
    "introduction_talk": N_("Introduction talks, at home and at school"),
    "progress_talk": N_("Progress talks"),
    "report_talk": N_("Report talks (control)"),
    "parent_evening": N_("Evenings for parents"),
}
COUNTED_AS = {"home_visit": "introduction_talk"}
TOTAL = "total"
STRATA = {Stratum.VMBO: "vmbo", Stratum.PRO_VSO: "pro/vso", Stratum.MBO: "mbo"}  # Dutch words in every language
Columns = tuple[str, ...]
CONTEXTS: Columns = (*Stratum, TOTAL)
LEVELS: Columns = (rates.LOWER, rates.UPPER, TOTAL)


@dataclass(frozen=True)
class Counted:
    """What was last said of a class at an activity."""

    site: Site
    intervention: Intervention
    activity: Activity
    group: Group
    attendance: Attendance

    @property
    def rate(self) -> Rate:
        """Pupils with a parent there."""
        return rates.of_class(self.attendance.present, self.attendance.invited)

    @property
    def with_guests(self) -> Rate:
        """Pupils with a parent or somebody else there."""
        return rates.of_class(self.attendance.present + self.attendance.guests, self.attendance.invited)

    @property
    def level(self) -> str | None:
        """Lower or upper school; only individual talks are told apart by it."""
        return None if self.intervention.collective else rates.level(self.group.year)


@dataclass
class School:
    """One school and one thing that it did."""

    site: Site
    key: str
    label: str
    collective: bool
    classes: list[Counted] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the school itself calls it."""
        return self.classes[0].intervention.name

    @cached_property
    def levels(self) -> dict[str | None, Rate]:
        """The mean over the classes of each level."""
        held = defaultdict(list)
        for counted in self.classes:
            held[counted.level].append(counted.rate)
        return {level: rates.by_classes(held[level]) for level in sorted(held, key=str)}

    @cached_property
    def rate(self) -> Rate:
        """The mean over its classes."""
        return rates.by_classes(self.levels.values())

    @property
    def with_guests(self) -> Rate | None:
        """The same with other guests; None where there were none."""
        if not any(counted.attendance.guests for counted in self.classes):
            return None
        return rates.by_classes(counted.with_guests for counted in self.classes)


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is about, and a rate per column; None where nobody was counted."""

    label: str
    cells: dict[str, Rate | None]
    level: str | None = None


@dataclass(frozen=True)
class Waiting:
    """An activity that was held, with the classes of which nobody has said who came."""

    activity: Activity
    site: Site
    intervention: Intervention
    groups: list[Group]


@dataclass(frozen=True)
class Overview:
    """The lead's page."""

    waiting: list[Waiting]
    schools: list[School]
    by_context: list[Line]
    by_level: list[tuple[str, list[Line]]]  # per context

    @property
    def classes(self) -> int:
        """How many classes were counted."""
        return sum(len(school.classes) for school in self.schools)

    @property
    def missing(self) -> int:
        """How many are still missing."""
        return sum(len(one.groups) for one in self.waiting)


def overview(session: Session, *, now: datetime) -> Overview:
    """Everything that is known about who came, at this moment."""
    held = schools(session)
    return Overview(missing(session, now=now), held, by_context(held), by_level(held))


def counted(session: Session) -> list[Counted]:
    """The newest count of every class at every activity."""
    newest = sa.select(sa.func.max(col(Attendance.id))).group_by(col(Attendance.activity_id), col(Attendance.group_id))
    query = (
        sa.select(Site, Intervention, Activity, Group, Attendance)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .join(Attendance, col(Attendance.activity_id) == col(Activity.id))
        .join(Group, col(Group.id) == col(Attendance.group_id))
        .where(col(Attendance.id).in_(newest))
        .order_by(*by_school(), col(Intervention.id), col(Activity.held_on), col(Group.name))
    )
    return [Counted(*row) for row in session.execute(query)]


def schools(session: Session) -> list[School]:
    """Every school by what it did, in the order of the tables; two things at one school are two."""
    held: dict[tuple[int, str], School] = {}
    for one in counted(session):
        key = key_of(one.intervention)
        school = School(one.site, key, LABELS.get(key, one.intervention.name), one.intervention.collective)
        held.setdefault((one.site.id, key), school).classes.append(one)
    order = [*LABELS]
    return sorted(
        held.values(),
        key=lambda one: (order.index(one.key) if one.key in order else len(order), one.label, one.site.code),
    )


def key_of(intervention: Intervention) -> str:
    """Under which name the tables count it."""
    return COUNTED_AS.get(intervention.key, intervention.key)


def by_context(held: Iterable[School]) -> list[Line]:
    """Table 7.1.1: activity by school type; the mean over schools."""
    return _table(held, CONTEXTS, lambda school, column: [school.rate] if _in(school, column) else [])


def by_level(held: Iterable[School]) -> list[tuple[str, list[Line]]]:
    """Table 7.1.2: individual talks by level, per school type; the mean over the levels of schools."""
    talks = [school for school in held if not school.collective and {*school.levels} - {None}]
    strata = [stratum for stratum in CONTEXTS if any(_in(school, stratum) for school in talks)]
    return [(stratum, _levels(talks, stratum)) for stratum in strata]


def _levels(talks: list[School], stratum: str) -> list[Line]:
    def chosen(school: School, column: str) -> list[Rate]:
        levels = [rate for level, rate in school.levels.items() if level and column in {level, TOTAL}]
        return levels if _in(school, stratum) else []

    return _table(talks, LEVELS, chosen)


def _in(school: School, column: str) -> bool:
    return column in {school.site.stratum, TOTAL}


def _table(held: Iterable[School], columns: Columns, chosen: Callable[[School, str], list[Rate]]) -> list[Line]:
    rows: dict[str, list[School]] = defaultdict(list)
    everything = list(held)
    for school in everything:
        rows[school.label].append(school)
    if not rows:
        return []
    return [
        Line(label, {column: _mean(some, column, chosen) for column in columns})
        for label, some in [*rows.items(), (TOTAL, everything)]
    ]


def _mean(some: list[School], column: str, chosen: Callable[[School, str], list[Rate]]) -> Rate | None:
    found = [rate for school in some for rate in chosen(school, column)]
    return rates.by_schools(found) if found else None


def missing(session: Session, *, now: datetime) -> list[Waiting]:
    """Activities that have begun, and their classes that nobody has counted, the longest ago first.

    Talks that take several days are counted once a class: at whichever of them somebody said so.
    """
    today, hour = local(now).date(), local(now).time()
    done = {(one.site.id, key_of(one.intervention), one.group.id) for one in counted(session)}
    query = (
        select(Activity, Site, Intervention, Group)
        .join(Site, col(Site.id) == col(Activity.site_id))
        .join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .join(ActivityGroup, col(ActivityGroup.activity_id) == col(Activity.id))
        .join(Group, col(Group.id) == col(ActivityGroup.group_id))
        .where(col(Activity.held_on) <= today, Activity.status == ActivityStatus.PLANNED, col(Group.year).is_not(None))
        .order_by(col(Activity.held_on).desc(), col(Activity.id).desc(), col(Group.name))
    )
    found: dict[int, Waiting] = {}
    for activity, site, intervention, group in session.exec(query):
        what = (site.id, key_of(intervention), group.id)
        if what not in done and (activity.held_on, activity.starts_at) <= (today, hour):
            done.add(what)
            found.setdefault(activity.id, Waiting(activity, site, intervention, [])).groups.append(group)
    return sorted(found.values(), key=lambda one: (one.activity.held_on, school_place(one.site.code)))
