"""What the thesis tells about the demo's schools: who came, how the work went, and which school changed its arm."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.demo import records
from app.demo.attendances import ClassCount, Counted, counted
from app.demo.schools import CARRIED_OUT, INTERVENTIONS, NAMES
from app.demo.tables import rows
from app.models import (
    Activity,
    ActivityGroup,
    Attendance,
    CarriedOut,
    Condition,
    Group,
    Implementation,
    Intervention,
    Kind,
    Person,
    PersonRole,
    Preparation,
    Site,
    Welcome,
)
from app.services import conditions
from app.services.demo_design import Design

PREPARATION = dict(zip(("zeer slecht", "slecht", "neutraal", "goed", "zeer goed"), Preparation, strict=True))
WELCOME = {"goed": Welcome.GOOD, "neutraal": Welcome.NEUTRAL, "slecht": Welcome.POOR}
COUNTED_AT = time(20, 45)  # UTC, when the evening is over
MOVED = "De voortgangsgesprekken zijn niet uitgevoerd zoals gepland; de gegevens tellen bij de controlescholen."


def fill(session: Session, study: records.Replay, design: Design, *, now: datetime) -> None:
    """Put attendance, ratings, marks and the change of arm in place, as far as they have happened by now."""
    sites = {site.code: site for site in session.exec(select(Site))}
    lead = session.exec(select(Person).where(Person.role == PersonRole.LEAD)).first() or design.students[0]
    for line in counted():
        _count(session, study, design, line, now=now)
    for row in rows("appendix_6_1_1_schools"):
        code = row["school_code"].split()[0]
        if code in NAMES:
            site = sites[code]
            site.quickscan = float(row["quickscan_score"]) if row["quickscan_score"][:1].isdigit() else None
            session.add(_rating(session, site, row, lead, now))
    conditions.reassign(
        session,
        sites["C2"].id,
        condition=Condition.CONTROL,
        because=MOVED,
        by=lead,
        now=now,
        known_as="E4",
    )


def _count(session: Session, study: records.Replay, design: Design, line: Counted, *, now: datetime) -> None:
    held = [one for one in study.activities if (one.site, one.intervention) == (line.site, line.intervention)]
    activity = design.activities[held[-1].number]  # talks take several days; the last one knows who came
    at = datetime.combine(activity.held_on, COUNTED_AT, UTC)
    if at > now:
        return
    groups = _classes(session, activity, line)
    by = design.students[held[-1].number % len(design.students)]
    session.add_all(_attendance(activity, *one, by, at) for one in zip(groups, line.classes, strict=True))


def _attendance(activity: Activity, group: Group, count: ClassCount, by: Person, at: datetime) -> Attendance:
    return Attendance(
        activity_id=activity.id,
        group_id=group.id,
        invited=count.invited,
        present=count.present,
        guests=count.guests,
        person_id=by.id,
        at=at,
        synthetic=True,
    )


def _classes(session: Session, activity: Activity, line: Counted) -> list[Group]:
    """As many classes of these years as were counted; the study's invented schools have fewer than the real ones."""
    query = (
        select(Group)
        .join(ActivityGroup, col(ActivityGroup.group_id) == col(Group.id))
        .where(ActivityGroup.activity_id == activity.id, col(Group.year).is_not(None))
        .order_by(col(Group.name))
    )
    found = [group for group in session.exec(query) if group.year in {*line.years, "mbo1"}]
    taken = set(session.exec(select(Group.name).where(Group.site_id == activity.site_id)))
    for like in [*found] * len(line.classes):
        if len(found) >= len(line.classes):
            break
        name = next(name for letter in "CDEFGHIJ" if (name := like.name[:-1] + letter) not in taken)
        taken.add(name)
        group = Group(site_id=activity.site_id, name=name, year=like.year)
        session.add(group)
        session.flush()
        session.add(ActivityGroup(activity_id=activity.id, group_id=group.id))
        found.append(group)
    return found[: len(line.classes)]


def _rating(session: Session, site: Site, row: Mapping[str, str], by: Person, now: datetime) -> Implementation:
    carried_out = CARRIED_OUT[row["carried_out"]]
    return Implementation(
        site_id=site.id,
        intervention_id=_intervention(session, site, row["chosen_intervention"]).id,
        preparation=PREPARATION.get(row["preparation"]),
        carried_out=CarriedOut(carried_out) if carried_out != "control" else None,
        welcome=WELCOME.get(row["welcome"]),
        person_id=by.id,
        at=now - timedelta(days=1),
    )


def _intervention(session: Session, site: Site, printed: str) -> Intervention:
    key, label, kind, form = INTERVENTIONS[printed]
    query = select(Intervention).where(Intervention.key == key, Intervention.name == label)
    held = session.exec(query).first()
    if held is None:
        held = Intervention(
            study_id=site.study_id, key=key, name=label, kind=Kind(kind), collective=form == "collective"
        )
        session.add(held)
        session.flush()
    return held
