"""The only way to change a case: what happened goes in, `machine.step` decides, and this stores what it says."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.calling import days, machine
from app.calling.effects import (
    Effect,
    EndLease,
    PurgeContact,
    RenewLease,
    ShowNumber,
    StartLease,
    TellCaller,
    WriteAttempt,
    WriteDown,
)
from app.calling.events import Answered, Event, Passed
from app.calling.held import Held
from app.calling.rules import Rules
from app.clock import local
from app.db import for_update
from app.errors import NotFound
from app.models import (
    Activity,
    AuditEntry,
    CallAttempt,
    Case,
    Interview,
    InterviewStatus,
    Lease,
    Person,
    PersonRole,
    Respondent,
    Wave,
)
from app.services import dispositions, purging, rounds
from app.services.caseload import all_held


def held(session: Session, case: Case) -> Held:
    """A case as the rules see it."""
    return all_held(session, [case])[case.id]


def apply(session: Session, case_id: int, event: Event, *, by: Person | None, now: datetime) -> Case:
    """Let something happen to a case. Whoever asks second waits, and is told the truth.

    Raises:
        NotFound: There is no such case.
        CallRefused: The rules do not allow it.
        FieldworkError: Something is missing, or a time cannot be kept.
    """
    return play(session, case_id, (event,), by=by, now=now)


def play(session: Session, case_id: int, events: Iterable[Event], *, by: Person | None, now: datetime) -> Case:
    """The same for several things at one moment: all of them, or none."""
    mine = for_update(session, select(Case).where(Case.id == case_id))
    case = session.exec(mine.execution_options(populate_existing=True)).one_or_none()  # as the one before us left it
    if case is None:
        raise NotFound
    table, known = dispositions.table(session), rules_for(session, case.respondent_id)
    after, effects = held(session, case), list[Effect]()
    for event in events:
        after, more = machine.step(after, event, now, known, table)
        effects += more
    _store(case, after, now)
    for effect in effects:
        _happen(session, case, effect, by=by, now=now)
    session.flush()
    return case


def pass_time(session: Session, now: datetime) -> int:
    """What time alone does to the open cases: leases that ended, promises that were missed, windows that closed.

    Returns:
        How many cases closed.
    """
    known = spoken(session)
    today = local(now).date()
    closed = 0
    for case in session.exec(_touched_by_time(today, now)).all():
        session.flush()
        passed = apply(session, case.id, Passed(known), by=None, now=now)
        begun = _left_off(session, passed)
        if begun is not None:
            apply(session, case.id, begun, by=None, now=now)
        closed += passed.closed_by is not None
    return closed


def open_case(
    session: Session,
    respondent_id: UUID,
    wave: Wave,
    *,
    anchor: date,
    language: str,
    best_times: str = "",
) -> Case:
    """A respondent is due some calendar months after `anchor`, the schools' date of the interview or the activity."""
    rules = rules_for(session, respondent_id)
    before = rules.days_before if wave.days_before is None else wave.days_before
    found = days.dates(anchor, wave.months, before, wave.window_days, rules.calendar)
    case = Case(
        respondent_id=respondent_id,
        wave_id=wave.id,
        language=language,
        best_times=best_times,
        interviewed_on=anchor,
        due_on=found.due_on,
        first_on=found.first_on,
        opens_on=found.opens_on,
        closes_on=found.closes_on,
    )
    session.add(case)
    session.flush()
    return case


def rules_for(session: Session, respondent_id: UUID) -> Rules:
    """What the round keeps to for one respondent, with the days on which her school is closed."""
    rules = rounds.rules(session)
    if not rules.calendar.own:
        return rules
    site = select(Activity.site_id).join(Respondent, col(Respondent.activity_id) == col(Activity.id))
    found = session.exec(site.where(Respondent.id == respondent_id)).one()
    return replace(rules, calendar=rules.calendar.of_site(found))


def _touched_by_time(today: date, now: datetime) -> SelectOfScalar[Case]:
    lapsed = select(Lease.case_id).where(col(Lease.ended_at).is_(None), col(Lease.expires_at) <= now)
    return (
        select(Case)
        .where(
            col(Case.closed_by).is_(None),
            sa.or_(
                col(Case.closes_on) < today,
                col(Case.appointment_at) < now,
                col(Case.wanted_until) < now,
                col(Case.redials) > 0,
                col(Case.id).in_(lapsed),
            ),
        )
        .order_by(col(Case.id))
    )


def spoken(session: Session) -> tuple[str, ...]:
    """The languages that somebody calls in."""
    callers = select(Person.languages).where(Person.role == PersonRole.CALLER, col(Person.left_at).is_(None))
    return tuple(sorted({tag for tags in session.exec(callers).all() for tag in tags.split()}))


def _left_off(session: Session, case: Case) -> Answered | None:
    """An interview that was begun and never finished counts when its case closes, or when her lease has ended."""
    begun = (
        select(Interview)
        .where(Interview.respondent_id == case.respondent_id, Interview.wave_id == case.wave_id)
        .where(col(Interview.status).in_([InterviewStatus.PARTIAL, InterviewStatus.BROKEN_OFF]))
        .order_by(sa.desc(col(Interview.saved_at)))
        .limit(1)
    )
    found = session.exec(begun).first()
    if found is None:
        return None
    dialled = held(session, case).dialled
    counts = case.closed_by is not None or (dialled is not None and found.saved_at >= dialled.taken_at)
    return Answered(found.status, found.interviewer_id, found.mode) if counts else None


def _store(case: Case, after: Held, now: datetime) -> None:
    promise = after.promise
    case.state, case.language, case.closes_on = after.state, after.language, after.closes_on
    case.next_try_at, case.wanted_until = after.next_try_at, after.wanted_until
    case.appointment_at = promise.at if promise else None
    case.appointment_until = promise.until if promise else None
    case.appointment_is_firm = promise.firm if promise else True
    case.extra_attempts, case.redials = after.extra_attempts, after.redials
    case.refused_to, case.assigned_to = after.refused_to, after.assigned_to
    case.number, case.bad_numbers = after.number, " ".join(after.bad_numbers)
    if case.closed_by != after.closed_by:
        case.closed_at = now if after.closed_by else None
    case.closed_by, case.code = after.closed_by, after.code


def _happen(session: Session, case: Case, effect: Effect, *, by: Person | None, now: datetime) -> None:
    match effect:
        case WriteAttempt():
            session.add(_row(case, effect))
        case StartLease():
            session.add(Lease(case_id=case.id, caller_id=effect.caller, taken_at=now, expires_at=effect.expires_at))
        case EndLease():
            lease = _live(session, case)
            lease.ended_at, lease.how = min(now, lease.expires_at), effect.how
            session.flush()  # one ends before the next begins
        case RenewLease():
            _live(session, case).expires_at = effect.expires_at
        case ShowNumber():
            lease = _live(session, case)
            lease.revealed_at = lease.revealed_at or now
        case PurgeContact():
            purging.plan(session, case, effect.on, now=now)
        case WriteDown():
            about = f"{case.id} {effect.about}".strip()
            session.add(AuditEntry(at=now, person_id=by.id if by else None, verb=effect.verb, object=about))
        case TellCaller():
            pass  # her lease says it: `leases.unfinished`


def _live(session: Session, case: Case) -> Lease:
    return session.exec(select(Lease).where(Lease.case_id == case.id, col(Lease.ended_at).is_(None))).one()


def _row(case: Case, effect: WriteAttempt) -> CallAttempt:
    made = effect.attempt
    return CallAttempt(
        case_id=case.id,
        caller_id=made.caller,
        at=made.at,
        ended_at=effect.ended_at,
        day_part=made.day_part,
        number=made.number,
        disposition=made.disposition,
        reason=effect.reason,
        inbound=made.inbound,
        has_note=effect.has_note,
        corrects=effect.corrects,
    )
