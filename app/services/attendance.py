"""Counting who came, class by class: one sheet for an activity, corrections with their history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.db import RowId
from app.errors import N_, FieldworkError
from app.i18n import plain_digits
from app.models import Absence, Attendance, Group, MentorLink, Person

REASONS = {
    "no_time": N_("No time or work"),
    "illness": N_("Illness"),
    "language": N_("Language"),
    "forgotten": N_("Forgotten"),
    "other": N_("Something else"),
    "unknown": N_("Not known"),
}
LARGEST_CLASS = 60  # pupils; the largest in the sources has 25
NOTE = 200  # letters

Typed = Annotated[str, Field(max_length=20)]


class Sheet(BaseModel):
    """A form as it was sent: every list holds one entry per class, in the same order."""

    group: Annotated[list[RowId], Field(max_length=100)]
    invited: list[Typed]
    present: list[Typed]
    guests: list[Typed] = []
    no_time: list[Typed] = []
    illness: list[Typed] = []
    language: list[Typed] = []
    forgotten: list[Typed] = []
    other: list[Typed] = []
    unknown: list[Typed] = []
    note: list[Annotated[str, Field(max_length=NOTE)]] = []

    def typed(self) -> dict[int, dict[str, str]]:
        """What was typed, by class and field."""
        fields = ("invited", "present", "guests", *REASONS, "note")
        lists = {name: getattr(self, name) for name in fields}
        return {
            group: {name: values[n].strip() if n < len(values) else "" for name, values in lists.items()}
            for n, group in enumerate(self.group)
        }


class Impossible(FieldworkError):
    """Numbers that cannot be; the sentence says which and what to look at."""

    status = 422


@dataclass(frozen=True)
class Count:
    """What a form says of one class, in numbers that can be."""

    invited: int
    present: int
    guests: int
    note: str
    reasons: dict[str, int]


@dataclass(frozen=True)
class Said:
    """One count of a class, and who gave it: somebody of the team, or a mentor."""

    attendance: Attendance
    reasons: dict[str, int]
    by: str | None  # None: a mentor, whose name nobody needs here

    @property
    def count(self) -> Count:
        """The numbers of it."""
        held = self.attendance
        return Count(held.invited, held.present, held.guests, held.note, self.reasons)

    def fields(self) -> dict[str, str]:
        """As it would stand in a form."""
        held = self.attendance
        numbers = {"invited": held.invited, "present": held.present, "guests": held.guests or "", **self.reasons}
        return dict.fromkeys(REASONS, "") | {name: str(count) for name, count in numbers.items()} | {"note": held.note}


@dataclass
class Line:
    """A class on the sheet: what stands in its fields, what was said before, what is wrong now."""

    group: Group
    said: list[Said] = field(default_factory=list)  # the newest first
    typed: dict[str, str] = field(default_factory=dict)
    problem: Impossible | None = None

    @property
    def newest(self) -> Said | None:
        """What counts."""
        return self.said[0] if self.said else None


def sheet(session: Session, activity_id: int, groups: Sequence[Group]) -> list[Line]:
    """These classes of an activity with what was said of each; a class that nobody noted is none."""
    empty = dict.fromkeys(("invited", "present", "guests", *REASONS, "note"), "")
    lines = {group.id: Line(group, typed=dict(empty)) for group in groups if group.year is not None}
    for one in _said(session, activity_id):
        if (line := lines.get(one.attendance.group_id)) is not None:
            line.said.append(one)
    for line in lines.values():
        if line.newest is not None:
            line.typed = line.newest.fields()
    return list(lines.values())


def is_refused(lines: Sequence[Line]) -> bool:
    """Whether something on the sheet cannot be."""
    return any(line.problem for line in lines)


def _said(session: Session, activity_id: int) -> list[Said]:
    query = (
        select(Attendance, Person)
        .outerjoin(Person, col(Person.id) == col(Attendance.person_id))
        .where(Attendance.activity_id == activity_id)
        .order_by(col(Attendance.id).desc())
    )
    found = [Said(held, {}, person.name if person else None) for held, person in session.exec(query)]
    by_id = {one.attendance.id: one for one in found}
    for absence in session.exec(select(Absence).where(col(Absence.attendance_id).in_(by_id))):
        by_id[absence.attendance_id].reasons[absence.reason] = absence.pupils
    return found


def enter(
    session: Session,
    lines: Sequence[Line],
    sent: Sheet,
    *,
    activity_id: int,
    by: Person | MentorLink,
    now: datetime,
    synthetic: bool = False,
) -> int:
    """Keep what was filled in, or, when anything is impossible, nothing of it; the lines then say what and keep it all.

    A class that was left empty is skipped, and the same again changes nothing. Returns how many classes were kept.
    """
    typed, kept = sent.typed(), []
    for line in lines:
        fields = typed.get(line.group.id)
        if fields is None or (line.newest is None and not any(fields.values())):
            continue
        line.typed = line.typed | fields
        try:
            count = _read(line.typed)
        except Impossible as problem:
            line.problem = problem
            continue
        if line.newest is None or line.newest.count != count:
            kept.append((line, count))
    if is_refused(lines):
        return 0
    author = {"person_id": by.id} if isinstance(by, Person) else {"mentor_link_id": by.id}
    for line, count in kept:
        held = Attendance(
            activity_id=activity_id,
            group_id=line.group.id,
            invited=count.invited,
            present=count.present,
            guests=count.guests,
            note=count.note,
            at=now,
            synthetic=synthetic,
            **author,
        )
        session.add(held)
        session.flush()
        session.add_all(Absence(attendance_id=held.id, reason=why, pupils=n) for why, n in count.reasons.items())
    session.flush()
    return len(kept)


def _read(typed: dict[str, str]) -> Count:
    invited, present = _number(typed["invited"]), _number(typed["present"])
    guests = _number(typed["guests"]) or 0
    reasons = {reason: count for reason in REASONS if (count := _number(typed[reason]))}
    if invited is None:
        raise Impossible(N_("Of how many pupils were the parents invited?"))
    if present is None:
        raise Impossible(N_("How many pupils had a parent there? Nobody came: fill in 0."))
    if not 1 <= invited <= LARGEST_CLASS:
        raise Impossible(N_("A class of %(count)s pupils? Look at that number again."), count=invited)
    if present > invited:
        raise Impossible(
            N_("More pupils with a parent (%(present)s) than were invited (%(invited)s). One of the two is wrong."),
            present=present,
            invited=invited,
        )
    if present + guests > invited:
        raise Impossible(
            N_("With parents and with other guests that makes %(count)s pupils, and %(invited)s were invited."),
            count=present + guests,
            invited=invited,
        )
    if sum(reasons.values()) > invited - present:
        raise Impossible(
            N_("Reasons for %(count)s pupils, but only for %(absent)s did no parent come."),
            count=sum(reasons.values()),
            absent=invited - present,
        )
    return Count(invited, present, guests, typed["note"], reasons)


def _number(typed: str) -> int | None:
    if not typed:
        return None
    plain = plain_digits(typed)
    if not (plain.isascii() and plain.isdecimal()):
        raise Impossible(N_("Only whole numbers, please, such as 0 or 18."))
    return int(plain)
