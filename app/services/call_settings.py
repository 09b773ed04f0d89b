"""How the study calls, as the lead sets it: what shows, when, how often."""

from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Self

from sqlmodel import Session

from app.errors import N_, FieldworkError
from app.i18n import plain_digits
from app.models import CallSettings, Person
from app.services import audit, closures, contacts, rounds
from app.services.closure_forms import an_hour

EARLIEST, LATEST = time(8), time(22)
NEVER = time.min
LONGEST_NAME = 40  # letters that a telephone shows of a name
#: From, to; what else would be a slip, or would wear parents out.
BOUNDS = {"most_attempts": (1, 20), "most_a_week": (1, 7), "lease_minutes": (10, 180), "days_before": (0, 28)}

NO_NAME = N_("Give a name of at most 40 letters; it is what parents see when you call.")
NO_WEEKDAYS = N_("Say from when until when you call on weekdays.")
HALF_SATURDAY = N_("Give both hours of Saturday, or leave both empty if nobody calls then.")
TURNED = N_("The hours end before they begin. Turn them round.")
INDECENT = N_("Call between 08:00 and 22:00; at other hours people are woken.")
NO_NUMBER = N_("“%(typed)s” is no number between %(least)s and %(most)s.")
MORE_A_WEEK = N_("More calls in a week than in all makes no sense. Lower the calls a week.")


class SettingsRefused(FieldworkError):
    """A field is not right; the sentence says which and what is expected."""

    status = 422


@dataclass(frozen=True)
class Typed:
    """The settings as they stand in the form."""

    number: str = ""
    caller_name: str = ""
    weekday_from: str = ""
    weekday_to: str = ""
    saturday_from: str = ""
    saturday_to: str = ""
    most_attempts: str = ""
    most_a_week: str = ""
    lease_minutes: str = ""
    days_before: str = ""

    @classmethod
    def of(cls, held: CallSettings) -> Self:
        """As they are now."""
        said = {one.name: getattr(held, one.name) for one in fields(cls)}
        if held.saturday_from == held.saturday_to:
            said |= {"saturday_from": "", "saturday_to": ""}
        texts = {name: f"{one:%H:%M}" if isinstance(one, time) else str(one) for name, one in said.items()}
        return cls(**texts | {"number": contacts.readable(held.number)})

    def stripped(self) -> Self:
        """Without spaces around."""
        return type(self)(**{one.name: getattr(self, one.name).strip() for one in fields(self)})


def save(session: Session, typed: Typed, *, by: Person, now: datetime) -> int:
    """Keep the settings; whoever was not called yet gets a first day by the new hours. Returns how many moved.

    Raises:
        SettingsRefused: A field is not right.
        NumberImpossible: No telephone can have this number.
        ClosureRefused: An hour is none.
    """
    wanted = _read(typed)
    held = rounds.settings(session)
    changed = sorted(name for name, value in wanted.items() if getattr(held, name) != value)
    if not changed:
        return 0
    held.sqlmodel_update({name: wanted[name] for name in changed})
    session.add(held)
    session.flush()
    audit.record(session, "call_settings.save", by=by, now=now, thing=" ".join(changed))
    return closures.redate(session)


def _read(typed: Typed) -> dict[str, object]:
    if not 0 < len(typed.caller_name) <= LONGEST_NAME:
        raise SettingsRefused(NO_NAME)
    weekday_from, weekday_to = _hours(typed.weekday_from, typed.weekday_to, NO_WEEKDAYS)
    saturday = NEVER, NEVER
    if typed.saturday_from or typed.saturday_to:
        saturday = _hours(typed.saturday_from, typed.saturday_to, HALF_SATURDAY)
    counts = {name: _count(getattr(typed, name), *bounds) for name, bounds in BOUNDS.items()}
    if counts["most_a_week"] > counts["most_attempts"]:
        raise SettingsRefused(MORE_A_WEEK)
    return {
        "number": contacts.normal(typed.number),
        "caller_name": typed.caller_name,
        "weekday_from": weekday_from,
        "weekday_to": weekday_to,
        "saturday_from": saturday[0],
        "saturday_to": saturday[1],
        **counts,
    }


def _hours(start: str, end: str, missing: str) -> tuple[time, time]:
    if not start or not end:
        raise SettingsRefused(missing)
    hours = an_hour(start), an_hour(end)
    if hours[0] >= hours[1]:
        raise SettingsRefused(TURNED)
    if hours[0] < EARLIEST or hours[1] > LATEST:
        raise SettingsRefused(INDECENT)
    return hours


def _count(typed: str, least: int, most: int) -> int:
    plain = plain_digits(typed)
    if not plain.isdigit() or len(plain) > 3 or not least <= int(plain) <= most:
        raise SettingsRefused(NO_NUMBER, typed=typed[:20], least=least, most=most)
    return int(plain)
