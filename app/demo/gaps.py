"""Which statements have no answer, and why. Published is only how many parents answered a whole scale."""

from collections.abc import Sequence
from random import Random

from app.demo.margins import choose
from app.demo.tables import descriptives
from app.demo.visits import Visit

# Of the statements of a scale: how likely this one is the gap, and the reasons there can be.
SCALES: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {
    "information": {
        "info_progress": (1, ("dont_know",)),
        "info_tips": (3, ("dont_know", "not_applicable")),
        "info_positive": (2, ("dont_know", "not_applicable")),
        "guidance_choices": (5, ("not_applicable", "dont_know")),
    },
    "trust": {
        "help_able": (2, ("dont_know",)),
        "child_likes_help": (3, ("dont_know", "not_applicable")),
        "child_likes_visit": (2, ("dont_know",)),
        "child_future": (1, ("dont_know", "refused")),
    },
    "relationship": {
        "school_climate": (2, ("dont_know",)),
        "trust_mentor": (4, ("dont_know", "dont_know", "refused")),
        "opinion_counts": (6, ("not_applicable", "dont_know")),
        "invited_mentor": (2, ("not_applicable",)),
    },
    "satisfaction": {"satisfaction": (1, ("dont_know", "refused", "not_applicable"))},
    "initiative": {"initiative": (1, ("dont_know", "not_applicable"))},
}
# In no scale: how many parents did not answer is invented.
LOOSE = {"info_know": 6, "recommend_school": 11}
SECOND_GAP_SHARE = 0.15
EVENING_WEIGHT = 2.5  # lists were handed out on evenings, so more was left open

Gaps = list[dict[str, str]]  # per parent: the statement without an answer and the missing code


def weights(visits: Sequence[Visit]) -> list[float]:
    """How easily each parent leaves a statement open."""
    return [EVENING_WEIGHT if visit.activity.kind == "meeting" else 1.0 for visit in visits]


def gaps(visits: Sequence[Visit], rng: Random) -> Gaps:
    """Gaps that leave exactly the published number of complete cases on every scale."""
    found: Gaps = [{} for _ in visits]
    everyone, weight = range(len(visits)), weights(visits)
    for scale, target in descriptives().items():
        items = SCALES[scale]
        for person in choose(everyone, weight, len(visits) - target.n, rng):
            for _ in range(2 if rng.random() < SECOND_GAP_SHARE else 1):
                item = rng.choices(list(items), [likely for likely, _ in items.values()])[0]
                found[person][item] = rng.choice(items[item][1])
    for item, count in LOOSE.items():
        for person in choose(everyone, weight, count, rng):
            found[person][item] = "dont_know"
    return found
