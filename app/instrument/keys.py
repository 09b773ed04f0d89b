"""A stable name for every text of a questionnaire.

Translations, recordings and remarks hang on these keys, never on positions: an item may move, its texts keep their key.
`item:info_tips:label` · `item:info_tips:per_mode.cati:label` · `choice:agree5:4:label` · `section:information:label` ·
`scale:trust:label` · `title`.
"""

from collections.abc import Iterator

from app.instrument.checks import texts
from app.instrument.problems import Place
from app.instrument.schema import Instrument, Texts

FOR_OUR_EYES = "guidance"  # never read aloud; needed only in the languages of the interface


def keyed(instrument: Instrument) -> Iterator[tuple[str, Texts]]:
    """Every text that has words, by its key; the title first, then choices, scales and sections as they stand."""
    for place, said in texts(instrument):
        if said:
            yield key_of(instrument, place), said


def key_of(instrument: Instrument, place: Place) -> str:
    """The key of the text at a place of this questionnaire."""
    match place:
        case ("survey", int(s), "items", int(i), *rest):
            return _joined("item", instrument.survey[s].items[i].name, rest)
        case ("survey", int(s), *rest):
            return _joined("section", instrument.survey[s].name, rest)
        case ("choices", str(name), int(at), *rest):
            return _joined("choice", f"{name}:{instrument.choices[name][at].name}", rest)
        case ("scales", str(name), *rest):
            return _joined("scale", name, rest)
    return ".".join(map(str, place))


def words_of(instrument: Instrument, key: str) -> Texts:
    """What stands under a key, in every language that it has.

    Raises:
        KeyError: The questionnaire has no such text.
    """
    return by_key(instrument)[key]


def by_key(instrument: Instrument) -> dict[str, Texts]:
    """All texts, to be looked up by key."""
    return dict(keyed(instrument))


def field_of(key: str) -> str:
    """Which field of its part a text is: `label`, `hint`, `guidance`, `constraint_message`, `title`."""
    return key.rpartition(":")[2]


def pairs(instrument: Instrument, tag: str) -> Iterator[tuple[str, str, str]]:
    """Every text that exists in a language: its key, the words it was made from, and its own words."""
    first = instrument.languages[0]
    for key, said in keyed(instrument):
        if tag in said:
            yield key, said.get(first, ""), said[tag]


def _joined(kind: str, name: str, rest: list[str | int]) -> str:
    *within, field = map(str, rest)
    return ":".join([kind, name, *([".".join(within)] if within else []), field])
