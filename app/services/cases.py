"""Cases: a finished interview with consent opens one; an interview, an outcome or the calendar closes it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.calling.days import dates
from app.clock import local
from app.db import for_update
from app.instrument.schema import Instrument
from app.models import Activity, CallAttempt, Case, Contact, Interview, InterviewStatus, Wave
from app.services import answers, contacts, rounds
from app.services.snapshots import Snapshot

FINAL_OF_INTERVIEW = {
    InterviewStatus.COMPLETE: "complete",
    InterviewStatus.PARTIAL: "partial",
    InterviewStatus.REFUSED: "refusal",
}


def follow_up(
    session: Session, interview: Interview, instrument: Instrument, snapshot: Snapshot, *, now: datetime
) -> None:
    """What a finished interview sets in motion: the next wave's case, or the end of its own."""
    wave = session.get_one(Wave, interview.wave_id)
    if wave.follows is not None:
        _close_by_interview(session, interview, wave, now=now)
    elif interview.status == InterviewStatus.COMPLETE and answers.consented(instrument, snapshot, "recontact"):
        called = select(Wave).where(Wave.follows == wave.name, Wave.role == wave.role, Wave.mode == "cati")
        for following in session.exec(called).all():
            open_case(session, interview, following, snapshot)


def open_case(session: Session, interview: Interview, wave: Wave, snapshot: Snapshot) -> None:
    """A parent who agreed and left a number is due some calendar months after the interview.

    The anchor is the local date on which the interview began by our clock, never the day it was sent.
    """
    reachable = session.get(Contact, (interview.respondent_id, "phone")) is not None
    if not reachable or _case_of(session, interview.respondent_id, wave) is not None:
        return
    interviewed_on = local(interview.started_at).date()
    held, site = rounds.rules(session), session.get_one(Activity, interview.activity_id).site_id
    planned = dates(interviewed_on, wave.months, held.days_before, wave.window_days, held.calendar.of_site(site))
    chosen = answers.values(snapshot)
    session.add(
        Case(
            respondent_id=interview.respondent_id,
            wave_id=wave.id,
            language=chosen.get("call_language") or interview.language,
            best_times=chosen.get("best_times") or "",
            interviewed_on=interviewed_on,
            due_on=planned.due_on,
            first_on=planned.first_on,
            opens_on=planned.opens_on,
            closes_on=planned.closes_on,
        )
    )


def open_case_of(session: Session, respondent_id: UUID) -> int | None:
    """The number of a respondent's open case, if there is one."""
    query = select(Case.id).where(Case.respondent_id == respondent_id, col(Case.closed_by).is_(None))
    return session.exec(query).first()


def close_overdue(session: Session, *, now: datetime) -> int:
    """Close the cases whose window has passed, however often they were tried; returns how many."""
    passed = select(Case).where(col(Case.closed_by).is_(None), Case.closes_on < local(now).date())
    overdue = session.exec(passed).all()
    for held in overdue:
        close(session, held, "exhausted", now=now)
    return len(overdue)


def close(session: Session, held: Case, key: str, *, now: datetime) -> None:
    """No more calls for this case; `key` is how it ended. Name and number go, as the parent was told."""
    contacts.let_go(session, held.respondent_id)
    held.closed_by, held.closed_at = key, now
    held.appointment_at = held.next_try_at = None


def _close_by_interview(session: Session, interview: Interview, wave: Wave, *, now: datetime) -> None:
    """What was said outranks what was written down: whoever broke off and goes on after all is complete."""
    held = _case_of(session, interview.respondent_id, wave)
    key = FINAL_OF_INTERVIEW.get(InterviewStatus(interview.status))
    if held is None or key is None or held.closed_by in {key, "complete"}:
        return
    session.add(CallAttempt(case_id=held.id, caller_id=interview.interviewer_id, at=now, disposition=key))
    close(session, held, key, now=now)


def _case_of(session: Session, respondent_id: UUID, wave: Wave) -> Case | None:
    query = select(Case).where(Case.respondent_id == respondent_id, Case.wave_id == wave.id)
    return session.exec(for_update(session, query)).one_or_none()
