"""May this text follow the ones before it? What was answered must keep its meaning, and scores must stay comparable.

Wording may change; the version tells which was used. A name, a code and a scale never come to mean something else.
"""

from collections.abc import Iterator, Sequence

from app.errors import N_
from app.instrument.checks import placed
from app.instrument.problems import Finding, Place, say
from app.instrument.scaling import plain
from app.instrument.schema import Instrument, Item

OTHER_ROLE = N_(
    "This questionnaire was for the role `%(old)s` and is now for `%(new)s`. Give it another name (`form_id`): "
    "what was answered belongs to who answered it."
)
OTHER_ROUND = N_(
    "This questionnaire was for round `%(old)s` and is now for `%(new)s`. Give it another name (`form_id`)."
)
OTHER_TYPE = N_(
    "`%(name)s` was a `%(old)s` in version %(version)s and is now a `%(new)s`. "
    "What was answered stays in its column: give the new question a new name."
)
CODE_GONE = N_(
    "Code %(code)s of `%(name)s` (“%(label)s”) is gone. It may have been answered: keep it in the list with `retired`."
)
TURNED = N_(
    "Code %(code)s of `%(name)s` was “%(old)s” and is now “%(new)s”, which was code %(other)s. "
    "Codes never change places: give the list its old order, or the question a new name."
)
REWORDED = N_("Code %(code)s of `%(name)s` was “%(old)s” and is now “%(new)s”. Does it mean the same?")
OTHER_SCALE = N_(
    "`%(name)s` counted for the scale `%(old)s` and would now count for `%(new)s`. "
    "Scores before and after could not be compared: give the scale a new name, or the question."
)
OUT_OF_SCALE = N_(
    "`%(name)s` counted for the scale `%(old)s` and does not any more. "
    "Scores before and after could not be compared: leave it in, or give the scale a new name."
)
INTO_SCALE = N_("`%(name)s` is new in the scale `%(new)s`. Scores before and after can only be compared without it.")
GONE_FROM_SCALE = N_(
    "`%(name)s` is no longer asked, so the scale `%(old)s` has fewer items. Scores cannot be compared as they are."
)
OTHER_CONSENT = N_(
    "`%(name)s` asked for the consent `%(old)s` and now for `%(new)s`. Give the new question a new name."
)
NOT_SPECIAL = N_(
    "`%(name)s` held special-category data and would not any more. What was answered under consent stays so."
)
OTHER_CONTACT = N_(
    "`%(name)s` went to the sealed contacts, or does now, and not both. Give the new question a new name."
)
OTHER_SOURCE = N_(
    "The questionnaire was written in `%(old)s` and is now in `%(new)s`. Are its translations made of the new words?"
)
LANGUAGE_GONE = N_("`%(tag)s` is not among its languages any more. New interviews cannot be held in it.")


def follows(new: Instrument, earlier: Sequence[Instrument]) -> Iterator[Finding]:
    """What stands in the way of publishing `new` after these versions of the same name, the newest first."""
    told: set[str] = set()
    for at, old in enumerate(earlier):
        for finding in _follows(new, old, is_last=at == 0):
            if finding.sentence not in told:
                told.add(finding.sentence)
                yield finding


def _follows(new: Instrument, old: Instrument, *, is_last: bool) -> Iterator[Finding]:
    if is_last:
        yield from _whole(new, old)
        yield from _gone(new, old)
    for place, item in placed(new):
        before = old.items_by_name.get(item.name)
        if before is not None:
            yield from _item(new, item, old, before, place, is_last=is_last)
        elif is_last and item.scale in old.scales:
            yield Finding((*place, "scale"), say(INTO_SCALE, name=item.name, new=item.scale), stops=False)


def _whole(new: Instrument, old: Instrument) -> Iterator[Finding]:
    if new.role != old.role:
        yield Finding(("role",), say(OTHER_ROLE, old=old.role, new=new.role), stops=True)
    if new.wave != old.wave:
        yield Finding(("wave",), say(OTHER_ROUND, old=old.wave, new=new.wave), stops=True)
    if new.languages[0] != old.languages[0]:
        sentence = say(OTHER_SOURCE, old=old.languages[0], new=new.languages[0])
        yield Finding(("languages", 0), sentence, stops=False)
    for tag in old.languages:
        if tag not in new.languages:
            yield Finding(("languages",), say(LANGUAGE_GONE, tag=tag), stops=False)


def _gone(new: Instrument, old: Instrument) -> Iterator[Finding]:
    for item in old.items():
        if item.scale in new.scales and item.name not in new.items_by_name:
            yield Finding(
                ("scales", str(item.scale)), say(GONE_FROM_SCALE, name=item.name, old=item.scale), stops=False
            )


def _item(
    new: Instrument, item: Item, old: Instrument, before: Item, place: Place, *, is_last: bool
) -> Iterator[Finding]:
    if item.type != before.type:
        values = {"name": item.name, "old": before.type, "new": item.type, "version": old.version}
        yield Finding((*place, "type"), say(OTHER_TYPE, **values), stops=True)
        return
    if bool(item.contact) != bool(before.contact) or item.contact != before.contact:
        yield Finding((*place, "contact"), say(OTHER_CONTACT, name=item.name), stops=True)
    if before.special and not item.special:
        yield Finding((*place, "special"), say(NOT_SPECIAL, name=item.name), stops=True)
    if before.consent != item.consent:
        values = {"name": item.name, "old": before.consent or "-", "new": item.consent or "-"}
        yield Finding((*place, "consent"), say(OTHER_CONSENT, **values), stops=True)
    yield from _codes(new, item, old, before, place, is_last=is_last)
    if is_last:
        yield from _scale(item, before, place)


def _scale(item: Item, before: Item, place: Place) -> Iterator[Finding]:
    if before.scale == item.scale:
        return
    if before.scale is None:
        yield Finding((*place, "scale"), say(INTO_SCALE, name=item.name, new=item.scale), stops=False)
    elif item.scale is None:
        yield Finding((*place, "scale"), say(OUT_OF_SCALE, name=item.name, old=before.scale), stops=True)
    else:
        yield Finding((*place, "scale"), say(OTHER_SCALE, name=item.name, old=before.scale, new=item.scale), stops=True)


def _codes(
    new: Instrument, item: Item, old: Instrument, before: Item, place: Place, *, is_last: bool
) -> Iterator[Finding]:
    """Codes by item, for an item may use another list than before as long as its codes mean the same."""
    tag = old.languages[0]
    were = {choice.name: choice.label.get(tag, "") for choice in old.choices_of(before)}
    are = {choice.name: choice.label.get(tag, "") for choice in new.choices_of(item)}
    for code, label in were.items():
        if code not in are:
            values = {"code": code, "name": item.choice_list, "label": label}
            yield Finding((*place, "type"), say(CODE_GONE, **values), stops=True)
        elif is_last and are[code] and plain(are[code]) != plain(label):
            yield _reworded(code, item, label, are[code], were)


def _reworded(code: str, item: Item, before: str, after: str, were: dict[str, str]) -> Finding:
    place = ("choices", str(item.choice_list))
    values = {"code": code, "name": item.choice_list, "old": before, "new": after}
    other = next((one for one, label in were.items() if one != code and plain(label) == plain(after)), None)
    if other is not None:
        return Finding(place, say(TURNED, **values, other=other), stops=True)
    return Finding(place, say(REWORDED, **values), stops=False)
