"""What 81 of the parents answered by telephone three months later. Every single answer is invented.

Published are who said they treat their child differently (per activity), and that scores had dropped: by .15 to .5
on a five-point scale for the statements the thesis compares. Here every repeated statement drops by .2 to .5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from random import Random
from statistics import fmean

from app.demo.scores import ROUNDS, Draws
from app.demo.statements import STATEMENTS, Statement, normal
from app.demo.tables import changed
from app.demo.visits import Visit

MISSING = {"dont_know", "refused", "not_applicable"}
REPEATED = tuple(item for item in STATEMENTS if item not in {"child_likes_visit", "invited_mentor"})
CONTACT = {"contact_easier": 3.4, "contact_more_often": 2.9, "more_topics": 3.2}  # invented means
ASKED = (*REPEATED, *CONTACT, "changed")

DROPS = (0.24, 0.46)
SAME = 0.6  # how much of what was a person's own about a statement is still there
OPEN_SHARE = 0.02
NO_CONTACT_SHARE = 0.15  # "niet van toepassing": no contact with the mentor since

# Activity group and context, as the text about the callback names them.
NAMED = {
    ("progress_talk", "vmbo"): "voortgangsgesprek",
    ("progress_talk", "pro_vso"): "voortgangsgesprek",
    ("introduction_talk", "vmbo"): "kennismakingsgesprek",
    ("introduction_talk", "pro_vso"): "kennismakingsgesprek",
    ("report_talk", "control"): "rapportgesprek",
    ("parent_evening", "vmbo"): "ouderavond vmbo",
    ("parent_evening", "mbo"): "ouderavond mbo",
}


@dataclass(frozen=True)
class Pair:
    """A person whose first answer to a statement is known."""

    person: int
    first: int


def later(statement: Statement, pairs: Sequence[Pair], drop: float, rng: Random) -> Statement:
    """The statement three months later: the same people, a lower level, some of the chance drawn anew."""
    own = statement.draws.own[statement.item]
    fresh = normal(len(own), rng)
    mixed = [SAME * old + sqrt(1 - SAME**2) * new for old, new in zip(own, fresh, strict=True)]
    draws = Draws(statement.draws.common, {statement.item: mixed})
    again = replace(statement, draws=draws)
    for _ in range(ROUNDS):
        dropped = fmean(pair.first - again.answer(pair.person) for pair in pairs)
        again = replace(again, offset=again.offset + (dropped - drop) / 2)
    return again


def repeat(item: str, statement: Statement, first: Mapping[int, dict[str, str]], rng: Random) -> dict[int, str]:
    """Answers of the people reached to a repeated statement."""
    left_open = {n for n in first if rng.random() < OPEN_SHARE}
    both = [n for n in first if n not in left_open and first[n][item] not in MISSING]
    pairs = [Pair(n, int(first[n][item])) for n in both]
    again = later(statement, pairs, rng.uniform(*DROPS), rng)
    return {n: "dont_know" if n in left_open else str(again.answer(n)) for n in first}


def contact(mean: float, visit: Visit, rng: Random) -> str:
    """One of the new statements about contact with the mentor; introduction talks helped most."""
    if rng.random() < NO_CONTACT_SHARE:
        return "not_applicable"
    lift = 0.3 if visit.activity.intervention == "introduction_talk" else 0.0
    return str(min(5, max(1, round(rng.gauss(mean + lift, 0.95)))))


def changed_answers(visits: Mapping[int, Visit], rng: Random) -> dict[int, str]:
    """Who treats the child differently since: the published number per activity, of those who answered."""
    said = dict.fromkeys(visits, "0")
    for activity, (yes, answered) in changed().items():
        asked = [n for n, visit in visits.items() if NAMED.get(visit.parent.place.cell) == activity]
        rng.shuffle(asked)
        said |= dict.fromkeys(asked[:yes], "1") | dict.fromkeys(asked[answered:], "dont_know")
    return said


def second_answers(
    asked: Mapping[str, Statement], first: Mapping[int, dict[str, str]], visits: Mapping[int, Visit], rng: Random
) -> dict[int, dict[str, str]]:
    """Per person reached, by index: the code of every answer, or the missing code."""
    columns = {item: repeat(item, asked[item], first, rng) for item in REPEATED}
    columns |= {item: {n: contact(mean, visits[n], rng) for n in first} for item, mean in CONTACT.items()}
    columns["changed"] = changed_answers(visits, rng)
    return {n: {item: columns[item][n] for item in ASKED} for n in first}
