"""What the page of the calendar shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.calling.days import add_months
from app.calling.spans import Gap, Span
from app.models import Closure, Site
from app.services import closures, rounds
from app.services.closure_forms import Typed
from app.services.closure_forms import read as read_typed
from app.services.closure_pictures import AT_ONCE, Month, months


@dataclass(frozen=True)
class Page:
    """Half a year, what is missing, and the form."""

    months: Sequence[Month]
    rows: Sequence[Closure]  # that touch them
    first: date
    before: date
    after: date
    schools: dict[int, Site]
    missing: tuple[Gap, ...]
    offered: tuple[Span, ...]
    to_choose: tuple[Span, ...]
    out_of_days: int
    changing: Closure | None
    typed: Typed


def calendar(session: Session, *, today: date, start: str = "", edit: int = 0, typed: Typed | None = None) -> Page:
    """The page from a month on, with one row to change if asked for.

    Raises:
        NotFound: That row was removed meanwhile.
    """
    rows = closures.all_of(session)
    first = month(start, today)
    changing = closures.one(session, edit) if edit else None
    schools = {site.id: site for site in closures.schools(session)}
    codes = {number: site.code for number, site in schools.items()}
    after = add_months(first, AT_ONCE)
    return Page(
        months=months(rows, first, today=today),
        rows=[row for row in rows if row.starts_on < after and row.ends_on >= first],
        first=first,
        before=add_months(first, -AT_ONCE),
        after=after,
        schools=schools,
        missing=closures.missing(session, today),
        offered=closures.offered(session, today),
        to_choose=closures.to_choose(session, today),
        out_of_days=closures.out_of_days(session),
        changing=changing,
        typed=typed or (Typed.of(rounds.span(changing), codes) if changing else Typed()),
    )


def read(session: Session, typed: Typed, *, today: date) -> Span:
    """What was typed, with the schools of this study.

    Raises:
        ClosureRefused: A field is not right.
    """
    return read_typed(typed, {site.code: site.id for site in closures.schools(session)}, today)


def month(typed: str, today: date) -> date:
    """The first day of a month that an address names, within ten years; of this one when it names none."""
    try:
        found = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return found if abs(found.year - today.year) <= 10 else today.replace(day=1)
