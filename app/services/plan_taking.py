"""Taking a plan: every change that was shown, through the services that know what follows from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Activity,
    ActivityGroup,
    ActivityStatus,
    Condition,
    Group,
    Intervention,
    Kind,
    Person,
    Quota,
    Role,
    Site,
    Stratum,
    Study,
)
from app.plan.comparing import Change, Comparison
from app.plan.rows import Row
from app.plan.sheets import WANTED
from app.services import appointments, audit, conditions, plan_people, plan_waves


@dataclass
class Taken:
    """What was taken."""

    changes: int = 0
    people: list[Person] = field(default_factory=list)  # new, and without a way in


@dataclass
class Taking:
    """One file on its way in: who takes it, when, and what stands where."""

    session: Session
    by: Person
    now: datetime
    sites: dict[str, Site] = field(default_factory=dict)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    interventions: dict[str, Intervention] = field(default_factory=dict)

    def look(self) -> None:
        """What there is by now, by the names that the file uses."""
        self.session.flush()
        self.sites = {site.code: site for site in self.session.exec(select(Site))}
        codes = {site.id: code for code, site in self.sites.items()}
        self.groups = {(codes[one.site_id], one.name): one for one in self.session.exec(select(Group))}
        held = list(self.session.exec(select(Intervention)))
        self.interventions = {one.name: one for one in held} | {one.key: one for one in held}

    def record(self, verb: str, thing: str) -> None:
        """Write down what was done."""
        audit.record(self.session, verb, by=self.by, now=self.now, thing=thing)


def take(session: Session, found: Comparison, *, by: Person, now: datetime) -> Taken:
    """Everything that the comparison shows; the caller knows that nothing stands in the way."""
    taking, taken = Taking(session, by, now), Taken()
    study = session.exec(select(Study)).one()
    for one in _to_do(found, "study"):
        study.name = one.row["name"] or study.name
        study.minimum = one.row["minimum"] if one.row["minimum"] is not None else study.minimum
    for one in _to_do(found, "schools"):
        _school(taking, one, study)
    taking.look()
    for one in _to_do(found, "classes"):
        _class(taking, one)
    for one in _to_do(found, "interventions"):
        _intervention(taking, one, study)
    for one in _to_do(found, "targets"):
        _targets(taking, one)
    taking.look()
    taken.people = [new for one in _to_do(found, "people") if (new := plan_people.keep(session, one, by=by, now=now))]
    for one in _to_do(found, "activities"):
        _activity(taking, one)
    for one in _to_do(found, "waves"):
        plan_waves.keep(session, one, by=by, now=now)
    taken.changes = sum(bool(one.parts) or one.held is None for one in found.changes)
    taking.record("plan.take", str(taken.changes))
    session.flush()
    return taken


def _to_do(found: Comparison, sheet: str) -> list[Change]:
    return [one for one in found.of(sheet) if one.held is None or one.parts]


def _school(taking: Taking, one: Change, study: Study) -> None:
    if one.held is None:
        row = one.row
        site = Site(study_id=study.id, code=row["school"], name=row["name"], stratum=Stratum(row["type"]))
        taking.session.add(site)
    else:
        site = taking.session.get_one(Site, one.held.id)
    site.name = one.row["name"] or site.name
    site.stratum = Stratum(one.row["type"] or site.stratum)
    site.language = one.row["language"] or site.language or "nl"


def _class(taking: Taking, one: Change) -> None:
    if one.held is not None:
        taking.session.get_one(Group, one.held.id).year = one.row["year"]
        return
    site = taking.sites[one.row["school"]]
    taking.session.add(Group(site_id=site.id, name=one.row["class"], year=one.row["year"]))


def _intervention(taking: Taking, one: Change, study: Study) -> None:
    row = one.row
    if one.held is None:
        new = Intervention(study_id=study.id, key=row["key"], name=row["name"], kind=Kind(row["kind"]))
        new.collective = row["collective"] == "yes"
        taking.session.add(new)
        return
    held = taking.session.get_one(Intervention, one.held.id)
    held.name, held.kind = row["name"] or held.name, Kind(row["kind"] or held.kind)
    held.collective = row["collective"] == "yes" if row["collective"] else held.collective


def _targets(taking: Taking, one: Change) -> None:
    site = taking.sites[one.row["school"]]
    for column, role in WANTED.items():
        wanted = one.row[column]
        if wanted is not None:
            taking.session.merge(Quota(site_id=site.id, role=Role(role), wanted=wanted))


def _activity(taking: Taking, one: Change) -> None:
    activity = _planned(taking, one) if one.held is None else _changed(taking, one, one.held)
    arm = one.row["analysed_as"]
    if arm and (one.held is None or one.changes("analysed_as")) and arm != _arm(taking, activity):
        conditions.reassign(
            taking.session,
            activity.site_id,
            condition=Condition(arm),
            because=one.row["reason"] or "–",
            by=taking.by,
            now=taking.now,
            activity_id=activity.id,
        )


def _arm(taking: Taking, activity: Activity) -> str:
    now = conditions.analysed()
    return str(taking.session.scalars(sa.select(now.c.condition).where(now.c.id == activity.id)).one())


def _planned(taking: Taking, one: Change) -> Activity:
    row, session = one.row, taking.session
    activity = Activity(
        site_id=taking.sites[row["school"]].id,
        intervention_id=taking.interventions[row["intervention"]].id,
        condition=Condition(row["condition"]),
        held_on=row["date"],
        starts_at=row["from"],
        ends_at=row["to"],
        status=ActivityStatus.CANCELLED if row["cancelled"] else ActivityStatus.PLANNED,
        because=row["cancelled"] or "",
    )
    session.add(activity)
    session.flush()
    _for(taking, activity, row["school"], row["classes"])
    plan_people.expect(session, activity, row["people"] or (), posted=True)
    appointments.say(session, activity, by=taking.by, now=taking.now)
    return activity


def _changed(taking: Taking, one: Change, held: Row) -> Activity:
    row, session = one.row, taking.session
    activity = session.get_one(Activity, held.id)
    if one.changes("date", "from", "to"):
        appointments.move(session, activity.id, _slot(one), by=taking.by, now=taking.now)
    if one.changes("cancelled") and activity.because != row["cancelled"]:
        if activity.status == ActivityStatus.CANCELLED:
            activity.because = row["cancelled"]
            appointments.say(session, activity, by=taking.by, now=taking.now)
        else:
            appointments.cancel(session, activity.id, row["cancelled"], by=taking.by, now=taking.now)
    if one.changes("intervention"):
        activity.intervention_id = taking.interventions[row["intervention"]].id
    if one.changes("condition"):
        activity.condition = Condition(row["condition"])
    if one.changes("classes"):
        _for(taking, activity, held["school"], row["classes"])
    if one.changes("people"):
        plan_people.expect(session, activity, row["people"], posted=False)
    session.flush()
    return activity


def _slot(one: Change) -> appointments.Slot:
    def text(column: str) -> str:
        value: Any = one.after(column)
        return str(value.isoformat())

    return appointments.Slot(text("date"), text("from"), text("to"))


def _for(taking: Taking, activity: Activity, school: str, names: tuple[str, ...]) -> None:
    mine = {taking.groups[school, name].id for name in names}
    those = sa.delete(ActivityGroup).where(
        col(ActivityGroup.activity_id) == activity.id, col(ActivityGroup.group_id).not_in(mine)
    )
    taking.session.execute(those)
    for group_id in sorted(mine):
        taking.session.merge(ActivityGroup(activity_id=activity.id, group_id=group_id))
