"""What a plan may not change any more: what was held stays, and a change of arm has a reason."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import local
from app.errors import N_
from app.instrument.problems import Sentence, say
from app.models import Activity, Interview, Person
from app.plan.comparing import Change, Comparison
from app.plan.rows import Problem
from app.services import plan_waves
from app.services.appointments import AHEAD

OVER = N_("This day is over. Look at the date, and at its year.")
FAR = N_("This is more than a year ahead. Look at the year.")
HELD_STAYS = N_("Interviews were held at this activity, so its date, times, classes and intervention stay as they are.")
WAS = N_("This activity is over, so it stays as it is.")
AS_PLANNED = N_(
    "Interviews were held here, so what was planned stays. Write the other arm under “analysed_as”, with a reason."
)
NO_REASON = N_("Say in the column “reason” why it is analysed in another arm than planned.")
ONE_ROLE = N_(
    "This person is in the team with another role. Change the role on the page of the team, or use another name."
)
LEFT = N_("Somebody of this name has left the team. Take her back on the page of the team, or use another name.")
TWO = N_("Two people of the team have this name. Change them on the page of the team.")
ASKED = N_("Interviews were held about it, so its kind stays as it is. Add another intervention.")
WHEN = ("date", "from", "to")
WHAT = (*WHEN, "classes", "intervention", "cancelled")


def problems(session: Session, found: Comparison, *, now: datetime) -> list[Problem]:
    """Everything that stands in the way of taking this."""
    asked = set(session.exec(select(Interview.activity_id).distinct()))
    today = local(now).date()
    return [
        *(told for one in found.of("activities") for told in _activity(one, asked, today)),
        *(told for one in found.of("interventions") for told in _intervention(session, one, asked)),
        *_people(session, found.of("people")),
        *(told for one in found.of("waves") for told in plan_waves.problems(session, one)),
    ]


def _activity(one: Change, asked: set[int], today: date) -> Iterator[Problem]:
    if one.held is not None and one.held.id in asked:
        yield from _asked(one)
    elif one.held is not None and one.changes(*WHAT) and one.held["date"] < today and not one.held["cancelled"]:
        yield _at(one, say(WAS))
    elif one.changes("date"):
        yield from _day(one, today)
    if one.changes("analysed_as") and not one.row["reason"] and one.row["analysed_as"] != one.after("condition"):
        yield _at(one, say(NO_REASON), "reason")


def _asked(one: Change) -> Iterator[Problem]:
    if one.changes(*WHAT):
        yield _at(one, say(HELD_STAYS))
    if one.changes("condition"):
        yield _at(one, say(AS_PLANNED), "condition")


def _day(one: Change, today: date) -> Iterator[Problem]:
    if one.row["date"] < today:
        yield _at(one, say(OVER), "date")
    elif one.row["date"] > today + AHEAD:
        yield _at(one, say(FAR), "date")


def _intervention(session: Session, one: Change, asked: set[int]) -> Iterator[Problem]:
    if one.held is None or not one.changes("kind"):
        return
    here = set(session.scalars(sa.select(col(Activity.id)).where(col(Activity.intervention_id) == one.held.id)))
    if here & asked:
        yield _at(one, say(ASKED), "kind")


def _people(session: Session, changes: list[Change]) -> Iterator[Problem]:
    everybody = session.execute(sa.select(col(Person.name), col(Person.left_at)))
    names: Counter[str] = Counter()
    left: set[str] = set()
    for name, left_at in everybody:
        names[name.casefold()] += left_at is None
        left |= {name.casefold()} if left_at is not None else set()
    for one in changes:
        name = one.row.says("name")[0]
        if names[name] > 1 and one.parts:
            yield _at(one, say(TWO), "name")
        elif one.held is None and name in left:
            yield _at(one, say(LEFT), "name")
        elif one.held is not None and one.changes("role"):
            yield _at(one, say(ONE_ROLE), "role")


def _at(one: Change, sentence: Sentence, column: str = "") -> Problem:
    return Problem(sentence, one.row.sheet, one.row.number, column)
