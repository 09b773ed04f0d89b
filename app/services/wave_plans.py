"""The rounds of a study: which there are, how far they are, and what one more would open and when."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.days import add_months
from app.clock import local
from app.instrument.schema import Instrument
from app.models import (
    CallAttempt,
    Case,
    FollowUpLink,
    Interview,
    InterviewStatus,
    Lease,
    SelfLink,
    Wave,
)
from app.services import cases, instruments
from app.services.snapshots import Snapshot
from app.services.waves import FIRST


@dataclass
class Plan:
    """What a round opens among those who were interviewed until now."""

    opens: int = 0
    open_already: int = 0
    too_late: int = 0  # their weeks are over before it begins
    not_agreed: int = 0  # no consent to be asked again, or no number any more
    months: Counter[date] = field(default_factory=Counter)  # the first of each month in which somebody is due

    @property
    def by_month(self) -> list[tuple[date, int]]:
        """How many are due, month by month."""
        return sorted(self.months.items())


@dataclass(frozen=True)
class Round:
    """A round on the page."""

    wave: Wave
    title: dict[str, str]
    cases: int
    open: int
    is_fixed: bool  # somebody was called in it, or answered
    interviews: int


def rounds(session: Session) -> list[Round]:
    """Every list of every round, as they follow each other."""
    rows = session.exec(select(Wave).order_by(col(Wave.name), col(Wave.role), col(Wave.id))).all()
    newest = instruments.newest_of(session, [row.instrument for row in rows])
    opened = _counted(session, sa.select(col(Case.wave_id), sa.func.count()).group_by(col(Case.wave_id)))
    still = sa.select(col(Case.wave_id), sa.func.count()).where(col(Case.closed_by).is_(None))
    waiting = _counted(session, still.group_by(col(Case.wave_id)))
    held = _counted(session, sa.select(col(Interview.wave_id), sa.func.count()).group_by(col(Interview.wave_id)))
    return [
        Round(
            row,
            newest[row.instrument].title if row.instrument in newest else {},
            opened.get(row.id, 0),
            waiting.get(row.id, 0),
            row.follows is None or is_touched(session, row.id),
            held.get(row.id, 0),
        )
        for row in rows
    ]


def _counted(session: Session, query: sa.Select[int, int]) -> dict[int, int]:
    return dict(session.execute(query).all())


def is_touched(session: Session, wave_id: int) -> bool:
    """Whether somebody was called, written to or interviewed in a round; then it stays as it is."""
    mine = sa.select(col(Case.id)).where(col(Case.wave_id) == wave_id)
    begun = [sa.exists().where(col(what.case_id).in_(mine)) for what in (CallAttempt, Lease, FollowUpLink, SelfLink)]
    closed = sa.exists().where(col(Case.wave_id) == wave_id, col(Case.closed_by).is_not(None))
    spoken = sa.exists().where(col(Interview.wave_id) == wave_id)
    return bool(session.scalar(sa.select(sa.or_(*begun, closed, spoken))))


def plan(session: Session, wave: Wave, *, now: datetime, known: int | None = None) -> Plan:
    """What a round would open, and when; nothing is kept.

    Args:
        session: Reads only.
        wave: As it would be.
        now: This moment.
        known: The round that it would take the place of.
    """
    found, held = Plan(), _respondents(session, known)
    for interview, instrument, snapshot in finished(session, wave):
        if interview.respondent_id in held:
            found.open_already += 1
        elif not cases.is_reachable(session, interview, wave, instrument, snapshot):
            found.not_agreed += 1
        elif closes_on(session, interview, wave) < local(now).date():
            found.too_late += 1
        else:
            found.opens += 1
            due_on = add_months(cases.anchor(session, interview, wave), wave.months)
            found.months[due_on.replace(day=1)] += 1
    return found


def _respondents(session: Session, wave_id: int | None) -> set[UUID]:
    held = select(Case).where(Case.wave_id == wave_id)
    return {case.respondent_id for case in session.exec(held)} if wave_id else set()


def closes_on(session: Session, interview: Interview, wave: Wave) -> date:
    """The last day of the case that an interview would open."""
    return add_months(cases.anchor(session, interview, wave), wave.months) + timedelta(days=wave.window_days)


def finished(session: Session, wave: Wave) -> Iterator[tuple[Interview, Instrument, Snapshot]]:
    """The complete interviews of the round that it follows, the newest of each respondent."""
    query = (
        select(Interview)
        .join(Wave, col(Wave.id) == col(Interview.wave_id))
        .where(Wave.name == wave.follows, Wave.role == wave.role, Interview.status == InterviewStatus.COMPLETE)
        .order_by(col(Interview.started_at))
    )
    versions = instruments.by_row(session)
    newest = {interview.respondent_id: interview for interview in session.exec(query)}
    for interview in newest.values():
        body = {**json.loads(interview.snapshot), "contact": None}
        yield interview, versions[interview.instrument_version_id], Snapshot.model_validate(body)


def agreement(session: Session, wave: Wave) -> dict[str, str] | None:
    """The words with which these people were asked whether they may be asked again; None where nobody asked."""
    names = select(Wave.instrument).where(col(Wave.name).in_([wave.follows, FIRST]), Wave.role == wave.role)
    newest = instruments.newest_of(session, session.exec(names).all())
    asked = [item for one in newest.values() for item in one.items() if item.consent == "recontact"]
    return asked[0].label if asked else None
