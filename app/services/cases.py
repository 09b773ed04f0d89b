"""Cases: a finished interview with consent opens one, and an interview of the next wave ends it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from app.calling.events import Answered, Restored, Voided
from app.clock import local
from app.instrument.schema import Instrument
from app.models import Activity, Case, Consent, Contact, FollowUpLink, Interview, InterviewStatus, Person, Role, Wave
from app.services import answers, casework, contacts, withdrawn
from app.services.snapshots import Snapshot


def follow_up(
    session: Session, interview: Interview, instrument: Instrument, snapshot: Snapshot, *, now: datetime
) -> None:
    """What a finished interview sets in motion: the cases of the rounds that follow, and the end of its own.

    In this order: with the end of the last case name and number go.
    """
    wave = session.get_one(Wave, interview.wave_id)
    if interview.status == InterviewStatus.COMPLETE:
        for following in _following(session, wave):
            if is_reachable(session, interview, following, instrument, snapshot):
                open_case(session, interview, following, snapshot)
    if wave.follows is not None:
        _end_by_interview(session, interview, wave, now=now)


def is_reachable(
    session: Session, interview: Interview, following: Wave, instrument: Instrument, snapshot: Snapshot
) -> bool:
    """Whether somebody agreed to be asked again, did not stop, and left a number; a mentor has a page of his own.

    A list that does not ask it again leaves standing what was said before.
    """
    if withdrawn.reach(session, interview.respondent_id) is not None:
        return False
    if following.role == Role.MENTOR:
        return True
    agreed = answers.consented(instrument, snapshot, "recontact")
    if agreed is None:
        said = session.get(Consent, (interview.respondent_id, "recontact"))
        agreed = said is not None and said.given
    return agreed and session.get(Contact, (interview.respondent_id, "phone")) is not None


def open_case(session: Session, interview: Interview, wave: Wave, snapshot: Snapshot) -> Case | None:
    """A respondent is due some calendar months after the interview, or after the activity; once in each round.

    The anchor is the local date on which it began by our clock, never the day it was sent.
    """
    if _case_of(session, interview.respondent_id, wave) is not None:
        return None
    chosen, before = answers.values(snapshot), _last_case(session, interview.respondent_id)
    known = (before.language, before.best_times) if before else (interview.language, "")
    return casework.open_case(
        session,
        interview.respondent_id,
        wave,
        anchor=anchor(session, interview, wave),
        language=chosen.get("call_language") or known[0],
        best_times=chosen.get("best_times") or known[1],
    )


def anchor(session: Session, interview: Interview, wave: Wave) -> date:
    """The schools' date from which the months of a round are counted."""
    if wave.anchor == "activity":
        return session.get_one(Activity, interview.activity_id).held_on
    return local(interview.started_at).date()


def _last_case(session: Session, respondent_id: UUID) -> Case | None:
    mine = select(Case).where(Case.respondent_id == respondent_id)
    return session.exec(mine.order_by(col(Case.id).desc())).first()


def open_case_of(session: Session, respondent_id: UUID) -> int | None:
    """The number of a respondent's open case, if there is one."""
    query = select(Case.id).where(Case.respondent_id == respondent_id, col(Case.closed_by).is_(None))
    return session.exec(query.order_by(col(Case.due_on), col(Case.id))).first()


def never_agreed(session: Session, respondent_id: UUID, *, asked_by: int, now: datetime) -> None:
    """Whoever turns out not to have said yes to a call is not called, and name and number go; nobody dialled."""
    contacts.let_go(session, respondent_id)
    while (number := open_case_of(session, respondent_id)) is not None:
        casework.apply(session, number, Answered("refused", asked_by, "self"), by=None, now=now)


def voided(session: Session, interview: Interview, *, by: Person, now: datetime) -> None:
    """An interview does not count any more: nobody is called because of it, and a result that it gave is none."""
    wave = session.get_one(Wave, interview.wave_id)
    for following in _following(session, wave):
        case = _case_of(session, interview.respondent_id, following)
        if case is not None:
            casework.apply(session, case.id, Voided(), by=by, now=now)
            links = update(FollowUpLink).where(col(FollowUpLink.case_id) == case.id)
            session.execute(links.where(col(FollowUpLink.revoked_at).is_(None)).values(revoked_at=now))
    own = _case_of(session, interview.respondent_id, wave) if wave.follows else None
    if own is not None:
        casework.apply(session, own.id, Voided(own=True), by=by, now=now)


def restored(
    session: Session, interview: Interview, instrument: Instrument, snapshot: Snapshot, *, by: Person, now: datetime
) -> None:
    """It counts again, with what that sets in motion."""
    wave = session.get_one(Wave, interview.wave_id)
    for following in _following(session, wave) if interview.status == InterviewStatus.COMPLETE else ():
        case = _case_of(session, interview.respondent_id, following)
        if case is not None:
            casework.apply(session, case.id, Restored(), by=by, now=now)
        elif is_reachable(session, interview, following, instrument, snapshot):
            open_case(session, interview, following, snapshot)
    own = _case_of(session, interview.respondent_id, wave) if wave.follows else None
    if own is not None:
        casework.apply(session, own.id, Restored(interview.status), by=by, now=now)


def _following(session: Session, wave: Wave) -> Sequence[Wave]:
    return session.exec(select(Wave).where(Wave.follows == wave.name, Wave.role == wave.role)).all()


def _end_by_interview(session: Session, interview: Interview, wave: Wave, *, now: datetime) -> None:
    """What was said outranks what was written down: whoever broke off and goes on after all is complete."""
    found = _case_of(session, interview.respondent_id, wave)
    if found is not None:
        said = Answered(interview.status, interview.interviewer_id, interview.mode)
        casework.apply(session, found.id, said, by=None, now=now)


def _case_of(session: Session, respondent_id: UUID, wave: Wave) -> Case | None:
    query = select(Case).where(Case.respondent_id == respondent_id, Case.wave_id == wave.id)
    return session.exec(query).one_or_none()
