"""How wide words are, as far as that can be known without their font: rather too wide than too narrow."""

import unicodedata

from app.pictures.marks import SIZE

NARROW = frozenset("iljtfrI.,:;'|!()[] -")
BROAD = frozenset("mwMW@%&—")
MOST_LINES = 4


def width(text: str, size: float = SIZE) -> float:
    """About how wide a text is, in the unit of its size."""
    return sum(_letter(sign) for sign in text) * size


def _letter(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0.0
    if sign in NARROW:
        return 0.36
    if sign in BROAD:
        return 0.92
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.05
    return 0.7 if sign.isupper() else 0.6


def wrapped(text: str, room: float, size: float = SIZE) -> list[str]:
    """The text in lines that fit; a word that is too long is broken, and what is too much ends in three dots."""
    lines: list[str] = []
    line = ""
    for word in (part for whole in text.split() for part in _broken(whole, room, size)):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], _cut(lines[MOST_LINES - 1], room, size)]


def _broken(word: str, room: float, size: float) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and width(parts[-1] + sign, size) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def _cut(line: str, room: float, size: float) -> str:
    while line and width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
