"""Every questionnaire that an evening offers can be filled in to its end, by whoever answers it."""

import json

import pytest
from fastapi import FastAPI

from app.db import Database
from app.models import Role
from app.services import evenings, instruments, waves
from app.services.instruments import SHIPPED
from tests.alone import Visitor, link
from tests.conftest import TestClock, Visit
from tests.factories import SmallStudy
from tests.routes.phones import stored

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
LISTS = sorted(
    file.stem
    for file in SHIPPED.glob("*.yaml")
    if file.stem.startswith(("parent-", "pupil-", "student-")) and "w2" not in file.stem
)


@on_sqlite
@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_an_evening_comes_to_its_end(
    visit: Visit, app: FastAPI, study: SmallStudy, clock: TestClock, database: Database, name: str
) -> None:
    with database.writing() as session:
        offered = {one.name: one for one in evenings.offered(session)}
        if name not in offered:
            instrument = instruments.newest(session, name)
            waves.put_to_use(session, instrument, mode="self")
            offered[name] = instrument
    visitor = Visitor(visit(None)).scan(link(app, study, clock, instrument=name)).finish()

    assert visitor.code, visitor.words
    (interview,) = stored(database)
    assert (interview.status, interview.mode) == ("complete", "self")
    answered = json.loads(interview.snapshot)["answers"]
    instrument = offered[name]
    sure = [item for item in instrument.items() if item.required and not item.contact and not item.relevant]
    wanted = {item.name for item in sure if item.type != "note"}
    assert wanted - set(answered) == set()
    assert Role(instrument.role) in evenings.ROLES
