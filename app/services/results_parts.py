"""By what results are broken down, and what each part is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app import i18n
from app.errors import N_, FieldworkError
from app.services.finished import Finished
from app.services.school_order import school_place
from app.services.turnout import LABELS, STRATA

UNKNOWN = ""
MODES = {"capi": N_("face to face"), "cati": N_("by telephone"), "self": N_("filled in alone"), "paper": N_("on paper")}
CONDITIONS = {"intervention": N_("intervention"), "control": N_("control")}
YEARS = {
    "mbo1": N_("mbo, year 1"),
    "1": N_("year 1"),
    "2": N_("year 2"),
    "3": N_("year 3"),
    "4": N_("year 4"),
    "5": N_("year 5"),
}


class NoSuchPart(FieldworkError):
    """A breakdown or a part of it that nothing is known by; an address that somebody changed by hand."""

    status = 422
    sentence = N_("Results cannot be broken down by that. Choose one from the list.")


@dataclass(frozen=True)
class Breakdown:
    """A way to take interviews apart: how it is called, and the part in which an interview lies."""

    name: str
    words: str
    of: Callable[[Finished], str | None]
    said: Mapping[str, str]  # msgids or names of the parts; others are named by themselves


@dataclass(frozen=True)
class Part:
    """A part with its name: words of ours to be translated, or a name that stays as it is."""

    key: str
    label: str
    is_ours: bool = False
    language: str = ""  # in which the name is written, if it is that of a language


BREAKDOWNS = {
    one.name: one
    for one in (
        Breakdown("intervention", N_("Activity"), lambda one: one.intervention, {}),
        Breakdown(
            "stratum", N_("School type"), lambda one: one.stratum, {str(key): word for key, word in STRATA.items()}
        ),
        Breakdown("analysed", N_("Condition, as analysed"), lambda one: one.condition, CONDITIONS),
        Breakdown("planned", N_("Condition, as planned"), lambda one: one.planned, CONDITIONS),
        Breakdown("year", N_("Year at school"), lambda one: one.year, YEARS),
        Breakdown("language", N_("Language"), lambda one: one.language, {}),
        Breakdown("mode", N_("Way of asking"), lambda one: one.mode, MODES),
        Breakdown("site", N_("School"), lambda one: one.site, {}),
    )
}


def breakdown(name: str) -> Breakdown:
    """The breakdown of this name.

    Raises:
        NoSuchPart: There is none.
    """
    if name not in BREAKDOWNS:
        raise NoSuchPart
    return BREAKDOWNS[name]


def apart(held: list[Finished], by: Breakdown) -> dict[str, list[Finished]]:
    """The interviews of each part, in the order of its words, else by name; what is unknown comes last."""
    found: dict[str, list[Finished]] = {}
    for one in held:
        found.setdefault(by.of(one) or UNKNOWN, []).append(one)
    order = [*by.said]

    def place(key: str) -> tuple[bool, int, tuple[str, int, str]]:
        return key == UNKNOWN, order.index(key) if key in order else len(order), school_place(key)

    return {key: found[key] for key in sorted(found, key=place)}


def named(key: str, by: Breakdown, inside: list[Finished]) -> Part:
    """What a part is called on the screen."""
    if key == UNKNOWN:
        return Part(key, N_("unknown"), is_ours=True)
    if key in by.said:
        return Part(key, by.said[key], is_ours=by.name != "stratum")
    if by.name == "language":
        return Part(key, i18n.language(key).own_name, language=key)
    if by.name == "intervention":
        names = {one.intervention_name for one in inside}
        return Part(key, names.pop()) if len(names) == 1 else Part(key, LABELS.get(key, key), is_ours=key in LABELS)
    return Part(key, key)


def within(held: list[Finished], stratum: str | None) -> list[Finished]:
    """Only one school type, where that is asked: the control schools are all vmbo, so a fair comparison is too.

    Raises:
        NoSuchPart: There is no such school type.
    """
    if stratum and stratum not in {str(key) for key in STRATA}:
        raise NoSuchPart
    return [one for one in held if stratum in {None, "", one.stratum}]
