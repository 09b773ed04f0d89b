"""What of a questionnaire is spoken: the texts that a parent hears, each under the key that its recording hangs on."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.instrument.schema import Instrument, Item, Texts
from app.services.paper import Screen, Wording, paper

Part = Literal["statement", "explanation", "answer"]


@dataclass(frozen=True)
class Spoken:
    """One text that is spoken: what it is on the screen, and its words in every language."""

    key: str
    part: Part
    texts: Texts


_KNOWN: dict[tuple[str, str], dict[str, Spoken]] = {}  # what a digest names never changes


def spoken(instrument: Instrument, language: str) -> list[Spoken]:
    """All that is spoken in a language, each text once, in the order in which a parent first hears it."""
    version = (instrument.name, instrument.version)
    if version not in _KNOWN:
        _KNOWN[version] = {one.key: one for screen in paper(instrument).screens for one in _screen(screen)}
    return [one for one in _KNOWN[version].values() if one.texts.get(language, "").strip()]


def fingerprint(words: str) -> str:
    """Sixteen characters that name exactly these words, however a keyboard composed its letters."""
    same = unicodedata.normalize("NFC", " ".join(words.split()))
    return hashlib.sha256(same.encode()).hexdigest()[:16]


def _screen(screen: Screen) -> Iterator[Spoken]:
    for wording in screen.wordings:
        yield from _wording(screen.item, wording)
    for choice in screen.choices:
        yield Spoken(f"choice:{screen.item.choice_list}:{choice.name}:label", "answer", choice.label)


def _wording(item: Item, wording: Wording) -> Iterator[Spoken]:
    """The words of a screen; an explanation that a mode or activity does not have of its own is the item's."""
    if wording.activity or wording.mode:
        part, name = ("per_activity", wording.activity) if wording.activity else ("per_mode", wording.mode)
        within, own = f"item:{item.name}:{part}.{name}", getattr(item, part)[name].hint
    else:
        within, own = f"item:{item.name}", item.hint
    yield Spoken(f"{within}:label", "statement", wording.label)
    if wording.hint:
        yield Spoken(f"{within}:hint" if own else f"item:{item.name}:hint", "explanation", wording.hint)
