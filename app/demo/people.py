"""The parents as respondents: language and consents are drawn, background comes from the published margins."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from app.demo.margins import choose
from app.demo.places import LITTLE_SCHOOLING, Parent
from app.demo.records import Respondent
from app.demo.tables import UNKNOWN
from app.demo.visits import Visit

RECONTACT = 261  # about 77 %; not published, except that many more agreed than the 81 who were reached

# Share who choose another language than Dutch to be read to. Origin never settles it.
LANGUAGES = {
    "turkish": {"tr": 0.32, "en": 0.02},
    "moroccan": {"ar": 0.24},
    "pakistani": {"en": 0.45},
    "cape_verdean": {"en": 0.10},
    "antillean": {"en": 0.06},
    "other": {"ar": 0.12, "en": 0.22, "tr": 0.03},
    UNKNOWN: {"tr": 0.06, "ar": 0.06, "en": 0.06},
}


def uuid_from(rng: Random) -> UUID:
    """A random UUID that the seed decides."""
    return UUID(int=rng.getrandbits(128), version=4)


def language_of(parent: Parent, rng: Random) -> str:
    """The language this parent wants to be read to; little schooling makes another one than Dutch likelier."""
    likelier = 1.5 if parent.education in LITTLE_SCHOOLING else 1.0
    lot = rng.random()
    for language, share in LANGUAGES.get(parent.origin, {}).items():
        lot -= share * likelier
        if lot < 0:
            return language
    return "nl"


def agree_to_recontact(visits: Sequence[Visit], languages: Sequence[str], rng: Random) -> set[int]:
    """All who were reached, and others up to RECONTACT; who knows little Dutch agreed less often."""
    reached = {n for n, visit in enumerate(visits) if visit.parent.place.reached}
    others = [n for n in range(len(visits)) if n not in reached]
    weights = [1.0 if languages[n] == "nl" else 0.35 for n in others]
    return reached | choose(others, weights, RECONTACT - len(reached), rng)


def special_category_consent(parent: Parent, rng: Random) -> bool:
    """Who told the origin had allowed it; of the others, some allowed it and then would rather not say."""
    return parent.origin != UNKNOWN or rng.random() < 0.3


def known(category: str) -> str | None:
    """The category, or None where it is missing."""
    return None if category == UNKNOWN else category


def respondents(visits: Sequence[Visit], rng: Random) -> list[Respondent]:
    """One respondent per visit, numbered in the order in which they were met."""
    languages = [language_of(visit.parent, rng) for visit in visits]
    agreed = agree_to_recontact(visits, languages, rng)
    return [
        Respondent(
            number=n + 1,
            id=uuid_from(rng),
            site=visit.activity.site,
            group=visit.group.name,
            year=visit.group.year,
            activity=visit.activity.number,
            relation=known(visit.parent.relation),
            origin=known(visit.parent.origin),
            education=known(visit.parent.education),
            language=languages[n],
            consents={
                "interview": True,
                "recontact": n in agreed,
                "special_category": special_category_consent(visit.parent, rng),
            },
        )
        for n, visit in enumerate(visits)
    ]
