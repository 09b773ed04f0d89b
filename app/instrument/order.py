"""What must come before what: an item before the expression that uses it, a consent before what it permits."""

from collections.abc import Iterable, Iterator, Mapping

from app.errors import N_
from app.instrument.expressions import Tree, parts
from app.instrument.problems import Place, Problem, Sentence, say
from app.instrument.schema import Choice, ConsentKind, Instrument, Item

Earlier = Mapping[str, Item]
PERMITTED_BY: dict[str, ConsentKind] = {"special": "special_category", "contact": "recontact"}


def check_order(instrument: Instrument) -> Iterator[Problem]:
    """Everything that is used before it is known, or asked before it is permitted."""
    earlier: dict[str, Item] = {}
    for s, section in enumerate(instrument.survey):
        place: Place = ("survey", s)
        yield from _relevant(section.relevant, place, earlier, instrument)
        for i, item in enumerate(section.items):
            where = (*place, "items", i)
            yield from _relevant(item.relevant, where, earlier, instrument)
            yield from _permission(item, section.relevant, where, earlier)
            yield from _consent(item, instrument.choices.get(item.choice_list or "", ()), where)
            earlier[item.name] = item
            yield from _references(item.constraint, (*where, "constraint"), earlier, instrument)


def _relevant(tree: Tree | None, place: Place, earlier: Earlier, instrument: Instrument) -> Iterator[Problem]:
    place = (*place, "relevant")
    yield from _references(tree, place, earlier, instrument)
    if ["."] in list(parts(tree or "")):
        yield Problem(place, "`.` is the answer itself, which is not there yet when `relevant` is asked.")


def _references(tree: Tree | None, place: Place, earlier: Earlier, instrument: Instrument) -> Iterator[Problem]:
    for part in parts(tree or ""):
        match part:
            case ["$", str(name)]:
                if sentence := _unusable(name, earlier, instrument):
                    yield Problem(place, sentence)
            case ["=" | "!=" | "selected", ["$", str(name)], str() | int() as code]:
                yield from _code(name, str(code), place, earlier, instrument)
            case ["=" | "!=", str() | int() as code, ["$", str(name)]]:
                yield from _code(name, str(code), place, earlier, instrument)


def _unusable(name: str, earlier: Earlier, instrument: Instrument) -> Sentence | None:
    item = earlier.get(name)
    if item is None:
        later = any(item.name == name for item in instrument.items())
        return (
            say(N_("${%(name)s} is asked only later."), name=name)
            if later
            else say(N_("There is no item `%(name)s`."), name=name)
        )
    if item.type == "note":
        return say(N_("`%(name)s` is a note and has no answer."), name=name)
    return (
        say(N_("`%(name)s` goes to the sealed contacts and is not among the answers."), name=name)
        if item.contact
        else None
    )


def _code(name: str, code: str, place: Place, earlier: Earlier, instrument: Instrument) -> Iterator[Problem]:
    """A code that no choice has would silently never come true."""
    item = earlier.get(name)
    choices = instrument.choices.get(item.choice_list or "", ()) if item else ()
    if choices and code and code not in {choice.name for choice in choices}:
        yield Problem(place, say(N_("`%(name)s` has no choice %(code)s."), name=name, code=code))


def _consent(item: Item, choices: tuple[Choice, ...], place: Place) -> Iterator[Problem]:
    if item.consent and (item.type != "select_one" or {choice.name for choice in choices} != {"0", "1"}):
        yield Problem(
            (*place, "consent"), say(N_("A consent must be a select_one with the choices 1 (yes) and 0 (no)."))
        )


def _permission(item: Item, section: Tree | None, place: Place, earlier: Earlier) -> Iterator[Problem]:
    """Origin and telephone numbers are asked only after a yes to being asked."""
    for key, kind in PERMITTED_BY.items():
        if getattr(item, key) and (sentence := _unpermitted(item, kind, (item.relevant, section), earlier)):
            yield Problem((*place, key), sentence)


def _unpermitted(item: Item, kind: ConsentKind, gates: Iterable[Tree | None], earlier: Earlier) -> Sentence | None:
    consent = next((asked for asked in earlier.values() if asked.consent == kind), None)
    if consent is None:
        return say(N_("`%(name)s` needs an item with `consent: %(kind)s` before it."), name=item.name, kind=kind)
    if not any(_demands(gate, consent.name) for gate in gates):
        wanted = f"relevant: ${{{consent.name}}} = 1"
        return say(
            N_("`%(name)s` is asked whatever the answer to the consent; it needs `%(wanted)s`."),
            name=item.name,
            wanted=wanted,
        )
    return None


def _demands(tree: Tree | None, consent: str) -> bool:
    """Whether a condition cannot be true without a yes to the consent."""
    match tree:
        case ["=", ["$", name], 1 | "1"]:
            return name == consent
        case ["and", *sides]:
            return any(_demands(side, consent) for side in sides)
    return False
