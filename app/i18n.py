"""Languages: which there are, which way they run, and the words of the interface in the language of the request."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Literal

from babel import Locale, dates, negotiate_locale, numbers
from babel.support import NullTranslations, Translations
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.clock import TIME_ZONE

Direction = Literal["ltr", "rtl"]
LOCALES = Path(__file__).parent / "locales"
COOKIE = "language"


@dataclass(frozen=True)
class Language:
    """One row of our own table; Babel lacks some languages of the parents and is wrong about one direction."""

    tag: str
    own_name: str
    dir: Direction = "ltr"
    cldr: str = ""  # whose dates and numbers it borrows; empty: its own
    interface: bool = False


LANGUAGES = {
    row.tag: row
    for row in (
        Language("nl", "Nederlands", interface=True),
        Language("en", "English", cldr="en_GB", interface=True),
        Language("tr", "Türkçe", interface=True),
        Language("ar", "العربية", "rtl", interface=True),
        Language("ary", "الدارجة", "rtl", cldr="ar_MA"),
        Language("pap", "Papiamentu"),
        Language("pt", "Português", cldr="pt_PT"),
        Language("pl", "Polski"),
        Language("ur", "اردو", "rtl"),
    )
}
INTERFACE = tuple(tag for tag, row in LANGUAGES.items() if row.interface)
FIRST = "nl"

_language: ContextVar[str] = ContextVar("language", default=FIRST)


def language(tag: str) -> Language:
    """The row of a tag; an unknown one runs left to right under its own tag, so that nothing breaks."""
    return LANGUAGES.get(tag) or Language(tag, tag, cldr="en_GB")


def direction(tag: str) -> Direction:
    """Which way a language runs."""
    return language(tag).dir


def current() -> str:
    """The interface language of this request."""
    return _language.get()


def speak(tag: str) -> None:
    """Use this interface language from here on, in this request or command."""
    _language.set(tag if tag in INTERFACE else FIRST)


@lru_cache
def catalogue(tag: str) -> NullTranslations:
    """The words of one language; where one is missing, the English sentence shows."""
    return Translations.load(LOCALES, [tag])


def gettext(msgid: str, **values: object) -> str:
    """A sentence of the interface in the language of the request."""
    sentence = catalogue(current()).gettext(msgid)
    return sentence % values if values else sentence


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """A sentence with a number in it, in the plural form that the language asks for."""
    return catalogue(current()).ngettext(one, many, count) % {"num": count, **values}


def locale() -> Locale:
    """Whose dates and numbers the language of the request uses."""
    row = language(current())
    return Locale.parse(row.cldr or row.tag)


def day(value: date | datetime, pattern: str = "EEE d MMM") -> str:
    """A calendar day as people say it; a moment is taken to the schools' time zone first."""
    if isinstance(value, datetime):
        value = value.astimezone(TIME_ZONE).date()
    return dates.format_date(
        value, dates.get_date_format("long", locale()).pattern if pattern == "long" else pattern, locale()
    )


def clock_time(value: datetime) -> str:
    """Hours and minutes on the schools' clocks."""
    return dates.format_time(value, "HH:mm", tzinfo=TIME_ZONE, locale=locale())


def number(value: float) -> str:
    """A number with the separators of the language."""
    return numbers.format_decimal(value, locale=locale())


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


class SpeakTheirLanguage:
    """ASGI middleware that sets the language of a request.

    It cannot be a dependency: a value set in a synchronous dependency is invisible to a synchronous route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the language, then go on."""
        if scope["type"] == "http":
            speak(wanted(Headers(scope=scope)))
        await self.app(scope, receive, send)
