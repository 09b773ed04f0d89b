"""The table of languages: what comes with Aloud, and what makes a row of it a good one.

A library lacks some languages of the parents (`ary`, `srn`, `pnb`, `prs`), is wrong about one direction, and knows no
plural forms of others. So everything that depends on a language is asked of this table, never of a tag.
"""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

import yaml
from babel import Locale, localedata

from app.errors import N_, FieldworkError

Direction = Literal["ltr", "rtl"]
SHIPPED = Path(__file__).parent / "languages.yaml"
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|x(-[A-Za-z0-9]{2,8})+")
PLURAL = re.compile(r"\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=([^;]+);?\s*")
FONTS = ("", "naskh", "nastaliq", "ethiopic")  # the stacks of app.css; empty: what the device has
SLOWEST, FASTEST = 1.0, 8.0  # words per second
LONGEST = 60
COUNTED = 1000  # a plural expression is tried on every number up to here
STAND_IN = "en_GB"


class LanguageRefused(FieldworkError):
    """A row that would break a page; says which field, and what is expected."""

    status = 422


@dataclass(frozen=True)
class Language:
    """One row: how a language is called, which way it runs, how it counts, and how fast it is read aloud."""

    tag: str
    own_name: str
    dutch_name: str = ""
    dir: Direction = "ltr"
    cldr: str = ""  # whose dates and numbers it borrows; empty: its own
    plural_forms: str = "nplurals=2; plural=(n != 1);"
    font: str = ""
    words_per_second: float = 4.0
    interface: bool = False

    @property
    def locale(self) -> Locale:
        """Whose dates and numbers it uses; never a guess at the tag itself."""
        return Locale.parse(self.cldr or self.tag) if known_to_cldr(self.cldr or self.tag) else Locale.parse(STAND_IN)

    @property
    def forms(self) -> int:
        """How many forms a word with a number in front has."""
        return _plural(self.plural_forms)[0]

    def form_of(self, count: int) -> int:
        """Which of them this number takes."""
        return _plural(self.plural_forms)[1](count)


def unknown(tag: str) -> Language:
    """A tag without a row runs left to right under its own name, so that nothing breaks."""
    return Language(tag, tag, tag, cldr=STAND_IN)


def shipped() -> dict[str, Language]:
    """The rows that come with Aloud, by tag.

    Raises:
        LanguageRefused: The file has a row that would break a page.
    """
    content = yaml.load(SHIPPED.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only: `no` is a language
    rows = (_of_file(tag, row) for tag, row in content.items())
    return {row.tag: row for row in rows}


def checked(row: Language) -> Language:
    """The same row, once it is certain that every page can use it.

    Raises:
        LanguageRefused: The first field that is not right, in words.
    """
    for wrong, sentence, value in _faults(row):
        if wrong:
            raise LanguageRefused(sentence, **({"value": value} if "%(value)s" in sentence else {}))
    return row


def _faults(row: Language) -> list[tuple[bool, str, str]]:
    pace = row.words_per_second
    return [
        (not TAG.fullmatch(row.tag), BAD_TAG, row.tag),
        (not _is_name(row.own_name) or not _is_name(row.dutch_name), BAD_NAME, ""),
        (row.dir not in get_args(Direction), BAD_DIRECTION, ""),
        (not known_to_cldr(row.cldr or STAND_IN), BAD_STAND_IN, row.cldr),
        (not row.cldr and not known_to_cldr(row.tag), NO_STAND_IN, row.tag),
        (not counts(row.plural_forms), BAD_PLURAL, row.plural_forms),
        (row.font not in FONTS, BAD_FONT, row.font),
        (not SLOWEST <= pace <= FASTEST, BAD_PACE, ""),
    ]


BAD_TAG = N_("“%(value)s” cannot be a language tag. Use two or three small letters such as nl or srn, or x-test.")
BAD_NAME = N_("Give the language both names, its own and the Dutch one, of at most 60 letters.")
BAD_DIRECTION = N_("A language runs from left to right (ltr) or from right to left (rtl).")
BAD_STAND_IN = N_("Nobody knows the dates and numbers of “%(value)s”. Name another stand-in, such as nl or ar_MA.")
NO_STAND_IN = N_("“%(value)s” has no dates and numbers of its own. Name a stand-in, such as nl or ar_MA.")
BAD_PLURAL = N_("“%(value)s” does not say how the language counts. Write for example: nplurals=2; plural=(n > 1);")
BAD_FONT = N_("There is no font called “%(value)s”. Choose one from the list.")
BAD_PACE = N_("The pace of reading aloud lies between 1 and 8 words per second.")


def known_to_cldr(name: str) -> bool:
    """Whether CLDR has dates and numbers under this name, asked of its list and not by trying."""
    return bool(re.fullmatch(r"[a-z]{2,3}(_[A-Za-z0-9]+)*", name)) and localedata.exists(name)


def counts(forms: str) -> bool:
    """Whether an expression gives every number a form that exists."""
    try:
        number, form = _plural(forms)
        return all(0 <= form(count) < number for count in range(COUNTED + 1))
    except (ValueError, ZeroDivisionError, RecursionError):
        return False


@cache
def _plural(forms: str) -> tuple[int, Callable[[int], int]]:
    found = PLURAL.fullmatch(forms[:500])
    if not found:
        raise ValueError(forms)
    return int(found[1]), gettext.c2py(found[2])


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= LONGEST and name.isprintable()


def _of_file(tag: str, row: dict[str, str]) -> Language:
    if foreign := row.keys() - {field.name for field in fields(Language)}:
        raise LanguageRefused(f"languages.yaml: `{tag}` has an unknown key: {', '.join(sorted(foreign))}.")
    pace = float(row.get("words_per_second", "4"))
    said = {name: value for name, value in row.items() if name not in ("words_per_second", "interface", "dir")}
    way = cast("Direction", row.get("dir", "ltr"))
    spoken = row.get("interface") == "true"
    return checked(Language(tag, dir=way, words_per_second=pace, interface=spoken, **said))
