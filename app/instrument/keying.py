"""What somebody typed from paper, key by key, and what it means for an item.

Signs that mean the same on every keyboard: `-` it is empty on paper, `?` it cannot be read or two boxes are crossed
(what follows is the remark). Reasons have a letter and the code that they have in every export.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.instrument.boxes import Box, boxes
from app.instrument.schema import Instrument, Item

REASONS = {"w": "dont_know", "l": "refused", "n": "not_applicable"}
REASONS |= {"-8": "dont_know", "-7": "refused", "-6": "not_applicable"}
EMPTY, UNREADABLE = ("-", "–", "—"), ("?", "؟")
INTEGER, DECIMAL = re.compile(r"-?[0-9]{1,15}"), re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
DAY = re.compile(r"([0-9]{1,2})[-./ ]([0-9]{1,2})[-./ ]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
LONGEST = 2000  # letters of an open answer


@dataclass(frozen=True)
class Reading:
    """What was typed for an item: a value, a reason, a remark, that it is empty; or what is wrong with it."""

    value: str | None = None
    missing: str | None = None
    remark: str | None = None
    is_empty: bool = False  # on paper
    problem: str = ""  # a word for the sentence that says what is expected

    @property
    def is_typed(self) -> bool:
        """Whether anything was typed at all."""
        return self != Reading()

    @property
    def same(self) -> tuple[str | None, str | None, bool]:
        """What two people who typed the same paper must agree on; how they worded a remark is no difference."""
        return self.value, self.missing, self.remark is not None


def read(instrument: Instrument, item: Item, typed: str) -> Reading:
    """What a field means; never fails, whatever was typed."""
    text = plain(typed).strip()
    return _sign(item, text) or READERS.get(item.type, _text)(boxes(instrument, item), text)


def _sign(item: Item, text: str) -> Reading | None:
    """What is no answer: nothing, empty on paper, unreadable, or a reason; None where it must be one."""
    if not text or text in EMPTY:
        return Reading(is_empty=bool(text))
    if text.startswith(UNREADABLE):
        return Reading(remark=text[1:].strip())
    has_reasons = item.type != "text" and not item.consent
    if has_reasons and text.lower() in REASONS and not _is_number(item, text):
        return Reading(missing=REASONS[text.lower()])
    return None


def plain(typed: str) -> str:
    """With the digits 0 to 9, whatever keyboard it came from, and without what no database keeps."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed if sign != "\x00")


def as_date(typed: str) -> date | None:
    """A day as it stands on paper: 24-11-2026, 24.11.2026, 24112026, or as browsers send it."""
    text = plain(typed).strip()
    try:
        if found := DAY.fullmatch(text):
            day, month, year = (int(part) for part in found.groups() if part)
            return date(year, month, day)
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _is_number(item: Item, text: str) -> bool:
    """Minus eight may be an answer where a number is asked; the letter w is none."""
    return item.type in {"integer", "decimal"} and text.startswith("-")


def _one(offered: tuple[Box, ...], text: str) -> Reading:
    codes = {box.key: box.choice.name for box in offered}
    return Reading(value=codes[text]) if text in codes else Reading(problem="one")


def _parts(offered: tuple[Box, ...], text: str) -> list[str]:
    """Keys with anything between them, or with nothing where all of them are single signs."""
    if all(len(box.key) == 1 for box in offered):
        return [sign for sign in text if sign not in " ,;.+-/"]
    return [part for part in re.split(r"[\s,;.+/-]+", text) if part]


def _many(offered: tuple[Box, ...], text: str) -> Reading:
    codes = {box.key: box.choice.name for box in offered}
    parts = _parts(offered, text)
    if not parts or not set(parts) <= codes.keys():
        return Reading(problem="many")
    return Reading(value=" ".join(code for key, code in codes.items() if key in parts))


def _integer(_: tuple[Box, ...], text: str) -> Reading:
    return Reading(value=text) if INTEGER.fullmatch(text) else Reading(problem="integer")


def _decimal(_: tuple[Box, ...], text: str) -> Reading:
    number = text.replace(",", ".")
    return Reading(value=number) if DECIMAL.fullmatch(number) else Reading(problem="decimal")


def _date(_: tuple[Box, ...], text: str) -> Reading:
    day = as_date(text)
    return Reading(value=day.isoformat()) if day else Reading(problem="date")


def _text(_: tuple[Box, ...], text: str) -> Reading:
    return Reading(value=text) if len(text) <= LONGEST else Reading(problem="long")


def _ranked(offered: tuple[Box, ...], text: str) -> Reading:
    """The numbers as they stand beside the printed list, top to bottom; kept as the list in the order of preference."""
    written = [int(part) if part.isdecimal() else 0 for part in _parts(offered, text)]
    if sorted(written) != list(range(1, len(offered) + 1)):
        return Reading(problem="rank")
    ordered = sorted(zip(written, offered, strict=True), key=lambda pair: pair[0])
    return Reading(value=" ".join(box.choice.name for _, box in ordered))


READERS: dict[str, Callable[[tuple[Box, ...], str], Reading]] = {
    "select_one": _one,
    "select_multiple": _many,
    "rank": _ranked,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
}
