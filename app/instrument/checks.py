"""Does a questionnaire hang together? Rules that concern more than one of its pieces."""

from collections.abc import Iterator
from typing import Any

from app.errors import N_
from app.instrument.problems import Place, Problem, say
from app.instrument.schema import Instrument, Item, Part, Texts

NO_TEXT = N_("`%(key)s` has no text in `%(tag)s`.")
ALONE = N_("`%(name)s` decides whether the interview goes on, so it cannot share a screen (`field-list`) with others.")
CHOOSING = {"select_one", "select_multiple", "rank"}


def check(instrument: Instrument) -> Iterator[Problem]:
    """Everything that does not hang together, each with its place."""
    yield from _names(instrument)
    yield from _languages(instrument)
    yield from _choice_lists(instrument)
    yield from _scales(instrument)
    yield from _together(instrument)
    for place, item in placed(instrument):
        yield from _item(item, place)


def placed(instrument: Instrument) -> Iterator[tuple[Place, Item]]:
    """Every item with its place in the file."""
    for s, section in enumerate(instrument.survey):
        for i, item in enumerate(section.items):
            yield ("survey", s, "items", i), item


def texts(part: Any, place: Place = ()) -> Iterator[tuple[Place, Texts]]:
    """Every text of a questionnaire in all its languages, found by type, so that no new field can be forgotten."""
    if isinstance(part, Part):
        for name, field in type(part).model_fields.items():
            if field.annotation == Texts:
                yield (*place, name), getattr(part, name)
            else:
                yield from texts(getattr(part, name), (*place, name))
    elif isinstance(part, tuple):
        for at, entry in enumerate(part):
            yield from texts(entry, (*place, at))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, (*place, key))


def _names(instrument: Instrument) -> Iterator[Problem]:
    sections = ((("survey", s, "a section"), section.name) for s, section in enumerate(instrument.survey))
    yield from _twice(sections, N_("a section"))
    yield from _twice((((*place, "name"), item.name) for place, item in placed(instrument)), N_("an item"))
    kinds = (((*place, "a consent"), item.consent) for place, item in placed(instrument) if item.consent)
    yield from _twice(kinds, N_("a consent"))
    fields = (((*place, "contact"), item.contact) for place, item in placed(instrument) if item.contact)
    yield from _twice(fields, N_("a contact field"))


def _twice(names: Iterator[tuple[Place, str]], what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in names:
        if name in seen:
            yield Problem(place, say(N_("There is already %(what)s `%(name)s`."), what=say(what), name=name))
        seen.add(name)


def _languages(instrument: Instrument) -> Iterator[Problem]:
    if not instrument.languages:
        yield Problem(("languages",), say(N_("A questionnaire needs at least one language.")))
    yield from _twice(((("languages", at), tag) for at, tag in enumerate(instrument.languages)), N_("a language"))
    for at, tag in enumerate(instrument.drafts):
        if tag not in instrument.languages:
            yield Problem(("drafts", at), say(N_("`%(tag)s` is a draft but not one of the languages."), tag=tag))
    for place, said in texts(instrument):
        yield from _complete(said, place, instrument.languages)


def _complete(said: Texts, place: Place, languages: tuple[str, ...]) -> Iterator[Problem]:
    """What is read aloud is there in every language; guidance only where an interviewer needs it."""
    key = place[-1]
    for tag, text in said.items():
        if not text.strip():
            yield Problem((*place, tag), say(N_("`%(key)s` has an empty text in `%(tag)s`."), key=key, tag=tag))
    if key == "guidance":
        return
    for tag in said:
        if tag not in languages:
            yield Problem(
                (*place, tag), say(N_("`%(tag)s` is not one of the languages of this questionnaire."), tag=tag)
            )
    if said or key in ("label", "title"):
        for tag in languages:
            if tag not in said:
                yield Problem(place, say(NO_TEXT, key=key, tag=tag))


def _together(instrument: Instrument) -> Iterator[Problem]:
    for s, section in enumerate(instrument.survey):
        for i, item in enumerate(section.items):
            if section.is_together and item.consent == "interview":
                yield Problem(("survey", s, "items", i, "consent"), say(ALONE, name=item.name))


def _choice_lists(instrument: Instrument) -> Iterator[Problem]:
    for name, choices in instrument.choices.items():
        codes = ((("choices", name, at, "name"), choice.name) for at, choice in enumerate(choices))
        yield from _twice(codes, N_("a choice"))
        if len([choice for choice in choices if not choice.retired]) < 2:
            yield Problem(
                ("choices", name),
                say(N_("The choice list `%(name)s` offers no choice; it needs two or more."), name=name),
            )
    for place, item in placed(instrument):
        if item.type in CHOOSING and not item.choice_list:
            yield Problem(
                (*place, "type"), say(N_("`%(type)s` needs a choice list: `type: %(type)s yes_no`."), type=item.type)
            )
        elif item.choice_list and item.type not in CHOOSING:
            yield Problem((*place, "type"), say(N_("`%(type)s` takes no choice list."), type=item.type))
        elif item.choice_list and item.choice_list not in instrument.choices:
            yield Problem((*place, "type"), say(N_("There is no choice list `%(list)s`."), list=item.choice_list))


def _scales(instrument: Instrument) -> Iterator[Problem]:
    members: dict[str, list[Item]] = {name: [] for name in instrument.scales}
    for place, item in placed(instrument):
        if item.scale and item.scale not in members:
            yield Problem((*place, "scale"), say(N_("There is no scale `%(scale)s`."), scale=item.scale))
        elif item.scale and item.type != "select_one":
            yield Problem(
                (*place, "scale"), say(N_("`%(name)s` belongs to a scale, so it must be a select_one."), name=item.name)
            )
        elif item.scale:
            members[item.scale].append(item)
    for name, items in members.items():
        if len(items) < 2:
            yield Problem(
                ("scales", name),
                say(
                    N_("The scale `%(name)s` needs two items or more, and has %(items)s."), name=name, items=len(items)
                ),
            )


def _item(item: Item, place: Place) -> Iterator[Problem]:
    if item.per_mode and item.per_activity:
        yield Problem(
            (*place, "per_mode"), say(N_("Give other wording per mode or per activity; which wins is not clear."))
        )
    if item.constraint is not None and not item.constraint_message:
        yield Problem(
            (*place, "constraint"), say(N_("A constraint needs a `constraint_message` that says what is expected."))
        )
    if item.constraint_message and item.constraint is None:
        yield Problem(
            (*place, "constraint_message"), say(N_("There is a `constraint_message` but no readable constraint."))
        )
    if item.contact and item.type != "text":
        yield Problem((*place, "contact"), say(N_("What goes to the sealed contacts must be of type text.")))
    if item.type == "note" and (item.constraint is not None or item.consent or item.core):
        yield Problem((*place, "type"), say(N_("A note is only read aloud; it has no answer.")))
