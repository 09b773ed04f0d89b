"""How a call can end, as its caller finds it: four groups, and each way asks only what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app import i18n
from app.calling.dispositions import REASONS, Disposition, Dispositions
from app.calling.events import Claim
from app.calling.refusals import CallRefused, Obstacle
from app.calling.slots import Day
from app.db import for_update
from app.errors import N_, FieldworkError, NotFound
from app.i18n import Language
from app.models import Case, Person
from app.security.sealing import Sealer
from app.services import call_times, calls, casework, dispositions, just_ended

LANGUAGE = "language"
LONGEST_NOTE = 500
NO_LANGUAGE = N_("Choose the language in which this parent wants to be called.")
TOO_LONG = N_("Keep the note shorter: at most 500 letters.")
HEADINGS = {
    "nobody": N_("Nobody answered"),
    "spoken": N_("Spoke with her or him"),
    "somebody": N_("Spoke with somebody else"),
    "number": N_("The number is not right"),
}
SOMEBODY = {"household_refusal", "wrong_person", "unable", "deceased"}


@dataclass(frozen=True)
class Typed:
    """What stands in the form, as it was typed."""

    disposition: str = ""
    reason: str = ""  # with its disposition before it: refusal:no_time
    note: str = ""
    slot: str = ""
    day: str = ""
    hour: str = ""
    language: str = ""
    number: str = ""
    new_number: str = ""


@dataclass(frozen=True)
class Ending:
    """One way for the call to end."""

    row: Disposition

    @property
    def asks_language(self) -> bool:
        """Whether another language is to be chosen."""
        return self.row.key == LANGUAGE

    @property
    def is_one_tap(self) -> bool:
        """Whether nothing more has to be said."""
        row = self.row
        return not (row.asks_time or row.note_required or row.reasons or self.asks_language or row.final)

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """What may be said more exactly: its value in the form, and its words."""
        return tuple((f"{self.row.key}:{key}", REASONS[key]) for key in self.row.reasons if key in REASONS)


@dataclass(frozen=True)
class Group:
    """Ways that belong together."""

    name: str
    heading: str
    endings: tuple[Ending, ...]

    @property
    def one_taps(self) -> tuple[Ending, ...]:
        """Those that need no more than the tap."""
        return tuple(one for one in self.endings if one.is_one_tap)


@dataclass(frozen=True)
class Endings:
    """All ways, with the times and languages that some of them ask for."""

    groups: tuple[Group, ...] = ()
    days: tuple[Day, ...] = ()
    languages: tuple[Language, ...] = ()


def endings(session: Session, case: Case, table: Dispositions, now: datetime) -> Endings:
    """What this study offers, for this case at this moment."""
    found: dict[str, list[Ending]] = {name: [] for name in HEADINGS}
    for row in table.by_hand:
        found[_group(row)].append(Ending(row))
    groups = tuple(Group(name, HEADINGS[name], _sorted(some)) for name, some in found.items() if some)
    others = tuple(one for one in i18n.languages() if one.tag != case.language)
    return Endings(groups, call_times.offered(session, case, now), others)


def reason(key: str) -> str:
    """The words for a reason that was kept; what a study took away since shows as it was."""
    return REASONS.get(key, key)


def _group(row: Disposition) -> str:
    if row.group == "NC":
        return "number" if row.other_number else "nobody"
    return "somebody" if row.key in SOMEBODY else "spoken"


def _sorted(some: Sequence[Ending]) -> tuple[Ending, ...]:
    """What happens most comes first, and what ends the case last."""
    return tuple(sorted(some, key=lambda one: (not one.row.asks_time, one.row.final)))


def write(
    session: Session,
    sealer: Sealer,
    case_id: int,
    typed: Typed,
    *,
    by: Person,
    now: datetime,
    take: bool = False,
) -> FieldworkError | None:
    """Write down how a call ended; what could not be is told, so that its form can be shown once more as it was typed.

    A second tap on the same ending says nothing new, and is as well written down as the first.

    Args:
        session: A transaction; nothing of a refused ending is in it.
        sealer: Seals the note.
        case_id: Whose call it was.
        typed: The form.
        by: Who called.
        now: This moment.
        take: Her time had run out: take the case in hand again where no call of hers waits for its ending.
    """
    session.exec(for_update(session, select(Case).where(Case.id == case_id))).first()  # both taps may come at once
    key, has_note = typed.disposition, bool(typed.note.strip())
    is_second_tap = just_ended.is_same(session, case_id, key, by, now, has_note=has_note)
    try:
        if take and is_second_tap:  # a busy number may be dialled again at once: taking it would write a second call
            return None
        _write_or_take(session, sealer, case_id, typed, by=by, now=now, take=take)
    except FieldworkError as refusal:
        return None if is_second_tap else refusal
    return None


def _write_or_take(
    session: Session, sealer: Sealer, case_id: int, typed: Typed, *, by: Person, now: datetime, take: bool
) -> None:
    """What she heard is kept at any hour; the case is taken anew only where no call of hers waits for its ending."""
    try:
        _write(session, sealer, case_id, typed, by=by, now=now, inbound=_rang_us(session, case_id, now))
    except CallRefused as refusal:
        if not take or refusal.obstacle is not Obstacle.NOT_YOURS:
            raise
        casework.apply(session, case_id, Claim(by.id, tuple(by.languages.split())), by=by, now=now)
        _write(session, sealer, case_id, typed, by=by, now=now)


def _rang_us(session: Session, case_id: int, now: datetime) -> bool:
    """Whether they called us: whoever has the case in hand and never saw the number cannot have dialled it."""
    case = session.get(Case, case_id)
    hold = casework.held(session, case).in_hand(now) if case else None
    return hold is not None and hold.revealed_at is None


def _write(
    session: Session, sealer: Sealer, case_id: int, typed: Typed, *, by: Person, now: datetime, inbound: bool = False
) -> None:
    case, row = session.get(Case, case_id), dispositions.table(session).get(typed.disposition)
    if case is None:
        raise NotFound
    if len(typed.note) > LONGEST_NOTE:
        raise FieldworkError(TOO_LONG)
    if typed.disposition == LANGUAGE and not typed.language:
        raise FieldworkError(NO_LANGUAGE)
    whose, _, why = typed.reason.partition(":")
    promise = None
    if row is not None and row.asks_time:  # a time that was chosen before she said no is none
        promise = call_times.agreed(session, case, now, slot=typed.slot, day=typed.day, hour=typed.hour)
    calls.record(
        session,
        sealer,
        case_id,
        disposition=typed.disposition,
        by=by,
        now=now,
        promise=promise,
        note=typed.note,
        reason=why if whose == typed.disposition and why in REASONS else "",
        number=typed.number or None,
        language=typed.language if typed.disposition == LANGUAGE else None,
        inbound=inbound,
    )
