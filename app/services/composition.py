"""Who was reached again, against who was interviewed first: the sample of a round drifts unseen unless one looks.

Both sides are what parents said of themselves in the first round, so a difference is one of persons, not of answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import InstrumentError, NotFound
from app.instrument.schema import Instrument, Item, Texts
from app.models import Activity, Answer, Group, Interview, InterviewStatus, Site, Wave
from app.services import instruments, waves

LANGUAGE, YEAR, STRATUM = "language", "year", "stratum"  # of the interview and its place; all else is answers
BACKGROUND = ("relation", "origin", "education")
TELLING = 0.10  # a share that moved by so much is pointed at
FEW = 5
Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Part:
    """A category with its share of the first round and of those who were reached again."""

    key: str
    label: Texts | None  # of an answer; the page has words for the others
    first: int
    again: int
    all_first: int
    all_again: int

    @property
    def is_small(self) -> bool:
        """So few persons that a page does not count them."""
        return 0 < self.first < FEW or 0 < self.again < FEW

    @property
    def share_first(self) -> float | None:
        """Of everybody in the first round whose answer is known."""
        return self.first / self.all_first if self.all_first else None

    @property
    def share_again(self) -> float | None:
        """Of everybody reached again whose answer is known."""
        return self.again / self.all_again if self.all_again >= FEW else None

    @property
    def moved(self) -> float | None:
        """By how much the share changed, where both are known."""
        if self.share_first is None or self.share_again is None:
            return None
        return self.share_again - self.share_first

    @property
    def is_telling(self) -> bool:
        """Whether it changed so much that whoever reads the results must know."""
        return not self.is_small and self.moved is not None and abs(self.moved) >= TELLING


@dataclass(frozen=True)
class Variable:
    """One thing that is known of everybody."""

    name: str
    title: Texts | None
    parts: list[Part]

    @property
    def is_telling(self) -> bool:
        """Whether any of its shares changed much."""
        return any(part.is_telling for part in self.parts)


def of_round(session: Session, wave: Wave) -> list[Variable]:
    """Every background variable of the parents of the round before, the ones that drifted first."""
    instrument = _instrument(session, wave)
    found = [
        _variable(name, None, counts, lambda _: None)
        for name, counts in (
            (LANGUAGE, _of_interviews(session, wave, col(Interview.language))),
            (YEAR, _of_interviews(session, wave, col(Group.year))),
            (STRATUM, _of_interviews(session, wave, col(Site.stratum))),
        )
    ]
    for item in _asked(instrument):
        labels = {choice.name: choice.label for choice in instrument.choices_of(item)} if instrument else {}
        found.append(_variable(item.name, item.label, _of_answers(session, wave, item.name), labels.get))
    return sorted((one for one in found if one.parts), key=lambda one: not one.is_telling)


def _instrument(session: Session, wave: Wave) -> Instrument | None:
    query = sa.select(col(Wave.instrument)).where(col(Wave.id) == waves.main(name=wave.follows or waves.FIRST))
    name = session.scalars(query).first()
    try:
        return instruments.newest(session, name) if name else None
    except (NotFound, InstrumentError):
        return None


def _asked(instrument: Instrument | None) -> Iterable[Item]:
    return [item for item in instrument.items() if item.name in BACKGROUND] if instrument else []


def _variable(name: str, title: Texts | None, counts: Counts, label: Callable[[str], Texts | None]) -> Variable:
    first, again = (sum(pair[side] for pair in counts.values()) for side in (0, 1))
    ordered = sorted(counts.items(), key=lambda one: (-one[1][0], one[0]))
    return Variable(name, title, [Part(key, label(key), *pair, first, again) for key, pair in ordered])


def _again(wave: Wave) -> sa.Select[UUID]:
    return sa.select(col(Interview.respondent_id)).where(
        col(Interview.wave_id) == wave.id, col(Interview.status) == InterviewStatus.COMPLETE
    )


def _counted_again(wave: Wave) -> Any:
    return sa.func.sum(sa.case((col(Interview.respondent_id).in_(_again(wave)), 1), else_=0))


def _first(wave: Wave) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Interview.wave_id) == waves.main(name=wave.follows or waves.FIRST),
        col(Interview.status) == InterviewStatus.COMPLETE,
    )


def _of_interviews(session: Session, wave: Wave, what: Any) -> Counts:
    query = (
        sa.select(what, sa.func.count(), _counted_again(wave))
        .select_from(Interview)
        .join(Activity, col(Interview.activity_id) == col(Activity.id))
        .join(Site, col(Activity.site_id) == col(Site.id))
        .join(Group, col(Interview.group_id) == col(Group.id))
        .where(*_first(wave), what.is_not(None))
        .group_by(what)
    )
    return {str(key): (first, again) for key, first, again in session.execute(query)}


def _of_answers(session: Session, wave: Wave, item: str) -> Counts:
    query = (
        sa.select(col(Answer.value), sa.func.count(), _counted_again(wave))
        .select_from(Answer)
        .join(Interview, col(Answer.interview_id) == col(Interview.id))
        .where(*_first(wave), col(Answer.item) == item, col(Answer.value).is_not(None))
        .group_by(col(Answer.value))
    )
    return {str(key): (first, again) for key, first, again in session.execute(query)}
