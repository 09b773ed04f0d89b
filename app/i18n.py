"""Languages: which there are, which way they run, and the words of the interface in the language of the request."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import yaml
from babel import Locale, dates, negotiate_locale, numbers
from babel.support import NullTranslations, Translations
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.clock import TIME_ZONE
from app.languages import Direction, Language, shipped, unknown

__all__ = ["Direction", "Language"]  # asked for here, like everything about languages
LOCALES = Path(__file__).parent / "locales"
ALONE = Path(__file__).parent / "alone.yaml"
COOKIE = "language"


LANGUAGES = shipped()
INTERFACE = tuple(tag for tag, row in LANGUAGES.items() if row.interface)
FIRST = "nl"

_language: ContextVar[str] = ContextVar("language", default=FIRST)
_added: ContextVar[Mapping[str, Language]] = ContextVar("added", default=MappingProxyType({}))


def language(tag: str) -> Language:
    """The row of a tag: the lead's own, else what was shipped, else one that breaks nothing."""
    return _added.get().get(tag) or LANGUAGES.get(tag) or unknown(tag)


def languages() -> list[Language]:
    """All rows, those that were shipped first, each as the lead changed it."""
    return list((LANGUAGES | dict(_added.get())).values())


def overlay(rows: Iterable[Language]) -> None:
    """Lay the lead's own rows over those that were shipped, in this request or command."""
    _added.set({row.tag: row for row in rows})


def direction(tag: str) -> Direction:
    """Which way a language runs."""
    return language(tag).dir


def current() -> str:
    """The interface language of this request."""
    return _language.get()


def speak(tag: str) -> None:
    """Use this interface language from here on, in this request or command."""
    _language.set(tag if tag in INTERFACE else FIRST)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Use another interface language for a while: a school is written to in its own."""
    before = current()
    speak(tag)
    try:
        yield
    finally:
        speak_alone(before)


def speak_alone(tag: str) -> None:
    """Speak to somebody who fills it in alone; to her also in languages that the screens of the team do not have."""
    _language.set(tag if tag in INTERFACE or tag in said_alone() else FIRST)


@lru_cache
def said_alone() -> dict[str, dict[str, str]]:
    """What she reads beside the questions: by language, the words for each English sentence."""
    found: dict[str, dict[str, str]] = {}
    for sentence, said in yaml.safe_load(ALONE.read_text("utf-8")).items():
        for tag, words in said.items():
            found.setdefault(tag, {})[sentence] = words
    return found


class Beside(NullTranslations):
    """The words of a language that has only those; where one is missing, the Dutch sentence shows."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words
        self.add_fallback(catalogue(FIRST))

    def gettext(self, message: str) -> str:
        """The words for a sentence."""
        return self._words.get(message) or str(super().gettext(message))


@lru_cache
def catalogue(tag: str) -> NullTranslations:
    """The words of one language; where one is missing, the English sentence shows."""
    return Beside(said_alone()[tag]) if tag not in INTERFACE else Translations.load(LOCALES, [tag])


def gettext(msgid: str, **values: object) -> str:
    """A sentence of the interface in the language of the request."""
    sentence = catalogue(current()).gettext(msgid)
    return sentence % values if values else sentence


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """A sentence with a number in it, in the plural form that the language asks for."""
    return catalogue(current()).ngettext(one, many, count) % {"num": count, **values}


def locale(tag: str | None = None) -> Locale:
    """Whose dates and numbers a language uses; that of the request when none is named."""
    return language(tag or current()).locale


def day(value: date | datetime, pattern: str = "EEE d MMM", tag: str | None = None) -> str:
    """A calendar day as people say it; a moment is taken to the schools' time zone first."""
    if isinstance(value, datetime):
        value = value.astimezone(TIME_ZONE).date()
    speech = locale(tag)
    return dates.format_date(
        value, dates.get_date_format("long", speech).pattern if pattern == "long" else pattern, speech
    )


def clock_time(value: datetime, tag: str | None = None) -> str:
    """Hours and minutes on the schools' clocks."""
    return dates.format_time(value, "HH:mm", tzinfo=TIME_ZONE, locale=locale(tag))


def number(value: float, tag: str | None = None) -> str:
    """A number with the separators of the language."""
    return numbers.format_decimal(value, locale=locale(tag))


def decimals(value: float, digits: int) -> str:
    """A number with exactly so many decimals; halves go up, as in the published tables."""
    form = "#,##0." + "0" * digits if digits else "#,##0"
    with localcontext(rounding=ROUND_HALF_UP):
        return numbers.format_decimal(Decimal(repr(value)), format=form, locale=locale())


def signed(value: float) -> str:
    """A difference in points, with its sign and two decimals."""
    return f"{'+' if value > 0 else ''}{decimals(value, 2)}"


def percent(value: float) -> str:
    """A share between 0 and 1, as whole per cent."""
    return numbers.format_percent(value, locale=locale())


def plain_digits(typed: str) -> str:
    """What was typed on any keyboard, with the digits 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed)


def wanted(headers: Headers) -> str:
    """The interface language that a browser asks for: its choice in our cookie, then its own list."""
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    if chosen and chosen.value in INTERFACE:
        return chosen.value
    accepted = [part.split(";")[0].strip() for part in headers.get("accept-language", "").split(",")]
    return negotiate_locale(accepted, INTERFACE, sep="-") or FIRST


class Table(Protocol):
    """Where the lead's own rows are kept."""

    async def rows(self) -> Iterable[Language]:
        """They as they are now, or were a few seconds ago."""


class SpeakTheirLanguage:
    """ASGI middleware that sets the language of a request, and lays the lead's languages over ours.

    It cannot be a dependency: a value set in a synchronous dependency is invisible to a synchronous route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the languages, then go on."""
        if scope["type"] == "http":
            speak(wanted(Headers(scope=scope)))
            table: Table = scope["app"].state.languages
            overlay(await table.rows())
        await self.app(scope, receive, send)
