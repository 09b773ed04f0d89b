"""What phones do, and what the server then holds."""

import json
from typing import Any
from uuid import uuid4

from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.models import Interview


def put(phone: TestClient, body: object, interview: str | None = None) -> Response:
    return phone.put(f"/interviews/{interview or uuid4()}", json=body)


def stored(database: Database) -> list[Interview]:
    with database.reading() as session:
        return list(session.exec(select(Interview)))


def answers_of(database: Database) -> dict[str, Any]:
    """The answers of the only interview there is."""
    (interview,) = stored(database)
    held: dict[str, Any] = json.loads(interview.snapshot)["answers"]
    return held
