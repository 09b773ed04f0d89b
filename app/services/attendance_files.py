"""Attendance and ratings as files: counts per class, so that whoever wants other averages can make them."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.clock import local
from app.export.csv import Sheet, harmless
from app.models import Absence, Activity, Attendance, Group, Intervention, Site
from app.services import conditions, monitor, rates, turnout
from app.services.attendance import REASONS
from app.services.school_order import by_school

ATTENDANCE = (
    "site",
    "stratum",
    "group",
    "year",
    "level",
    "intervention",
    "collective",
    "activity",
    "date",
    "condition",
    "condition_planned",
    "invited",
    "present",
    "guests",
    "percent",
    *(f"absent_{reason}" for reason in REASONS),
    "note",
    "entered_by",
    "entered_at",
    "counts",
    "synthetic",
)
IMPLEMENTATION = (
    "site",
    "stratum",
    "quickscan",
    "intervention",
    "preparation",
    "carried_out",
    "welcome",
    "consulted",
    "rated_at",
    "counts",
)


def attendance(session: Session) -> Sheet:
    """Every count that was ever entered; `counts` is 1 where it is the newest of its class at that activity."""
    return Sheet(list(ATTENDANCE), _attendances(session))


def _attendances(session: Session) -> Iterator[list[str]]:
    newest = {one.attendance.id for one in turnout.counted(session)}
    arm = conditions.analysed()
    arms = {row.id: row.condition for row in session.execute(arm.select())}
    reasons: dict[int, dict[str, int]] = {}
    for absence in session.exec(select(Absence)):
        reasons.setdefault(absence.attendance_id, {})[absence.reason] = absence.pupils
    query = (
        select(Attendance, Activity, Group, Site)
        .join(Activity, col(Activity.id) == col(Attendance.activity_id))
        .join(Group, col(Group.id) == col(Attendance.group_id))
        .join(Site, col(Site.id) == col(Activity.site_id))
        .order_by(*by_school(), col(Activity.id), col(Group.name), col(Attendance.id))
    )
    names = {one.id: one for one in session.exec(select(Intervention))}
    for held, activity, group, site in session.exec(query).all():
        what, why = names[activity.intervention_id], reasons.get(held.id, {})
        yield [
            site.code,
            site.stratum,
            f"{site.code}-{group.name}",
            group.year or "",
            rates.level(group.year) or "",
            what.key,
            str(int(what.collective)),
            str(activity.id),
            activity.held_on.isoformat(),
            arms[activity.id],
            activity.condition,
            str(held.invited),
            str(held.present),
            str(held.guests),
            f"{rates.of_class(held.present, held.invited).value:.0f}",
            *(str(why.get(reason, 0)) for reason in REASONS),
            harmless(held.note),
            "team" if held.person_id is not None else "mentor",
            local(held.at).isoformat(timespec="seconds"),
            str(int(held.id in newest)),
            str(int(held.synthetic)),
        ]


def implementation(session: Session) -> Sheet:
    """Every rating that was ever given; `counts` is 1 where it is the newest of its school and intervention."""
    return Sheet(list(IMPLEMENTATION), _ratings(session))


def _ratings(session: Session) -> Iterator[list[str]]:
    for row in monitor.board(session):
        for n, rated in reversed(list(enumerate(row.ratings))):
            held = rated.rating
            yield [
                row.site.code,
                row.site.stratum,
                "" if row.site.quickscan is None else f"{row.site.quickscan:.1f}",
                row.intervention.key,
                held.preparation or "",
                held.carried_out or "",
                held.welcome or "",
                harmless(held.consulted),
                local(held.at).isoformat(timespec="seconds"),
                str(int(n == 0)),
            ]
