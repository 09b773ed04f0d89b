"""How far the study is: everything the lead's board shows, counted by the database."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.models import (
    Activity,
    Case,
    Consent,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Quota,
    Refusal,
    Role,
    Site,
    Study,
    Wave,
)
from app.services import beside, conditions, fieldwork, waves

COMPLETE = col(Interview.status) == InterviewStatus.COMPLETE


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
    without_context: int
    sites: int
    rows: list[Row]
    curve: Curve
    by_day: list[tuple[date, int]]
    languages: list[tuple[str, int]]
    refusals: list[tuple[str, int]]
    chain: list[tuple[str, int]]
    others: list[beside.Beside] = field(default_factory=list)  # the lists of everybody else
    tonight: list[fieldwork.Occasion] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Everybody at the door who did not take part."""
        return sum(count for _, count in self.refusals)


def board(session: Session, *, today: date) -> Board:
    """The first round at this moment."""
    study = session.exec(select(Study)).one()
    per_day = _per_day(session)
    return Board(
        study=study,
        done=sum(count for _, count in per_day),
        partial=_count(session, col(Interview.status) == InterviewStatus.PARTIAL, _first()),
        without_context=_without_context(session),
        sites=_number(session, sa.select(sa.func.count()).select_from(Site)),
        rows=_rows(session),
        curve=Curve([day for day, _ in per_day], list(accumulate(count for _, count in per_day))),
        by_day=per_day,
        languages=_languages(session),
        refusals=_refusals(session),
        chain=_chain(session),
        others=beside.everywhere(session),
        tonight=fieldwork.tonight(session, person=None, today=today),
    )


def by_context(session: Session, wave: str = waves.FIRST) -> dict[tuple[str, str, str], int]:
    """Completed interviews of parents by intervention, stratum and arm as analysed; the shape of appendix 7.3.1."""
    arm = conditions.analysed()
    query = (
        sa.select(col(Intervention.key), col(Site.stratum), arm.c.condition, sa.func.count())
        .select_from(Interview)
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(COMPLETE, col(Interview.wave_id) == waves.main(name=wave))
        .group_by(col(Intervention.key), col(Site.stratum), arm.c.condition)
    )
    return {(key, stratum, condition): count for key, stratum, condition, count in session.execute(query)}


def _first() -> sa.ColumnElement[bool]:
    return col(Interview.wave_id) == waves.main()


def _later() -> sa.Select[int]:
    return sa.select(col(Wave.id)).where(col(Wave.name) == waves.SECOND, col(Wave.role) == Role.PARENT)


def _number(session: Session, query: sa.Select[int]) -> int:
    return session.scalars(query).one()


def _count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    return _number(session, sa.select(sa.func.count()).select_from(Interview).where(*conditions))


def _without_context(session: Session) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Interview)
        .join(Group, col(Interview.group_id) == col(Group.id))
        .where(COMPLETE, _first(), col(Group.year).is_(None))
    )
    return _number(session, query)


def _rows(session: Session) -> list[Row]:
    done, arm = sa.func.count(col(Interview.id)), conditions.analysed()
    query = (
        sa.select(Site, Intervention, arm.c.condition, done)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(arm, arm.c.id == col(Activity.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .outerjoin(Interview, sa.and_(col(Interview.activity_id) == col(Activity.id), COMPLETE, _first()))
        .group_by(*sa.inspect(Site).c, *sa.inspect(Intervention).c, arm.c.condition)
        .order_by(col(Site.code), col(Intervention.id))
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


def _per_day(session: Session) -> list[tuple[date, int]]:
    moments = session.scalars(sa.select(col(Interview.started_at)).where(COMPLETE, _first()))
    return sorted(Counter(local(moment).date() for moment in moments).items())


def _languages(session: Session) -> list[tuple[str, int]]:
    query = sa.select(col(Interview.language), sa.func.count()).where(COMPLETE, _first())
    rows = session.execute(query.group_by(col(Interview.language)))
    return sorted(((tag, count) for tag, count in rows), key=lambda row: (-row[1], row[0]))


def _refusals(session: Session) -> list[tuple[str, int]]:
    query = sa.select(col(Refusal.reason), sa.func.count()).where(col(Refusal.undone_at).is_(None))
    rows = session.execute(query.group_by(col(Refusal.reason)))
    tally = Counter({reason: count for reason, count in rows})  # noqa: C416 - a result is no mapping
    tally["refused"] += _count(session, col(Interview.status) == InterviewStatus.REFUSED, _first())
    return [(reason, tally[reason]) for reason in fieldwork.REASONS if tally[reason]]


def _chain(session: Session) -> list[tuple[str, int]]:
    """Where parents are lost on the way to the second round: completed, agreed, number, reached, complete."""
    agreed = sa.and_(col(Consent.purpose) == "recontact", col(Consent.given))
    numbers = sa.select(sa.func.count(sa.distinct(col(Case.respondent_id)))).where(col(Case.wave_id).in_(_later()))
    later = sa.and_(COMPLETE, col(Interview.wave_id).in_(_later()))
    first = sa.select(col(Interview.respondent_id)).where(COMPLETE, _first())
    return [
        ("complete", _count(session, COMPLETE, _first())),
        ("agreed", _number(session, _consents(agreed, first))),
        ("number", _number(session, numbers)),
        ("again", _count(session, later)),
    ]


def _consents(agreed: sa.ColumnElement[bool], first: sa.Select[UUID]) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(Consent).where(agreed, col(Consent.respondent_id).in_(first))
