"""Which list is used in which round, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import N_, FieldworkError
from app.instrument.schema import Instrument, Mode
from app.models import Role, Study, Wave
from app.services import cards, instruments, releases

FIRST, SECOND = "w1", "w2"
MONTHS, WINDOW_DAYS = 3, 28  # a later round begins so many calendar months after the first, and is tried so long
ORDER = tuple(Role)  # parents first: they are whom the study is about


@dataclass(frozen=True)
class InUse:
    """A list of the first round in the version that new interviews use.

    Of a role's lists the one that was put to use first `is_main`: it counts for the quota.
    """

    wave: Wave
    instrument: Instrument
    is_main: bool
    languages: tuple[str, ...] = ()  # in which real interviews may be held now; where somebody begins one
    calls: Mapping[str, str] = field(default_factory=dict)  # our number and name, for the card that parents are given

    @property
    def rehearsal(self) -> dict[str, str | int]:
        """What the phone must know to rehearse it, anywhere and with nobody."""
        return {
            "training": 1,
            "wave": self.wave.name,
            "activity": 1,  # any number: a rehearsal belongs to none
            "group": 1,
            "kind": "talk",
            "mode": self.wave.mode,
            "language": self.instrument.languages[0],
            "languages": " ".join(self.languages),
            **self.calls,
        }


@dataclass(frozen=True)
class Lists:
    """The lists of the first round, as somebody at an activity looks for them."""

    main: InUse | None  # the parents'
    roles: list[InUse]  # the main ones of everybody else
    further: list[InUse]

    @property
    def all(self) -> list[InUse]:
        """Every list, the parents' first."""
        return [*([self.main] if self.main else []), *self.roles, *self.further]


class NothingToAsk(FieldworkError):
    """A text without a question is no list to hold an interview with."""

    status = 409
    sentence = N_("This text is read aloud by callers. It asks nothing, so no interview can be held with it.")


def put_to_use(session: Session, instrument: Instrument, *, mode: Mode) -> Wave:
    """From now on this list is used in its round, in its newest version; twice is once.

    Raises:
        NothingToAsk: It is a script.
    """
    if instrument.is_script:
        raise NothingToAsk
    study = session.exec(select(Study.id)).one()
    same = (Wave.study_id == study, Wave.name == instrument.wave, Wave.instrument == instrument.name)
    held = session.exec(select(Wave).where(*same)).one_or_none()
    if held is not None:
        return held
    is_later = instrument.wave != FIRST
    wave = Wave(
        study_id=study,
        name=instrument.wave,
        role=Role(instrument.role),
        instrument=instrument.name,
        mode=mode,
        follows=FIRST if is_later else None,
        months=MONTHS if is_later else 0,
        anchor="activity" if is_later and Role(instrument.role) == Role.MENTOR else "interview",
        window_days=WINDOW_DAYS if is_later else 0,
    )
    session.add(wave)
    session.flush()
    return wave


def in_use(session: Session) -> list[InUse]:
    """The lists of the first round: the main ones by role, parents' first, then all others."""
    rows = session.exec(select(Wave).where(Wave.name == FIRST).order_by(col(Wave.id))).all()
    newest = instruments.newest_of(session, [wave.instrument for wave in rows])
    main = _main_ones(rows)
    found = [InUse(wave, instrument, wave.id in main) for wave in rows if (instrument := newest.get(wave.instrument))]
    return sorted(found, key=lambda one: (not one.is_main, ORDER.index(one.wave.role), one.wave.id))


def lists(session: Session) -> Lists:
    """The same, sorted out, with their languages."""
    calls = cards.told(session)
    found = [replace(one, languages=releases.usable(session, one.instrument), calls=calls) for one in in_use(session)]
    main = next((one for one in found if one.is_main and one.wave.role == Role.PARENT), None)
    roles = [one for one in found if one.is_main and one is not main]
    return Lists(main, roles, [one for one in found if not one.is_main])


def further(session: Session) -> dict[str, str]:
    """The rounds after the second, and when they are, for whoever reads the data."""
    later = select(Wave).where(col(Wave.name).not_in([FIRST, SECOND])).order_by(col(Wave.name), col(Wave.id))
    return {
        one.name: f"{one.months} calendar months after "
        + ("the activity" if one.anchor == "activity" else f"the interview of {one.follows}")
        for one in session.exec(later)
    }


def main(role: Role = Role.PARENT, name: str = FIRST) -> sa.ScalarSelect[int]:
    """The number of a role's main list in a round, to compare with in a query."""
    return sa.select(sa.func.min(col(Wave.id))).where(col(Wave.name) == name, col(Wave.role) == role).scalar_subquery()


def _main_ones(rows: Sequence[Wave]) -> set[int]:
    first: dict[Role, int] = {}
    for wave in rows:
        first.setdefault(wave.role, wave.id)
    return set(first.values())
