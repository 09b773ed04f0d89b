"""The invented calls of the demo, made by the rules of the callback round like any other."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.events import Claim, Ended, Event, Passed, Reveal
from app.calling.machine import Held, why_not
from app.calling.rules import Rules
from app.clock import TIME_ZONE, local
from app.demo import records
from app.models import CallAttempt, Case, Person
from app.security.sealing import Sealer
from app.services import cases, casework, contacts, interviews
from app.services.demo_design import Design
from app.services.demo_sending import second_snapshot

ONE_DAY = timedelta(days=1)
NUMBERS = {1: "phone", 2: "second_phone"}


@dataclass(frozen=True)
class Calls:
    """What all calls to one respondent share."""

    session: Session
    sealer: Sealer
    design: Design
    respondent: records.Respondent
    shift: timedelta


@dataclass
class Call:
    """A caller takes the case and dials: the telephone interview follows, or another way for it to end.

    A school year that was moved has its holidays elsewhere: a call that may not be made then is made on the next day
    on which it may.
    """

    calls: Calls
    attempt: records.CallAttempt
    interview: records.Interview | None

    @property
    def at(self) -> datetime:
        """When she dials."""
        return (self.attempt.at + self.calls.shift).astimezone(UTC)

    def happen(self, until: datetime) -> None:
        """As far as the rules allow before `until`, which is now."""
        case_id = cases.open_case_of(self.calls.session, self.calls.respondent.id)
        if case_id is None:
            return
        case = self.calls.session.get_one(Case, case_id)
        rules = casework.rules_for(self.calls.session, case.respondent_id)
        found = self._turn(casework.held(self.calls.session, case), rules, until)
        if found is None:
            return
        at, by = found
        take: tuple[Event, ...] = (Claim(by.id, tuple(by.languages.split())), Reveal(by.id))
        if self.interview is None:
            casework.play(self.calls.session, case_id, (*take, self._ended(by)), by=by, now=at)
            self._note(case)
            return
        casework.play(self.calls.session, case_id, take, by=by, now=at)
        shift = at - self.attempt.at
        body = second_snapshot(self.calls.design, self.interview, case_id, shift)
        sent = (self.interview.ended_at + shift).astimezone(UTC)
        interviews.receive(self.calls.session, self.interview.id, body, by=by, sealer=self.calls.sealer, now=sent)

    def _turn(self, case: Held, rules: Rules, until: datetime) -> tuple[datetime, Person] | None:
        """The moment at which somebody may call, and who: she who was planned if she may."""
        callers = self.calls.design.callers
        first = (self.attempt.caller - 1) % len(callers)
        at = self.at
        while at <= until and local(at).date() <= case.closes_on:
            for by in (*callers[first:], *callers[:first]):
                if why_not(case, by.id, by.languages.split(), at, rules) is None:
                    return at, by
            at = (local(at) + ONE_DAY).astimezone(UTC)  # on the schools' clocks, so an evening stays one
        return None

    def _ended(self, by: Person) -> Ended:
        told = self.calls.design.contacts[self.calls.respondent.number].language
        return Ended(
            caller=by.id,
            disposition=self.attempt.disposition,
            number=NUMBERS[self.attempt.phone],
            has_note=self.attempt.note is not None,
            language=told if self.attempt.disposition == "language" else None,
        )

    def _note(self, case: Case) -> None:
        if self.attempt.note is not None:
            newest = sa.select(sa.func.max(CallAttempt.id)).where(col(CallAttempt.case_id) == case.id)
            field = f"note:{self.calls.session.scalars(newest).one()}"
            contacts.note(self.calls.session, self.calls.sealer, case.respondent_id, field, self.attempt.note)


def end_overdue(session: Session, *, now: datetime) -> None:
    """Cases whose window has passed closed in the night after it, not when the demo was put in."""
    over = select(Case).where(col(Case.closed_by).is_(None), Case.closes_on < local(now).date())
    for case in session.exec(over.order_by(col(Case.closes_on), col(Case.id))).all():
        night = datetime.combine(case.closes_on + ONE_DAY, time(0, 10), TIME_ZONE).astimezone(UTC)
        casework.apply(session, case.id, Passed(), by=None, now=night)
    casework.pass_time(session, now)
