"""Whatever a phone brings along, nobody ever writes somebody else's interview."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlmodel import Session
from starlette.testclient import TestClient

from app.db import Database
from app.models import Interview, Person
from app.security.sealing import Sealer
from app.services import interviews, people, phones
from app.services.snapshots import Snapshot
from tests.conftest import ORIGIN, TestClock
from tests.factories import SmallStudy, snapshot
from tests.routes.phones import put

THINGS = ["amina", "bram", "lost"]  # two phones of two students, and the one that Amina lost
WHOSE = {"amina": "Amina", "bram": "Bram", "lost": "Amina"}


@dataclass(frozen=True)
class Enrolled:
    """A phone with somebody signed in on it."""

    session: str
    token: str
    number: int


def enrol(session: Session, person: Person, clock: TestClock) -> Enrolled:
    way = people.invite(session, person, now=clock.now())
    found = people.sign_in(session, way.token, origin="", device="", now=clock.now())
    assert found is not None
    [token] = phones.enrol(session, person, [], signed_in=found[1], device="", now=clock.now())
    return Enrolled(found[1], token, phones.alive(session, [token], now=clock.now())[token].id)


def browser(app: FastAPI, session: str | None, tokens: list[str]) -> TestClient:
    signed = {
        "session": session and app.state.signer.sign(session),
        "phone": app.state.phone_signer.sign(".".join(tokens)),
    }
    cookies = {name: value for name, value in signed.items() if value}
    return TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, cookies=cookies)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    signed_in=st.sampled_from([None, *THINGS]),
    carried=st.lists(st.sampled_from([*THINGS, "invented"]), max_size=3, unique=True),
    named=st.sampled_from([None, "nonsense", *THINGS]),
    began=st.sampled_from([None, *THINGS]),
)
def test_nobody_ever_writes_somebody_elses_interview(
    app: FastAPI,
    database: Database,
    sealer: Sealer,
    study: SmallStudy,
    clock: TestClock,
    signed_in: str | None,
    carried: list[str],
    named: str | None,
    began: str | None,
) -> None:
    interview, students = uuid4(), {"Amina": study.student, "Bram": study.other_student}
    with database.writing() as session:
        world = {name: enrol(session, students[WHOSE[name]], clock) for name in THINGS}
        phone = world[named].number if named in world else 4242 if named else None
        body = snapshot(study, clock.now(), phone=phone)
        if began:
            sent, by = Snapshot.model_validate(body), students[WHOSE[began]]
            number = world[began].number
            interviews.receive(session, interview, sent, by=by, sealer=sealer, now=clock.now(), phone=number)
        session.flush()
        phones.revoke(session, world["lost"].number, by=study.lead, now=clock.now())
    tokens = [world[name].token if name in world else name for name in carried]
    device = browser(app, world[signed_in].session if signed_in else None, tokens)

    reply = put(device, body | {"revision": 2}, str(interview))

    held = kept(database, interview)
    alive = {name for name in (signed_in, *carried) if name in {"amina", "bram"}}
    if began:
        assert held is not None
        assert held.interviewer_id == students[WHOSE[began]].id
        assert held.revision == (2 if reply.status_code == 200 else 1)
    if reply.status_code == 200:
        assert held is not None
        assert held.interviewer_id in {students[WHOSE[name]].id for name in alive}
        assert named not in WHOSE or held.interviewer_id == students[WHOSE[named]].id
        in_person = signed_in in alive and students[WHOSE[signed_in]].id == held.interviewer_id
        assert in_person or began in {None, *(set(carried) & alive)}
    else:
        assert reply.status_code in {401, 404}
        assert began or held is None


def kept(database: Database, interview: UUID) -> Interview | None:
    with database.reading() as session:
        return session.get(Interview, interview)
