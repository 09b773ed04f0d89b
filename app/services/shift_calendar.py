"""A caller's hours as a file for the calendar on her phone: when she calls, and nothing about parents."""

from datetime import UTC, datetime

from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from app import i18n
from app.clock import TIME_ZONE, local
from app.errors import N_
from app.models import Person, Shift

WORDS = N_("Calling parents")


def of(session: Session, person: Person, *, now: datetime) -> bytes:
    """Her hours from today on (RFC 5545); a file that is fetched again moves what it brought before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Aloud//rota//")
    calendar.add("version", "2.0")
    query = select(Shift).where(Shift.person_id == person.id, Shift.day >= local(now).date())
    for shift in session.exec(query.order_by(col(Shift.day), col(Shift.starts_at))):
        calendar.add_component(_event(shift, now))
    file: bytes = calendar.to_ical()
    return file


def _event(shift: Shift, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{shift.day}-{shift.starts_at:%H%M}-{shift.person_id}@aloud")
    event.add("dtstamp", now)
    event.add("summary", i18n.gettext(WORDS))
    for name, hour in (("dtstart", shift.starts_at), ("dtend", shift.ends_at)):
        event.add(name, datetime.combine(shift.day, hour, TIME_ZONE).astimezone(UTC))
    return event
