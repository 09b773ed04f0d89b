"""A questionnaire laid out as paper: one screen per item, in every language, holding nobody."""

import json
from dataclasses import dataclass
from typing import Any

from app import i18n
from app.instrument.schema import Choice, Instrument, Item, Section, Texts
from app.services import pace

CONTACT_CARD = "contact-card"  # the appearance of the item with which our number is given away
FOR_THE_CALL = {"contact", "calling", "card"}  # sections that are about calling, not about the respondent
CAN_BE_UNANSWERED = ("select_one", "select_multiple", "integer", "decimal", "date", "rank")
POINTS = 5
MODES = 3  # in which a screen is shown
REASONS = ("dont_know", "refused", "not_applicable")
OWN_REASONS = {"nvt": "not_applicable", "na": "not_applicable", "dk": "dont_know"}  # as questionnaires write them
MANY = 6  # from here the answers are set closer


@dataclass(frozen=True)
class Wording:
    """The words of a screen at one kind of activity or in one mode; empty: always."""

    label: Texts
    hint: Texts
    least: dict[str, float]  # seconds that reading takes at least, per language
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
    points: frozenset[str]  # the codes of a scale, whose numbers are part of the answer

    @property
    def facts(self) -> dict[str, str | None]:
        """What the phone's script must know of the item, as attributes; None: it is not there."""
        return {
            "data-item": self.item.name,
            "data-type": self.item.type,
            "data-relevant": self.relevant,
            "data-constraint": self.constraint or None,
            "data-consent": self.item.consent,
            "data-contact": self.item.contact,
            "data-appearance": self.item.appearance,
            "data-optional": None if self.item.required else "",
        }

    @property
    def can_be_unanswered(self) -> bool:
        """Whether "does not know" and its like are offered: never for a consent, never for the contact."""
        return self.item.type in CAN_BE_UNANSWERED and not self.item.consent and self.section not in FOR_THE_CALL

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that are offered beneath; one that is itself among the answers is not offered twice."""
        own = {_reason(choice.name) for choice in self.choices}
        return tuple(reason for reason in REASONS if reason not in own)

    @property
    def is_explained(self) -> bool:
        """Whether there is something to read out if somebody asks."""
        return any(wording.hint for wording in self.wordings)

    @property
    def has_card(self) -> bool:
        """Whether the answers can be shown to the respondent on a card of their own."""
        return self.item.type in ("select_one", "select_multiple") and self.item.appearance != CONTACT_CARD

    @property
    def dense(self) -> bool:
        """Whether the answers are too many for full height."""
        return len(self.choices) >= MANY


@dataclass(frozen=True)
class Together:
    """Items that stand on one screen, in runs; what may stay open is folded away where it stands last."""

    label: Texts
    shown: tuple[Screen, ...]
    folded: tuple[Screen, ...]

    @property
    def name(self) -> str:
        """What the screen is called: as its first item."""
        return (*self.shown, *self.folded)[0].item.name


@dataclass(frozen=True)
class Paper:
    """Everything that the print of a questionnaire shows."""

    instrument: Instrument
    languages: tuple[i18n.Language, ...]
    steps: tuple[Screen | Together, ...]  # what is shown at once

    @property
    def appearances(self) -> frozenset[str]:
        """What stands on it beside the usual."""
        return frozenset(one.item.appearance for one in self.screens if one.item.appearance)

    @property
    def screens(self) -> tuple[Screen, ...]:
        """Every item, whatever it stands with."""
        each = ((*one.shown, *one.folded) if isinstance(one, Together) else (one,) for one in self.steps)
        return tuple(screen for screens in each for screen in screens)


def paper(instrument: Instrument) -> Paper:
    """The questionnaire as screens."""
    heard: set[str] = set()
    steps: list[Screen | Together] = []
    for section in instrument.survey:
        found = [_screen(instrument, section, item, heard) for item in section.items]
        steps += [_together(section, found)] if section.is_together and found else found
    return Paper(instrument, tuple(i18n.language(tag) for tag in instrument.languages), tuple(steps))


def _together(section: Section, found: list[Screen]) -> Together:
    """The optional items at the end fold away, unless there is nothing else."""
    last = max((at for at, one in enumerate(found, 1) if one.item.required), default=len(found))
    return Together(section.label, tuple(found[:last]), tuple(found[last:]))


def _screen(instrument: Instrument, section: Section, item: Item, heard: set[str]) -> Screen:
    """One item; `heard` are the scales whose points were read out before, and this one joins them."""
    trees = [tree for tree in (section.relevant, item.relevant) if tree is not None]
    choices = tuple(choice for choice in instrument.choices_of(item) if not choice.retired)
    points = _points([choice.name for choice in choices])
    is_new = bool(points) and item.choice_list not in heard
    heard.update({item.choice_list} if points and item.choice_list else ())
    return Screen(
        item=item,
        section=section.name,
        relevant=_compact(trees),
        constraint=_compact(item.constraint) if item.constraint is not None else "",
        wordings=_wordings(item, [choice.label for choice in choices] if is_new else []),
        choices=choices,
        points=points,
    )


def _reason(code: str) -> str:
    return OWN_REASONS.get(code, code)


def is_scale(codes: list[str]) -> bool:
    """Whether the codes are the points of a scale, shown with their numbers."""
    return len(codes) == POINTS and codes == [str(point) for point in range(1, POINTS + 1)]


def _points(codes: list[str]) -> frozenset[str]:
    """The codes that are points of a scale, beside which "does not apply" may stand; of any other list, none."""
    points = [code for code in codes if _reason(code) not in REASONS]
    return frozenset(points if is_scale(points) else ())


def _wordings(item: Item, announced: list[Texts]) -> tuple[Wording, ...]:
    """The words of an item. The answers are `announced` with the first statement of a scale, and take their time."""

    def wording(label: Texts, hint: Texts, **where: str) -> Wording:
        least = {tag: pace.least([label[tag], *(one.get(tag, "") for one in announced)], tag) for tag in label}
        return Wording(label, hint, least, **where)

    own = wording(item.label, item.hint)
    by_activity = [wording(one.label, one.hint or item.hint, activity=kind) for kind, one in item.per_activity.items()]
    on_phones = {mode: one for mode, one in item.per_mode.items() if mode != "paper"}  # which has its own print
    by_mode = [wording(one.label, one.hint or item.hint, mode=mode) for mode, one in on_phones.items()]
    if not by_mode:
        return tuple(by_activity) or (own,)
    return (*by_mode, *((own,) if len(by_mode) < MODES else ()))


def _compact(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
