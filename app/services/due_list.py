"""Who may be called now, by whom, and why: the due list, the exact order of which is `calling.order`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.days import agreed, is_callable, next_time
from app.calling.held import Held
from app.calling.machine import why_not
from app.calling.order import Place, Why, place
from app.calling.rules import Rules
from app.calling.states import OPEN, CaseState
from app.clock import local
from app.errors import N_, FieldworkError
from app.models import Activity, AuditEntry, Case, Lease, Person, PersonRole, Respondent, Site, Wave
from app.services import by_link, callers, dispositions, due_words, people, rounds, staffing
from app.services.caseload import all_held

ANYBODY = 0  # the number of a caller whom nothing keeps from calling
CALLED = OPEN - {CaseState.SUPERVISOR}  # the lead decides about those first
MISSED = "appointment.missed"
Row = tuple[Case, str, Site]


@dataclass(frozen=True)
class DueCall:
    """One line of the due list: everything a caller needs to choose, and no name or number."""

    case: Case
    held: Held
    code: str
    site: str  # the code of the school
    place: Place
    line: str  # why she stands there, in words
    assigned: str = ""  # the one caller the lead gave it to

    @property
    def presses(self) -> bool:
        """Whether something was promised, or ends soon."""
        return self.place.rank <= 3

    @property
    def also(self) -> str:
        """When they like to be called, in words, where that is of use and the line does not say it."""
        said = self.place.reason.kind in {Why.PREFERS, Why.OTHERWISE}
        return "" if said or self.place.rank < 3 else due_words.preferred(self.held.best_times)


def due(session: Session, caller: Person, now: datetime) -> list[DueCall]:
    """Whom this caller may call now, the most pressing first; for the lead, whom anybody may.

    The database leaves out what is closed, too early or in another language, so that the list costs the same
    however many cases have ended; the claim guard decides about the rest.
    """
    rules = rounds.rules(session)
    rows = _rows(session, caller, *_narrowed(caller, now, rules))
    helds = all_held(session, [case for case, *_ in rows])
    open_to = [row for row in rows if _may(helds[row[0].id], caller, now, _of_site(rules, row[2]))]
    return sorted(_placed(session, open_to, helds, now, rules), key=lambda call: call.place.key)


def reader(session: Session, name: str | None) -> Person:
    """The caller of this name, to see the list as she does; the lead, when nobody is named.

    Raises:
        FieldworkError: Nobody of that name calls here.
    """
    if name is None:
        return people.named(session, PersonRole.LEAD)
    team = callers.everybody(session)
    found = next((one for one in team if one.name.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join(one.name for one in team)
        raise FieldworkError(N_("Nobody of that name calls here. Callers are: %(known)s."), known=known or "-")
    return found


def languages_of(person: Person) -> list[str]:
    """In which languages somebody calls."""
    return person.languages.split() if person.role == PersonRole.CALLER else []


def _rows(session: Session, caller: Person, *which: sa.ColumnElement[bool]) -> Sequence[Row]:
    """The open cases of rounds by telephone that this person is concerned with, with code and school."""
    query = (
        select(Case, Respondent.code, Site)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .join(Activity, col(Respondent.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Wave, col(Case.wave_id) == col(Wave.id))
        .where(col(Case.state).in_(CALLED), Wave.mode == "cati", *which)
    )
    if caller.role != PersonRole.LEAD:
        query = query.where(col(Case.language).in_(languages_of(caller)))
    return session.exec(query).all()


def _narrowed(caller: Person, now: datetime, rules: Rules) -> list[sa.ColumnElement[bool]]:
    """What the database can tell without the rules: nobody has it in hand, its window is open, and it is time."""
    today, soon = local(now).date(), now + rules.early
    in_hand = sa.exists().where(
        col(Lease.case_id) == col(Case.id), col(Lease.ended_at).is_(None), col(Lease.expires_at) > now
    )
    unpromised = sa.and_(
        sa.func.coalesce(col(Case.first_on), col(Case.due_on)) <= today,
        sa.or_(col(Case.appointment_at).is_(None), col(Case.appointment_until) < now),
        sa.or_(col(Case.next_try_at).is_(None), col(Case.next_try_at) <= now),
    )
    given = sa.or_(col(Case.assigned_to).is_(None), col(Case.assigned_to) == caller.id)
    return [
        col(Case.closes_on) >= today,
        sa.or_(col(Case.wanted_until) > now, col(Case.appointment_at) <= soon, unpromised),
        ~in_hand,
        *([given] if caller.role == PersonRole.CALLER else []),
    ]


def _may(held: Held, caller: Person, now: datetime, rules: Rules) -> bool:
    if caller.role == PersonRole.LEAD:
        return why_not(held, held.assigned_to or ANYBODY, (held.language,), now, rules) is None
    return why_not(held, caller.id, languages_of(caller), now, rules) is None


def _of_site(rules: Rules, site: Site) -> Rules:
    return replace(rules, calendar=rules.calendar.of_site(site.id)) if rules.calendar.own else rules


def _placed(
    session: Session, rows: Sequence[Row], helds: Mapping[int, Held], now: datetime, rules: Rules
) -> list[DueCall]:
    labels = {key: row.label for key, row in dispositions.table(session).items()}
    on_shift = {tag: staffing.on_shift(session, tag, now) for tag in {case.language for case, *_ in rows}}
    names = {one.id: one.name for one in callers.everybody(session)}
    missed = _missed(session, helds)
    links = by_link.sent(session, [case.id for case, *_ in rows], now=now)
    found = []
    for case, code, site in rows:
        held = helds[case.id]
        there = place(held, now, _of_site(rules, site), on_shift, missed=case.id in missed)
        line = due_words.line(there.reason, labels, now=now) + due_words.beside(links.get(case.id))
        found.append(DueCall(case, held, code, site.code, there, line, names.get(case.assigned_to or ANYBODY, "")))
    return found


def _missed(session: Session, helds: Mapping[int, Held]) -> set[int]:
    """The cases in which an hour that was promised went by, and nobody has called since."""
    query = select(AuditEntry.object, AuditEntry.at).where(
        AuditEntry.verb == MISSED, col(AuditEntry.object).in_([str(number) for number in helds])
    )
    return {
        int(number)
        for number, at in session.exec(query)
        if not any(one.at >= at for one in helds[int(number)].attempts)
    }


@dataclass(frozen=True)
class Coming:
    """Who comes later: how many, when the next, and what is promised for the rest of the day."""

    count: int
    next_at: datetime | None
    promises: list[tuple[datetime, str, str]]  # when, code, language


def coming(session: Session, caller: Person, now: datetime, *, listed: int) -> Coming:
    """What waits behind the `listed` ones of this caller's list."""
    rules = rounds.rules(session)
    rows = _rows(session, caller, col(Case.closes_on) >= local(now).date())
    promised = [(case.appointment_at, code, case.language) for case, code, _ in rows if case.appointment_at]
    later = [one for one in promised if one[0] > now + rules.early]
    free = [_free_from(case) for case, *_ in rows if case.appointment_at is None]
    return Coming(
        count=max(0, len(rows) - listed),
        next_at=min([*(at for at, *_ in later), *_usual(free, now, rules)], default=None),
        promises=sorted(one for one in later if local(one[0]).date() == local(now).date()),
    )


def _usual(free: Sequence[datetime], now: datetime, rules: Rules) -> list[datetime]:
    """The next hour in which we call at which one of them is due that is not due now."""
    later = free if not is_callable(now, rules.calendar) else [moment for moment in free if moment > now]
    return [next_time(max(now, min(later)), rules.calendar)] if later else []


def _free_from(case: Case) -> datetime:
    opens = agreed(case.first_on or case.due_on, time.min).astimezone(UTC)
    return max(opens, case.next_try_at or opens)
