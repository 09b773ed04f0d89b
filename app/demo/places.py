"""Where the 338 parents were met, and who of them were reached three months later.

Published are the totals per activity and context, and the margins of relation, origin, education and year, of both
waves. How many parents each school contributes is invented; that it adds up to the totals is tested.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from app.demo.margins import Liking, choose, deal
from app.demo.schools import Plan, School, school
from app.demo.tables import COUNTED_AS, EDUCATION, ORIGIN, RELATION, UNKNOWN, margin

# School, intervention, parents interviewed, of whom reached again.
HELD = (
    ("A1", "progress_talk", 22, 7),
    ("A1", "parent_evening", 22, 5),
    ("A2", "introduction_talk", 26, 9),
    ("A3", "introduction_talk", 19, 6),
    ("A4", "progress_talk", 16, 6),
    ("A5", "parent_evening", 33, 7),
    ("A6", "introduction_talk", 17, 6),
    ("A7", "introduction_talk", 12, 3),
    ("B1", "introduction_talk", 12, 3),
    ("B2", "home_visit", 5, 0),
    ("B2", "theme_meeting", 7, 1),
    ("B3", "progress_talk", 21, 7),
    ("B4", "home_visit", 1, 1),
    ("C2", "report_talk", 14, 3),
    ("D1", "parent_evening", 28, 2),
    ("D2", "parent_evening", 20, 2),
    ("D2", "intake_talk", 1, 0),
    ("E1", "report_talk", 24, 5),
    ("E2", "report_talk", 20, 4),
    ("E3", "report_talk", 18, 4),
)

# In the mbo a brother, an aunt or a friend often came along: 36.6 % of 49 parents, against 10 of all others.
GUESTS_IN_MBO = {True: 1, False: 17}  # reached again, and not
GUESTS = ("sibling", "relative", "other")

# Believable, not published: who had less schooling, and where.
LITTLE_SCHOOLING = ("primary", "language_course", "none")
ORIGINS_WITH_LITTLE_SCHOOLING = ("moroccan", "turkish", "pakistani", "cape_verdean")


@dataclass(frozen=True)
class Place:
    """A parent's place in the study: at this school, by this activity, reached again or not."""

    school: School
    plan: Plan
    reached: bool

    @property
    def cell(self) -> tuple[str, str]:
        """Activity group and context, as the published tables count this parent."""
        return COUNTED_AS.get(self.plan.intervention, self.plan.intervention), self.school.context

    @property
    def years(self) -> Liking:
        """The years a child can be in. Where the plan has a single year nobody needs to note it, so it is known."""
        known = dict.fromkeys(self.plan.years, 1.0)
        return known if len(known) == 1 else {**known, UNKNOWN: 0.5}


@dataclass(frozen=True)
class Parent:
    """A place with its background; UNKNOWN where the published table says so."""

    place: Place
    year: str
    relation: str
    origin: str
    education: str


def places(reached: bool) -> list[Place]:
    """A place for every parent who was, or was not, reached again."""
    return [
        Place(school(code), school(code).plan(intervention), reached)
        for code, intervention, interviewed, called in HELD
        for _ in range(called if reached else interviewed - called)
    ]


def count(variable: str, reached: bool) -> Counter[str]:
    """The margin of those reached again, or of all others."""
    again = margin("w2", variable)
    return +again if reached else margin("w1", variable) - again


def relations(held: Sequence[Place], guests_in_mbo: int, rng: Random) -> list[Liking]:
    """In the mbo exactly so many guests; elsewhere anyone."""
    in_mbo = [n for n, place in enumerate(held) if place.school.stratum == "mbo"]
    guests = choose(in_mbo, [1.0] * len(in_mbo), guests_in_mbo, rng)
    anyone = dict.fromkeys(RELATION.values(), 1.0)
    guest = dict.fromkeys(GUESTS, 1.0)
    family = {relation: 1.0 for relation in anyone if relation not in GUESTS}
    return [guest if n in guests else family if n in in_mbo else anyone for n in range(len(held))]


def education_liking(origin: str) -> Liking:
    """What schooling is likely, given the origin; everything stays possible."""
    little = 3.0 if origin in ORIGINS_WITH_LITTLE_SCHOOLING else 0.5
    return {education: little if education in LITTLE_SCHOOLING else 1.0 for education in EDUCATION.values()}


def stratum(reached: bool, rng: Random) -> list[Parent]:
    """Those reached again, or all others; each exact by itself, so that both waves are."""
    held = places(reached)
    years = deal([place.years for place in held], count("year", reached), rng)
    relation = deal(relations(held, GUESTS_IN_MBO[reached], rng), count("relation", reached), rng)
    origin = deal([dict.fromkeys(ORIGIN.values(), 1.0)] * len(held), count("origin", reached), rng)
    education = deal([education_liking(one) for one in origin], count("education", reached), rng)
    return [Parent(*one) for one in zip(held, years, relation, origin, education, strict=True)]


def parents(rng: Random) -> list[Parent]:
    """All 338: first the 81 who were reached again."""
    return [*stratum(True, rng), *stratum(False, rng)]
