"""The disk is full, broken or may not be written: the phone is told in our words, and nothing is promised."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import Database
from app.errors import Broken
from tests.databases import example, filled, fresh
from tests.faults.cluster import Cluster
from tests.faults.evening import Evening, evening, settings
from tests.faults.figures import SEED
from tests.faults.server import Nursery, Server
from tests.faults.strace import tracing

PHONES = 6


@contextmanager
def under_way(url: str, server: Server, tonight: Evening) -> Iterator[None]:
    """All went well so far; when the trouble is over all goes well again, without a restart and without a gap."""
    server.start()
    assert {reply.status for reply in tonight.save(server)} == {200}
    yield
    assert {reply.status for reply in tonight.save(server)} == {200}
    assert server.alive
    assert tonight.lost(everything=True) == []


def nobody_is_promised_anything(server: Server, tonight: Evening) -> None:
    """Every phone gets our sentence and keeps what it has."""
    for reply in [*tonight.save(server), *tonight.save(server)]:
        assert (reply.status, json.loads(reply.body)["error"]) == (500, Broken.sentence)
        assert "interview-revision" not in reply.headers
    assert all(phone.waiting().waits for phone in tonight.phones)


@pytest.fixture
def on_a_file(tmp_path: Path, nursery: Nursery) -> Iterator[tuple[Path, Server, Evening]]:
    """A server on SQLite, all going well before and after the test's trouble."""
    made = example("sqlite")
    with (
        fresh("sqlite", tmp_path / "held", example=made) as url,
        evening(url, made.study, phones=PHONES, seed=SEED) as tonight,
        nursery.server(settings(url, tmp_path)) as server,
        under_way(url, server, tonight),
    ):
        yield tmp_path / "held/aloud.db", server, tonight


@pytest.mark.parametrize(
    ("call", "error"), [("pwrite64", "ENOSPC"), ("pwrite64", "EROFS"), ("pwrite64", "EIO"), ("fsync,fdatasync", "EIO")]
)
def test_a_disk_that_is_full_read_only_or_broken_makes_no_promises(
    on_a_file: tuple[Path, Server, Evening], call: str, error: str
) -> None:
    file, server, tonight = on_a_file
    only = [word for part in ("", "-wal", "-journal") for word in ("-P", f"{file}{part}")]

    with tracing(server.pid, *only, "-e", f"trace={call}", "-e", f"inject={call}:error={error}") as seen:
        nobody_is_promised_anything(server, tonight)

    assert any(error in one.text for one in seen)


def test_files_that_may_not_grow_make_no_promises(on_a_file: tuple[Path, Server, Evening]) -> None:
    _, server, tonight = on_a_file
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    nobody_is_promised_anything(server, tonight)

    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


def test_a_postgresql_that_may_only_be_read_makes_no_promises(tmp_path: Path, nursery: Nursery) -> None:
    with (
        Cluster() as cluster,
        evening(cluster.url, filled(cluster.url), phones=PHONES, seed=SEED) as tonight,
        nursery.server(settings(cluster.url, tmp_path)) as server,
        under_way(cluster.url, server, tonight),
    ):
        writable(cluster.url, "off")
        nobody_is_promised_anything(server, tonight)
        writable(cluster.url, "on")


def writable(url: str, answer: str) -> None:
    """Let every session of a cluster write, or not, from its next transaction on."""
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        refused = "off" if answer == "on" else "on"
        connection.execute(sa.text("SET default_transaction_read_only = off"))
        connection.execute(sa.text(f"ALTER SYSTEM SET default_transaction_read_only = {refused}"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    while True:  # whoever connects after the change has heard of it
        database.engine.dispose()
        with database.engine.connect() as connection:
            if connection.scalar(sa.text("SHOW default_transaction_read_only")) == refused:
                break
    database.close()
