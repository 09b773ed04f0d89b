"""When and by whom each parent was met: occasions on school days, classes, and interviews that never overlap.

Dates, hours, classes and interviewers are invented within what the thesis tells: introduction talks mostly in
September and October, progress and report talks before Christmas, evenings from October to February, at least one
part of a day per school, three students who visit all schools.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from app.demo.places import Parent
from app.demo.records import Activity
from app.demo.schools import Group, Plan, School
from app.demo.schoolyear import ZONE, school_days

INTERVIEWERS = 3
PER_DAY = {"home_visit": 2, "meeting": 20, "talk": 13}  # parents that can be met on one occasion
PERIODS = {
    "Kennismakingsgesprek": (date(2011, 9, 12), date(2011, 10, 20)),
    "Huisbezoek": (date(2011, 9, 19), date(2011, 11, 17)),
    "Kennismakingsavond": (date(2011, 10, 3), date(2011, 10, 20)),
    "Ouderavond": (date(2011, 11, 1), date(2011, 12, 8)),
    "Voortgangsgesprek": (date(2011, 11, 7), date(2011, 12, 15)),
    "Rapportgesprek": (date(2011, 11, 7), date(2011, 12, 20)),
    "Loopbaankeuzeavond": (date(2012, 1, 16), date(2012, 2, 16)),
    "Themabijeenkomst": (date(2012, 1, 16), date(2012, 2, 16)),
    "Intakegesprek": (date(2012, 1, 30), date(2012, 2, 16)),
}


@dataclass(frozen=True)
class Hours:
    """Beginning and end of an occasion; the first parent comes out at `first`, the last interview begins by `last`."""

    starts_at: time
    ends_at: time
    first: time
    last: time


TALK_HOURS = Hours(time(18, 30), time(21, 30), time(18, 45), time(21, 15))
AFTERNOON_HOURS = Hours(time(14, 30), time(17, 30), time(14, 45), time(17, 15))
MEETING_HOURS = Hours(time(19, 0), time(21, 30), time(20, 15), time(21, 20))  # all parents come out at the end


@dataclass(frozen=True)
class Visit:
    """One parent met on one occasion."""

    parent: Parent
    activity: Activity
    group: Group
    interviewer: int
    started_at: datetime


def hours(school: School, plan: Plan) -> Hours:
    """Meetings and vmbo talks in the evening; visits, intakes and small schools in the afternoon."""
    if plan.kind == "meeting":
        return MEETING_HOURS
    small = school.stratum != "vmbo" or plan.intervention in {"home_visit", "intake_talk"}
    return AFTERNOON_HOURS if small else TALK_HOURS


def by_plan(parents: Sequence[Parent]) -> dict[tuple[School, Plan], list[Parent]]:
    """The parents of each school and each thing it does."""
    met: dict[tuple[School, Plan], list[Parent]] = defaultdict(list)
    for parent in parents:
        met[parent.place.school, parent.place.plan].append(parent)
    return met


def pick_dates(plan: Plan, parents: int, taken: set[date], rng: Random) -> list[date]:
    """As many occasions as the parents need, from Monday to Thursday, never two in the study on one day.

    The same three students go everywhere, so they can be at one school a day.
    """
    needed = ceil(parents / PER_DAY.get(plan.intervention, PER_DAY[plan.kind]))
    free = [day for day in school_days(*PERIODS[plan.label]) if day.weekday() < 4 and day not in taken]
    chosen = sorted(rng.sample(free, needed))
    taken.update(chosen)
    return chosen


def make_activity(number: int, school: School, plan: Plan, day: date) -> Activity:
    """An occasion for all classes of the years that the plan is for."""
    at = hours(school, plan)
    groups = tuple(group.name for group in school.groups if group.year in plan.years)
    return Activity(
        number, school.code, plan.intervention, plan.label, plan.kind, plan.form, groups, day, at.starts_at, at.ends_at
    )


def group_of(parent: Parent, rng: Random) -> Group:
    """A class of the child's year; for an unknown year the class nobody noted."""
    known = [group for group in parent.place.school.groups if group.year == parent.year]
    return rng.choice(known) if known else parent.place.school.groups[-1]


def visits_on(activity: Activity, parents: Sequence[Parent], at: Hours, rng: Random) -> list[Visit]:
    """Three interviewers side by side; each takes the next parent when the last one has gone."""
    first, last = (datetime.combine(activity.date, moment, ZONE) for moment in (at.first, at.last))
    step = (last - first) / ceil(len(parents) / INTERVIEWERS)
    spare = max(step - timedelta(minutes=9), timedelta())
    return [
        Visit(
            parent,
            activity,
            group_of(parent, rng),
            interviewer=n % INTERVIEWERS + 1,
            started_at=(first + n // INTERVIEWERS * step + rng.random() * spare).replace(microsecond=0),
        )
        for n, parent in enumerate(parents)
    ]


def visits(parents: Sequence[Parent], rng: Random) -> list[Visit]:
    """Every parent met once, in the order of the calendar; activities are numbered in that order too."""
    taken: set[date] = set()
    occasions = []
    for (school, plan), met in by_plan(parents).items():
        rng.shuffle(met)
        days = pick_dates(plan, len(met), taken, rng)
        occasions += [(day, school, plan, met[n :: len(days)]) for n, day in enumerate(days)]
    occasions.sort(key=lambda occasion: occasion[0])
    held: list[Visit] = []
    for number, (day, school, plan, met) in enumerate(occasions, start=1):
        held += visits_on(make_activity(number, school, plan, day), met, hours(school, plan), rng)
    return sorted(held, key=lambda visit: (visit.started_at, visit.interviewer))
