"""The implementation monitor: how each school prepared, carried out and welcomed, rated in consultation."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.db import RowId
from app.errors import N_, FieldworkError
from app.i18n import number, plain_digits
from app.models import (
    Activity,
    AuditEntry,
    CarriedOut,
    Implementation,
    Intervention,
    Person,
    Preparation,
    Site,
    Welcome,
)
from app.services.school_order import school_place

#: The levels in the words of the study (appendix 6.1.1); what they meant stands with them.
PREPARATION = {
    Preparation.VERY_POOR: (N_("very poor"), N_("the team was not told")),
    Preparation.POOR: (N_("poor"), N_("the team was informed")),
    Preparation.NEUTRAL: (N_("neutral"), N_("discussed with the team")),
    Preparation.GOOD: (N_("good"), N_("the team helped to shape it")),
    Preparation.VERY_GOOD: (N_("very good"), N_("and practised once")),
}
CARRIED_OUT = {CarriedOut.YES: N_("yes"), CarriedOut.PARTLY: N_("partly"), CarriedOut.NO: N_("no")}
WELCOME = {
    Welcome.GOOD: (N_("good"), N_("received in person at the door")),
    Welcome.NEUTRAL: (N_("neutral"), N_("questions could be asked at the desk")),
    Welcome.POOR: (N_("poor"), N_("no reception")),
}
Level = TypeVar("Level", bound=StrEnum)
Short = Annotated[str, Field(max_length=20)]


class Unrated(FieldworkError):
    """A rating or a mark that cannot be kept."""

    status = 422


class Ratings(BaseModel):
    """The page as it was sent: one entry per row, in the same order; `quickscan` once per school."""

    site: list[RowId] = []
    intervention: list[RowId] = []
    seen: list[Short] = []
    preparation: list[Short] = []
    carried_out: list[Short] = []
    welcome: list[Short] = []
    consulted: list[Annotated[str, Field(max_length=120)]] = []
    marked: list[RowId] = []
    quickscan: list[Short] = []


@dataclass(frozen=True)
class Rated:
    """A rating with who entered it."""

    rating: Implementation
    by: Person


@dataclass
class Row:
    """One intervention at one school, with its ratings, the newest first."""

    site: Site
    intervention: Intervention
    ratings: list[Rated] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    mark: str = ""
    problem: Unrated | None = None

    @property
    def newest(self) -> Implementation | None:
        """What counts."""
        return self.ratings[0].rating if self.ratings else None

    @property
    def seen(self) -> str:
        """Which rating the page shows, so that a colleague's newer one is not overwritten unseen."""
        return str(self.newest.id) if self.newest else ""


def board(session: Session) -> list[Row]:
    """Everything that schools do, or were rated for, by school."""
    doing = (
        select(Site, Intervention)
        .join(Activity, col(Activity.site_id) == col(Site.id))
        .join(Intervention, col(Intervention.id) == col(Activity.intervention_id))
        .distinct()
    )
    rows = {(site.id, what.id): Row(site, what) for site, what in session.exec(doing)}
    rated = (
        select(Implementation, Site, Intervention, Person)
        .join(Site, col(Site.id) == col(Implementation.site_id))
        .join(Intervention, col(Intervention.id) == col(Implementation.intervention_id))
        .join(Person, col(Person.id) == col(Implementation.person_id))
        .order_by(col(Implementation.id).desc())
    )
    for rating, site, what, by in session.exec(rated):
        rows.setdefault((site.id, what.id), Row(site, what)).ratings.append(Rated(rating, by))
    for row in rows.values():
        row.typed = _fields(row.newest)
        row.mark = "" if row.site.quickscan is None else number(row.site.quickscan)
    return sorted(rows.values(), key=lambda row: (school_place(row.site.code), row.intervention.name))


def _fields(held: Implementation | None) -> dict[str, str]:
    if held is None:
        return {"preparation": "", "carried_out": "", "welcome": "", "consulted": ""}
    return {
        "preparation": held.preparation or "",
        "carried_out": held.carried_out or "",
        "welcome": held.welcome or "",
        "consulted": held.consulted,
    }


def rate(session: Session, rows: list[Row], sent: Ratings, *, by: Person, now: datetime) -> int:
    """Keep every row that was changed as a new rating; when one cannot be kept, none is. Returns how many."""
    by_key = {(row.site.id, row.intervention.id): row for row in rows}
    changed = []
    for n, key in enumerate(zip(sent.site, sent.intervention, strict=False)):
        if (row := by_key.get(key)) is None:
            continue
        typed = {name: _nth(getattr(sent, name), n) for name in row.typed}
        if typed == row.typed:
            continue
        stale = _nth(sent.seen, n) != row.seen
        row.typed = typed
        if stale:
            row.problem = Unrated(N_("Somebody rated this meanwhile. Look at it below, and save again."))
        changed.append(row)
    marks = _marks(rows, sent)
    if any(row.problem for row in rows):
        return 0
    session.add_all(_rating(row, by, now) for row in changed)
    for site, mark in marks:
        site.quickscan = mark
        session.add(AuditEntry(at=now, person_id=by.id, verb="quickscan.mark", object=str(site.id)))
    session.flush()
    return len(changed) + len(marks)


def _rating(row: Row, by: Person, now: datetime) -> Implementation:
    return Implementation(
        site_id=row.site.id,
        intervention_id=row.intervention.id,
        preparation=_level(Preparation, row.typed["preparation"]),
        carried_out=_level(CarriedOut, row.typed["carried_out"]),
        welcome=_level(Welcome, row.typed["welcome"]),
        consulted=row.typed["consulted"],
        person_id=by.id,
        at=now,
    )


def _level(levels: type[Level], typed: str) -> Level | None:
    return levels(typed) if typed in set(levels) else None


def _marks(rows: list[Row], sent: Ratings) -> list[tuple[Site, float | None]]:
    """Which schools got another mark; an impossible one is told at the school's first row."""
    first = {row.site.id: row for row in reversed(rows)}
    changed = []
    for n, site_id in enumerate(sent.marked):
        row, typed = first.get(site_id), _nth(sent.quickscan, n)
        if row is None or typed == row.mark:
            continue
        row.mark = typed
        try:
            mark = round(float(plain_digits(typed).replace(",", ".")), 1) if typed else None
        except ValueError:
            mark = 0.0
        if mark is not None and not 1 <= mark <= 10:  # also what is no number
            row.problem = Unrated(N_("A mark is between 1.0 and 10.0."))
        elif mark != row.site.quickscan:
            changed.append((row.site, mark))
    return changed


def _nth(values: list[str], n: int) -> str:
    return values[n].strip() if n < len(values) else ""


def missing(rows: list[Row]) -> int:
    """How many were never rated."""
    return sum(row.newest is None for row in rows)
