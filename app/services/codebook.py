"""One model of every variable; data files and their codebooks are all printed from it, so they cannot disagree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.export import context
from app.export.model import Holds, Level, Measure, Texts, Value, Variable
from app.instrument.schema import Instrument, Item, Section
from app.instrument.written import written

LEVELS = {"text": Level.INTERNAL, "date": Level.RESTRICTED}  # what somebody wrote may tell who she is
LONGEST_LABEL = 255  # bytes: what SPSS keeps; a longer question leaves its label in English
HOLDS = {"integer": Holds.INTEGER, "decimal": Holds.DECIMAL, "date": Holds.DATE, "text": Holds.TEXT}


@dataclass
class _Column:
    """A variable while it is gathered from all questionnaires that ask it; words by role."""

    name: str
    item: Item
    section: Section
    instrument: Instrument
    choice: str = ""
    asked: list[str] = field(default_factory=list)
    scales: dict[str, str] = field(default_factory=dict)  # by questionnaire
    question: dict[str, Texts] = field(default_factory=dict)
    codes: dict[str, dict[str, Texts]] = field(default_factory=dict)

    def hears(self, instrument: Instrument, item: Item) -> None:
        """Another questionnaire, or another version, asks it too."""
        if instrument.name not in self.asked:
            self.asked.append(instrument.name)
        self.scales[instrument.name] = item.scale or ""
        role = instrument.role
        self.question[role] = {**item.label, **self.question.get(role, {})}
        if item.type == "select_one":
            for choice in instrument.choices_of(item):
                held = self.codes.setdefault(choice.name, {})
                held[role] = {**choice.label, **held.get(role, {})}


def variables(instruments: Sequence[Instrument], rounds: Mapping[str, str] | None = None) -> tuple[Variable, ...]:
    """Every column: context, one per item in the order of the questionnaires, then what came of the interview.

    An item that several versions or questionnaires ask is one column; what it can hold is what any of them offers. Its
    words are those of the first, with what other roles were told where that differs. `rounds` are those that a study
    has beside the two that every study has, with when they are.
    """
    found: dict[str, _Column] = {}
    for instrument in instruments:
        for section in instrument.survey:
            for item in section.items:
                for name, choice in _columns(instrument, item):
                    column = found.setdefault(name, _Column(name, item, section, instrument, choice))
                    column.hears(instrument, item)
    later = tuple(Value(name, {"en": when}) for name, when in (rounds or {}).items())
    before = [replace(one, values=one.values + later) if one.name == "wave" else one for one in context.before()]
    return (*before, *map(_variable, found.values()), *context.after())


def holds_words(codes: Iterable[str]) -> bool:
    """Whether some codes of a question are words; then its column is one of texts."""
    return any(str(_whole(code)) != code for code in codes)


def _columns(instrument: Instrument, item: Item) -> Iterator[tuple[str, str]]:
    """The names of an item's columns: one, or one per choice where several can be chosen or put in order."""
    if item.contact or item.type == "note":
        return
    if item.type in {"select_multiple", "rank"}:
        yield from ((f"{item.name}_{choice.name}", choice.name) for choice in instrument.choices_of(item))
    else:
        yield item.name, ""


def _variable(column: _Column) -> Variable:
    item, codes = column.item, column.codes
    words = item.type == "select_one" and holds_words(codes)
    values = _values(column, as_text=words)
    can_miss = item.type not in {"text", "date"}
    return Variable(
        name=column.name,
        holds=Holds.TEXT if words else HOLDS.get(item.type, Holds.INTEGER),
        measure=_measure(item),
        label=_label(column),
        values=(*values, *context.missing(as_text=words)) if can_miss else (),
        can_miss=can_miss,
        question=_joined(column.question),
        before=column.section.label,
        hint=item.hint,
        guidance=item.guidance,
        section=column.section.name,
        item=item.name,
        choice=column.choice,
        scale=item.scale or "",
        scales=column.scales if len(set(column.scales.values())) > 1 else {},
        asked=tuple(column.asked),
        relevant=" and ".join(written(tree) for tree in (column.section.relevant, item.relevant) if tree is not None),
        source=item.source or column.instrument.source,
        level=LEVELS.get(item.type, Level.PUBLIC),
    )


def _values(column: _Column, *, as_text: bool) -> tuple[Value, ...]:
    if column.item.type == "select_multiple":
        return context.ticked()
    if column.item.type == "rank":
        return ()
    return tuple(
        Value(code if as_text else int(code), _joined(meanings, "en")) for code, meanings in column.codes.items()
    )


def _label(column: _Column) -> Texts:
    """Short in English, as the questionnaire has it; in other languages the question, where it fits."""
    offered = {one.name: one.label for one in column.instrument.choices_of(column.item)}.get(column.choice, {})
    long = {
        tag: f"{words}: {offered.get(tag, column.choice)}" if column.choice else words
        for tag, words in column.item.label.items()
    }
    short = column.item.variable_label
    english = f"{short}: {offered.get('en', column.choice)}" if column.choice else short
    return {tag: words for tag, words in long.items() if len(words.encode()) <= LONGEST_LABEL} | {"en": english}


def _measure(item: Item) -> Measure:
    """Choice lists of a scale end in how many points it has (agree5), in every questionnaire that comes with Aloud."""
    if item.type in {"integer", "decimal"}:
        return Measure.SCALE
    ordered = item.scale or (item.choice_list or "")[-1:].isdecimal()
    return Measure.ORDINAL if item.type == "rank" or (ordered and item.type == "select_one") else Measure.NOMINAL


def _joined(said: Mapping[str, Texts], always: str = "") -> Texts:
    """The words of the first role, and after them those of others that are not the same; by language."""
    (_, first), *others = said.items()
    texts = {tag: _beside(words, tag, others) for tag, words in first.items()}
    return texts if not always or always in texts else {**texts, always: next(iter(texts.values()), "")}


def _beside(first: str, tag: str, others: Sequence[tuple[str, Texts]]) -> str:
    unlike = [(role, texts[tag]) for role, texts in others if texts.get(tag, first) != first]
    return " | ".join([first, *(f"{role}: {words}" for role, words in unlike)])


def _whole(code: str) -> int | None:
    try:
        return int(code)
    except ValueError:
        return None
