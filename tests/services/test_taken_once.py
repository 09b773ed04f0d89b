"""Many callers want the same parents at the same moment; each parent is in exactly one pair of hands."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlmodel import col, select

from app.calling.events import Claim, Ended
from app.calling.machine import CallRefused
from app.db import Database
from app.models import Case, Contact, Lease, Person, PersonRole, Respondent, Role, Wave
from app.services import casework, leases
from tests.conftest import TestClock
from tests.factories import SmallStudy

CALLERS = 16
CASES = 63  # 16 x 63 is a thousand and eight
TOGETHER = 4  # tries after which they begin at the same moment again, so that nobody is far ahead
TURNS = 4
EVERYBODY = [f"Caller {number}" for number in range(CALLERS)]


@pytest.fixture
def callers(database: Database, study: SmallStudy) -> list[Person]:
    with database.writing() as session:
        team = [
            Person(study_id=study.lead.study_id, name=name, role=PersonRole.CALLER, languages="nl")
            for name in EVERYBODY
        ]
        session.add_all(team)
        session.flush()
        return team


@pytest.fixture
def waiting(database: Database, study: SmallStudy, clock: TestClock) -> list[int]:
    """Parents who are all due now."""
    today = clock.today()
    with database.writing() as session:
        wave = session.exec(select(Wave).where(Wave.mode == "cati")).first()
        assert wave is not None
        people = [
            Respondent(
                id=uuid4(), code=f"R-{n:06}", role=Role.PARENT, activity_id=study.talk.id, group_id=study.group.id
            )
            for n in range(CASES)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(Contact(respondent_id=one.id, field="phone", sealed=b"sealed") for one in people)
        cases = [
            Case(
                respondent_id=one.id,
                wave_id=wave.id,
                language="nl",
                interviewed_on=today,
                due_on=today,
                closes_on=today,
            )
            for one in people
        ]
        session.add_all(cases)
        session.flush()
        return [case.id for case in cases]


def together(callers: list[Person], act: Callable[[Person, Barrier], list[int]]) -> Counter[int]:
    """What they got, all of them at once; the barrier lets them begin at the same moment."""
    door = Barrier(len(callers), timeout=120)
    with ThreadPoolExecutor(len(callers)) as pool:
        got = pool.map(lambda caller: act(caller, door), callers)
        return Counter(number for mine in got for number in mine)


def test_a_thousand_claims_give_every_case_exactly_one_winner(
    database: Database, callers: list[Person], waiting: list[int], clock: TestClock
) -> None:
    def claim_all(caller: Person, door: Barrier) -> list[int]:
        won = []
        for turn, number in enumerate(waiting):
            if turn % TOGETHER == 0:
                door.wait()
            try:
                with database.writing() as session:
                    casework.apply(session, number, Claim(caller.id, ("nl",)), by=caller, now=clock.now())
                won.append(number)
            except CallRefused:
                continue
        return won

    assert together(callers, claim_all) == dict.fromkeys(waiting, 1)
    with database.reading() as session:
        live = session.exec(select(Lease.case_id).where(col(Lease.ended_at).is_(None))).all()
    assert sorted(live) == waiting


def test_next_call_hands_every_caller_another_parent(
    database: Database, callers: list[Person], waiting: list[int], clock: TestClock
) -> None:
    def call_on(caller: Person, door: Barrier) -> list[int]:
        handed: list[int] = []
        for _ in range(TURNS):
            door.wait()
            with database.writing() as session:
                case = leases.next_call(session, caller, clock.now())
            assert case is not None
            door.wait()
            with database.writing() as session:
                casework.apply(session, case.id, Ended(caller.id, "no_answer"), by=caller, now=clock.now())
            handed.append(case.id)
        return handed

    handed = together(callers[:8], call_on)

    assert handed.keys() <= set(waiting)
    assert set(handed.values()) == {1}
    assert handed.total() == 8 * TURNS
