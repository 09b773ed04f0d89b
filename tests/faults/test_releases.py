"""A new release on an evening that began with the one before: its database and its phones go on.

`released/rows.json.gz` is what that release had in its tables, `released/phone.json` what its phones still send.
"""

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.migrating import migrate
from app.models import Answer, Case, Consent, Interview, Refusal
from app.security.sealing import Sealer
from tests.conftest import ORIGIN, TestClock
from tests.databases import EVENING, KEYS
from tests.faults.evening import settings

RELEASED = Path(__file__).parent / "released"
BEFORE = "20261122_first_tables"  # where the database of that release stood
ROWS: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress((RELEASED / "rows.json.gz").read_bytes()))
PHONE: dict[str, Any] = json.loads((RELEASED / "phone.json").read_text("utf-8"))


@pytest.fixture
def upgraded(empty_database_url: str) -> Iterator[Database]:
    """A database of the release before, brought to this one."""
    database = Database(empty_database_url)
    migrate(database, BEFORE)
    fill(database)
    migrate(database)
    yield database
    database.close()


def fill(database: Database) -> None:
    """Put the rows of that release back."""
    tables = sa.MetaData()
    tables.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in tables.sorted_tables:
            for row in ROWS.get(table.name, []):
                values = {name: kept(table.c[name].type, value) for name, value in row.items()}
                places = ", ".join(f":{name}" for name in values)
                connection.execute(
                    sa.text(f'INSERT INTO "{table.name}" ({", ".join(values)}) VALUES ({places})'), values
                )
            if database.engine.dialect.name == "postgresql" and "id" in table.c and ROWS.get(table.name):
                counted = f"pg_get_serial_sequence('{table.name}', 'id')"
                if connection.scalar(sa.text(f"SELECT {counted}")):
                    connection.execute(sa.text(f'SELECT setval({counted}, (SELECT max(id) FROM "{table.name}"))'))


def kept(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """A value as the column takes it: the rows come from SQLite, which knows fewer kinds."""
    if isinstance(value, str) and value.startswith("base64:"):
        return base64.b64decode(value.removeprefix("base64:"))
    if isinstance(kind, sa.Boolean) and value is not None:
        return bool(value)
    return f"{value}+00" if getattr(kind, "timezone", False) and value is not None else value


@pytest.fixture
def phone(upgraded: Database, tmp_path: Path) -> Iterator[TestClient]:
    """A phone that signed in with the release before and shows its page still."""
    clock = TestClock(EVENING + timedelta(minutes=3))
    app = create_app(settings(upgraded.engine.url.render_as_string(hide_password=False), tmp_path), clock=clock)
    yield TestClient(app, base_url="http://localhost:8000", headers=ORIGIN, cookies={"session": PHONE["session"]})
    app.state.database.close()


def test_a_database_of_the_release_before_keeps_everything_in_it(upgraded: Database) -> None:
    with upgraded.reading() as session:
        interviews = {row.id: row for row in session.exec(select(Interview))}
        assert len(session.exec(select(Answer)).all()) == len(ROWS["answers"])
        assert len(session.exec(select(Consent)).all()) == len(ROWS["consents"])
        assert len(session.exec(select(Refusal)).all()) == len(ROWS["refusals"])
        [case] = session.exec(select(Case))
    for row in ROWS["interviews"]:
        held = interviews[UUID(row["id"])]
        assert (held.revision, held.status, held.snapshot) == (row["revision"], row["status"], row["snapshot"])
    opened = {
        row["field"]: Sealer(KEYS).open(
            kept(sa.LargeBinary(), row["sealed"]), f"contact:{case.respondent_id}:{row['field']}"
        )
        for row in ROWS["contacts"]
    }
    assert opened == {"ask_for": "Mevrouw Canarino", "phone": "+31612345678"}


def test_a_phone_of_the_release_before_goes_on_where_it_was(phone: TestClient, upgraded: Database) -> None:
    for sending in PHONE["sent"]:
        reply = phone.put(f"/interviews/{sending['interview']}", json=sending["body"])
        assert (reply.status_code, reply.headers["interview-revision"]) == (200, str(sending["body"]["revision"]))

    with upgraded.reading() as session:
        for sending in PHONE["sent"]:
            held = session.get_one(Interview, UUID(sending["interview"]))
            assert json.loads(held.snapshot)["answers"].keys() == sending["body"]["answers"].keys()
        assert len(session.exec(select(Interview)).all()) == 3
        assert len(session.exec(select(Case)).all()) == 2
