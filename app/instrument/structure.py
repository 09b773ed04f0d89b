"""Does a file have the shape of a questionnaire? What Pydantic found, told in plain English."""

from copy import deepcopy
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.errors import N_
from app.instrument.problems import Place, Problem, Sentence, say
from app.instrument.schema import Choice, ConsentKind, Instrument, Item, Part, Scale, Section, Wording

CANNOT_BE_READ = N_("`%(key)s` cannot be read.")
UNKNOWN = N_("`%(key)s` is not a key we know here.")
MEANT = N_("`%(key)s` is not a key we know here. Did you mean `%(meant)s`?")
SENTENCES = {
    "missing": N_("`%(key)s` is missing."),
    "literal_error": N_("`%(key)s` is '%(input)s'; it must be %(expected)s."),
    "string_type": N_("`%(key)s` must be a text."),
    "dict_type": N_("`%(key)s` must have keys of its own."),
    "model_type": N_("`%(key)s` must have keys of its own."),
    "tuple_type": N_("`%(key)s` must be a list."),
    "bool_parsing": N_("`%(key)s` is '%(input)s'; it must be true or false."),
    "bool_type": N_("`%(key)s` must be true or false."),
}


def shaped(content: dict[str, Any]) -> tuple[Instrument | None, list[Problem], list[Place]]:
    """Give the content its shape, and say what does not fit and which items were set aside for it.

    Unknown keys are left out and items that cannot be read become blanks, so that the rest of a file is still
    checked. None when more than that is wrong.
    """
    try:
        return Instrument.model_validate(content), [], []
    except ValidationError as refusal:
        errors = refusal.errors()
    problems = [_problem(error) for error in errors]
    rest, set_aside = deepcopy(content), []
    for error in errors:
        if error["type"] == "extra_forbidden":
            _leave_out(rest, error["loc"])
        elif (item := error["loc"][:4])[0::2] == ("survey", "items") and item not in set_aside:
            set_aside.append(item)
    for place in set_aside:
        _blank(rest, place)
    try:
        return Instrument.model_validate(rest), problems, set_aside
    except ValidationError:
        return None, problems, set_aside


def _leave_out(content: Any, place: Place) -> None:
    *way, key = place
    for step in way:
        content = content[step]
    del content[key]


def _blank(content: Any, place: Place) -> None:
    """Put an empty text item of the same name where an unreadable one stood, for others may refer to it."""
    survey, section, items, at = place
    listed = content[survey][section][items]
    known = listed[at] if isinstance(listed[at], dict) else {}
    consent = known.get("consent") if known.get("consent") in get_args(ConsentKind) else None
    listed[at] = {"name": str(known.get("name")), "type": "text", "label": {}, "variable_label": "", "consent": consent}


def _problem(error: ErrorDetails) -> Problem:
    place = error["loc"]
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    if error["type"] == "extra_forbidden":
        return Problem(place, _unknown(key, _model_at(place)))
    if error["type"] == "missing":
        place = place[:-1]
    context = {"key": key, "input": error["input"], **error.get("ctx", {})}
    return Problem(place, say(SENTENCES.get(error["type"], CANNOT_BE_READ), **context))


def _model_at(place: Place) -> type[Part]:
    """What the last key of a place would belong to."""
    if place[0] == "choices":
        return Choice
    if place[0] == "scales":
        return Scale
    if {"per_mode", "per_activity"} & set(place[:-1]):
        return Wording
    if len(place) == 1:
        return Instrument
    return Section if len(place) == 3 else Item


def _unknown(key: str, model: type[Part]) -> Sentence:
    near = get_close_matches(key, [*model.model_fields, "section", "instrument"], n=1)
    return say(MEANT, key=key, meant=near[0]) if near else say(UNKNOWN, key=key)
