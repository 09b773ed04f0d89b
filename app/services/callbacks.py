"""The callback round as its callers see it: who is due, why, and what happened before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import CaseClosed, NotFound
from app.instrument.schema import Instrument
from app.models import (
    Activity,
    CallAttempt,
    Case,
    Group,
    Intervention,
    Person,
    PersonRole,
    Respondent,
    Site,
    Wave,
)
from app.services import releases
from app.services.dispositions import BY_HAND, DISPOSITIONS, Disposition


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


def languages_of(person: Person) -> list[str]:
    """In which languages somebody calls; the lead, who calls nobody, looks at all of them."""
    return person.languages.split() if person.role == PersonRole.CALLER else []


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


def context(session: Session, opened: OpenCase, instrument: Instrument) -> dict[str, str | int]:
    """What the phone needs to begin the interview of a case with this list.

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
        "languages": " ".join(releases.usable(session, instrument)),
        "mode": opened.wave.mode,
        "respondent": str(call.respondent.id),
        "case": call.case.id,
    }
