"""Cases: a finished interview with consent opens one, and an interview of the next wave ends it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.calling.events import Answered
from app.clock import local
from app.instrument.schema import Instrument
from app.models import Case, Contact, Interview, InterviewStatus, Wave
from app.services import answers, casework, contacts
from app.services.snapshots import Snapshot


def follow_up(
    session: Session, interview: Interview, instrument: Instrument, snapshot: Snapshot, *, now: datetime
) -> None:
    """What a finished interview sets in motion: the next wave's case, or the end of its own."""
    wave = session.get_one(Wave, interview.wave_id)
    if wave.follows is not None:
        _end_by_interview(session, interview, wave, now=now)
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
    chosen = answers.values(snapshot)
    casework.open_case(
        session,
        interview.respondent_id,
        wave,
        anchor=local(interview.started_at).date(),
        language=chosen.get("call_language") or interview.language,
        best_times=chosen.get("best_times") or "",
    )


def open_case_of(session: Session, respondent_id: UUID) -> int | None:
    """The number of a respondent's open case, if there is one."""
    query = select(Case.id).where(Case.respondent_id == respondent_id, col(Case.closed_by).is_(None))
    return session.exec(query).first()


def never_agreed(session: Session, respondent_id: UUID, *, asked_by: int, now: datetime) -> None:
    """Whoever turns out not to have said yes to a call is not called, and name and number go; nobody dialled."""
    contacts.let_go(session, respondent_id)
    number = open_case_of(session, respondent_id)
    if number is not None:
        casework.apply(session, number, Answered("refused", asked_by, "self"), by=None, now=now)


def _end_by_interview(session: Session, interview: Interview, wave: Wave, *, now: datetime) -> None:
    """What was said outranks what was written down: whoever broke off and goes on after all is complete."""
    found = _case_of(session, interview.respondent_id, wave)
    if found is not None:
        said = Answered(interview.status, interview.interviewer_id, interview.mode)
        casework.apply(session, found.id, said, by=None, now=now)


def _case_of(session: Session, respondent_id: UUID, wave: Wave) -> Case | None:
    query = select(Case).where(Case.respondent_id == respondent_id, Case.wave_id == wave.id)
    return session.exec(query).one_or_none()
