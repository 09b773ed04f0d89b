"""The lead's own languages: rows of the database that lie over those that come with Aloud."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from app import i18n
from app.clock import Clock
from app.db import Database, upsert
from app.errors import N_, FieldworkError
from app.languages import Language, checked
from app.models import Interview, LanguageEntry, Person, WantedLanguage
from app.services import audit, instruments
from app.services.language_forms import EMPTY, EXAMPLES, Typed, read, typed_as

__all__ = ["EMPTY", "EXAMPLES", "Typed", "read", "typed_as"]
FRESH = timedelta(seconds=5)  # how long another server may still print the old row


class LanguageInUse(FieldworkError):
    """It cannot be taken away: a questionnaire or an interview speaks it."""

    status = 409
    sentence = N_("This language is in use, so it stays. You can still change its names, its font and its pace.")


class TurnedRound(FieldworkError):
    """A language in use would suddenly run the other way on every page."""

    status = 409
    sentence = N_("This language is in use. Its direction and the way it counts stay as they are.")


class Table:
    """The rows as one process holds them, read again after a few seconds: several servers share one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._rows: Sequence[Language] = ()
        self._read_at: datetime | None = None

    async def rows(self) -> Iterable[Language]:
        """As the database has them, or had them a moment ago; without a database, as they were."""
        now = self._clock.now()
        if self._read_at is None or abs(now - self._read_at) >= FRESH:
            self._read_at = now  # set first: of a hundred requests at once, one asks
            self._rows = await asyncio.to_thread(readable, self._database, self._rows)
        return self._rows

    def forget(self) -> None:
        """Ask the database again at the next request: somebody here changed a row."""
        self._read_at = None


def readable(database: Database, before: Sequence[Language] = ()) -> Sequence[Language]:
    """The lead's own rows; those from before while the database cannot be asked, or has no tables yet."""
    try:
        with database.reading() as session:
            return held(session)
    except sa.exc.SQLAlchemyError:  # whatever needs the database says so itself
        return before


@dataclass(frozen=True)
class Shown:
    """A row as the lead sees it."""

    language: Language
    own: bool  # she added or changed it
    shipped: bool


def shown(session: Session) -> list[Shown]:
    """Every language, by its Dutch name."""
    own = {row.tag: row for row in held(session)}
    rows = (i18n.LANGUAGES | own).values()
    found = [Shown(row, row.tag in own, row.tag in i18n.LANGUAGES) for row in rows]
    return sorted(found, key=lambda one: one.language.dutch_name.casefold())


def known(session: Session, tags: Iterable[str]) -> list[str]:
    """Those of these tags that are languages of ours, in our order."""
    wanted = set(tags)
    return [one.language.tag for one in shown(session) if one.language.tag in wanted]


def held(session: Session) -> list[Language]:
    """The lead's own rows."""
    return [_language(row) for row in session.exec(select(LanguageEntry).order_by(LanguageEntry.tag))]


def save(session: Session, row: Language, *, by: Person, now: datetime) -> None:
    """Add a language, or change one.

    Raises:
        LanguageRefused: A field is not right; the sentence says which and what is expected.
        TurnedRound: It is in use and would run or count differently.
    """
    checked(row)
    before = _now(session, row.tag)
    turned = before is not None and (before.dir, before.plural_forms) != (row.dir, row.plural_forms)
    if turned and in_use(session, row.tag):
        raise TurnedRound
    wanted = {name: getattr(row, name) for name in LanguageEntry.model_fields if name != "changed_at"}
    upsert(session, LanguageEntry, [wanted | {"changed_at": now}])
    audit.record(session, "language.save", by=by, now=now, thing=row.tag)


def remove(session: Session, tag: str, *, by: Person, now: datetime) -> None:
    """Take away the lead's own row: a shipped language is as it was shipped again, another one is gone.

    Raises:
        LanguageInUse: It would be gone, and something speaks it.
    """
    row = session.get(LanguageEntry, tag)
    if row is None:
        return
    if tag not in i18n.LANGUAGES and in_use(session, tag):
        raise LanguageInUse
    session.delete(row)
    audit.record(session, "language.remove", by=by, now=now, thing=tag)


def in_use(session: Session, tag: str) -> bool:
    """Whether a questionnaire has it, shall have it, or an interview was held in it."""
    if any(tag in one.languages for one in instruments.by_row(session).values()):
        return True
    wanted = session.exec(select(WantedLanguage).where(WantedLanguage.language == tag)).first()
    return wanted is not None or session.exec(select(Interview.id).where(Interview.language == tag)).first() is not None


def _now(session: Session, tag: str) -> Language | None:
    row = session.get(LanguageEntry, tag)
    return _language(row) if row else i18n.LANGUAGES.get(tag)


def _language(row: LanguageEntry) -> Language:
    shipped = i18n.LANGUAGES.get(row.tag)
    return Language(
        row.tag,
        row.own_name,
        row.dutch_name,
        "rtl" if row.dir == "rtl" else "ltr",
        row.cldr,
        row.plural_forms,
        row.font,
        row.words_per_second,
        interface=shipped is not None and shipped.interface,
    )
