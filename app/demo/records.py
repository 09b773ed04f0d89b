"""What a replay consists of. Every record is synthetic; only the counts they add up to are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from app.demo.schools import School


@dataclass(frozen=True)
class Activity:
    """One occasion of what a school does: this intervention, these classes, this date."""

    number: int
    site: str  # code of the school
    intervention: str
    label: str  # in Dutch, as the school calls it
    kind: str  # talk | meeting
    form: str  # individual | collective
    groups: tuple[str, ...]
    date: date
    starts_at: time
    ends_at: time


@dataclass(frozen=True)
class Respondent:
    """A parent, pseudonymous. None is a missing answer; the first interview says why it is missing."""

    number: int
    id: UUID
    site: str
    group: str  # UNKNOWN_GROUP where nobody noted the class
    year: str | None
    activity: int
    relation: str | None
    origin: str | None
    education: str | None
    language: str
    consents: Mapping[str, bool]  # interview, recontact, special_category
    role: str = "parent"
    synthetic: bool = True


@dataclass(frozen=True)
class Contact:
    """An invented name and a number that no telephone can have (see `contacts.py`)."""

    respondent: int
    ask_for: str
    phone: str
    second_phone: str | None
    second_person: str | None  # whose number that is; None: her own
    avoid: str | None
    language: str
    best_times: tuple[str, ...]  # weekday_morning, weekday_afternoon, weekday_evening, saturday
    synthetic: bool = True


@dataclass(frozen=True)
class Answer:
    """A value as text, or the reason there is none; `seconds` it took, `at_ms` since the interview began."""

    value: str | None
    missing: str | None
    seconds: float
    at_ms: int


@dataclass(frozen=True)
class Interview:
    """One parent answering in one wave; times are aware, in the zone of the study."""

    id: UUID
    respondent: int
    activity: int
    wave: str  # w1 | w2
    mode: str  # capi | cati
    language: str
    interviewer: int  # 1, 2 or 3
    started_at: datetime
    ended_at: datetime
    answers: Mapping[str, Answer]
    status: str = "complete"
    synthetic: bool = True


@dataclass(frozen=True)
class CallAttempt:
    """One dialling and how it ended; `phone` 2 is the second number."""

    at: datetime
    caller: int
    phone: int
    disposition: str
    note: str | None


@dataclass(frozen=True)
class Case:
    """A parent to be called back, due three calendar months after the first interview."""

    respondent: int
    due_on: date
    attempts: tuple[CallAttempt, ...]
    closed_by: str  # complete, refusal, wrong_number, dead_number or, after the last try, exhausted


@dataclass(frozen=True)
class DoorRefusal:
    """How many parents at one activity declined for one reason."""

    activity: int
    reason: str
    count: int
    synthetic: bool = True


@dataclass(frozen=True)
class Replay:
    """The whole study as it could have happened."""

    seed: int
    schools: tuple[School, ...]
    activities: tuple[Activity, ...]
    respondents: tuple[Respondent, ...]
    contacts: tuple[Contact, ...]
    interviews: tuple[Interview, ...]
    cases: tuple[Case, ...]
    refusals: tuple[DoorRefusal, ...]

    def wave(self, wave: str) -> tuple[Interview, ...]:
        """The interviews of one wave, in the order in which they were held."""
        return tuple(interview for interview in self.interviews if interview.wave == wave)
