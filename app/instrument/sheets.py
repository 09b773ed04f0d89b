"""A questionnaire as sheets that somebody reads alone: a few questions each, and what depends on an answer comes later.

Nothing on a sheet can appear or vanish while it is read, so it needs no script. Which sheet an item is on never
depends on the answers; a sheet of which nothing is asked is passed over.
"""

from collections.abc import Iterator, Mapping

from app.instrument.expressions import Tree, evaluate, parts
from app.instrument.schema import Instrument, Item, Section, Wording

MOST = 4  # questions on a sheet: two thumbs of scrolling, and a tenth of the round trips of one at a time
MOST_LINES = 22  # answers on a sheet, each a line that is tapped
OPEN = 3  # lines that a field to type in counts for

Sheet = tuple[Item, ...]
Answered = Mapping[str, str | None]


def sheets(instrument: Instrument) -> tuple[Sheet, ...]:
    """The items of a questionnaire, sheet by sheet."""
    return tuple(
        sheet for section in instrument.survey for run in _runs(section) for sheet in _laid(instrument, section, run)
    )


def asked(instrument: Instrument, answered: Answered) -> list[Item]:
    """The items that are asked, given the answers; what is passed over counts as unanswered further on."""
    values: dict[str, str | None] = {}
    found = []
    for section in instrument.survey:
        for item in section.items:
            trees = [tree for tree in (section.relevant, item.relevant) if tree is not None]
            if all(evaluate(tree, values) is True for tree in trees):
                values[item.name] = answered.get(item.name)
                found.append(item)
    return found


def conditions(instrument: Instrument, item: Item) -> set[str]:
    """The items on whose answers it depends whether this one is asked."""
    section = next(section for section in instrument.survey if item in section.items)
    return _used(section.relevant) | _used(item.relevant)


def wording(item: Item, kind: str) -> Wording:
    """The words for somebody who reads them herself, at this kind of activity."""
    other = item.per_mode.get("self") or {str(one): said for one, said in item.per_activity.items()}.get(kind)
    return (
        Wording(label=other.label, hint=other.hint or item.hint) if other else Wording(label=item.label, hint=item.hint)
    )


def _runs(section: Section) -> Iterator[Sheet]:
    """As much of a section as can stand together: a consent closes its sheet, and none looks back at its own.

    Where the section wants its items together, only what looks back comes later.
    """
    run: list[Item] = []
    for item in section.items:
        if item.consent == "interview" or _used(item.relevant) & {one.name for one in run}:
            yield tuple(run)
            run = []
        run.append(item)
        if item.consent and not section.is_together:
            yield tuple(run)
            run = []
    yield tuple(run)


def _used(tree: Tree | None) -> set[str]:
    return {str(part[1]) for part in parts(tree or "") if part[0] == "$"}


def _laid(instrument: Instrument, section: Section, run: Sheet) -> Iterator[Sheet]:
    return iter([run] if run and section.is_together else _evenly(instrument, run))


def _evenly(instrument: Instrument, run: Sheet) -> Iterator[Sheet]:
    lines = sum(len(instrument.choices_of(item)) or OPEN for item in run)
    count = max(-(-len(run) // MOST), -(-lines // MOST_LINES))
    for at in range(count):
        if part := run[-(-len(run) * at // count) : -(-len(run) * (at + 1) // count)]:
            yield part
