"""Two versions of one interview side by side, in the words of its questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import i18n
from app.instrument.schema import Instrument, Item, Texts
from app.services.snapshots import Snapshot

FACTS = ("status", "stop_reason", "language", "mode")  # beside the answers


@dataclass(frozen=True)
class Said:
    """One answer in words: what was chosen or written, or the reason there is none, and a remark."""

    words: tuple[str, ...] = ()
    missing: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class Line:
    """One item as we hold it and as it arrived."""

    label: str
    held: Said | None
    arrived: Said | None

    @property
    def differs(self) -> bool:
        """Whether the two say different things; seconds and repeated taps are no difference."""
        return self.held != self.arrived


@dataclass(frozen=True)
class Fact:
    """Something about the interview that differs."""

    name: str
    held: str | None
    arrived: str | None


@dataclass(frozen=True)
class Comparison:
    """What the lead sees before she decides. No contact is in it, only whether it differs."""

    language: str  # of the labels
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    contact_differs: bool

    @property
    def differing(self) -> list[Line]:
        """The items to look at."""
        return [line for line in self.lines if line.differs]

    @property
    def same(self) -> list[Line]:
        """The items on which both agree."""
        return [line for line in self.lines if not line.differs]


def language_of(instrument: Instrument) -> str:
    """The language in which the lead reads a questionnaire: hers, else the one it was written in."""
    return i18n.current() if i18n.current() in instrument.languages else instrument.languages[0]


def compare(
    instrument: Instrument, held: Mapping[str, Any] | None, arrived: Snapshot, *, contact_differs: bool
) -> Comparison:
    """Every item that either of them answers, in the order in which they are asked."""
    language = language_of(instrument)
    ours = held["answers"] if held else {}
    theirs = arrived.body["answers"]
    lines = [
        Line(
            label(instrument, item.name),
            said(instrument, item, ours.get(item.name)),
            said(instrument, item, theirs.get(item.name)),
        )
        for item in instrument.items()
        if item.name in ours or item.name in theirs
    ]
    facts = [
        Fact(name, held[name] if held else None, arrived.body[name])
        for name in FACTS
        if held is None or held[name] != arrived.body[name]
    ]
    shown = tuple(fact for fact in facts if fact.held or fact.arrived)
    return Comparison(language, shown if held else (), tuple(lines), contact_differs)


def label(instrument: Instrument, name: str) -> str:
    """The words of an item; its bare name where the questionnaire has none."""
    item = instrument.items_by_name.get(name)
    return _words(item.label, instrument) if item else name


def said(instrument: Instrument, item: Item, answer: Mapping[str, Any] | None) -> Said | None:
    """An answer in the words of its questionnaire; None where there is none."""
    if answer is None:
        return None
    return Said(_chosen(instrument, item, answer["value"] or ""), answer["missing"], answer["remark"])


def _chosen(instrument: Instrument, item: Item, value: str) -> tuple[str, ...]:
    labels = {choice.name: _words(choice.label, instrument) for choice in instrument.choices_of(item)}
    if item.type in {"select_multiple", "rank"}:
        return tuple(labels.get(part, part) for part in value.split())
    return (labels.get(value, value),) if value else ()


def _words(texts: Texts, instrument: Instrument) -> str:
    return texts.get(language_of(instrument)) or next(iter(texts.values()), "")
