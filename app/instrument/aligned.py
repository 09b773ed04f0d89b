"""Do questionnaires agree about their variables? The same name is the same column, whoever was asked.

Words differ with who is asked; what a name is and which codes it knows must not. That the same code means the same
cannot be computed, so the codebook prints the words of every role side by side.
"""

from collections.abc import Iterable, Iterator

from app.errors import N_
from app.instrument.problems import Sentence, say
from app.instrument.schema import Instrument, Item

OTHER_KIND = N_(
    "`%(name)s` is %(kind)s in `%(one)s` and %(other_kind)s in `%(other)s`. "
    "The same name is one column of the export: give one of them another name."
)
OTHER_CODES = N_(
    "`%(name)s` has the codes %(codes)s in `%(one)s` and %(other_codes)s in `%(other)s`. "
    "The same name is one column of the export: use the same codes or another name."
)
A_CONTACT = N_("a sealed contact")


def contradictions(instrument: Instrument, others: Iterable[Instrument]) -> Iterator[Sentence]:
    """What another questionnaire says differently about an item of the same name, as sentences."""
    for other in others:
        for item in instrument.items():
            if other.name != instrument.name and (same := other.items_by_name.get(item.name)):
                yield from _differ(instrument, item, other, same)


def _differ(instrument: Instrument, item: Item, other: Instrument, same: Item) -> Iterator[Sentence]:
    if item.contact and same.contact:
        return
    if item.type != same.type or bool(item.contact) != bool(same.contact):
        here = {"name": item.name, "kind": _kind(item), "one": instrument.name}
        yield say(OTHER_KIND, **here, other_kind=_kind(same), other=other.name)
        return
    ours, theirs = _codes(instrument, item), _codes(other, same)
    if not ours <= theirs and not theirs <= ours:
        here = {"name": item.name, "codes": _listed(ours), "one": instrument.name}
        yield say(OTHER_CODES, **here, other_codes=_listed(theirs), other=other.name)


def _kind(item: Item) -> str:
    return say(A_CONTACT) if item.contact else f"`{item.type}`"


def _codes(instrument: Instrument, item: Item) -> set[str]:
    return {choice.name for choice in instrument.choices_of(item)}


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes))
