"""Five hundred phones whose clocks are years off and jump: what counts is the revision, and our own calendar."""

import asyncio
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.calling.days import add_months as months_later
from app.clock import local
from app.db import Database
from app.models import Case, Interview
from tests.conftest import TestClock, Visit
from tests.databases import EVENING
from tests.factories import SmallStudy, finished
from tests.faults.asgi import together
from tests.faults.figures import SEED, Figures
from tests.faults.model import choices

PHONES = 500
TWO_YEARS = 2 * 365 * 24 * 3600  # seconds
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass
class Wrong:
    """A phone with a clock of its own, and what it holds."""

    interview: UUID
    body: dict[str, Any]
    began: datetime  # really
    off: timedelta  # its clock less ours

    def at(self, moment: datetime) -> str:
        """What its clock shows."""
        return (moment + self.off).isoformat()

    def sending(self, now: datetime, count: int, **changes: Any) -> dict[str, Any]:
        """A snapshot that leaves it now, with so many answers; their number is its revision."""
        given = dict(list(self.body["answers"].items())[:count])
        draft = {"status": "draft", "contact": None, "answers": given, "revision": count}
        return self.body | draft | {"device_sent_at": self.at(now)} | changes


@dataclass
class Hall:
    """All of them, and the server."""

    app: FastAPI
    clock: TestClock
    cookie: str
    rng: Random

    def phones(self, study: SmallStudy) -> list[Wrong]:
        """Each began at its own minute of the evening, some close to midnight."""
        made = []
        for _ in range(PHONES):
            began = EVENING + timedelta(minutes=self.rng.uniform(0, 330))
            one = Wrong(UUID(int=self.rng.getrandbits(128), version=4), {}, began, self.jump())
            one.body = finished(study, EVENING, respondent=str(UUID(int=self.rng.getrandbits(128), version=4)))
            one.body |= {"device_started_at": one.at(began)}
            made.append(one)
        return made

    def jump(self) -> timedelta:
        """How far a clock can be off."""
        return timedelta(seconds=self.rng.uniform(-TWO_YEARS, TWO_YEARS))

    def send(self, sendings: list[tuple[Wrong, dict[str, Any]]]) -> list[int]:
        """All at once; gives the revisions that came back."""
        requests = [(f"/interviews/{one.interview}", json.dumps(body).encode()) for one, body in sendings]
        replies = asyncio.run(together(self.app, requests, self.cookie))
        assert {reply.status for reply in replies} == {200}
        return [int(reply.headers["interview-revision"]) for reply in replies]


@pytest.fixture
def hall(app: FastAPI, clock: TestClock, visit: Visit, study: SmallStudy) -> Hall:
    clock.moment = EVENING + timedelta(minutes=331)  # the last of them has begun, and it is past midnight
    return Hall(app, clock, f"session={visit(study.student).cookies['session']}", Random(SEED))


def held(database: Database) -> tuple[dict[UUID, Interview], dict[UUID, date]]:
    """Every interview, and by respondent the day on which a call is due."""
    with database.reading() as session:
        rows = {row.id: row for row in session.exec(select(Interview))}
        return rows, {row.respondent_id: row.due_on for row in session.exec(select(Case))}


def due(began: datetime) -> date:
    return months_later(local(began).date(), 3)


def test_the_revision_decides_and_the_calendar_is_ours(
    hall: Hall, database: Database, study: SmallStudy, visit: Visit, figures: Figures
) -> None:
    phones, last = hall.phones(study), len(choices(study.w1))
    offsets = {one.interview: -one.off.total_seconds() for one in phones}
    now = hall.clock.now()
    hall.send([(one, one.sending(now, 1)) for one in phones])
    hall.clock.forward(minutes=7)
    for one in phones:
        one.off = hall.jump()
    newer = [(one, one.sending(hall.clock.now(), 9)) for one in phones]
    older = [(one, one.sending(hall.clock.now() + timedelta(days=hall.rng.randint(1, 700)), 4)) for one in phones]
    both = newer + older
    hall.rng.shuffle(both)
    hall.send(both)
    hall.clock.forward(days=2)
    hall.cookie = f"session={visit(study.student).cookies['session']}"
    ends = [(one, one.sending(hall.clock.now(), last, **end_of(one))) for one in phones]
    assert set(hall.send(ends)) == {last}

    rows, days = held(database)

    for one in phones:
        row = rows[one.interview]
        assert (row.revision, row.status) == (last, "complete")
        assert abs((row.started_at - one.began).total_seconds()) < 0.01
        assert row.clock_offset == pytest.approx(offsets[one.interview], abs=0.01)
        assert days[row.respondent_id] == due(one.began)
    assert len({due(one.began) for one in phones}) == 2  # midnight was in between
    figures.tell(phones=PHONES, wrong=0)


def end_of(one: Wrong) -> dict[str, Any]:
    return {"status": "complete", "contact": one.body["contact"], "answers": one.body["answers"]}


def test_a_clock_that_was_set_before_anything_was_sent_makes_nobody_due_in_another_year(
    hall: Hall, database: Database, study: SmallStudy, figures: Figures
) -> None:
    """Out of reach, on a phone whose empty battery had left it in another year; then the network told it the time."""
    phones = [one for one in hall.phones(study) if local(one.began).date() == study.talk.held_on]
    now = hall.clock.now()
    for number, one in enumerate(phones):
        one.body["device_started_at"] = EPOCH.isoformat() if number % 2 else one.body["device_started_at"]
        one.off = timedelta(0)
    hall.send([(one, one.sending(now, 20, **end_of(one))) for one in phones])

    rows, days = held(database)

    assert {days[rows[one.interview].respondent_id] for one in phones} == {due(EVENING)}
    figures.tell(phones=len(phones), wrong=0)
