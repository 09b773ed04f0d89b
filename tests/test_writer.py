"""One thread commits what waits together; whoever asked is answered after the commit, whatever the others did."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.db import Database
from app.models import SignInTry
from app.writer import Job, Writer
from tests.databases import EVENING

PATIENCE = 30  # seconds before a test gives up; nothing here takes a tenth of one


def tried(origin: str) -> Job:
    def job(session: Session) -> str:
        session.add(SignInTry(origin=origin, at=EVENING))
        session.flush()
        return origin

    return job


def origins(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(SignInTry.origin)))


@contextmanager
def held_up(database: Database) -> Iterator[None]:
    """While this lasts the writer is busy, so that everything submitted meanwhile waits together."""
    begun, go_on = threading.Event(), threading.Event()

    def busy(_: Session) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    database.writer.submit(busy)
    assert begun.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()


def failing(_: Session) -> None:
    raise LookupError("the ward is closed")


def test_thirty_phones_at_once_share_one_commit(database: Database) -> None:
    commits: list[object] = []
    with held_up(database):
        sa.event.listen(database.engine, "commit", commits.append)
        futures = [database.writer.submit(tried(f"phone {number}")) for number in range(30)]

    assert [future.result(PATIENCE) for future in futures] == [f"phone {number}" for number in range(30)]
    assert len(commits) == 1
    assert len(origins(database)) == 30


def test_nobody_is_answered_before_the_commit(database: Database) -> None:
    order: list[str] = []
    sa.event.listen(database.engine, "commit", lambda _: order.append("commit"))

    future = database.writer.submit(tried("phone"))
    future.add_done_callback(lambda _: order.append("answer"))
    wait([future], PATIENCE)

    assert order == ["commit", "answer"]


def test_one_that_fails_harms_nobody_who_waited_with_it(database: Database) -> None:
    with held_up(database):
        before, bad, after = (database.writer.submit(job) for job in (tried("before"), failing, tried("after")))

    assert [before.result(PATIENCE), after.result(PATIENCE)] == ["before", "after"]
    with pytest.raises(LookupError, match="the ward is closed"):
        bad.result(PATIENCE)
    assert origins(database) == {"before", "after"}


def test_what_a_failing_job_wrote_is_undone(database: Database) -> None:
    def half_done(session: Session) -> None:
        tried("half")(session)
        raise LookupError

    wait([database.writer.submit(half_done)], PATIENCE)

    assert origins(database) == set()


def test_whoever_gave_up_waiting_stops_nobody_else(database: Database) -> None:
    """A cancelled future cannot be given a result; that must not end the thread that writes for everybody."""
    with held_up(database):
        gone, other = database.writer.submit(tried("gone")), database.writer.submit(tried("other"))
        assert gone.cancel()

    assert other.result(PATIENCE) == "other"
    assert database.writer.submit(tried("later")).result(PATIENCE) == "later"
    assert origins(database) == {"other", "later"}


def test_whoever_gives_up_while_it_is_written_stops_nobody_else(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        tried("slow")(session)
        begun.set()
        go_on.wait(PATIENCE)

    future = database.writer.submit(slow)
    begun.wait(PATIENCE)
    assert not future.cancel()
    go_on.set()

    assert database.writer.submit(tried("later")).result(PATIENCE) == "later"
    assert origins(database) == {"slow", "later"}


def test_closing_writes_what_waits_first(database: Database) -> None:
    with held_up(database):
        futures = [database.writer.submit(tried(f"phone {number}")) for number in range(200)]
        closing = threading.Thread(target=database.writer.close)
        closing.start()
    closing.join(PATIENCE)

    assert all(future.done() for future in futures)
    assert len(origins(database)) == 200


def test_what_comes_while_it_closes_is_written_too(database: Database) -> None:
    late: list[Future[Any]] = []
    with held_up(database):
        closing = threading.Thread(target=database.writer.close)
        closing.start()
        submitting = threading.Thread(target=lambda: late.append(database.writer.submit(tried("late"))))
        submitting.start()
    closing.join(PATIENCE)
    submitting.join(PATIENCE)

    assert late[0].result(PATIENCE) == "late"
    database.writer.close()


def test_a_writer_that_was_closed_starts_again(database: Database) -> None:
    database.writer.close()
    database.writer.close()

    assert database.writer.submit(tried("again")).result(PATIENCE) == "again"


def test_a_row_that_another_server_inserted_first_is_found_at_the_second_look(database: Database) -> None:
    with database.writing() as session:
        tried("twice")(session)
    looks: list[int] = []

    def insert_once(session: Session) -> str:
        looks.append(1)
        there = session.get(SignInTry, 1) if len(looks) > 1 else None  # the first look comes a moment too early
        if there is None:
            session.add(SignInTry(id=1, origin="twice", at=EVENING))
            session.flush()
        return there.origin if there else "inserted"

    assert database.writer.submit(insert_once).result(PATIENCE) == "twice"
    assert len(looks) == 2


def test_a_clash_that_never_ends_is_told_to_the_one_who_asked(database: Database) -> None:
    def clash(session: Session) -> None:
        session.execute(sa.text("INSERT INTO assignments (person_id, activity_id) VALUES (99999, 99999)"))
        session.commit()

    future = database.writer.submit(clash)

    with pytest.raises(IntegrityError):
        future.result(PATIENCE)
    assert database.writer.submit(tried("next")).result(PATIENCE) == "next"


def test_a_disk_that_fails_at_the_commit_is_not_reported_as_saved() -> None:
    class Full(Exception):
        pass

    @contextmanager
    def full_disk() -> Iterator[Session]:
        yield Session()
        raise Full

    writer = Writer(full_disk)
    future = writer.submit(lambda _: "saved")

    with pytest.raises(Full):
        future.result(PATIENCE)
    writer.close()
