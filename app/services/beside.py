"""Whoever else is asked beside the parents: how far their lists are, in all and per school."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.instrument.schema import Texts
from app.models import Activity, InterviewStatus, Quota, Role, Tally, Wave
from app.services import waves

COMPLETE = col(Tally.status) == InterviewStatus.COMPLETE


@dataclass(frozen=True)
class Beside:
    """Another list than the parents' own: how often it was completed; `wanted` is 0 where no quota is set."""

    role: Role
    title: Texts | None  # None: the main list of its role
    done: int
    wanted: int


def per_row(session: Session) -> dict[tuple[int, int, str], dict[str, int]]:
    """Completed main lists of pupils, mentors and observers, by school, intervention and condition."""
    main = sa.select(sa.func.min(col(Wave.id))).where(col(Wave.name) == waves.FIRST).group_by(col(Wave.role))
    query = (
        sa.select(
            col(Activity.site_id),
            col(Activity.intervention_id),
            col(Activity.condition),
            col(Wave.role),
            sa.func.sum(col(Tally.interviews)),
        )
        .select_from(Tally)
        .join(Wave, col(Tally.wave_id) == col(Wave.id))
        .join(Activity, col(Tally.activity_id) == col(Activity.id))
        .where(COMPLETE, col(Wave.id).in_(main), col(Wave.role) != Role.PARENT)
        .group_by(col(Activity.site_id), col(Activity.intervention_id), col(Activity.condition), col(Wave.role))
    )
    found: dict[tuple[int, int, str], dict[str, int]] = {}
    for site, intervention, condition, role, count in session.execute(query):
        found.setdefault((site, intervention, condition), {})[role] = count
    return found


def everywhere(session: Session) -> list[Beside]:
    """Every other list of the first round that is in use, also where nobody filled it in yet."""
    done = dict(session.execute(_per_wave()).all())
    wanted = dict(
        session.execute(sa.select(col(Quota.role), sa.func.sum(Quota.wanted)).group_by(col(Quota.role))).all()
    )
    return [
        Beside(
            one.wave.role,
            None if one.is_main else one.instrument.title,
            done.get(one.wave.id, 0),
            wanted.get(one.wave.role, 0) if one.is_main else 0,
        )
        for one in waves.in_use(session)
        if not (one.is_main and one.wave.role == Role.PARENT)
    ]


def _per_wave() -> sa.Select[int, int]:
    return (
        sa.select(col(Tally.wave_id), sa.func.sum(col(Tally.interviews))).where(COMPLETE).group_by(col(Tally.wave_id))
    )
