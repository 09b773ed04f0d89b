"""Ways in that are tried."""

from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Person, SignIn
from tests.conftest import ORIGIN


def try_in(browser: TestClient, secret: str) -> Response:
    return browser.post("/signin", data={"secret": secret}, headers={"accept": "text/html"})


def elsewhere(app: FastAPI, address: str) -> TestClient:
    return TestClient(
        app, base_url="http://localhost:8000", headers=ORIGIN, follow_redirects=False, client=(address, 50_000)
    )


def sessions(database: Database, person: Person) -> list[SignIn]:
    with database.reading() as session:
        return list(session.exec(select(SignIn).where(SignIn.person_id == person.id)))
