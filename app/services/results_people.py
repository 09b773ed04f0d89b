"""Who said something, in words that point to at least five people: "a Turkish father of a lower-school pupil in vmbo".

The words come from background answers, the school year and the school type, as under the quotations of the published
study. When fewer than five people of the round fit them, they say less: first the origin becomes wider, then it goes,
then the school year, then who it is; at last only the role is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from app import i18n
from app.instrument.schema import Instrument
from app.models import Role
from app.services import rates
from app.services.finished import Finished
from app.services.turnout import STRATA
from app.statistics.suppression import FEW

WORDS = Path(__file__).parents[1] / "descriptor_words.yaml"
WIDER = {
    "turkish": "turkish_moroccan",
    "moroccan": "turkish_moroccan",
    "surinamese": "surinamese_antillean",
    "antillean": "surinamese_antillean",
}
KINDS = ("relation", "gender")


@dataclass(frozen=True)
class Facets:
    """What is known of somebody; "" where it is not known, or not said."""

    role: Role
    kind: str = ""  # father, or a boy
    origin: str = ""
    level: str = ""  # lower or upper school
    stratum: str = ""


@lru_cache
def words() -> dict[str, Any]:
    """The tables of every language."""
    held: dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return held


def described(held: Iterable[Finished], lists: Mapping[str, Instrument], few: int = FEW) -> dict[UUID, Facets]:
    """Everybody, as exactly as at least five people allow; what was asked in one round holds for all.

    In what leaves the house `few` is ten.
    """
    people: dict[UUID, Facets] = {}
    for one in held:
        now = _facets(one, lists.get(one.instrument))
        before = people.get(one.respondent_id, now)
        people[one.respondent_id] = replace(before, kind=before.kind or now.kind, origin=before.origin or now.origin)
    fitting = Counter(wider for facets in people.values() for wider in set(_coarser(facets)))
    return {who: _said(facets, fitting, few) for who, facets in people.items()}


def _said(facets: Facets, fitting: Counter[Facets], few: int) -> Facets:
    return next((one for one in _coarser(facets) if fitting[one] >= few), Facets(facets.role))


def _coarser(facets: Facets) -> Iterator[Facets]:
    """The same person in fewer and fewer words."""
    yield facets
    if facets.origin in WIDER:
        facets = replace(facets, origin=WIDER[facets.origin])
        yield facets
    plain = replace(facets, origin="")
    yield from (plain, replace(plain, level=""), Facets(facets.role, stratum=facets.stratum), Facets(facets.role))


def _facets(one: Finished, instrument: Instrument | None) -> Facets:
    kind = next((told for name in KINDS if (told := _told(one, instrument, name))), "")
    return Facets(one.role, kind, _told(one, instrument, "origin"), rates.level(one.year) or "", one.stratum)


def _told(one: Finished, instrument: Instrument | None, name: str) -> str:
    given = one.answers.get(name)
    if instrument is None or given is None or given.value is None or name not in instrument.items_by_name:
        return ""
    labels = {choice.name: choice.label.get("nl", "") for choice in instrument.choices_of(instrument.item(name))}
    return str(words()["known_as"].get(labels.get(given.value, "").casefold(), ""))


def in_words(facets: Facets) -> str:
    """The descriptor in the language of the screen."""
    table = words().get(i18n.current()) or words()["nl"]
    kinds = table.get(str(facets.role), table["parent"])
    who = kinds.get(facets.kind, kinds[""]).format(origin=table["origin"].get(facets.origin, ""))
    if facets.role == Role.PARENT:
        who = table["whose"].format(who=who)
    place = table["where"][facets.level].format(stratum=STRATA[facets.stratum]) if facets.stratum in STRATA else ""  # type: ignore[index]
    return f"{who}{place}"
