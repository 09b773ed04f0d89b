"""What a new text of a questionnaire changes, for a reader: what came, what went, what says something else."""

from dataclasses import dataclass
from typing import NamedTuple

from app.instrument.keys import keyed
from app.instrument.schema import Instrument, Item

RULES = ("type", "required", "relevant", "constraint", "scale", "core", "consent", "special", "contact", "choice_list")


class Reworded(NamedTuple):
    """A text that says something else in one language."""

    key: str
    tag: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """Everything that differs; all empty when the two are one version."""

    added: tuple[str, ...] = ()  # items
    removed: tuple[str, ...] = ()
    moved: bool = False  # the items that both have stand in another order
    ruled: tuple[tuple[str, tuple[str, ...]], ...] = ()  # items, with which of their rules changed
    languages: tuple[str, ...] = ()  # new ones
    reworded: tuple[Reworded, ...] = ()
    retired: tuple[str, ...] = ()  # choices, as list:code
    new_choices: tuple[str, ...] = ()

    def by_language(self) -> dict[str, list[Reworded]]:
        """The texts that say something else, one language at a time."""
        found: dict[str, list[Reworded]] = {}
        for one in self.reworded:
            found.setdefault(one.tag, []).append(one)
        return found

    @property
    def nothing(self) -> bool:
        """Whether the two say the same."""
        return self == Changes()


def changes(old: Instrument, new: Instrument) -> Changes:
    """What differs between two versions of one questionnaire."""
    before, after = old.items_by_name, new.items_by_name
    both = [name for name in before if name in after]
    were, are = _choices(old), _choices(new)
    return Changes(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        moved=both != [name for name in after if name in before],
        ruled=tuple((name, found) for name in both if (found := _rules(before[name], after[name]))),
        languages=tuple(tag for tag in new.languages if tag not in old.languages),
        reworded=tuple(_reworded(old, new)),
        retired=tuple(code for code, retired in are.items() if retired and were.get(code) is False),
        new_choices=tuple(code for code in are if code not in were and code.partition(":")[0] in old.choices),
    )


def _rules(before: Item, after: Item) -> tuple[str, ...]:
    return tuple(key for key in RULES if getattr(before, key) != getattr(after, key))


def _choices(instrument: Instrument) -> dict[str, bool]:
    return {f"{name}:{one.name}": one.retired for name, choices in instrument.choices.items() for one in choices}


def _reworded(old: Instrument, new: Instrument) -> list[Reworded]:
    before, after = dict(keyed(old)), dict(keyed(new))
    return [
        Reworded(key, tag, said[tag], after[key].get(tag, ""))
        for key, said in before.items()
        if key in after
        for tag in said
        if tag in new.languages and said[tag] != after[key].get(tag, "")
    ]
