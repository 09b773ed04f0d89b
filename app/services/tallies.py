"""Keeping count: whoever changes how far an interview is changes the tallies in the same transaction.

What was touched is counted anew just before the commit, from the interviews themselves. So a tally is right whatever
happened in between, also after half a transaction was undone; and nothing is counted while an interview is a draft,
which is at nearly every tap. Servers that share a database take turns at this, one round at a time.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col, select

from app.clock import TIME_ZONE, local
from app.db import in_turn
from app.models import Consent, DayTally, Interview, InterviewStatus, Tally, Wave

RECONTACT = "recontact"
PLACED_BY = ("status", "activity_id", "wave_id", "group_id", "language", "started_at")
COUNTED = ("interviews", "agreed")
TOUCHED = "tallies"  # in a session: the activities and days to be counted before it commits
Place = tuple[str, int, Any]  # "activity" or "day", the number of the round, and which


def recount(session: Session) -> int:
    """Count everything anew, for a database that others wrote into; returns how many rows were wrong or missing."""
    wrong = len(_wrong(session))
    session.execute(sa.delete(Tally))
    session.execute(sa.delete(DayTally))
    session.add_all(_of_activities(session, sa.true()))
    session.add_all(_of_days(session, sa.true()))
    session.flush()
    return wrong


def is_right(session: Session) -> bool:
    """Whether the tallies say what the interviews say."""
    return not _wrong(session)


def _wrong(session: Session) -> set[tuple[str, ...]]:
    """What is counted otherwise than it should be: rows that lack, are too many, or hold another number."""
    held = _plain([*session.exec(select(Tally)), *session.exec(select(DayTally))])
    due = _plain([*_of_activities(session, sa.true()), *_of_days(session, sa.true())])
    return {about for about in held | due if held.get(about) != due.get(about)}


def touch(session: Session, respondent_id: UUID) -> None:
    """Whether this respondent may be called again has changed."""
    hers = sa.select(col(Interview.wave_id), col(Interview.activity_id)).where(
        col(Interview.respondent_id) == respondent_id, col(Interview.status) != InterviewStatus.DRAFT
    )
    _touched(session).update(("activity", wave, activity) for wave, activity in session.execute(hers))


@event.listens_for(AnySession, "before_flush")
def notice(session: AnySession, _context: UOWTransaction, _instances: object) -> None:
    """Remember where something is to be counted again."""
    for one in (*session.new, *session.dirty, *session.deleted):
        if isinstance(one, Interview):
            _touched(session).update(_places(one, is_kept=one not in session.dirty))


@event.listens_for(AnySession, "before_commit")
def count(session: AnySession) -> None:
    """Count it, last of all."""
    session.flush()
    places = session.info.pop(TOUCHED, set())
    if not places:
        return
    session.execute(in_turn(session, sa.select(col(Wave.id)).where(col(Wave.id).in_({wave for _, wave, _ in places}))))
    for kind, wave, which in sorted(places, key=str):
        _again(session, kind, wave, which)
    session.flush()


def _touched(session: AnySession) -> set[Place]:
    held: set[Place] = session.info.setdefault(TOUCHED, set())
    return held


def _places(one: Interview, *, is_kept: bool) -> Iterable[Place]:
    """Where an interview was counted before this change and where it is after it."""
    state = sa.inspect(one)
    if one.status == InterviewStatus.DRAFT and not state.attrs.status.history.has_changes():
        return  # nearly every tap
    changes = {name: state.attrs[name].history for name in PLACED_BY}
    if not is_kept and not any(change.has_changes() for change in changes.values()):
        return
    after: dict[str, Any] = {name: getattr(one, name) for name in PLACED_BY}
    before = after | {name: change.deleted[0] for name, change in changes.items() if change.deleted}
    for seen in (before, after):
        if seen["status"] != InterviewStatus.DRAFT:
            yield "activity", seen["wave_id"], seen["activity_id"]
            yield "day", seen["wave_id"], local(seen["started_at"]).date()


def _again(session: AnySession, kind: str, wave: int, which: Any) -> None:
    if kind == "activity":
        session.execute(sa.delete(Tally).where(col(Tally.wave_id) == wave, col(Tally.activity_id) == which))
        here = sa.and_(col(Interview.wave_id) == wave, col(Interview.activity_id) == which)
        _insert(session, Tally, _of_activities(session, here))
    else:
        session.execute(sa.delete(DayTally).where(col(DayTally.wave_id) == wave, col(DayTally.day) == which))
        there = col(Interview.started_at).between(_midnight(which), _midnight(which + timedelta(days=1)))
        rows = _of_days(session, sa.and_(col(Interview.wave_id) == wave, there))
        _insert(session, DayTally, [row for row in rows if row.day == which])


def _insert(session: AnySession, model: type[Tally | DayTally], rows: list[Any]) -> None:
    if rows:
        session.execute(sa.insert(model), [{name: getattr(row, name) for name in model.model_fields} for row in rows])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), TIME_ZONE).astimezone(UTC)


def _of_activities(session: AnySession, where: sa.ColumnElement[bool]) -> list[Tally]:
    may_call = sa.exists().where(
        col(Consent.respondent_id) == col(Interview.respondent_id),
        col(Consent.purpose) == RECONTACT,
        col(Consent.given),
    )
    key = (
        col(Interview.activity_id),
        col(Interview.wave_id),
        col(Interview.group_id),
        col(Interview.status),
    )
    query = (
        sa.select(*key, sa.func.count(), sa.func.sum(sa.case((may_call, 1), else_=0)))
        .where(where, col(Interview.status) != InterviewStatus.DRAFT)
        .group_by(*key)
    )
    return [
        Tally(
            activity_id=activity,
            wave_id=wave,
            group_id=group,
            status=InterviewStatus(status),
            interviews=number,
            agreed=agreed,
        )
        for activity, wave, group, status, number, agreed in session.execute(query)
    ]


def _of_days(session: AnySession, where: sa.ColumnElement[bool]) -> list[DayTally]:
    query = sa.select(
        col(Interview.wave_id), col(Interview.started_at), col(Interview.language), col(Interview.status)
    ).where(where, col(Interview.status) != InterviewStatus.DRAFT)
    counted = Counter(
        (wave, local(started).date(), language, status) for wave, started, language, status in session.execute(query)
    )
    return [
        DayTally(wave_id=wave, day=day, language=language, status=InterviewStatus(status), interviews=number)
        for (wave, day, language, status), number in counted.items()
    ]


def _plain(rows: Iterable[Tally | DayTally]) -> dict[tuple[str, ...], list[int]]:
    """The numbers of every row, by what they are about."""
    return {
        tuple(str(getattr(row, name)) for name in type(row).model_fields if name not in COUNTED): [
            getattr(row, name) for name in COUNTED if name in type(row).model_fields
        ]
        for row in rows
    }
