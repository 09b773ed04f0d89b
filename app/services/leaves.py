"""A sheet as somebody reads it alone: in her language, in the words for reading oneself, with what stands there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.instrument.schema import Instrument, Item
from app.instrument.sheets import wording
from app.services import typed
from app.services.going import Going
from app.services.paper import is_scale
from app.services.typed import Given

NOTHING = Given()


@dataclass(frozen=True)
class Line:
    """An answer that can be tapped."""

    code: str
    label: str
    is_chosen: bool
    place: str = ""  # in a rank order


@dataclass(frozen=True)
class Asked:
    """One question on a sheet."""

    item: Item
    label: str
    hint: str
    lines: tuple[Line, ...]
    is_numbered: bool  # a scale, whose numbers are part of the answer
    text: str  # what stands in the field
    reason: str  # why there is no answer
    can_be_unanswered: bool
    is_kept: bool  # a name or number that is kept, and not shown again
    problem: str  # a msgid


@dataclass(frozen=True)
class Leaf:
    """A sheet: its questions, and where it is among those that are asked."""

    number: int
    here: int
    all: int
    back: int | None
    heading: str
    asked: tuple[Asked, ...]
    language: str
    languages: tuple[str, ...]
    code: str  # for a student who takes over

    @property
    def has_problem(self) -> bool:
        """Whether something on it must be mended."""
        return any(one.problem for one in self.asked)


def leaf(
    at: Going, number: int, given: Mapping[str, Given], *, keeps: Collection[str] = (), mends: bool = False
) -> Leaf:
    """One sheet of a questionnaire.

    Args:
        at: Whose.
        number: Which sheet; something is asked on it.
        given: What came back for it just now.
        keeps: The contacts that are kept.
        mends: Say beside each question that was left open that it was.
    """
    here = at.numbers().index(number)
    items, language = at.on(number), at.completion.language
    if mends:
        given = {one.name: typed.left_open(one) for one in items if at.is_open(one, frozenset(keeps))}
    section = next(section for section in at.place.instrument.survey if items[0] in section.items)
    return Leaf(
        number=number,
        here=here + 1,
        all=at.may_come(),
        back=max((one for one in at.reachable() if one < number), default=None),
        heading=section.label[language],
        asked=tuple(_asked(at, item, given.get(item.name), keeps) for item in items),
        language=language,
        languages=at.place.languages,
        code=at.completion.code,
    )


def _asked(at: Going, item: Item, given: Given | None, keeps: Collection[str]) -> Asked:
    instrument, language = at.place.instrument, at.completion.language
    words = wording(item, at.place.kind)
    now = given if given is not None and (given.typed or not given.is_empty) else _held(at, item)
    lines = _lines(instrument, item, now, language)
    return Asked(
        item=item,
        label=words.label[language],
        hint=words.hint.get(language, ""),
        lines=lines,
        is_numbered=is_scale([line.code for line in lines]),
        text=(now.typed[0] if now.typed else now.value or "") if not lines else "",
        reason=now.missing or "",
        can_be_unanswered=typed.can_be_unanswered(item),
        is_kept=item.contact in keeps,
        problem=given.problem or "" if given else "",
    )


def _held(at: Going, item: Item) -> Given:
    sent = at.answers.get(item.name)
    return Given(sent["value"], sent["missing"]) if sent and not at.is_elsewhere(item.name) else NOTHING


def _lines(instrument: Instrument, item: Item, now: Given, language: str) -> tuple[Line, ...]:
    choices = [choice for choice in instrument.choices_of(item) if not choice.retired]
    if item.type == "rank":
        order = (now.value or "").split()
        places = now.typed or [str(order.index(one.name) + 1) if one.name in order else "" for one in choices]
        return tuple(
            Line(one.name, one.label[language], False, place) for one, place in zip(choices, places, strict=False)
        )
    chosen = set((now.value or "").split()) or set(now.typed)
    return tuple(Line(one.name, one.label[language], one.name in chosen) for one in choices)
