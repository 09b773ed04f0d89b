"""A questionnaire laid out as paper: one screen per item, in every language, holding nobody."""

import json
from dataclasses import dataclass
from typing import Any

from app import i18n
from app.instrument.schema import Choice, Instrument, Item, Section, Texts

CAN_BE_UNANSWERED = ("select_one", "select_multiple", "integer", "decimal", "date", "rank")
POINTS = 5
MODES = 4
MANY = 6  # from here the answers are set closer


@dataclass(frozen=True)
class Wording:
    """The words of a screen at one kind of activity or in one mode; empty: always."""

    label: Texts
    hint: Texts
    activity: str = ""
    mode: str = ""


@dataclass(frozen=True)
class Screen:
    """One item as it is shown, with what the phone must know about it."""

    item: Item
    section: str
    relevant: str  # trees as JSON, all of which must hold
    constraint: str
    wordings: tuple[Wording, ...]
    choices: tuple[Choice, ...]
    numbered: bool  # a scale, whose numbers are part of the answer

    @property
    def can_be_unanswered(self) -> bool:
        """Whether "does not know" and its like are offered: never for a consent, never for the contact."""
        return self.item.type in CAN_BE_UNANSWERED and not self.item.consent and self.section != "contact"

    @property
    def dense(self) -> bool:
        """Whether the answers are too many for full height."""
        return len(self.choices) >= MANY


@dataclass(frozen=True)
class Paper:
    """Everything that the print of a questionnaire shows."""

    instrument: Instrument
    languages: tuple[i18n.Language, ...]
    screens: tuple[Screen, ...]


def paper(instrument: Instrument) -> Paper:
    """The questionnaire as screens."""
    screens = [_screen(instrument, section, item) for section in instrument.survey for item in section.items]
    return Paper(instrument, tuple(i18n.language(tag) for tag in instrument.languages), tuple(screens))


def _screen(instrument: Instrument, section: Section, item: Item) -> Screen:
    trees = [tree for tree in (section.relevant, item.relevant) if tree is not None]
    choices = tuple(choice for choice in instrument.choices_of(item) if not choice.retired)
    return Screen(
        item=item,
        section=section.name,
        relevant=_compact(trees),
        constraint=_compact(item.constraint) if item.constraint is not None else "",
        wordings=_wordings(item),
        choices=choices,
        numbered=_is_scale([choice.name for choice in choices]),
    )


def _is_scale(codes: list[str]) -> bool:
    return len(codes) == POINTS and codes == [str(point) for point in range(1, POINTS + 1)]


def _wordings(item: Item) -> tuple[Wording, ...]:
    own = Wording(item.label, item.hint)
    by_activity = [Wording(one.label, one.hint or item.hint, activity=kind) for kind, one in item.per_activity.items()]
    by_mode = [Wording(one.label, one.hint or item.hint, mode=mode) for mode, one in item.per_mode.items()]
    if not by_mode:
        return tuple(by_activity) or (own,)
    return (*by_mode, *((own,) if len(by_mode) < MODES else ()))


def _compact(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
