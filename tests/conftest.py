"""People and things that the tests tell about, on a real SQLite file and a real PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.clock import Clock, local
from app.config import Settings
from app.db import Database
from app.main import create_app, furnish
from app.models import Person
from app.security.sealing import Sealer
from app.services import people
from app.services.people import WayIn
from tests.databases import EVENING, KEYS, check_tallies, example, fresh, remembering
from tests.factories import SmallStudy
from tests.faults.figures import LONG, Figures, keep, lines, told

SECRETS = ("a-signing-key-for-the-tests-only-0123",)
LONGEST = 80  # letters of a parameter that a test is named after
# Tests read the English sentences, whether or not the catalogues were compiled.
ORIGIN = {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin", "accept-language": "en"}


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


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """What every test says to its database is put into words once."""
    with remembering():
        yield


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Where a test leaves what it counted."""
    return Figures(request)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which database; a test that asks for one runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(engine: str, tmp_path: Path) -> Iterator[str]:
    """A database without a table in it."""
    with fresh(engine, tmp_path / "empty") as url:
        yield url


@pytest.fixture
def database_url(engine: str, tmp_path: Path) -> Iterator[str]:
    """A database of its own for every test, with a small study in it."""
    with fresh(engine, tmp_path, example=example(engine)) as url:
        yield url
        if engine == "sqlite":  # whatever a test did, it is counted as it is
            check_tallies(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        secrets=SECRETS,
        contact_keys=KEYS,
    )


@cache
def rooms() -> FastAPI:
    """The house of every test in this process: its routes are put together once, which takes longer than most tests."""
    return create_app(Settings(database_url="sqlite:///unused.db", data_dir=Path(), secrets=SECRETS, contact_keys=KEYS))


@pytest.fixture
def app(settings: Settings, clock: TestClock) -> Iterator[FastAPI]:
    """The house, with a database and a clock that nobody used before."""
    furnish(rooms(), settings, clock)
    yield rooms()
    rooms().state.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    held: Database = app.state.database
    return held


@pytest.fixture
def sealer(app: FastAPI) -> Sealer:
    held: Sealer = app.state.sealer
    return held


@pytest.fixture
def study(engine: str) -> SmallStudy:
    """Two schools, one evening, two students, a lead and two callers."""
    return example(engine).study


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
            browser.cookies.delete("language")  # signing in chose that of this person
            browser.cookies.set("language", "en")
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


@pytest.fixture
def way(database: Database, study: SmallStudy, clock: TestClock) -> WayIn:
    """What the lead hands to the student."""
    with database.writing() as session:
        return people.invite(session, study.student, now=clock.now())


@pytest.fixture
def stranger(visit: Visit) -> TestClient:
    return visit(None)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A test is called the same in every process, so never after the bytes of a file: those may hold the time."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In `make faults`, only the tests that have a longer version: those that say how `often`."""
    short = [one for one in items if LONG and not hasattr(getattr(one, "module", None), "often")]
    config.hook.pytest_deselected(items=short)
    items[:] = [one for one in items if one not in short] if short else items


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """What the tests of faults measured: a line each, and all of it in a file."""
    reports = [one for some in ("passed", "failed") for one in terminalreporter.stats.get(some, [])]
    if results := told([one for one in reports if one.when == "call"]):
        terminalreporter.section("faults")
        for line in lines(results):
            terminalreporter.write_line(line)
        keep(results, Path(terminalreporter.config.rootpath) / "faults.json")
