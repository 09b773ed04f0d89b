"""A week of the rota as it is looked at: days and callers, and in which languages nobody is there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import i18n
from app.calling.days import DAY_PARTS, EVENING, SATURDAY, day_part, open_hours
from app.calling.rota import grid
from app.calling.shifts import WEEK
from app.clock import TIME_ZONE, local
from app.models import Case, Person, PersonRole, Shift
from app.services import callers, rounds, staffing
from app.services.rota_weeks import DAY, DAYS, Cell, Covered, Day, Quarter, Spoken, Week
from app.services.shift_forms import Typed

SATURDAY_NUMBER = 5
FURTHEST = timedelta(days=2 * 366)  # that a week is looked at, back and ahead
USUAL, LUNCH = time(18), time(13)  # an evening begins, and a Saturday ends, when nobody says otherwise


def day(typed: str) -> date | None:
    """The day in an address or a form; None where there is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def week(session: Session, shown: date | None, *, by: Person, now: datetime, person: str = "", day: str = "") -> Week:
    """The week in which a day lies; on Sundays, when nobody calls, the one that comes."""
    today = local(now).date()
    if shown is None or abs(shown - today) > FURTHEST:
        shown = today + DAY if today.weekday() == DAYS else today
    monday = shown - DAY * shown.weekday()
    team = callers.everybody(session)
    editable = [one for one in team if by.role == PersonRole.LEAD or one.id == by.id]
    waiting = _waiting(session, monday)
    there = _there(session, monday)
    needed = sorted(waiting, key=lambda tag: (-waiting[tag], tag)) or sorted(
        {tag for one in team for tag in one.languages.split()}
    )
    return Week(
        monday=monday,
        today=today,
        callers=team,
        days=_days(session, monday, team, editable, there, needed, waiting, today),
        spoken=_spoken(there, needed, waiting),
        editable=editable,
        suggested=_suggested(session, person, day),
        tongues=i18n.languages(),
    )


def _suggested(session: Session, person: str, typed: str) -> Typed:
    """A form to begin with: an evening, or a Saturday morning."""
    calendar = rounds.rules(session).calendar
    chosen = day(typed)
    opens, closes = calendar.weekday
    span = (max(opens, USUAL), closes)
    if chosen and chosen.weekday() == SATURDAY_NUMBER:
        span = (calendar.saturday[0], min(calendar.saturday[1], LUNCH))
    return Typed(person=person, day=[typed] if chosen else [], starts=f"{span[0]:%H:%M}", ends=f"{span[1]:%H:%M}")


def _days(
    session: Session,
    monday: date,
    team: Sequence[Person],
    editable: Sequence[Person],
    there: Sequence[Quarter],
    needed: Sequence[str],
    waiting: Mapping[str, int],
    today: date,
) -> list[Day]:
    calendar = rounds.rules(session).calendar
    held = _shifts(session, monday)
    promises = _promises(session, monday)
    return [
        Day(
            date=date_,
            is_closed=not open_hours(date_, calendar),
            is_past=date_ < today,
            named=list(dict.fromkeys(quiet.name for quiet in calendar.quiet.get(date_, ()))),
            cells=[Cell(one, held.get((one.id, date_), []), one in editable and date_ >= today) for one in team],
            covered=_covered(date_, there, needed, waiting),
            promised=promises.count(date_),
        )
        for date_ in (monday + DAY * turn for turn in range(DAYS))
    ]


def _there(session: Session, monday: date) -> list[Quarter]:
    """Every quarter of the week in which somebody calls."""
    hours = staffing.on_rota(session, monday, monday + DAY * DAYS) or []
    begins, ends = _moments(monday)
    return [
        Quarter(local(at).date(), day_part(at) or "", there)
        for at, there in grid(hours, rounds.rules(session).calendar, begins, ends)
    ]


def _covered(day: date, there: Sequence[Quarter], needed: Sequence[str], waiting: Mapping[str, int]) -> list[Covered]:
    """Evenings and Saturdays always, other parts of a day when somebody is there."""
    usual = {SATURDAY} if day.weekday() == SATURDAY_NUMBER else {EVENING}
    found = []
    for part in DAY_PARTS:
        spoken = {tag for one in there if (one.day, one.part) == (day, part) for tag in one.languages}
        if spoken or part in usual:
            tags = [tag for tag in needed if tag in spoken]
            found.append(Covered(part, tags, [tag for tag in waiting if tag not in spoken]))
    return found


def _spoken(there: Sequence[Quarter], needed: Sequence[str], waiting: Mapping[str, int]) -> list[Spoken]:
    return [
        Spoken(
            tag,
            hours=sum(sum(tag in caller.languages for caller in one.callers) for one in there) / 4,
            cases=waiting.get(tag, 0),
        )
        for tag in needed
    ]


def _shifts(session: Session, monday: date) -> dict[tuple[int, date], list[Shift]]:
    query = select(Shift).where(Shift.day >= monday, Shift.day < monday + WEEK).order_by(col(Shift.starts_at))
    held: dict[tuple[int, date], list[Shift]] = {}
    for shift in session.exec(query):
        held.setdefault((shift.person_id, shift.day), []).append(shift)
    return held


def _waiting(session: Session, monday: date) -> Counter[str]:
    """How many parents can be called in a week, or were promised it, by language."""
    begins, ends = _moments(monday)
    query = select(Case.language).where(
        col(Case.closed_by).is_(None),
        sa.or_(
            sa.and_(sa.func.coalesce(Case.first_on, Case.due_on) < monday + WEEK, col(Case.closes_on) >= monday),
            sa.and_(col(Case.appointment_at) >= begins, col(Case.appointment_at) < ends),
        ),
    )
    return Counter(session.exec(query))


def _promises(session: Session, monday: date) -> list[date]:
    begins, ends = _moments(monday)
    query = select(Case.appointment_at).where(
        col(Case.closed_by).is_(None), col(Case.appointment_at) >= begins, col(Case.appointment_at) < ends
    )
    return [local(at).date() for at in session.exec(query) if at is not None]


def _moments(monday: date) -> tuple[datetime, datetime]:
    """Where a week begins and ends."""
    begins, ends = (datetime.combine(day, time.min, TIME_ZONE).astimezone(UTC) for day in (monday, monday + WEEK))
    return begins, ends
