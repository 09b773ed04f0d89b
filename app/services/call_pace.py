"""How long a call takes and how many a parent needs: counted from the round's own calls once there are enough."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from app.calling.forecast import Pace
from app.models import CallAttempt, Case, Lease

ENOUGH = 100  # calls, before they say more than our assumption
USUAL = Pace(minutes=8, attempts=3)  # one in three an interview of a quarter of an hour, the others four minutes
SHORTEST = timedelta(seconds=10)  # what was written down afterwards, in one go, says nothing about time
LONGEST = timedelta(hours=1)  # a case that stayed open on a screen was not a call
CALLED = ("outcome", "closed", "withdrawn")  # ends of a lease after a call: written down, interviewed, or stopped
MOST = 8.0  # calls that a parent can need on average


@dataclass(frozen=True)
class Measured:
    """What a call takes, and from how many calls and parents that was counted; below enough, our assumption holds."""

    minutes: float
    timed: int
    attempts: float
    calls: int
    ended: int  # parents

    @property
    def is_timed(self) -> bool:
        """Whether there are enough calls to say how long one takes."""
        return self.timed >= ENOUGH

    @property
    def is_counted(self) -> bool:
        """Whether there are enough calls to say how many a parent needs."""
        return self.calls >= ENOUGH and self.ended > 0

    @property
    def pace(self) -> Pace:
        """What the forecast counts with."""
        return Pace(
            self.minutes if self.is_timed else USUAL.minutes, self.attempts if self.is_counted else USUAL.attempts
        )


def measured(session: Session) -> Measured:
    """How long callers had a case in hand, and how many calls there were for each parent with whom it ended."""
    called = col(Lease.revealed_at).is_not(None), col(Lease.how).in_(CALLED)
    taken = session.exec(select(Lease.taken_at, Lease.ended_at).where(*called)).all()
    spans = [ended - begun for begun, ended in taken if ended is not None and SHORTEST <= ended - begun <= LONGEST]
    made = select(CallAttempt.case_id).where(col(CallAttempt.corrects).is_(None), col(CallAttempt.inbound).is_(False))
    calls = session.exec(made).all()
    closed = session.exec(select(Case.id).where(col(Case.closed_by).is_not(None), col(Case.id).in_(made))).all()
    return Measured(
        minutes=sum(spans, timedelta()) / timedelta(minutes=1) / len(spans) if spans else 0,
        timed=len(spans),
        attempts=min(max(len(calls) / len(closed), 1), MOST) if closed else 0,
        calls=len(calls),
        ended=len(closed),
    )
