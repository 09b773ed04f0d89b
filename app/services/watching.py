"""What happens now: who is at work, how long interviews take, what waits on phones, whom we owe a call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.states import OPEN
from app.clock import local
from app.models import Activity, Case, Interview, InterviewStatus, Person, Phone, Site
from app.services import waves

RECENT = 200  # interviews whose minutes are told: enough to be steady, few enough to be of these weeks
FEW = 5
LATE = timedelta(days=7)  # a call that was due so long ago is late


@dataclass
class AtWork:
    """Somebody who holds interviews today."""

    name: str
    site: str
    heard_at: datetime
    done: int = 0
    running: int = 0  # begun and not over


@dataclass(frozen=True)
class Minutes:
    """How long the latest interviews took: the middle one, and between what half of them lie."""

    n: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class OnPhones:
    """What phones said that they hold and we do not."""

    phones: int
    waiting: int
    parked: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Callbacks:
    """Open calls: those whose day has come, and those of them whose day is more than a week ago."""

    due: int
    late: int


@dataclass(frozen=True)
class Now:
    """The moment as a whole."""

    at_work: list[AtWork]
    minutes: Minutes | None
    on_phones: OnPhones
    callbacks: Callbacks


def of(session: Session, now: datetime) -> Now:
    """This moment."""
    return Now(at_work(session, now), minutes(session), on_phones(session, now), callbacks(session, now))


def at_work(session: Session, now: datetime) -> list[AtWork]:
    """Everybody who began an interview today, whoever was heard of last first."""
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        sa.select(
            col(Interview.interviewer_id),
            col(Person.name),
            col(Site.code),
            col(Interview.saved_at),
            col(Interview.status),
        )
        .join(Person, col(Person.id) == col(Interview.interviewer_id))
        .join(Activity, col(Activity.id) == col(Interview.activity_id))
        .join(Site, col(Site.id) == col(Activity.site_id))
        .where(col(Interview.started_at) >= midnight, col(Interview.status) != InterviewStatus.VOIDED)
        .order_by(col(Interview.saved_at).desc())
    )
    found: dict[int, AtWork] = {}
    for person, name, site, saved_at, status in session.execute(query):
        one = found.setdefault(person, AtWork(name, site, saved_at))
        one.done += status == InterviewStatus.COMPLETE
        one.running += status == InterviewStatus.DRAFT
    return list(found.values())


def minutes(session: Session) -> Minutes | None:
    """Of the latest parents whom somebody read to; None below five of them."""
    latest = (
        select(Interview.seconds)
        .where(
            Interview.status == InterviewStatus.COMPLETE,
            col(Interview.wave_id) == waves.main(),
            Interview.mode == "capi",
            Interview.seconds > 0,
        )
        .order_by(col(Interview.started_at).desc())
        .limit(RECENT)
    )
    held = [seconds / 60 for seconds in session.exec(latest)]
    if len(held) < FEW:
        return None
    low, middle, high = quantiles(held, n=4, method="inclusive")
    return Minutes(len(held), middle, low, high)


def on_phones(session: Session, now: datetime) -> OnPhones:
    """Added up over every phone that is alive."""
    busy = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(col(Phone.waiting)), 0),
        sa.func.coalesce(sa.func.sum(col(Phone.parked)), 0),
        sa.func.min(col(Phone.oldest_at)),
    ).where(
        col(Phone.revoked_at).is_(None), col(Phone.expires_at) > now, (col(Phone.waiting) > 0) | (col(Phone.parked) > 0)
    )
    return OnPhones(*session.execute(busy).one())


def callbacks(session: Session, now: datetime) -> Callbacks:
    """Open cases whose window is open today."""
    today = local(now).date()
    day = sa.func.coalesce(col(Case.first_on), col(Case.due_on))
    query = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((day < today - LATE, 1), else_=0)), 0)
    ).where(col(Case.state).in_(OPEN), col(Case.due_on) <= today, day <= today, col(Case.closes_on) >= today)
    due, late = session.execute(query).one()
    return Callbacks(due, late)
