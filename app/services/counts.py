"""How far the study is: everything the lead's board shows, from the tallies and from what happens today."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Activity,
    Attendance,
    Case,
    DayTally,
    Intervention,
    InterviewStatus,
    Quota,
    Refusal,
    Role,
    Site,
    Study,
    Tally,
    Wave,
)
from app.services import beside, conditions, fieldwork, quality_context, waves
from app.services.school_order import by_school

COMPLETE = col(Tally.status) == InterviewStatus.COMPLETE
ASKED = (InterviewStatus.COMPLETE, InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF)
DONE = sa.func.coalesce(sa.func.sum(col(Tally.interviews)), 0)


@dataclass
class Row:
    """A school's line: what it reached per intervention, against what it should."""

    site: Site
    intervention: Intervention
    condition: str
    done: int
    site_done: int
    wanted: int
    beside: dict[str, int] = field(default_factory=dict)  # completed main lists of the other roles

    @property
    def short(self) -> bool:
        """Whether the school still misses respondents."""
        return self.site_done < self.wanted


@dataclass(frozen=True)
class Curve:
    """Completed interviews over time, cumulative."""

    days: list[date]
    totals: list[int]


@dataclass
class Board:
    """What the lead sees; parents, unless it says otherwise."""

    study: Study
    done: int
    partial: int
    asked: int  # completed, partial, broken off, or did not take part
    without_context: int  # of everybody, in every round: the page of missing context says the same
    sites: int
    rows: list[Row]
    curve: Curve
    by_day: list[tuple[date, int]]
    languages: list[tuple[str, int]]
    refusals: list[tuple[str, int]]
    chain: list[tuple[str, int]]
    others: list[beside.Beside] = field(default_factory=list)  # the lists of everybody else
    tonight: list[fieldwork.Occasion] = field(default_factory=list)

    funnel: list[tuple[str, int]] = field(default_factory=list)

    @property
    def cooperation(self) -> float | None:
        """Of everybody whom we asked at the door, the share that answered to the end.

        Completed over completed, partial, broken off and refused: AAPOR's COOP1, at the classroom door.
        """
        return self.done / self.asked if self.asked else None

    @property
    def refused(self) -> int:
        """Everybody at the door who did not take part."""
        return sum(count for _, count in self.refusals)


def board(session: Session, *, today: date) -> Board:
    """The first round at this moment."""
    study = session.exec(select(Study)).one()
    per_day = _per_day(session)
    done, refusals, chain = sum(count for _, count in per_day), _refusals(session), _chain(session)
    asked = _count(session, col(Tally.status).in_(ASKED), _first()) + sum(count for _, count in refusals)
    return Board(
        study=study,
        done=done,
        asked=asked,
        partial=_count(session, col(Tally.status) == InterviewStatus.PARTIAL, _first()),
        without_context=quality_context.count(session),
        sites=_number(session, sa.select(sa.func.count()).select_from(Site)),
        rows=_rows(session),
        curve=Curve([day for day, _ in per_day], list(accumulate(count for _, count in per_day))),
        by_day=per_day,
        languages=_languages(session),
        refusals=refusals,
        chain=chain,
        funnel=[*_came(session), ("asked", asked), *chain],
        others=beside.everywhere(session),
        tonight=fieldwork.tonight(session, person=None, today=today),
    )


def by_context(session: Session, wave: str = waves.FIRST) -> dict[tuple[str, str, str], int]:
    """Completed interviews of parents by intervention, stratum and arm as analysed; the shape of appendix 7.3.1."""
    arm = conditions.analysed()
    query = (
        sa.select(col(Intervention.key), col(Site.stratum), arm.c.condition, DONE)
        .select_from(Tally)
        .join(Activity, col(Tally.activity_id) == col(Activity.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(COMPLETE, col(Tally.wave_id) == waves.main(name=wave))
        .group_by(col(Intervention.key), col(Site.stratum), arm.c.condition)
    )
    return {(key, stratum, condition): count for key, stratum, condition, count in session.execute(query)}


def _first() -> sa.ColumnElement[bool]:
    return col(Tally.wave_id) == waves.main()


def _later() -> sa.Select[int]:
    return sa.select(col(Wave.id)).where(col(Wave.name) == waves.SECOND, col(Wave.role) == Role.PARENT)


def _number(session: Session, query: sa.Select[int]) -> int:
    return session.scalars(query).one()


def _count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    return _number(session, sa.select(DONE).where(*conditions))


def _rows(session: Session) -> list[Row]:
    arm = conditions.analysed()
    query = (
        sa.select(Site, Intervention, arm.c.condition, DONE)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .outerjoin(Tally, sa.and_(col(Tally.activity_id) == col(Activity.id), COMPLETE, _first()))
        .group_by(*sa.inspect(Site).c, *sa.inspect(Intervention).c, arm.c.condition)
        .order_by(*by_school(), col(Intervention.id))
    )
    found = session.execute(query).all()
    reached: Counter[int] = Counter()
    for site, _, _, count in found:
        reached[site.id] += count
    wanted = dict(session.exec(select(Quota.site_id, Quota.wanted).where(Quota.role == Role.PARENT)).all())
    others = beside.per_row(session)
    return [
        Row(
            site,
            intervention,
            condition,
            count,
            site_done=reached[site.id],
            wanted=wanted.get(site.id, 0),
            beside=others.get((site.id, intervention.id, condition), {}),
        )
        for site, intervention, condition, count in found
    ]


def _by_day(session: Session, what: Any) -> list[Any]:
    done = sa.func.sum(col(DayTally.interviews))
    here = (col(DayTally.status) == InterviewStatus.COMPLETE, col(DayTally.wave_id) == waves.main())
    return list(session.execute(sa.select(what, done).where(*here).group_by(what).order_by(what)).all())


def _per_day(session: Session) -> list[tuple[date, int]]:
    return [(day, count) for day, count in _by_day(session, col(DayTally.day))]


def _languages(session: Session) -> list[tuple[str, int]]:
    rows = _by_day(session, col(DayTally.language))
    return sorted(((tag, count) for tag, count in rows), key=lambda row: (-row[1], row[0]))


def _refusals(session: Session) -> list[tuple[str, int]]:
    query = sa.select(col(Refusal.reason), sa.func.count()).where(col(Refusal.undone_at).is_(None))
    rows = session.execute(query.group_by(col(Refusal.reason)))
    tally = Counter({reason: count for reason, count in rows})  # noqa: C416 - a result is no mapping
    tally["refused"] += _count(session, col(Tally.status) == InterviewStatus.REFUSED, _first())
    return [(reason, tally[reason]) for reason in fieldwork.REASONS if tally[reason]]


def _came(session: Session) -> list[tuple[str, int]]:
    """Of the classes that somebody counted: pupils whose parents were invited, and those with a parent there."""
    newest = sa.select(sa.func.max(col(Attendance.id))).group_by(col(Attendance.activity_id), col(Attendance.group_id))
    counted = sa.select(sa.func.sum(col(Attendance.invited)), sa.func.sum(col(Attendance.present)))
    invited, present = session.execute(counted.where(col(Attendance.id).in_(newest))).one()
    return [("invited", invited), ("present", present)] if invited else []


def _chain(session: Session) -> list[tuple[str, int]]:
    """Where parents are lost on the way to the second round: completed, agreed, number, reached, complete."""
    agreed = sa.select(sa.func.coalesce(sa.func.sum(col(Tally.agreed)), 0)).where(COMPLETE, _first())
    numbers = sa.select(sa.func.count(sa.distinct(col(Case.respondent_id)))).where(col(Case.wave_id).in_(_later()))
    return [
        ("complete", _count(session, COMPLETE, _first())),
        ("agreed", _number(session, agreed)),
        ("number", _number(session, numbers)),
        ("again", _count(session, COMPLETE, col(Tally.wave_id).in_(_later()))),
    ]
