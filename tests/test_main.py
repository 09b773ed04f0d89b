"""While the server runs, the calendar does its part; when it stops, nothing that waits is lost."""

import logging
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app import main
from app.db import Database
from app.models import Case, Interview, InterviewStatus, SignInTry
from tests.conftest import TestClock
from tests.databases import EVENING
from tests.factories import SmallStudy, finished, snapshot
from tests.leavings import nothing_left_open
from tests.routes.phones import put, stored

PATIENCE = 30  # seconds


def test_a_server_that_starts_catches_up_with_the_calendar(
    app: FastAPI, phone: TestClient, study: SmallStudy, database: Database, clock: TestClock
) -> None:
    put(phone, snapshot(study, clock.now()))
    put(phone, finished(study, clock.now()))
    clock.forward(days=130)

    with TestClient(app):
        database.writer.submit(lambda _: None).result(PATIENCE)  # whoever came before is done

    with database.reading() as session:
        assert sorted(session.exec(select(Interview.status))) == [InterviewStatus.BROKEN_OFF, InterviewStatus.COMPLETE]
        assert session.exec(select(Case.closed_by)).all() == ["exhausted"]


def test_a_server_that_stops_writes_what_waits(app: FastAPI, database: Database) -> None:
    begun = threading.Event()

    def slow(session: Session) -> None:
        begun.wait(PATIENCE)
        session.add(SignInTry(origin="last", at=EVENING))

    with TestClient(app):
        future = database.writer.submit(slow)
        begun.set()

    assert future.done()
    with database.reading() as session:
        assert session.exec(select(SignInTry.origin)).all() == ["last"]


def test_a_server_that_stops_lets_whoever_tidies_up_finish(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, never = threading.Event(), threading.Event()
    finished_turns: list[int] = []

    def sweep(database: Database, *_: object) -> None:
        with database.reading() as session:
            found = session.scalar(sa.text("SELECT 1"))
            begun.set()
            never.wait(0.5)
        finished_turns.append(found)

    monkeypatch.setattr(main, "sweep", sweep)
    with nothing_left_open():
        with TestClient(app):
            assert begun.wait(PATIENCE)
        assert finished_turns == [1]


def test_a_database_that_is_away_at_the_start_does_not_stop_the_server(
    app: FastAPI,
    database: Database,
    phone: TestClient,
    study: SmallStudy,
    clock: TestClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE cases RENAME TO cases_away"))

    with caplog.at_level(logging.ERROR, "aloud"), TestClient(app):
        put(phone, snapshot(study, clock.now()))

    assert "not tidied up" in caplog.text
    assert len(stored(database)) == 1
    assert stored(database)[0].saved_at - clock.now() == timedelta(0)


def test_a_server_is_well_when_its_database_answers(app: FastAPI) -> None:
    reply = TestClient(app).get("/healthz")

    assert (reply.status_code, reply.text) == (200, "ok")
