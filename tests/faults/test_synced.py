"""A save is on the disk before its reply leaves: shown by what the server asks of the kernel, in which order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.db import Database
from tests.databases import example, fresh
from tests.faults.evening import Evening, evening, settings
from tests.faults.figures import SEED, Figures
from tests.faults.server import Nursery, Server
from tests.faults.strace import MOVES, Call, tracing

SAVES = 40
TOGETHER = 16  # phones that save in the same moment
TURNS = 4


def is_write(call: Call) -> bool:
    """Whether it writes to a file of the database; what it maps into memory for readers does not count."""
    return "write" in call.name and Path(call.where).name.startswith("aloud.db")


def is_sync(call: Call) -> bool:
    """Whether it brought a file of the database onto the disk."""
    return call.name in {"fsync", "fdatasync"} and call.result == 0 and ".db" in call.where


def is_reply(call: Call) -> bool:
    """Whether a phone is told that all is well."""
    return "TCP" in call.where and "HTTP/1.1 200" in call.text


def premature(seen: list[Call]) -> list[str]:
    """Replies to one phone at a time that left while something of the save was not on disk, or without any save.

    One line a reply, whatever files it is about: now and then the log is moved into the database in between.
    """
    wrong: list[str] = []
    written: dict[str, Call] = {}
    synced: dict[str, Call] = {}
    for call in seen:
        if is_write(call):
            written[call.where] = call
        elif is_sync(call):
            synced[call.where] = call
        elif is_reply(call):
            late = [where for where, last in written.items() if not after(synced.get(where), last, call)]
            if late or not written:
                wrong.append(f"not synced: {', '.join(late)}" if late else "nothing was written")
            written, synced = {}, {}
    return wrong


def after(sync: Call | None, write: Call, reply: Call) -> bool:
    """Whether a sync began after this write had ended, and had ended when the reply began."""
    return (
        sync is not None
        and write.ended is not None
        and sync.ended is not None
        and write.ended < sync.begun
        and sync.ended < reply.begun
    )


@contextmanager
def watched(nursery: Nursery, folder: Path, *, phones: int, **order: str) -> Iterator[tuple[Evening, Server]]:
    """A server on a file, and phones that saved once already: statements are made at the first save."""
    made = example("sqlite")
    with (
        fresh("sqlite", folder / "held", example=made) as url,
        evening(url, made.study, phones=phones, seed=SEED) as tonight,
        nursery.server(settings(url, folder), **order) as server,
    ):
        server.start()
        save(server, tonight)
        yield tonight, server
        assert tonight.lost(everything=True) == []


def save(server: Server, tonight: Evening) -> list[UUID]:
    """Every phone sends a new interview, all in the same moment."""
    begun = [phone.begin() for phone in tonight.phones]
    assert {reply.status for reply in tonight.save(server)} == {200}
    return [held.id for held in begun]


def test_every_save_is_on_disk_before_its_reply_leaves(tmp_path: Path, nursery: Nursery, figures: Figures) -> None:
    with (
        watched(nursery, tmp_path, phones=1) as (tonight, server),
        tracing(server.pid, "-e", f"trace={MOVES}") as seen,
    ):
        for _ in range(SAVES):
            save(server, tonight)

    assert premature(seen) == []
    assert len(list(filter(is_reply, seen))) == SAVES
    figures.tell(saves=SAVES, premature=0)


def test_phones_that_share_a_commit_are_all_answered_after_it(
    tmp_path: Path, nursery: Nursery, figures: Figures
) -> None:
    with (
        watched(nursery, tmp_path, phones=TOGETHER) as (tonight, server),
        tracing(server.pid, "-e", f"trace={MOVES}", longest=5000) as seen,
    ):
        saved = [one for _ in range(TURNS) for one in save(server, tonight)]

    syncs = list(filter(is_sync, seen))
    for interview in saved:
        [asked] = [call for call in seen if f"PUT /interviews/{interview}" in call.text]
        [answered] = [call for call in seen if is_reply(call) and call.where == asked.where]
        written = next(call for call in seen if is_write(call) and interview.hex in call.text)
        assert any(after(sync, written, answered) for sync in syncs)
    assert len(syncs) < len(saved) == TOGETHER * TURNS  # they did share
    figures.tell(saves=len(saved), commits=len(syncs), premature=0)


def test_this_proof_finds_a_database_that_leaves_syncing_to_others(tmp_path: Path, nursery: Nursery) -> None:
    """Otherwise the tests above would prove little."""
    with (
        watched(nursery, tmp_path, phones=1, pragma="synchronous=OFF") as (tonight, server),
        tracing(server.pid, "-e", f"trace={MOVES}") as seen,
    ):
        for _ in range(3):
            save(server, tonight)

    assert len(premature(seen)) == 3


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql_is_asked_to_keep_every_commit(database: Database) -> None:
    with database.writing() as session:
        shown = {
            name: session.scalar(sa.text(f"SHOW {name}"))
            for name in ("synchronous_commit", "fsync", "full_page_writes")
        }

    assert shown == {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
