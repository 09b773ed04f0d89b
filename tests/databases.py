"""Databases to try things in: made once per engine with a small study, then copied for every test."""

import atexit
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app import db
from app.db import Database
from app.security.sealing import Sealer
from app.services import demo_study, tallies
from tests.factories import SmallStudy, small_study
from tests.postgres import cluster_url

EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # a Tuesday, half past seven where the schools are
KEYS = {"test": b"k" * 32}


@contextmanager
def remembering() -> Iterator[None]:
    """Meanwhile every database knows the statements of those before it: to make them takes longest in most tests."""
    known: dict[str, sa.Engine] = {}
    make = db.make_engine

    def make_engine(url: str) -> sa.Engine:
        made: Any = make(url)
        first: Any = known.setdefault(made.dialect.name, made)
        if first.dialect.server_version_info is None:  # nobody has been there yet
            known[made.dialect.name] = made
            made._compiled_cache = {}
        else:
            made.dialect = made.pool._dialect = first.dialect
            made._compiled_cache = first._compiled_cache
        engine: sa.Engine = made
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "make_engine", make_engine)
        yield


@dataclass(frozen=True)
class Example:
    """A database that is never written to again, and the study in it."""

    source: str  # a file for SQLite, a name for PostgreSQL
    study: SmallStudy


@cache
def example(engine: str) -> Example:
    """The example that every test on this engine begins with."""
    if engine == "postgresql":
        source = _create()
        url = _postgresql(source)
    else:
        folder = tempfile.mkdtemp(prefix="aloud-example-")
        atexit.register(shutil.rmtree, folder)
        source = f"{folder}/aloud.db"
        url = f"sqlite:///{source}"
    return Example(source, filled(url))


def filled(url: str) -> SmallStudy:
    """Put all tables and a small study into an empty database."""
    database = Database(url)
    SQLModel.metadata.create_all(database.engine)
    with database.writing() as session:
        study = small_study(session, now=EVENING)
    database.close()
    return study


@cache
def replayed(engine: str) -> Database:
    """The published study on this engine, filled in once; to look at, never to write to."""
    folder = Path(tempfile.mkdtemp(prefix="aloud-replay-"))
    atexit.register(shutil.rmtree, folder)
    url = _postgresql(_create()) if engine == "postgresql" else f"sqlite:///{folder}/replay.db"
    database = Database(url)
    atexit.register(database.close)
    SQLModel.metadata.create_all(database.engine)
    with database.writing() as session:
        demo_study.fill(session, Sealer(KEYS), today=None, now=EVENING)
    return database


def check_tallies(url: str) -> None:
    """Fail unless the tallies of a database say what its interviews say."""
    database = Database(url)
    try:
        with database.reading() as session:
            assert tallies.is_right(session), "somebody changed an interview and not the tallies"
    finally:
        database.close()


@contextmanager
def fresh(engine: str, folder: Path, example: Example | None = None) -> Iterator[str]:
    """The address of a database that nobody else uses: a copy of the example, or empty."""
    if engine == "postgresql":
        name = _create(example.source if example else "template1")
        yield _postgresql(name)
        with _server().connect() as server:
            server.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        return
    folder.mkdir(exist_ok=True)
    if example:
        shutil.copy(example.source, folder / "aloud.db")
    yield f"sqlite:///{folder}/aloud.db"


def _create(source: str = "template1") -> str:
    name = f"t{secrets.token_hex(6)}"
    with _server().connect() as server:
        server.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {source}"))
    return name


def _postgresql(name: str) -> str:
    return cluster_url().replace("/postgres?", f"/{name}?")


@cache
def _server() -> sa.Engine:
    return sa.create_engine(cluster_url(), isolation_level="AUTOCOMMIT")
