"""Parents who declined at the door. The thesis gives the reasons but no numbers; all numbers are invented."""

from collections.abc import Sequence
from random import Random

from app.demo.records import Activity, DoorRefusal

REASONS = {"no_time": 9, "language": 4, "refused": 4, "already_asked": 2, "other": 2}
USUAL = (0, 1, 1, 2, 3)
MANY = (3, 4, 5, 6)  # at two control schools relatively many parents refused, "soms op aandringen van hun kind"
SCHOOLS_WITH_MANY = ("E2", "E3")


def refusals(activities: Sequence[Activity], rng: Random) -> list[DoorRefusal]:
    """Tallies per activity and reason; a reason that nobody gave has no line."""
    tallies = []
    for activity in activities:
        declined = rng.choice(MANY if activity.site in SCHOOLS_WITH_MANY else USUAL)
        given = rng.choices(list(REASONS), list(REASONS.values()), k=declined)
        tallies += [DoorRefusal(activity.number, why, given.count(why)) for why in REASONS if why in given]
    return tallies
