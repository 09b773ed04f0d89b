"""What a caller says, with the name, the school and the month in it: in the language of the call, and in hers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import NotFound
from app.instrument.schema import Instrument, Texts
from app.services import instruments, releases

NAME = "call-script"
BLANKS, UNNAMED, MONTHS = "blanks", "call_unnamed", "month"
OPEN = "…"  # a blank before the name is known
FIRST_WORDS = "opening"


@dataclass(frozen=True)
class Sentence:
    """One thing to say: aloud in the language of the call, and beside it as the caller reads it herself."""

    aloud: str
    beside: str  # empty where both are the same language
    guidance: Texts


@dataclass(frozen=True)
class Situation:
    """What is said when this happens; the heading is what a caller looks for."""

    name: str
    heading: Texts
    sentences: tuple[Sentence, ...]

    @property
    def comes_first(self) -> bool:
        """Whether every call begins with it."""
        return self.name == FIRST_WORDS


@dataclass(frozen=True)
class Facts:
    """What goes into the blanks of one call. Empty: not known (yet)."""

    caller: str
    office: str
    line: str
    school: str
    code: str
    month: int  # in which they spoke with us, 1 to 12
    kind: str  # of the activity: talk or meeting
    ask_for: str | None = None  # None: not shown yet; empty: they left no name


@dataclass(frozen=True)
class Script:
    """The sentences of one call."""

    language: str  # in which they stand; another than that of the call where that is not released
    beside: str  # the caller's own
    is_released: bool
    situations: tuple[Situation, ...] = ()


def script(session: Session, language: str, facts: Facts, *, own: str) -> Script:
    """What to say in a call in this language; `own` is the language in which the caller reads her screens.

    Only released words are read aloud: for a language that is still a draft the caller gets the words it was made from.
    """
    try:
        held = instruments.newest(session, NAME)
    except NotFound:
        return Script(language, own, is_released=False)
    released = releases.can_be_used(session, held, language)
    aloud = language if released else held.languages[0]
    beside = own if own in held.languages else held.languages[0]
    return Script(aloud, beside, released, _situations(held, aloud, beside, facts))


def _situations(held: Instrument, aloud: str, beside: str, facts: Facts) -> tuple[Situation, ...]:
    said, read = _blanks(held, aloud, facts), _blanks(held, beside, facts)
    found = []
    for section in held.survey:
        sentences = []
        for item in section.items:
            words = {str(kind): said.label for kind, said in item.per_activity.items()}.get(facts.kind, item.label)
            own = "" if aloud == beside else filled(words.get(beside, ""), read)
            sentences.append(Sentence(filled(words[aloud], said), own, item.guidance))
        if section.name != BLANKS:
            found.append(Situation(section.name, section.label, tuple(sentences)))
    return tuple(found)


def _blanks(held: Instrument, tag: str, facts: Facts) -> Mapping[str, str]:
    unnamed = held.items_by_name.get(UNNAMED)
    months = {choice.name: choice.label.get(tag, "") for choice in held.choices.get(MONTHS, ())}
    nobody = unnamed.label.get(tag, "") if unnamed else ""
    return {
        "caller": facts.caller,
        "office": facts.office,
        "line": facts.line,
        "school": facts.school,
        "code": facts.code,
        "month": months.get(str(facts.month), ""),
        "ask_for": OPEN if facts.ask_for is None else facts.ask_for or nobody,
    }


def filled(words: str, blanks: Mapping[str, str]) -> str:
    """A sentence with its blanks filled in; each keeps its own direction, whatever stands around it."""
    for name, value in blanks.items():
        words = words.replace(f"{{{name}}}", f"\u2068{value or OPEN}\u2069")
    return words
