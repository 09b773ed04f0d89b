"""The contact card: our number for a parent's telephone, and how often it came there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from app import card_words
from app.errors import N_, FieldworkError
from app.models import Activity, Answer, Interview, InterviewStatus, Site, Study
from app.services import contacts, rounds
from app.services.school_order import by_school

ITEM = "card_saved"
SOONEST, LATEST = timedelta(days=-60), timedelta(days=400)  # around today: when a call can be


class NoSuchDay(FieldworkError):
    """A day on which nobody will be called."""

    status = 422
    sentence = N_("This day cannot be right. Open the page again, or ask at school.")


class NoNumber(FieldworkError):
    """The lead has not said yet which number calls."""

    status = 409
    sentence = N_("The study has no number yet. The lead fills it in at the settings of the callback round.")


@dataclass(frozen=True)
class Line:
    """The one number that all callers use, in E.164, and the name that it is saved under."""

    number: str
    name: str

    @property
    def readable(self) -> str:
        """The number as it is read aloud."""
        return contacts.readable(self.number)


@dataclass(frozen=True)
class Saved:
    """Of the parents who were asked at a school in a language, how many have our number."""

    site: str
    language: str
    saved: int
    asked: int


def line(session: Session) -> Line | None:
    """The study's number and name; None as long as there is no number."""
    held = rounds.settings(session)
    if not held.number:
        return None
    return Line(held.number, held.caller_name or session.exec(select(Study.name)).one())


def told(session: Session) -> dict[str, str]:
    """What a phone must know of it to show the card without internet; nothing where there is no number."""
    held = line(session)
    return {"line": held.number, "office": held.name} if held else {}


def needed(session: Session) -> Line:
    """The same, where nothing can be made without it.

    Raises:
        NoNumber: There is none.
    """
    found = line(session)
    if found is None:
        raise NoNumber
    return found


def vcard(held: Line, address: str) -> str:
    """Our number as telephones save it: vCard 3.0 (RFC 2426), the same letters that the phone's own script makes."""
    name = _escaped(held.name)
    parts = ("BEGIN:VCARD", "VERSION:3.0", f"N:{name};;;;", f"FN:{name}", f"TEL;TYPE=VOICE:{held.number}")
    return "".join(f"{part}\r\n" for part in (*parts, f"URL:{address}", "END:VCARD"))


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def on_day(written: str, *, today: date) -> date | None:
    """The day from which on somebody will be called, as an address says it; None where it says nothing.

    Raises:
        NoSuchDay: It is no day, or none on which we would call.
    """
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as problem:
        raise NoSuchDay from problem
    if not SOONEST <= day - today <= LATEST:
        raise NoSuchDay
    return day


def calendar(held: Line, day: date, language: str, address: str, *, now: datetime) -> bytes:
    """The day from which on we call, for any calendar: a whole day that keeps nobody from anything else."""
    words = card_words.words(language)
    event = Event()
    event.add("uid", f"{day.isoformat()}-{held.number.strip('+')}@aloud")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", words["event"].format(name=held.name))
    event.add("description", words["event_more"].format(number=held.number))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    made = Calendar()
    made.add("prodid", "-//Aloud//Aloud//EN")
    made.add("version", "2.0")
    made.add_component(event)
    return bytes(made.to_ical())


def saved(session: Session) -> list[Saved]:
    """How many saved our number of those who were asked, by school and language of the interview."""
    yes = sa.func.sum(sa.case((col(Answer.value) == "1", 1), else_=0))
    query = (
        sa.select(col(Site.code), col(Interview.language), yes, sa.func.count())
        .select_from(Answer)
        .join(Interview, col(Interview.id) == col(Answer.interview_id))
        .join(Activity, col(Activity.id) == col(Interview.activity_id))
        .join(Site, col(Site.id) == col(Activity.site_id))
        .where(col(Answer.item) == ITEM, col(Answer.value).in_(("0", "1")))
        .where(col(Interview.status) == InterviewStatus.COMPLETE)
        .group_by(col(Site.code), col(Interview.language))
        .order_by(*by_school(), col(Interview.language))
    )
    return [Saved(*row) for row in session.execute(query)]
