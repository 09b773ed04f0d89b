"""What came of the callback round: where parents were lost on the way, and the rates that the field reports."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.calling.closing import by_attempts
from app.calling.days import DAY_PARTS
from app.calling.dispositions import LINK
from app.calling.rates import Rate, Tally, every_rate
from app.calling.states import FINAL, OPEN
from app.calling.voiding import GROUNDLESS
from app.clock import local
from app.errors import NotFound
from app.models import Activity, CallAttempt, Case, Consent, Interview, InterviewStatus, Respondent, Role, Site, Wave
from app.services import casework, waves
from app.services.caseload import standing
from app.services.dispositions import Dispositions, table

COMPLETE = InterviewStatus.COMPLETE
#: The group of a case by the beginning of its AAPOR code (Standard Definitions, table of final codes).
GROUPS = {"1.1": "I", "1.2": "P", "2.1": "R", "2.2": "NC", "2.3": "O"}
A_WEEK = timedelta(days=7)
FEW = 5  # under so many, a share says more about persons than about the round
SHOWN = ("CON1", "COOP1", "REF1", "RR1")  # of all rates the four that the lead asks for; the others unfold


@dataclass(frozen=True)
class ChainLink:
    """How many parents came so far, of all and of those who came to the step before."""

    name: str
    count: int
    first: int
    before: int

    @property
    def of_first(self) -> float | None:
        """The share of everybody who was interviewed."""
        return self.count / self.first if self.first else None

    @property
    def of_before(self) -> float | None:
        """The share of the step before: here some were lost."""
        return self.count / self.before if self.before else None

    @property
    def lost(self) -> int:
        """How many did not come further than the step before."""
        return self.before - self.count


@dataclass(frozen=True)
class Share:
    """So many of so many, by a word: a language, a school, a part of the week."""

    key: str
    count: int
    of: int

    @property
    def value(self) -> float | None:
        """None where they are too few to speak of a share."""
        return self.count / self.of if self.of >= FEW else None


@dataclass(frozen=True)
class Closing:
    """A case whose window closes within a week."""

    case: Case
    code: str
    site: str
    attempts: int


@dataclass(frozen=True)
class Outcomes:
    """Everything about one round that the lead looks at."""

    wave: Wave
    chain: list[ChainLink]
    tally: Tally
    due: int  # cases whose first day has come
    ended: int
    rates: dict[str, Rate]
    by_day_part: list[Share]
    by_language: list[Share]
    by_school: list[Share]
    ends: list[tuple[str, int]]
    days: float | None  # from the first interview to the second, the median
    closing: list[Closing]

    @property
    def shown(self) -> list[Rate]:
        """The rates that say most."""
        return [self.rates[name] for name in SHOWN]

    @property
    def others(self) -> list[Rate]:
        """All other rates, in the order of their names."""
        return [rate for name, rate in sorted(self.rates.items()) if name not in SHOWN]


def rounds(session: Session) -> Sequence[Wave]:
    """The rounds in which parents are reached again, the first one first."""
    later = select(Wave).where(col(Wave.follows).is_not(None), Wave.role == Role.PARENT)
    return session.exec(later.order_by(col(Wave.id))).all()


def chosen(session: Session, wave_id: int | None) -> Wave | None:
    """The round that was asked for, or the first; None where the study calls nobody.

    Raises:
        NotFound: There is no such round.
    """
    found = rounds(session)
    if wave_id is None:
        return found[0] if found else None
    for wave in found:
        if wave.id == wave_id:
            return wave
    raise NotFound


def of_round(session: Session, wave: Wave, *, today: date) -> Outcomes:
    """A round at this moment. A case that is still open counts as it would if the round ended today."""
    cases = _cases(session, wave, today=today)
    tried = _tried(session, wave)
    rows = table(session)
    spoken = casework.spoken(session)
    groups = {case.id: group(case, tried.get(case.id, ()), rows, spoken) for case, *_ in cases}
    tally = Tally.of(Counter(groups.values()))
    return Outcomes(
        wave=wave,
        chain=_chain(session, wave, tally),
        tally=tally,
        due=len(cases),
        ended=sum(case.state in FINAL for case, *_ in cases),
        rates=every_rate(tally),
        by_day_part=_by_day_part(tried, rows),
        by_language=_reached(cases, groups, lambda row: row[0].language),
        by_school=_reached(cases, groups, lambda row: row[2]),
        ends=_ends(cases, rows),
        days=_days(session, wave),
        closing=[
            Closing(case, code, site, len(tried.get(case.id, ())))
            for case, code, site in cases
            if case.state in OPEN and case.closes_on < today + A_WEEK
        ],
    )


def group(case: Case, attempts: Sequence[CallAttempt], rows: Dispositions, spoken: Sequence[str]) -> str:
    """The AAPOR group of a case: by its code, or by the code that it would get if its window closed now."""
    tried = [one.disposition for one in attempts]
    return GROUPS[(case.code or by_attempts(tried, case.language, rows, spoken)[1])[:3]]


Row = tuple[Case, str, str]  # with the code of its respondent and of its school


def _cases(session: Session, wave: Wave, *, today: date) -> list[Row]:
    """The cases that are due, or were ended before they were."""
    first = sa.func.coalesce(col(Case.first_on), col(Case.due_on))
    query = (
        select(Case, Respondent.code, Site.code)
        .join(Respondent, col(Case.respondent_id) == col(Respondent.id))
        .join(Activity, col(Respondent.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .where(Case.wave_id == wave.id, is_a_respondent(), sa.or_(first <= today, col(Case.state).in_(FINAL)))
        .order_by(col(Case.closes_on), col(Case.id))
    )
    return [(case, code, site) for case, code, site in session.exec(query)]


def is_a_respondent() -> sa.ColumnElement[bool]:
    """Not the case of somebody whose first interview was voided: she is no respondent."""
    return col(Case.closed_by).is_distinct_from(GROUNDLESS)


def _tried(session: Session, wave: Wave) -> dict[int, list[CallAttempt]]:
    """The attempts of every case as they count, the oldest first."""
    query = select(CallAttempt).join(Case, col(CallAttempt.case_id) == col(Case.id)).where(Case.wave_id == wave.id)
    found: dict[int, list[CallAttempt]] = {}
    for attempt in session.exec(query):
        found.setdefault(attempt.case_id, []).append(attempt)
    return {case: standing(some) for case, some in found.items()}


def _chain(session: Session, wave: Wave, tally: Tally) -> list[ChainLink]:
    first = sa.select(col(Interview.respondent_id)).where(
        col(Interview.status) == COMPLETE, col(Interview.wave_id) == waves.main(name=wave.follows or waves.FIRST)
    )
    agreed = sa.select(sa.func.count()).where(
        col(Consent.purpose) == "recontact", col(Consent.given), col(Consent.respondent_id).in_(first)
    )
    numbers = sa.select(sa.func.count()).where(col(Case.wave_id) == wave.id, is_a_respondent())
    counts = [
        ("interviewed", session.scalars(sa.select(sa.func.count()).select_from(first.subquery())).one()),
        ("agreed", session.scalars(agreed).one()),
        ("number", session.scalars(numbers).one()),
        ("reached", tally.interviewed + tally.R + tally.O),
        ("cooperated", tally.interviewed),
        ("again", tally.I),
    ]
    return [ChainLink(name, count, counts[0][1], counts[max(0, at - 1)][1]) for at, (name, count) in enumerate(counts)]


def _ends(cases: Sequence[Row], rows: Dispositions) -> list[tuple[str, int]]:
    """In words, the most usual first; an ending that was taken away since keeps its key."""
    ended = Counter(case.closed_by for case, *_ in cases if case.closed_by)
    return [(rows[key].label if key in rows else key, count) for key, count in ended.most_common()]


def _by_day_part(tried: Mapping[int, Sequence[CallAttempt]], rows: Dispositions) -> list[Share]:
    """How many of the calls in each part of the week reached anybody; a link that was made is no call."""
    made = [one for some in tried.values() for one in some if one.disposition != LINK]
    calls = [one for one in made if one.day_part and not one.inbound]
    return [
        Share(part, sum(rows.contacted(one.disposition) for one in calls if one.day_part == part), count)
        for part in DAY_PARTS
        if (count := sum(one.day_part == part for one in calls))
    ]


def _reached(cases: Sequence[Row], groups: Mapping[int, str], key: Any) -> list[Share]:
    """How many of the parents who are due were reached, by a word of their case."""
    of = Counter(key(row) for row in cases)
    reached = Counter(key(row) for row in cases if groups[row[0].id] != "NC")
    return [Share(word, reached[word], count) for word, count in sorted(of.items(), key=lambda one: (-one[1], one[0]))]


def _days(session: Session, wave: Wave) -> float | None:
    """Days from the first interview to the second: reported, because three months are a plan and not a measurement."""
    query = (
        sa.select(col(Interview.started_at), col(Case.interviewed_on))
        .join(Case, col(Case.respondent_id) == col(Interview.respondent_id))
        .where(col(Case.wave_id) == wave.id, col(Interview.wave_id) == wave.id, col(Interview.status) == COMPLETE)
    )
    spans = [(local(started).date() - before).days for started, before in session.execute(query)]
    return median(spans) if spans else None
