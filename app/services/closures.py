"""Closures: the days on which the desk calls nobody, or others first; kept, changed, and what follows from that."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.days import first_callable, next_time
from app.calling.spans import Gap, Kind, Span, gaps
from app.calling.states import CaseState
from app.db import for_update
from app.errors import N_, FieldworkError, NotFound
from app.models import Activity, CallAttempt, Case, Closure, Person, Respondent, Site, Study
from app.services import audit, rounds
from app.services.school_order import by_school
from app.services.shipped_closures import optional, shipped

YEARS_AHEAD = 2  # after this one, of what comes with Aloud


@dataclass(frozen=True)
class Kept:
    """What was kept, and how many parents got another first day by it."""

    closures: Sequence[Closure]
    moved: int


class KnownAlready(FieldworkError):
    """The same days of the same kind are in the calendar."""

    status = 409
    sentence = N_("These days are in the calendar already, as “%(name)s”. Change those, or choose other days.")


def all_of(session: Session) -> list[Closure]:
    """Every closure of the study, the first one first."""
    query = select(Closure).order_by(col(Closure.starts_on), col(Closure.ends_on), col(Closure.id))
    return list(session.exec(query).all())


def one(session: Session, closure_id: int) -> Closure:
    """One of them.

    Raises:
        NotFound: It was removed meanwhile, or never was.
    """
    held = session.get(Closure, closure_id)
    if held is None:
        raise NotFound
    return held


def schools(session: Session) -> list[Site]:
    """The schools that can have days of their own."""
    return list(session.exec(select(Site).order_by(*by_school())).all())


def missing(session: Session, today: date) -> tuple[Gap, ...]:
    """What the lead must still enter: for the six months to come, or as long as parents wait to be called."""
    last = session.exec(select(sa.func.max(Case.closes_on)).where(col(Case.closed_by).is_(None))).one()
    found = gaps((rounds.span(row) for row in all_of(session)), today, last)
    return tuple(gap for gap in found if not _over(gap, today))


def out_of_days(session: Session) -> int:
    """How many parents have no day left on which they can be called: all of their window is closed."""
    open_ = sa.and_(col(Case.closed_by).is_(None), col(Case.first_on) > col(Case.closes_on))
    return session.scalars(sa.select(sa.func.count()).select_from(Case).where(open_)).one()


def add(session: Session, span: Span, *, by: Person, now: datetime) -> Kept:
    """One span more; whoever was not called yet gets a first day by the new calendar.

    Raises:
        KnownAlready: It is there.
    """
    _refuse_double(session, span)
    [held] = _store(session, [span], by=by, now=now)
    audit.record(session, "closure.add", by=by, now=now, thing=f"closure/{held.id}")
    return Kept([held], redate(session))


def change(session: Session, closure_id: int, span: Span, *, by: Person, now: datetime) -> Kept:
    """The same row with other words, days or hours.

    Raises:
        NotFound: It was removed meanwhile.
        KnownAlready: Another row says the same.
    """
    held = one(session, closure_id)
    _refuse_double(session, span, but=closure_id)
    held.sqlmodel_update(asdict(span))
    audit.record(session, "closure.change", by=by, now=now, thing=f"closure/{closure_id}")
    session.flush()
    return Kept([held], redate(session))


def save(session: Session, closure_id: int, span: Span, *, by: Person, now: datetime) -> Kept:
    """A row as it should be; 0 is one more.

    Raises:
        NotFound: It was removed meanwhile.
        KnownAlready: Another row says the same.
    """
    if closure_id:
        return change(session, closure_id, span, by=by, now=now)
    return add(session, span, by=by, now=now)


def remove(session: Session, closure_id: int, *, by: Person, now: datetime) -> Kept:
    """Take a row away; a second tap finds nothing and changes nothing."""
    held = session.get(Closure, closure_id)
    if held is None:
        return Kept([], 0)
    session.delete(held)
    audit.record(session, "closure.remove", by=by, now=now, thing=f"closure/{closure_id}")
    session.flush()
    return Kept([], redate(session))


def add_all(session: Session, spans: Iterable[Span], *, by: Person | None, now: datetime) -> Kept:
    """Several at once, but for those that are there already."""
    known = {rounds.span(row).same for row in all_of(session)}
    new = list({span.same: span for span in spans if span.same not in known}.values())
    rows = _store(session, new, by=by, now=now)
    if new and by is not None:
        audit.record(session, "closure.add_all", by=by, now=now, thing=f"{len(new)} closures")
    return Kept(rows, redate(session))


def ship(session: Session, *, now: datetime, today: date) -> Kept:
    """What comes with Aloud, for a new study: this year and the two after it."""
    return add_all(session, shipped(today.year, today.year + YEARS_AHEAD), by=None, now=now)


def offered(session: Session, today: date) -> tuple[Span, ...]:
    """Of what is missing, that which comes with Aloud."""
    wanted = missing(session, today)
    if not wanted:
        return ()
    first, last = min(gap.starts_on for gap in wanted), max(gap.ends_on for gap in wanted)
    return tuple(span for span in shipped(first.year, last.year) if any(gap.filled_by(span) for gap in wanted))


def to_choose(session: Session, today: date) -> tuple[Span, ...]:
    """Days to come that are a holiday for some: the lead may close them."""
    known = {rounds.span(row).starts_on for row in all_of(session) if row.kind == Kind.PUBLIC}
    found = (*optional(today.year), *optional(today.year + 1))
    return tuple(span for span in found if span.starts_on >= today and span.starts_on not in known)


def redate(session: Session) -> int:
    """Give every parent who was never called the first day that the calendar has now; returns how many moved.

    A case that was called once has its own next time, and keeps it.
    """
    calendar = rounds.rules(session).calendar
    tried = sa.exists().where(col(CallAttempt.case_id) == col(Case.id))
    uncalled = select(Case).where(col(Case.closed_by).is_(None), Case.state == CaseState.SCHEDULED, ~tried)
    sites = _sites(session)
    moved = 0
    for case in session.exec(for_update(session, uncalled.order_by(col(Case.id)))).all():
        here = calendar.of_site(sites[case.id])
        first_on = first_callable(case.due_on, here)
        next_try_at = case.next_try_at and next_time(case.next_try_at, here)
        if (first_on, next_try_at) != (case.first_on, case.next_try_at):
            case.first_on, case.next_try_at = first_on, next_try_at
            moved += 1
    session.flush()
    return moved


def _sites(session: Session) -> dict[int, int]:
    """The school of every open case."""
    query = (
        select(Case.id, Activity.site_id)
        .join(Respondent, col(Respondent.id) == col(Case.respondent_id))
        .join(Activity, col(Activity.id) == col(Respondent.activity_id))
        .where(col(Case.closed_by).is_(None))
    )
    return dict(session.exec(query).all())


def _over(gap: Gap, today: date) -> bool:
    """Whether all that could be entered there lies behind us: this year's Ramadan, in November."""
    known = [span for span in shipped(gap.starts_on.year, gap.ends_on.year) if gap.filled_by(span)]
    return bool(known) and all(span.ends_on < today for span in known)


def _refuse_double(session: Session, span: Span, *, but: int | None = None) -> None:
    twin = next((row for row in all_of(session) if row.id != but and rounds.span(row).same == span.same), None)
    if twin is not None:
        raise KnownAlready(name=twin.name)


def _store(session: Session, spans: Iterable[Span], *, by: Person | None, now: datetime) -> list[Closure]:
    study = session.exec(select(Study.id)).one()
    rows = [Closure(study_id=study, added_at=now, added_by=by.id if by else None, **asdict(span)) for span in spans]
    session.add_all(rows)
    session.flush()
    return rows
