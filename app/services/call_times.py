"""The times that a caller can promise a parent: staffed in her language, until the round closes for her."""

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from app.calling import days, slots
from app.calling.events import Promise
from app.calling.slots import Day
from app.clock import TIME_ZONE, local
from app.errors import N_, FieldworkError
from app.models import Case
from app.services import staffing

NO_TIME = N_("Choose a day and time that are still to come.")
NO_SUCH_TIME = N_("This is not a day and a time. Choose one from the list, or type them like 24-02-2027 and 19:30.")
AFTER_WINDOW = N_("Choose a day before the round closes for this parent.")
TYPED_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


def offered(session: Session, case: Case, now: datetime, *, language: str | None = None) -> tuple[Day, ...]:
    """The days, parts of days and hours that can be promised from now until the last day, in a language."""
    end = datetime.combine(case.closes_on + timedelta(days=1), time.min, TIME_ZONE).astimezone(UTC)
    return slots.days(staffing.staffed(session, language or case.language, now, end, now))


def agreed(session: Session, case: Case, now: datetime, *, slot: str, day: str, hour: str) -> Promise | None:
    """What was promised: a time of the list, or another that was typed and can be kept as well. None: nothing.

    Raises:
        FieldworkError: It is no time, has passed, comes after the last day, or the clocks skip it.
        NotStaffed: Nobody calls then.
        TimeTaken: Everybody who calls then has promised it away.
    """
    if slot == "" and not day and not hour:
        return None
    key = slot if not day and not hour else _typed(case, now, day, hour)
    return slots.promise(offered(session, case, now), key)


def _typed(case: Case, now: datetime, day: str, hour: str) -> str:
    moment = days.agreed(_day(day), _hour(hour)).astimezone(UTC)
    if moment <= now:
        raise FieldworkError(NO_TIME)
    if local(moment).date() > case.closes_on:
        raise FieldworkError(AFTER_WINDOW)
    quarter = moment - timedelta(minutes=moment.minute % 15)
    return slots.Time(quarter, is_full=False).key


def _day(typed: str) -> date:
    for form in TYPED_DAYS:
        try:
            return datetime.strptime(typed.strip(), form).replace(tzinfo=TIME_ZONE).date()
        except ValueError:
            continue
    raise FieldworkError(NO_SUCH_TIME)


def _hour(typed: str) -> time:
    try:
        return time.fromisoformat(typed.strip())
    except ValueError as problem:
        raise FieldworkError(NO_SUCH_TIME) from problem
