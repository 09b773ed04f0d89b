"""The callback round: a finished interview with consent becomes a case, and a case becomes a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.db import for_update
from app.errors import N_, CaseClosed, FieldworkError, NotFound
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    CallAttempt,
    Case,
    Contact,
    Group,
    Intervention,
    Interview,
    InterviewStatus,
    Person,
    Respondent,
    Site,
    Wave,
)
from app.security.sealing import Sealer
from app.services import answers, contacts
from app.services.calendar import closes_on, months_later
from app.services.dispositions import BY_HAND, DISPOSITIONS, Disposition
from app.services.snapshots import Snapshot

FINAL_OF_INTERVIEW = {
    InterviewStatus.COMPLETE: "complete",
    InterviewStatus.PARTIAL: "partial",
    InterviewStatus.REFUSED: "refusal",
}


class Why(StrEnum):
    """Why a parent stands on the due list."""

    APPOINTMENT = "appointment"
    FIRST = "first"
    AGAIN = "again"
    CLOSING = "closing"


@dataclass(frozen=True)
class DueCall:
    """One line of the due list: everything a caller needs to choose, and no name or number."""

    case: Case
    respondent: Respondent
    site: Site
    intervention: Intervention
    attempts: int
    last: CallAttempt | None
    why: Why

    @property
    def outcome(self) -> Disposition | None:
        """How the last call ended."""
        return DISPOSITIONS[self.last.disposition] if self.last else None

    @property
    def order(self) -> tuple[object, ...]:
        """Promises first, then the window that closes soonest, then who waited longest."""
        promised = self.case.appointment_at
        return (promised is None, promised or 0, self.case.closes_on, self.case.due_on, self.case.id)


def follow_up(
    session: Session, interview: Interview, instrument: Instrument, snapshot: Snapshot, *, now: datetime
) -> None:
    """What a finished interview sets in motion: the next wave's case, or the end of its own."""
    wave = session.get_one(Wave, interview.wave_id)
    if wave.follows is not None:
        _close_by_interview(session, interview, wave, now=now)
    elif interview.status == InterviewStatus.COMPLETE and answers.consented(instrument, snapshot, "recontact"):
        for following in session.exec(select(Wave).where(Wave.follows == wave.name, Wave.role == wave.role)).all():
            open_case(session, interview, following, snapshot)


def open_case(session: Session, interview: Interview, wave: Wave, snapshot: Snapshot) -> None:
    """A parent who agreed and left a number is due some calendar months after the interview.

    The anchor is the local date on which the interview began by our clock, never the day it was sent.
    """
    reachable = session.get(Contact, (interview.respondent_id, "phone")) is not None
    if not reachable or _case_of(session, interview.respondent_id, wave) is not None:
        return
    interviewed_on = local(interview.started_at).date()
    due_on = months_later(interviewed_on, wave.months)
    chosen = answers.values(snapshot)
    session.add(
        Case(
            respondent_id=interview.respondent_id,
            wave_id=wave.id,
            language=chosen.get("call_language") or interview.language,
            best_times=chosen.get("best_times") or "",
            interviewed_on=interviewed_on,
            due_on=due_on,
            closes_on=closes_on(due_on, wave.window_days),
        )
    )


def due(session: Session, *, today: date, now: datetime, languages: Sequence[str] = ()) -> list[DueCall]:
    """Who may be called now, the most pressing first; only in these languages when any are given."""
    open_now = sa.and_(
        col(Case.closed_by).is_(None),
        col(Case.closes_on) >= today,
        sa.or_(
            sa.and_(
                col(Case.due_on) <= today,
                col(Case.appointment_at).is_(None),
                sa.or_(col(Case.next_try_at).is_(None), col(Case.next_try_at) <= now),
            ),
            col(Case.appointment_at) <= _end_of(today, now),
        ),
    )
    calls = _calls(session, open_now, today=today)
    return sorted((call for call in calls if not languages or call.case.language in languages), key=lambda c: c.order)


def later(session: Session, *, today: date) -> tuple[int, date | None]:
    """How many open cases are not due yet, and the first day on which one is."""
    coming = sa.and_(col(Case.closed_by).is_(None), col(Case.due_on) > today)
    count, first = session.execute(sa.select(sa.func.count(), sa.func.min(Case.due_on)).where(coming)).one()
    return count, first


@dataclass(frozen=True)
class OpenCase:
    """A case as its caller sees it, without the number."""

    call: DueCall
    group: Group
    activity: Activity
    wave: Wave
    attempts: Sequence[tuple[CallAttempt, Person]]
    outcomes: Sequence[Disposition] = BY_HAND

    @property
    def closed(self) -> Disposition | None:
        """How it ended, if it did."""
        key = self.call.case.closed_by
        return DISPOSITIONS.get(key) if key else None

    def label(self, attempt: CallAttempt) -> str:
        """How an earlier attempt ended, in words."""
        return DISPOSITIONS[attempt.disposition].label


def case(session: Session, case_id: int, *, today: date) -> OpenCase:
    """One case with what happened before.

    Raises:
        NotFound: There is no such case.
    """
    calls = _calls(session, col(Case.id) == case_id, today=today)
    if not calls:
        raise NotFound
    call = calls[0]
    group = session.get_one(Group, call.respondent.group_id)
    activity = session.get_one(Activity, call.respondent.activity_id)
    wave = session.get_one(Wave, call.case.wave_id)
    earlier = (
        select(CallAttempt, Person)
        .join(Person, col(CallAttempt.caller_id) == col(Person.id))
        .where(CallAttempt.case_id == case_id)
        .order_by(sa.desc(col(CallAttempt.at)))
    )
    return OpenCase(call, group, activity, wave, session.exec(earlier).all())


def reveal(session: Session, sealer: Sealer, case_id: int, *, by: Person, now: datetime) -> dict[str, str]:
    """Name and number of an open case, in words that can be dialled; written down in the audit.

    Raises:
        CaseClosed: There is nothing to call for any more.
    """
    held = session.get(Case, case_id)
    if held is None:
        raise NotFound
    if held.closed_by is not None:
        raise CaseClosed
    return contacts.reveal(session, sealer, held.respondent_id, by=by, now=now)


def record(
    session: Session,
    sealer: Sealer,
    case_id: int,
    *,
    disposition: str,
    by: Person,
    now: datetime,
    appointment_at: datetime | None = None,
    note: str = "",
) -> Case:
    """Write down how a call ended, and when to try again if it did not end the case.

    Raises:
        CaseClosed: A colleague closed it meanwhile.
        FieldworkError: A time or a note is missing, or the time cannot be kept.
    """
    held = session.exec(for_update(session, select(Case).where(Case.id == case_id))).one_or_none()
    if held is None:
        raise NotFound
    if held.closed_by is not None:
        raise CaseClosed
    outcome = _outcome(disposition, held, appointment_at, note, now=now)
    attempt = CallAttempt(
        case_id=case_id, caller_id=by.id, at=now, disposition=outcome.key, has_note=bool(note.strip())
    )
    session.add(attempt)
    session.flush()
    if note.strip():
        contacts.note(session, sealer, held.respondent_id, f"note:{attempt.id}", note.strip())
    if outcome.final or (outcome.other_number and not _number_left(session, held)):
        _close(held, outcome.key, now=now)
    else:
        held.appointment_at = appointment_at if outcome.asks_time else None
        held.next_try_at = now + outcome.again_after if outcome.again_after else None
    return held


def close_overdue(session: Session, *, now: datetime) -> int:
    """Close the cases whose window has passed, however often they were tried; returns how many."""
    passed = select(Case).where(col(Case.closed_by).is_(None), Case.closes_on < local(now).date())
    overdue = session.exec(passed).all()
    for held in overdue:
        _close(held, "exhausted", now=now)
    return len(overdue)


def open_case_of(session: Session, respondent_id: UUID) -> int | None:
    """The number of a respondent's open case, if there is one."""
    query = select(Case.id).where(Case.respondent_id == respondent_id, col(Case.closed_by).is_(None))
    return session.exec(query).first()


def _outcome(disposition: str, held: Case, appointment_at: datetime | None, note: str, *, now: datetime) -> Disposition:
    outcome = DISPOSITIONS.get(disposition)
    if outcome is None or not outcome.by_hand:
        raise FieldworkError(N_("Choose how the call ended."))
    if outcome.note_required and not note.strip():
        raise FieldworkError(N_("Write one line about why, so that the next caller knows."))
    if outcome.asks_time:
        if appointment_at is None or appointment_at <= now:
            raise FieldworkError(N_("Choose a day and time that are still to come."))
        if local(appointment_at).date() > held.closes_on:
            raise FieldworkError(N_("Choose a day before the round closes for this parent."))
    return outcome


def _close(held: Case, key: str, *, now: datetime) -> None:
    held.closed_by, held.closed_at = key, now
    held.appointment_at = held.next_try_at = None


def _number_left(session: Session, held: Case) -> bool:
    useless = sa.select(sa.func.count()).where(
        col(CallAttempt.case_id) == held.id,
        col(CallAttempt.disposition).in_([row.key for row in DISPOSITIONS.values() if row.other_number]),
    )
    known = sa.select(sa.func.count()).where(
        col(Contact.respondent_id) == held.respondent_id, col(Contact.field).in_(contacts.NUMBERS)
    )
    return session.scalars(useless).one() < session.scalars(known).one()


def _close_by_interview(session: Session, interview: Interview, wave: Wave, *, now: datetime) -> None:
    held = _case_of(session, interview.respondent_id, wave)
    key = FINAL_OF_INTERVIEW.get(InterviewStatus(interview.status))
    if held is None or key is None or held.closed_by is not None:
        return
    session.add(CallAttempt(case_id=held.id, caller_id=interview.interviewer_id, at=now, disposition=key))
    _close(held, key, now=now)


def _case_of(session: Session, respondent_id: UUID, wave: Wave) -> Case | None:
    return session.exec(select(Case).where(Case.respondent_id == respondent_id, Case.wave_id == wave.id)).one_or_none()


def _calls(session: Session, which: sa.ColumnElement[bool], *, today: date) -> list[DueCall]:
    rows = session.exec(
        select(Case, Respondent, Site, Intervention)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .join(Activity, col(Respondent.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Activity.intervention_id) == col(Intervention.id))
        .where(which)
    ).all()
    tried = _attempts(session, [case.id for case, *_ in rows])
    return [
        DueCall(*row, attempts=len(tries), last=tries[-1] if tries else None, why=_why(row[0], tries, today))
        for row in rows
        for tries in [tried.get(row[0].id, [])]
    ]


def _attempts(session: Session, cases: list[int]) -> dict[int, list[CallAttempt]]:
    tried: dict[int, list[CallAttempt]] = {}
    query = select(CallAttempt).where(col(CallAttempt.case_id).in_(cases)).order_by(col(CallAttempt.at))
    for attempt in session.exec(query):
        tried.setdefault(attempt.case_id, []).append(attempt)
    return tried


def _why(held: Case, tries: list[CallAttempt], today: date) -> Why:
    if held.appointment_at is not None:
        return Why.APPOINTMENT
    if (held.closes_on - today).days <= 3:
        return Why.CLOSING
    return Why.AGAIN if tries else Why.FIRST


def _end_of(today: date, now: datetime) -> datetime:
    return local(now).replace(year=today.year, month=today.month, day=today.day, hour=23, minute=59)


def context(opened: OpenCase) -> dict[str, str | int]:
    """What the phone needs to begin the interview of a case.

    Raises:
        CaseClosed: There is nothing to call for any more.
    """
    call = opened.call
    if call.case.closed_by is not None:
        raise CaseClosed
    return {
        "wave": opened.wave.name,
        "activity": call.respondent.activity_id,
        "group": call.respondent.group_id,
        "kind": call.intervention.kind,
        "language": call.case.language,
        "mode": opened.wave.mode,
        "respondent": str(call.respondent.id),
        "case": call.case.id,
    }
