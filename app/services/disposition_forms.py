"""The lead's own ways for a call to end: what she typed, read and kept."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import i18n
from app.calling.dispositions import Disposition, shipped
from app.errors import N_, FieldworkError, NotFound
from app.models import CallAttempt, DispositionEntry, Person
from app.services import audit, dispositions

#: AAPOR codes that a caller's row may have, with their groups. Never 3.x or 4.x: everybody was spoken to before.
CODES = {
    "2.20": ("NC", N_("Nobody was reached")),
    "2.22": ("NC", N_("A machine or a message")),
    "2.21": ("O", N_("Reached, but not to be spoken to now")),
    "2.111": ("R", N_("Somebody else at home refused")),
    "2.112": ("R", N_("The parent refused")),
    "2.31": ("O", N_("Has died")),
    "2.32": ("O", N_("Not able to take part")),
    "2.332": ("O", N_("Another language")),
    "2.35": ("O", N_("The place or the moment was not right")),
    "2.36": ("O", N_("Something else")),
}
#: Rows that more hangs on than a row can say; they stay as they are shipped.
FIXED = {"appointment", "language", "break_off", "link", "deceased"}
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
LONGEST, MOST_LETTERS = timedelta(days=28), 60
A_WEEK, AT_LEAST = timedelta(days=7), timedelta(minutes=15)


@dataclass(frozen=True)
class Typed:
    """A row as it stands in the form."""

    key: str = ""
    label: str = ""
    code: str = "2.20"
    then: str = "again"  # end, again, time, lead
    amount: str = "20"
    unit: str = "hours"
    note_required: bool = False
    other_number: bool = False

    @classmethod
    def of(cls, row: Disposition) -> "Typed":
        """A row that is there, to be changed."""
        then = "end" if row.final else "time" if row.asks_time else "lead" if row.goes_to_lead else "again"
        amount, unit = _in_words(row.again_after or timedelta(hours=20))
        return cls(row.key, i18n.gettext(row.label), row.code, then, amount, unit, row.note_required, row.other_number)


@dataclass(frozen=True)
class Line:
    """A row on the page: how it is now, and what the lead may do with it."""

    row: Disposition
    after: tuple[str, str] | None  # amount and unit until the next try
    is_own: bool
    is_changed: bool
    can_change: bool


def lines(session: Session) -> list[Line]:
    """Every row that callers choose from or that ends a case."""
    own = set(session.scalars(sa.select(col(DispositionEntry.key))))
    return [
        Line(
            row,
            _in_words(row.again_after) if row.again_after else None,
            is_own=row.key not in shipped(),
            is_changed=row.key in own,
            can_change=_can_change(row),
        )
        for row in dispositions.table(session).values()
    ]


def typed(session: Session, key: str) -> Typed:
    """The form of one row.

    Raises:
        NotFound: There is no such row, or it stays as it is.
    """
    row = dispositions.table(session).get(key)
    if row is None or not _can_change(row):
        raise NotFound
    return Typed.of(row)


def save(session: Session, form: Typed, *, by: Person, now: datetime) -> str:
    """Keep a row, and say by which key.

    Raises:
        FieldworkError: Naming what cannot be.
    """
    table = dispositions.table(session)
    label = " ".join(form.label.split())
    if not label or len(label) > MOST_LETTERS:
        raise FieldworkError(N_("Give it a name of at most %(most)s letters."), most=MOST_LETTERS)
    if form.key and (form.key not in table or not _can_change(table[form.key])):
        raise NotFound
    same = [row.key for row in table.values() if i18n.gettext(row.label).casefold() == label.casefold()]
    if same and same != [form.key]:
        raise FieldworkError(N_("There is one with this name already. Change that one, or choose another name."))
    if form.code not in CODES:
        raise FieldworkError(N_("Choose a code from the list. Nobody in this round is unknown or not eligible."))
    key = form.key or _key(label, set(table))
    before = shipped().get(key)
    again = _again(form)
    session.merge(
        DispositionEntry(
            key=key,
            label=before.label if before and i18n.gettext(before.label) == label else label,
            code=form.code,
            group=CODES[form.code][0],
            final=form.then == "end",
            again_after=round(again / UNITS["minutes"]) if again else None,
            asks_time=form.then == "time",
            note_required=form.note_required,
            other_number=form.other_number and form.then == "again",
            other_caller=CODES[form.code][0] == "R" and form.then == "again",
            at=now,
            person_id=by.id,
        )
    )
    session.flush()
    audit.record(session, "disposition.save", by=by, now=now, thing=key)
    return key


def take_back(session: Session, key: str, *, by: Person, now: datetime) -> bool:
    """Undo what the lead added or changed; what was written down with it stays readable.

    Returns:
        Whether it is gone; False: calls ended so, and callers are only not offered it any more.

    Raises:
        NotFound: She added or changed no such row.
    """
    entry = session.get(DispositionEntry, key)
    if entry is None:
        raise NotFound
    used = sa.select(sa.func.count()).where(col(CallAttempt.disposition) == key)
    is_used = key not in shipped() and session.scalars(used).one() > 0
    if is_used:
        entry.by_hand = False
    else:
        session.delete(entry)
    session.flush()
    audit.record(session, "disposition.remove", by=by, now=now, thing=key)
    return not is_used


def _can_change(row: Disposition) -> bool:
    return row.by_hand and row.key not in FIXED


def _again(form: Typed) -> timedelta | None:
    if form.then not in {"end", "again", "time", "lead"}:
        raise FieldworkError(N_("Choose what comes after it."))
    if form.then != "again":
        return None
    digits = i18n.plain_digits(form.amount.strip())
    if not digits.isdecimal() or len(digits) > 5 or form.unit not in UNITS:
        raise FieldworkError(N_("Write after how long to try again, as a whole number."))
    again = int(digits) * UNITS[form.unit]
    if not AT_LEAST <= again <= LONGEST:
        raise FieldworkError(N_("Try again after at least a quarter of an hour and at most four weeks."))
    if CODES[form.code][0] == "R" and again < A_WEEK:
        raise FieldworkError(N_("Whoever refuses is left in peace for at least seven days."))
    return again


def _in_words(again: timedelta) -> tuple[str, str]:
    """The largest unit that it is a whole number of; two days and more in days."""
    for unit, most in (("days", timedelta(days=2)), ("hours", timedelta(hours=2))):
        if again >= most and again % UNITS[unit] == timedelta(0):
            return str(again // UNITS[unit]), unit
    return str(again // UNITS["minutes"]), "minutes"


def _key(label: str, taken: set[str]) -> str:
    """A word for the export: letters of the name without marks, and a number where that is taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or "own"
    return next(key for n in range(1, 1000) for key in [stem if n == 1 else f"{stem}_{n}"] if key not in taken)
