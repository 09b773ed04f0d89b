"""What people said in their own words, with who said it as far as nobody can be recognised, and without numbers.

A remark is the answer to an open item, or what an interviewer wrote down at another one. Codes and schools do not
stand beside it; runs of digits, addresses and what follows a form of address are masked, because somebody may have
named herself. No machine finds every name: whoever quotes reads first.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session

from app.errors import N_, FieldworkError
from app.instrument.schema import Instrument, Texts
from app.models import Role
from app.services import finished, instruments, results_people
from app.services.finished import Finished
from app.statistics.suppression import FEW, FEW_PUBLISHED

MASK = "▒▒▒"
NUMBER = re.compile(r"\+?\d(?:[\s\-./()]{0,3}\d){5,}")
MAIL = re.compile(r"\S+@\S+")
CAPITAL = r"[A-ZÀ-ÞĞİŞÇÖÜ][\w'’-]+"
NAMED = re.compile(
    r"\b((?i:mevrouw|meneer|mevr|mw|dhr|juf|juffrouw|meester|mrs|mr|ms|miss)\.?)\s+"
    rf"(?:(?:van|de|den|der|el|al|ten|ter)\s+)*{CAPITAL}(?:\s+{CAPITAL})*"
)
MOST = 200  # on one page
MOST_QUOTES = 40  # in one report
KEY = 16  # letters of a key


class TooManyQuotes(FieldworkError):
    """More remarks were chosen than a report holds."""

    status = 422
    sentence = N_("Choose at most 40 remarks for a report. Go back, untick some and try again.")


@dataclass(frozen=True)
class Remark:
    """Somebody's words, and who that is in words."""

    text: str
    language: str
    item: str
    wave: str
    who: str
    masked: bool
    key: str  # by which it is chosen for a report; another as soon as the words change


@dataclass(frozen=True)
class Asked:
    """An item about which there are remarks."""

    name: str
    label: Texts
    count: int


@dataclass(frozen=True)
class Page:
    """Remarks of one item, or of all."""

    remarks: list[Remark]
    items: list[Asked]
    chosen: str
    more: int

    @property
    def masks(self) -> bool:
        """Whether anything in them was masked."""
        return any(one.masked for one in self.remarks)


def page(session: Session, item: str = "") -> Page:
    """Every remark of every list; of one item where that is asked."""
    said, lists = _said(session, FEW)
    shown = [remark for remark in said if item in {"", remark.item}]
    return Page(shown[:MOST], _items(said, lists), item, max(0, len(shown) - MOST))


def quotes(session: Session, keys: Collection[str]) -> list[Remark]:
    """Those that somebody read and chose for what leaves the house; who said it fits at least ten people.

    Raises:
        TooManyQuotes: More than a report holds.
    """
    if len(keys) > MOST_QUOTES:
        raise TooManyQuotes
    return [one for one in _said(session, FEW_PUBLISHED)[0] if one.key in keys] if keys else []


def _said(session: Session, few: int) -> tuple[list[Remark], dict[str, Instrument]]:
    held = finished.interviews(session)
    lists = instruments.newest_of(session, sorted({one.instrument for one in held}))
    people = results_people.described(held, lists, few)
    return [remark for one in held if one.role != Role.OBSERVER for remark in _of(one, lists, people)], lists


def masked(text: str) -> str:
    """The words without what could lead to somebody."""
    for pattern in (MAIL, NUMBER):
        text = pattern.sub(MASK, text)
    return NAMED.sub(lambda found: f"{found[1]} {MASK}", text)


def _of(one: Finished, lists: dict[str, Instrument], people: dict[UUID, results_people.Facets]) -> list[Remark]:
    instrument = lists.get(one.instrument)
    found = []
    for name, given in one.answers.items():
        item = instrument.items_by_name.get(name) if instrument else None
        if item is None or item.contact or item.special:
            continue
        for text in ((given.value if item.type == "text" else None), given.remark):
            if text and text.strip():
                plain = masked(text.strip())
                who = results_people.in_words(people[one.respondent_id])
                key = sha256(f"{one.id} {name} {plain}".encode()).hexdigest()[:KEY]
                found.append(Remark(plain, given.language, name, one.wave, who, plain != text.strip(), key))
    return found


def _items(said: list[Remark], lists: dict[str, Instrument]) -> list[Asked]:
    counted: dict[str, int] = {}
    for remark in said:
        counted[remark.item] = counted.get(remark.item, 0) + 1
    labels = {item.name: item.label for instrument in reversed(lists.values()) for item in instrument.items()}
    return [Asked(name, labels[name], count) for name, count in sorted(counted.items(), key=lambda one: -one[1])]
