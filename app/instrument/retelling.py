"""The same questionnaire with other words: what a translation desk makes of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.instrument.checks import check, texts
from app.instrument.keys import key_of
from app.instrument.lint import lint
from app.instrument.order import check_order
from app.instrument.problems import Place
from app.instrument.schema import Instrument


def retold(
    instrument: Instrument, said: Mapping[str, Mapping[str, str]], *, languages: Iterable[str], drafts: Iterable[str]
) -> Instrument:
    """A questionnaire in which some texts say something else; nothing but words and languages changes.

    Args:
        instrument: As it is.
        said: By text key, what is to be said in which language.
        languages: All of the new one, in order.
        drafts: Those that need a release before they are used.
    """
    document = instrument.document()
    for place, _ in texts(instrument):
        if new := said.get(key_of(instrument, place)):
            _at(document, place).update(new)
    spoken, waiting = list(dict.fromkeys(languages)), set(drafts)
    document |= {"languages": spoken, "drafts": [tag for tag in spoken if tag in waiting]}
    return Instrument.model_validate(document)


def faults(instrument: Instrument) -> dict[tuple[str, str], str]:
    """What is wrong with the words of a questionnaire, by text key and language; the rest under an empty key."""
    found: dict[tuple[str, str], str] = {}
    places = {place for place, _ in texts(instrument)}
    for problem in [*check(instrument), *check_order(instrument), *lint(instrument)]:
        found.setdefault(_whose(instrument, problem.place, places), problem.sentence)
    return found


def _whose(instrument: Instrument, place: Place, held: set[Place]) -> tuple[str, str]:
    if place in held:
        return key_of(instrument, place), ""
    if place[:-1] in held:
        return key_of(instrument, place[:-1]), str(place[-1])
    return "", ""


def _at(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document
