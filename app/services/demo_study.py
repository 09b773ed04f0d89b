"""Puts the demo study into an empty database, through the same doors that phones and callers use.

The counts of the replay are those of the published tables; every answer, name and number is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session, select

from app.demo import records
from app.demo.replay import replay
from app.models import Person, Refusal, Rehearsal, Study
from app.security.sealing import Sealer
from app.services import (
    demo_calls,
    demo_closures,
    demo_monitoring,
    demo_releases,
    demo_round,
    demo_shifts,
    instruments,
    interviews,
)
from app.services.demo_design import Design, lay_out
from app.services.demo_sending import first_snapshot

REST = timedelta(days=7)
SEED = 2012


def is_empty(session: Session) -> bool:
    """Whether this database holds no study yet."""
    return session.exec(select(Study.id)).first() is None


def fill(session: Session, sealer: Sealer, *, today: date | None, now: datetime) -> None:
    """The whole demo study.

    Args:
        session: A transaction on an empty database.
        sealer: Seals the invented names and numbers like real ones.
        today: The school year is moved so that it ends around this day, and activities wait to be tried;
            None keeps the school year 2011–2012.
        now: Nothing that lies after this moment has happened yet.
    """
    study = replay(SEED)
    shift = _shift(study, today)
    instruments.publish_shipped(session, now=now)
    demo_releases.release_shipped(session, now=now)
    design = lay_out(session, study, shift=shift, today=today)
    demo_closures.fill(session, now=now)
    session.add_all(_rehearsal(student, now) for student in design.students)
    for event in sorted(_events(session, sealer, study, design, shift), key=lambda event: event.at):
        if event.at <= now:
            event.happen(now)
    for refusal in _refusals(study, design, shift):
        if refusal.at <= now:
            session.add(refusal)
    demo_monitoring.fill(session, study, design, now=now)
    demo_shifts.fill(session, design, today=today)
    if today is not None:
        demo_round.fill(session, sealer, study, design, now=now)
    session.flush()
    demo_calls.end_overdue(session, now=now)


def _shift(study: records.Replay, today: date | None) -> timedelta:
    if today is None:
        return timedelta(0)
    last = max(activity.date for activity in study.activities)
    return (today - timedelta(days=1) - last) // REST * REST  # whole weeks, so that a Tuesday stays one


@dataclass
class _First:
    """A first interview is received."""

    session: Session
    sealer: Sealer
    design: Design
    interview: records.Interview
    shift: timedelta

    @property
    def at(self) -> datetime:
        return (self.interview.ended_at + self.shift).astimezone(UTC)

    def happen(self, _until: datetime) -> None:
        body = first_snapshot(self.design, self.interview, self.shift)
        by = self.design.students[self.interview.interviewer - 1]
        interviews.receive(self.session, self.interview.id, body, by=by, sealer=self.sealer, now=self.at)


def _events(
    session: Session, sealer: Sealer, study: records.Replay, design: Design, shift: timedelta
) -> Iterator[_First | demo_calls.Call]:
    again = {interview.respondent: interview for interview in study.wave("w2")}
    for interview in study.wave("w1"):
        yield _First(session, sealer, design, interview, shift)
    for case in study.cases:
        respondent = design.respondents[case.respondent]
        later = design.due_on(case) - case.due_on  # months differ in length, so each case moves by its own
        calls = demo_calls.Calls(session, sealer, design, respondent, later)
        for attempt in case.attempts:
            held = again.get(case.respondent) if attempt.disposition == "complete" else None
            yield demo_calls.Call(calls, attempt, held)


def _rehearsal(student: Person, now: datetime) -> Rehearsal:
    """Students of the demo have practised, so that it begins with real interviews."""
    return Rehearsal(
        id=uuid5(NAMESPACE_URL, f"demo/rehearsal/{student.id}"),
        person_id=student.id,
        instrument="parent-w1",
        language="nl",
        status="complete",
        started_at=now,
        finished_at=now,
        seconds=600,
    )


def _refusals(study: records.Replay, design: Design, shift: timedelta) -> Iterator[Refusal]:
    for door in study.refusals:
        activity = design.activities[door.activity]
        opens = datetime.combine(activity.held_on, time(activity.starts_at.hour, 20), UTC)
        for turn in range(door.count):
            yield Refusal(
                id=uuid5(NAMESPACE_URL, f"demo/{door.activity}/{door.reason}/{turn}/{shift.days}"),
                activity_id=activity.id,
                interviewer_id=design.students[turn % len(design.students)].id,
                reason=door.reason,
                at=opens + timedelta(minutes=9 * turn),
                synthetic=True,
            )
