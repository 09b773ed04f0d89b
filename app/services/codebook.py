"""One model of every variable; the export and its codebook are both printed from it, so they cannot disagree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.instrument.schema import Instrument, Item
from app.models import MISSING_CODES, Condition, InterviewStatus, Role, Stratum

MISSING_MEANING = {
    "not_asked": "not asked, or left open where that is allowed",
    "dont_know": "does not know",
    "refused": "would rather not say",
    "not_applicable": "does not apply",
    "broken_off": "interview ended before",
}
MODES = {"capi": "face to face", "cati": "by telephone", "self": "alone", "paper": "on paper, entered later"}
INTERPRETERS = {
    "unknown": "nobody noted it",
    "none": "nobody",
    "professional": "a professional interpreter",
    "adult": "an adult relative or acquaintance",
    "child": "a child",
}
RULE = "draft untouched for 24 h: partial if at least half of the relevant core items were answered, else broken_off"


@dataclass(frozen=True)
class Variable:
    """One column of the export.

    `item` is empty for context; `choice` is set where a choice of a select-multiple item has its own 0/1 column.
    """

    name: str
    type: str
    label: str
    text: str = ""
    scale: str = ""
    source: str = ""
    item: str = ""
    choice: str = ""
    values: dict[str, str] = field(default_factory=dict)
    asked: str = ""  # the questionnaires that ask it
    words: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # of each role: the text under "", the codes' meanings

    @property
    def coded(self) -> bool:
        """Whether missing answers are shown as −9…−5; open texts stay empty instead."""
        return bool(self.item) and self.type not in {"text", "date"}

    @property
    def meanings(self) -> dict[str, str]:
        """Every value that can stand in the column, with what it means; empty for open ones."""
        missing = {str(MISSING_CODES[reason]): MISSING_MEANING[reason] for reason in MISSING_CODES}
        return {**self.values, **(missing if self.coded else {})}


def _named(name: str, kind: str, label: str, values: dict[str, str] | None = None) -> Variable:
    return Variable(name, kind, label, values=values or {})


CONTEXT = (
    _named("respondent", "text", "Code of the respondent, the same in every wave"),
    _named("role", "category", "Who answered", {role: role for role in Role}),
    _named("site", "text", "School (level 3)"),
    _named("stratum", "category", "School type", {stratum: stratum for stratum in Stratum}),
    _named("group", "text", "Class (level 2), with its school"),
    _named("condition", "category", "Arm of the study as analysed", {arm: arm for arm in Condition}),
    _named("intervention", "text", "What the school did differently"),
    _named("activity", "integer", "Number of the occasion: this intervention, school and date"),
    _named("wave", "category", "Round", {"w1": "straight after the activity", "w2": "three calendar months later"}),
    _named(
        "mode",
        "category",
        "How it was asked",
        {"capi": "face to face", "cati": "by telephone", "self": "alone", "paper": "on paper, entered later"},
    ),
    _named("language", "text", "Language in which the interview ended (BCP 47)"),
    _named("interviewer", "integer", "Number of the interviewer"),
    _named("started", "datetime", "Start by the server's clock, ISO 8601 in Europe/Amsterdam"),
    _named("minutes", "decimal", "Minutes from the first screen to the last answer, whoever held the phone"),
    _named("instrument", "text", "Name of the questionnaire"),
    _named("version", "text", "Digest of the questionnaire's exact text"),
)
AFTER = (
    _named("status", "category", f"How far the interview came; {RULE}", {status: status for status in InterviewStatus}),
    _named("year", "text", "School year of the class; empty where the study does not know it"),
    _named("synthetic", "category", "Whether the answers were invented", {"0": "real", "1": "invented"}),
    _named("interpreter", "category", "Who interpreted", INTERPRETERS),
    _named("condition_planned", "category", "Arm of the study as planned", {arm: arm for arm in Condition}),
    _named("quickscan", "decimal", "Mark of the quickscan that the school gave itself, 1 to 10; empty: none"),
)


def variables(instruments: Sequence[Instrument], rounds: Mapping[str, str] | None = None) -> list[Variable]:
    """Every column: context, one per item in the order of the questionnaires, then what came of the interview.

    An item that several versions or questionnaires ask is one column; what it can hold is what any of them offers. Its
    words are those of the first, with what other roles were told where that differs. `rounds` are those that a study
    has beside the two that every study has, with when they are.
    """
    items: dict[str, Variable] = {}
    for instrument in instruments:
        for item in instrument.items():
            for variable in _of_item(instrument, item):
                items[variable.name] = _joined(items.get(variable.name), variable)
    context = [replace(one, values=one.values | dict(rounds or {})) if one.name == "wave" else one for one in CONTEXT]
    return [*context, *(_told(variable) for variable in items.values()), *AFTER]


def _joined(known: Variable | None, variable: Variable) -> Variable:
    if known is None:
        return variable
    words = {
        role: {**variable.words.get(role, {}), **known.words.get(role, {})} for role in known.words | variable.words
    }
    asked = known.asked if variable.asked in known.asked.split() else f"{known.asked} {variable.asked}"
    return replace(known, words=words, asked=asked, values={**variable.values, **known.values})


def _told(variable: Variable) -> Variable:
    """The words of the first role, and after them those of others that are not the same."""
    values = {code: _by_role(variable, code, meaning) for code, meaning in variable.values.items()}
    return replace(variable, text=_by_role(variable, "", variable.text), values=values)


def _by_role(variable: Variable, code: str, first: str) -> str:
    others = [(role, said[code]) for role, said in variable.words.items() if said.get(code, first) != first]
    return " | ".join([first, *(f"{role}: {words}" for role, words in others)])


def _of_item(instrument: Instrument, item: Item) -> Iterator[Variable]:
    if item.contact or item.type == "note":
        return
    choices = {choice.name: _label(choice.label, instrument) for choice in instrument.choices_of(item)}
    common = {
        "text": _label(item.label, instrument),
        "scale": item.scale or "",
        "source": item.source or instrument.source,
        "item": item.name,
        "asked": instrument.name,
    }
    text = {"": common["text"]}
    if item.type == "select_multiple":
        for code, meaning in choices.items():
            label = f"{item.variable_label}: {meaning}"
            yes_no = {"0": "not chosen", "1": "chosen"}
            yield Variable(
                f"{item.name}_{code}",
                "category",
                label,
                **common,
                choice=code,
                values=yes_no,
                words={instrument.role: text},
            )
        return
    kind = "category" if item.type == "select_one" else item.type
    words: dict[str, dict[str, str]] = {instrument.role: text | choices}
    yield Variable(item.name, kind, item.variable_label, **common, values=choices, words=words)


def _label(texts: dict[str, str], instrument: Instrument) -> str:
    return texts.get(instrument.languages[0], "") if texts else ""
