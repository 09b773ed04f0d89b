"""From what somebody typed in a cell to a value. What can mean two things is asked back, never guessed."""

import re
from datetime import date, time
from typing import Any

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.plan.rows import Cell
from app.plan.sheets import Column, Holds

SPLIT = re.compile(r"[,;\n]+")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T00:00(?::00)?| 00:00:00)?")
DUTCH = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")

NO_DAY = N_("“%(text)s” is no date. Write it as 2026-11-24 or 24-11-2026.")
TWO_DAYS = N_("“%(text)s” can mean %(one)s or %(other)s. Write it as one of these two, the year first.")
NO_SUCH_DAY = N_("The day “%(text)s” does not exist. Look at the day and the month.")
NO_TIME = N_("“%(text)s” is no time. Write it as 19:00.")
NO_COUNT = N_("“%(text)s” is no whole number. Write only figures, such as 15.")
TOO_HIGH = N_("“%(text)s” is too high. At most %(most)s.")
NO_WORD = N_("“%(text)s” is not known here. Choose one of: %(words)s.")
TOO_LONG = N_("This is longer than %(most)s letters. Shorten it.")
FORMULA = N_("There is a formula: it begins with “=”. Write the value itself.")
A_DATE = N_("The spreadsheet made a date or a time of this. Format the cell as text, and type it again.")
NUL = N_("There is a sign in this cell that no keyboard types. Write the cell again.")


class Unreadable(Exception):
    """A cell that says nothing that can be taken."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def read(cell: Cell, column: Column) -> Any:
    """The value of a cell; an empty one is None.

    Raises:
        Unreadable: With the sentence for whoever typed it.
    """
    if isinstance(cell, Sentence):
        raise Unreadable(cell)
    if column.holds == Holds.DAY:
        return cell if isinstance(cell, date) else day(_text(cell))
    if column.holds == Holds.TIME:
        return cell if isinstance(cell, time) else clock(_text(cell))
    if not isinstance(cell, str):
        raise Unreadable(say(A_DATE))
    text = _text(cell)
    if not text:
        return None
    if column.holds == Holds.COUNT:
        return _count(text, column.most)
    if column.holds == Holds.WORD:
        return _word(text, column)
    if len(text) > column.most:
        raise Unreadable(say(TOO_LONG, most=column.most))
    return _parts(text) if column.holds == Holds.LIST else " ".join(text.split())


def day(text: str) -> date | None:
    """A date: 2026-11-24, 24-11-2026 or 24/11/2026; where a slash leaves day and month open, neither.

    Raises:
        Unreadable: It is none, or it can mean two days.
    """
    if not text:
        return None
    if found := ISO.fullmatch(text):
        return _day(text, *(int(part) for part in found.groups()))
    if not (found := DUTCH.fullmatch(text)):
        raise Unreadable(say(NO_DAY, text=text))
    first, second, year = (int(found[part]) for part in (1, 3, 4))
    if found[2] == "/" and first <= 12 and second <= 12 and first != second:
        one, other = _day(text, year, second, first), _day(text, year, first, second)
        raise Unreadable(say(TWO_DAYS, text=text, one=one.isoformat(), other=other.isoformat()))
    return _day(text, year, second, first)


def clock(text: str) -> time | None:
    """A time: 19:00, 19.00 or 9:05.

    Raises:
        Unreadable: It is none.
    """
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unreadable(say(NO_TIME, text=text))
    return time(int(found[1]), int(found[2]))


def _text(cell: Cell) -> str:
    lines = cell.split("\n") if isinstance(cell, str) else [cell.isoformat()]
    text = "\n".join(" ".join(line.split()) for line in lines).strip()
    if "\0" in text:
        raise Unreadable(say(NUL))
    if text.startswith("="):
        raise Unreadable(say(FORMULA))
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text  # as spreadsheets mark words


def _day(text: str, year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Unreadable(say(NO_SUCH_DAY, text=text)) from None


def _count(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Unreadable(say(NO_COUNT, text=text[:40]))
    if len(text.lstrip("0")) > len(str(most)) or int(text) > most:
        raise Unreadable(say(TOO_HIGH, text=text[:40], most=most))
    return int(text)


def _word(text: str, column: Column) -> str:
    wanted = text.casefold().replace("/", "_").replace(" ", "_")
    for word, dutch in column.words.items():
        if wanted in (word, dutch):
            return word
    both = [word if word == dutch else f"{word} ({dutch})" for word, dutch in column.words.items()]
    raise Unreadable(say(NO_WORD, text=text[:40], words=", ".join(both)))


def _parts(text: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in SPLIT.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
