"""What phones do, and what the server then holds."""

import json
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Interview, Person
from app.services import people
from tests.conftest import TestClock


def put(phone: TestClient, body: object, interview: str | None = None) -> Response:
    return phone.put(f"/interviews/{interview or uuid4()}", json=body)


def stored(database: Database) -> list[Interview]:
    with database.reading() as session:
        return list(session.exec(select(Interview)))


def sign_in(phone: TestClient, database: Database, person: Person, clock: TestClock) -> None:
    """Somebody, perhaps somebody else, signs in on this very phone."""
    with database.writing() as session:
        way = people.invite(session, person, now=clock.now())
    assert phone.post("/signin", data={"secret": way.token}).status_code == 303


def number_of(phone: TestClient) -> int:
    """What the pages of this phone say that it is, to whoever is signed in on it."""
    page = BeautifulSoup(phone.get(phone.get("/").headers["location"]).text, "html.parser")
    return int(str(page.html["data-phone"]))  # type: ignore[index]


def answers_of(database: Database) -> dict[str, Any]:
    """The answers of the only interview there is."""
    (interview,) = stored(database)
    held: dict[str, Any] = json.loads(interview.snapshot)["answers"]
    return held
