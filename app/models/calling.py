"""The callback round: who is to be reached again, every attempt to do so, and what the team needs for it."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.calling.states import CaseState
from app.db import UTCDateTime, one_while
from app.models.study import Role


class Case(SQLModel, table=True):
    """A respondent to be reached in a wave."""

    __tablename__ = "cases"  # `case` is a word of SQL; all tables are plural
    __table_args__ = (
        sa.UniqueConstraint("respondent_id", "wave_id"),
        sa.Index("ix_cases_closed_by_due_on", "closed_by", "due_on"),
        sa.Index("ix_cases_state_first_on", "state", "first_on"),
    )

    id: int = Field(default=None, primary_key=True)
    respondent_id: UUID = Field(foreign_key="respondents.id")
    wave_id: int = Field(foreign_key="waves.id")
    state: CaseState = Field(default=CaseState.SCHEDULED, sa_type=sa.String)
    language: str  # for the call, as the respondent asked
    best_times: str = ""  # day parts, with spaces between
    interviewed_on: date
    due_on: date  # so many calendar months later
    first_on: date | None = None  # the first day from then on that somebody may be called; None: as `due_on`
    opens_on: date | None = None  # from here on at their own request; None: as `due_on`
    closes_on: date
    next_try_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    appointment_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # outranks due_on
    appointment_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    appointment_is_firm: bool = True  # a time they chose (hard), or a part of a day (soft)
    wanted_until: datetime | None = Field(
        default=None, sa_type=UTCDateTime
    )  # asked to be called now, at the latest then
    extra_attempts: int = 0  # beyond the usual number: for appointments made at the last one
    redials: int = 0  # of a busy number, within one attempt
    refused_to: int | None = Field(default=None, foreign_key="people.id")  # who heard "rather not": somebody else calls
    assigned_to: int | None = Field(default=None, foreign_key="people.id")  # only she calls
    number: str = "phone"  # the field with the number to dial next
    bad_numbers: str = ""  # fields whose number is wrong or out of use, with spaces between
    closed_by: str | None = None  # a final disposition; None while we still try
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    code: str | None = None  # AAPOR, derived when it closed
    purge_on: date | None = None  # from this day on its contact has no purpose
    purged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class CallAttempt(SQLModel, table=True):
    """One dialling: who, when, how it ended. A note is sealed among the contacts; a correction is another row."""

    __tablename__ = "call_attempts"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    caller_id: int = Field(foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    day_part: str = ""  # on the schools' clocks: weekday_morning, weekday_afternoon, weekday_evening, saturday
    number: str = ""  # the field that was dialled; empty where nobody noted it
    disposition: str
    reason: str = ""  # more exactly, where a disposition has kinds
    inbound: bool = False  # they called us
    has_note: bool = False
    corrects: int | None = Field(default=None, foreign_key="call_attempts.id")


class Lease(SQLModel, table=True):
    """A case in one caller's hands, until she writes down how it ended, puts it back, or the time is over."""

    __tablename__ = "leases"
    __table_args__ = (one_while("uq_leases_live", "case_id", "ended_at IS NULL"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    caller_id: int = Field(foreign_key="people.id", index=True)
    taken_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    revealed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # the number was shown
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    how: str = ""  # outcome, put_back, expired, reassigned, withdrawn, closed


class DispositionEntry(SQLModel, table=True):
    """A way for a call to end that the lead added, or a shipped one as she changed it."""

    __tablename__ = "disposition_entries"

    key: str = Field(primary_key=True)
    label: str
    code: str  # AAPOR
    group: str  # I, P, R, NC, O
    final: bool = False
    again_after: int | None = None  # minutes
    asks_time: bool = False
    note_required: bool = False
    other_number: bool = False
    other_caller: bool = False
    eligible: bool = True
    by_hand: bool = True
    at: datetime = Field(sa_type=UTCDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id")


class Closure(SQLModel, table=True):
    """Days, or hours of days, on which we do not call or rather not: holidays, Ramadan, a school's own days."""

    __tablename__ = "closures"

    id: int = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="studies.id")
    kind: str  # public, school, ramadan, feast, study
    effect: str  # closed: nobody is called; later: others first
    name: str
    starts_on: date = Field(index=True)
    ends_on: date
    from_time: time | None = None  # only between these hours
    to_time: time | None = None
    site_id: int | None = Field(default=None, foreign_key="sites.id")  # of one school
    source: str  # where it was read, with its date or version
    added_at: datetime = Field(sa_type=UTCDateTime)
    added_by: int | None = Field(default=None, foreign_key="people.id")


class CallSettings(SQLModel, table=True):
    """How a study calls: the number that shows, the name callers give, the hours, how often."""

    __tablename__ = "call_settings"

    study_id: int = Field(primary_key=True, foreign_key="studies.id")
    number: str = ""  # E.164; what parents save, and what callers call with
    caller_name: str = ""  # what it is saved under
    weekday_from: time = time(9, 30)
    weekday_to: time = time(20, 30)
    saturday_from: time = time(10)
    saturday_to: time = time(16)
    most_attempts: int = 8
    most_a_week: int = 3
    lease_minutes: int = 45
    days_before: int = 7  # from here on at a parent's own request


class Shift(SQLModel, table=True):
    """Hours in which somebody calls."""

    __tablename__ = "shifts"
    __table_args__ = (sa.UniqueConstraint("person_id", "day", "starts_at"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    day: date = Field(index=True)
    starts_at: time
    ends_at: time


class FollowUpLink(SQLModel, table=True):
    """The questionnaire of a case as a personal link, to be filled in without a call. Only a fingerprint is kept."""

    __tablename__ = "follow_up_links"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    fingerprint: str = Field(unique=True)
    language: str
    made_by: int = Field(foreign_key="people.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    interview_id: UUID | None = None


class Withdrawal(SQLModel, table=True):
    """Somebody took consent back: when, how far, by which way; nothing that says who.

    The number of the respondent is random and leads nowhere any more; it keeps what arrives late from coming back.
    """

    __tablename__ = "withdrawals"

    id: int = Field(default=None, primary_key=True)
    respondent_id: UUID = Field(unique=True)
    role: Role = Field(sa_type=sa.String)
    reach: str  # calls: no more calls and no contact; answers: those too
    channel: str  # call, code, link, lead
    person_id: int | None = Field(default=None, foreign_key="people.id")
    at: datetime = Field(sa_type=UTCDateTime)
