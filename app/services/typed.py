"""What somebody ticked and typed on a sheet: read into answers, or into the sentence that says what is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import N_, NumberImpossible
from app.i18n import plain_digits
from app.instrument.expressions import evaluate
from app.instrument.schema import Instrument, Item
from app.services import contacts
from app.services.answers import SHAPES, is_date
from app.services.paper import CAN_BE_UNANSWERED

Typed = Mapping[str, Sequence[str]]
Answered = Mapping[str, str | None]

REASONS = {"dont_know": N_("Don't know"), "refused": N_("Rather not say"), "not_applicable": N_("Not applicable")}
NOT = "?"  # before a reason among the values, and after the name of the field that holds a reason beside typed words
TAKE_OUT = "take_out"  # a name or number that was kept before
LONGEST, LONGEST_CONTACT = 2000, 500  # letters

CHOOSE = N_("Please choose an answer.")
FILL_IN = N_("Please fill this in.")
A_NUMBER = N_("Please use digits only.")
A_DATE = N_("Please write the date as day, month and year: 24-11-2026.")
RANKED = N_("Please give every line its own place.")
NO_SUCH_NUMBER = N_("This number cannot be right. Please look at every digit.")
CANNOT_BE = N_("That cannot be right. Please look again.")
TOO_LONG = N_("This is too long. Please make it shorter.")

DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


@dataclass(frozen=True)
class Given:
    """What came back for one item: a value or a reason, nothing at all, or something that cannot be taken."""

    value: str | None = None
    missing: str | None = None
    problem: str | None = None  # a msgid
    typed: tuple[str, ...] = ()  # as it stands in the field, to be shown again

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return self.value is None and self.missing is None


def can_be_unanswered(item: Item) -> bool:
    """Whether "don't know" and its like are offered: never for a consent, nor for what calling somebody needs."""
    return item.type in CAN_BE_UNANSWERED and not item.consent and not item.contact


def read(instrument: Instrument, item: Item, typed: Typed, answered: Answered) -> Given:
    """What was given for an item; its problem says what to mend, and what was typed stays in the field."""
    said = [one.strip() for one in typed.get(item.name, ())]
    reason = next(
        (one[1:] for one in [*said, *typed.get(item.name + NOT, ())] if one[1:] in REASONS and one[0] == NOT), ""
    )
    codes = [choice.name for choice in instrument.choices_of(item) if not choice.retired]
    match item.type:
        case "select_one":
            chosen = [one for one in said if one in codes][:1]
        case "select_multiple":
            chosen = [code for code in codes if code in said]
        case "rank":
            ranked, said = _ranked(item, codes, typed)
            if ranked is None:
                return Given(problem=RANKED, typed=tuple(said))
            chosen = ranked
        case _:
            return _written(item, said[0] if said else "", reason, answered)
    if chosen:
        return _checked(item, " ".join(chosen), tuple(said), answered)
    return _nothing(item, reason, CHOOSE)


def left_open(item: Item) -> Given:
    """What is said of an item without an answer."""
    return Given(problem=CHOOSE if item.choice_list else FILL_IN)


def _ranked(item: Item, codes: list[str], typed: Typed) -> tuple[list[str] | None, list[str]]:
    """Codes in the order of the places they were given; None when two share a place or one has none."""
    places = [next(iter(typed.get(f"{item.name}.{code}", ())), "") for code in codes]
    if not any(places):
        return [], places
    wanted = [str(place) for place in range(1, len(codes) + 1)]
    if sorted(places) != sorted(wanted):
        return None, places
    return [code for _, code in sorted(zip(map(int, places), codes, strict=True))], places


def _written(item: Item, text: str, reason: str, answered: Answered) -> Given:
    if not text:
        return _nothing(item, reason, FILL_IN)
    text = text.replace("\0", "")
    if len(text) > (LONGEST_CONTACT if item.contact else LONGEST):
        return Given(problem=TOO_LONG, typed=(text,))
    if item.contact in contacts.NUMBERS or item.appearance == "tel":
        try:
            return Given(contacts.normal(text), typed=(text,))
        except NumberImpossible:
            return Given(problem=NO_SUCH_NUMBER, typed=(text,))
    value = _plain(item.type, text)
    shape = SHAPES.get(item.type)
    if (shape and not shape.fullmatch(value)) or (item.type == "date" and not is_date(value)):
        return Given(problem=A_DATE if item.type == "date" else A_NUMBER, typed=(text,))
    return _checked(item, value, (text,), answered)


def _plain(kind: str, text: str) -> str:
    """Digits and points as every computer reads them, and a date with its year first."""
    if kind not in SHAPES:
        return text
    text = plain_digits(text)
    if kind == "date" and (found := DAY_FIRST.fullmatch(text)):
        day, month, year = found.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return text.replace(",", ".").replace("٫", ".")


def _checked(item: Item, value: str, typed: tuple[str, ...], answered: Answered) -> Given:
    if item.constraint is not None and evaluate(item.constraint, {**answered, item.name: value}, value) is not True:
        return Given(problem=CANNOT_BE, typed=typed)
    return Given(value, typed=typed)


def _nothing(item: Item, reason: str, sentence: str) -> Given:
    if reason and can_be_unanswered(item):
        return Given(missing=reason)
    if item.required and item.type != "note":
        return Given(problem=sentence)
    return Given()
