"""Do questionnaires agree about their variables? The same name is the same column, whoever was asked.

Words differ with who is asked; what a name is and which codes it knows must not. That the same code means the same
cannot be computed, so the codebook prints the words of every role side by side.
"""

from collections.abc import Iterable, Iterator

from app.instrument.schema import Instrument, Item


def contradictions(instrument: Instrument, others: Iterable[Instrument]) -> Iterator[str]:
    """What another questionnaire says differently about an item of the same name, as sentences."""
    for other in others:
        for item in instrument.items():
            if other.name != instrument.name and (same := other.items_by_name.get(item.name)):
                yield from _differ(instrument, item, other, same)


def _differ(instrument: Instrument, item: Item, other: Instrument, same: Item) -> Iterator[str]:
    if item.contact and same.contact:
        return
    if item.type != same.type or bool(item.contact) != bool(same.contact):
        yield (
            f"`{item.name}` is {_kind(item)} in `{instrument.name}` and {_kind(same)} in `{other.name}`. "
            "The same name is one column of the export: give one of them another name."
        )
        return
    ours, theirs = _codes(instrument, item), _codes(other, same)
    if not ours <= theirs and not theirs <= ours:
        yield (
            f"`{item.name}` has the codes {_listed(ours)} in `{instrument.name}` and {_listed(theirs)} in "
            f"`{other.name}`. The same name is one column of the export: use the same codes or another name."
        )


def _kind(item: Item) -> str:
    return "a sealed contact" if item.contact else f"`{item.type}`"


def _codes(instrument: Instrument, item: Item) -> set[str]:
    return {choice.name for choice in instrument.choices_of(item)}


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes))
