"""Replay the published study with invented people.

Of the real study only counts and scale statistics are published, and they come out again for every seed. Who the
parents are, what each of them answered, when they were met and rung: all of that is synthetic.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from random import Random

from app.demo.calls import cases
from app.demo.contacts import contacts
from app.demo.door import refusals
from app.demo.followup import second_answers
from app.demo.gaps import gaps
from app.demo.interviews import first_interviews, second_interviews
from app.demo.people import respondents
from app.demo.places import parents
from app.demo.records import CallAttempt, Contact, Interview, Replay, Respondent
from app.demo.schools import schools
from app.demo.statements import first_answers, statements
from app.demo.visits import Visit, visits

Lot = Callable[[str], Random]  # a stream of chance per purpose


def interviews(
    people: Sequence[Respondent],
    may_be_rung: Sequence[Contact],
    met: Sequence[Visit],
    completed: Mapping[int, CallAttempt],
    in_vain: Container[int],
    lot: Lot,
) -> tuple[Interview, ...]:
    """Both waves; `completed` are the calls that reached someone, `in_vain` whom we rang in a language they lack.

    Both go by respondent number.
    """
    without = gaps(met, lot("gaps"))
    asked = statements(met, without, lot("statements"))
    first = first_answers(asked, without)
    reached = {n: visit for n, visit in enumerate(met) if visit.parent.place.reached}
    second = second_answers(asked, {n: first[n] for n in reached}, reached, lot("followup"))
    return (
        *first_interviews(people, may_be_rung, met, first, in_vain, lot("w1")),
        *second_interviews(people, completed, {n + 1: codes for n, codes in second.items()}, lot("w2")),
    )


def replay(seed: int = 2012) -> Replay:
    """The whole study, the same for the same seed; another seed gives other people and the same tables."""

    def lot(purpose: str) -> Random:
        # A stream per purpose: a change in one step does not reshuffle the others.
        return Random(f"{seed} {purpose}")

    met = visits(parents(lot("places")), lot("visits"))
    activities = tuple(dict.fromkeys(visit.activity for visit in met))
    people = respondents(met, lot("people"))
    may_be_rung = contacts(people, lot("contacts"))
    reached = {one.number for one, visit in zip(people, met, strict=True) if visit.parent.place.reached}
    called = cases(people, activities, may_be_rung, reached, lot("calls"))
    completed = {case.respondent: case.attempts[-1] for case in called if case.closed_by == "complete"}
    in_vain = {case.respondent for case in called if any(one.disposition == "language" for one in case.attempts)}
    return Replay(
        seed=seed,
        schools=schools(),
        activities=activities,
        respondents=tuple(people),
        contacts=tuple(may_be_rung),
        interviews=interviews(people, may_be_rung, met, completed, in_vain, lot),
        cases=tuple(called),
        refusals=tuple(refusals(activities, lot("door"))),
    )
