"""People and things that the tests tell about, on a real SQLite file and a real PostgreSQL."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.clock import Clock, local
from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import Person
from app.security.sealing import Sealer
from app.services import people
from tests.factories import SmallStudy, small_study
from tests.postgres import cluster_url

EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # a Tuesday, half past seven where the schools are
ORIGIN = {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"}


class TestClock(Clock):
    """A clock that a test sets; it stands still otherwise."""

    __test__ = False

    def __init__(self, moment: datetime = EVENING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return local(self.moment).date()

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for every test, on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/aloud.db"
        return
    name = f"t{secrets.token_hex(6)}"
    server = sa.create_engine(cluster_url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield cluster_url().replace("/postgres?", f"/{name}?")
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        secrets=("a-signing-key-for-the-tests-only-0123",),
        contact_keys={"test": b"k" * 32},
    )


@pytest.fixture
def app(settings: Settings, clock: TestClock) -> Iterator[FastAPI]:
    made = create_app(settings, clock=clock)
    SQLModel.metadata.create_all(made.state.database.engine)
    yield made
    made.state.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    held: Database = app.state.database
    return held


@pytest.fixture
def sealer(app: FastAPI) -> Sealer:
    held: Sealer = app.state.sealer
    return held


@pytest.fixture
def study(database: Database, clock: TestClock) -> SmallStudy:
    """Two schools, one evening, a student, a lead and two callers."""
    with database.writing() as session:
        return small_study(session, now=clock.now())


@pytest.fixture
def session(database: Database, study: SmallStudy) -> Iterator[Session]:
    """A transaction for services; undone when a test fails in it."""
    with database.writing() as held:
        yield held


Visit = Callable[[Person | None], TestClient]


@pytest.fixture
def visit(app: FastAPI, database: Database, clock: TestClock) -> Visit:
    """A browser with somebody signed in, or with nobody."""

    def open_browser(person: Person | None) -> TestClient:
        browser = TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, follow_redirects=False)
        if person is not None:
            with database.writing() as session:
                way = people.invite(session, person, now=clock.now())
            assert browser.post("/signin", data={"secret": way.token}).status_code == 303
        return browser

    return open_browser


@pytest.fixture
def phone(visit: Visit, study: SmallStudy) -> TestClient:
    """The phone of the student."""
    return visit(study.student)


@pytest.fixture
def caller(visit: Visit, study: SmallStudy) -> TestClient:
    return visit(study.caller)


@pytest.fixture
def lead(visit: Visit, study: SmallStudy) -> TestClient:
    return visit(study.lead)
