"""The ground that nothing may fall through: moments, journals, locks, and who sees what when."""

import threading
import types
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, col, select

from app import db
from app.db import Database, UTCDateTime, journal_mode, make_engine, upsert, wal_is_safe
from app.errors import SettingsError
from app.models import Quota, Role, SignInTry, Study
from tests.databases import EVENING
from tests.factories import SmallStudy

MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@given(MOMENTS)
def test_a_moment_is_the_same_moment_after_it_was_kept(moment: datetime) -> None:
    kind, dialect = UTCDateTime(), sqlite.dialect()
    kept = kind.process_bind_param(moment, dialect)
    assert kept is not None

    given_back = kind.process_result_value(kept.replace(tzinfo=None), dialect)  # SQLite forgets the zone

    assert given_back == moment.astimezone(UTC)
    assert given_back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"), database.writing() as session:
        session.add(SignInTry(origin="x", at=datetime(2026, 11, 24, 19, 30)))  # noqa: DTZ001


def test_moments_written_in_other_zones_sort_as_they_happened(database: Database) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))  # the hour that comes twice
    second = datetime(2026, 10, 25, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    with database.writing() as session:
        session.add_all([SignInTry(origin="second", at=second), SignInTry(origin="first", at=first)])

    with database.reading() as session:
        kept = session.exec(select(SignInTry).order_by(col(SignInTry.at))).all()

    assert [row.origin for row in kept] == ["first", "second"]
    assert [row.at for row in kept] == [first, second]
    assert {row.at.utcoffset() for row in kept} == {timedelta(0)}


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.6.23", True),
        ("3.7.0", False),
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.0", False),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
    ],
)
def test_a_library_that_can_lose_commits_gets_no_wal(version: str, *, safe: bool) -> None:
    major, minor, patch = (int(part) for part in version.split("."))

    assert wal_is_safe((major, minor, patch)) is safe
    assert journal_mode((major, minor, patch)) == ("WAL" if safe else "DELETE")


def test_the_library_we_bring_is_a_mended_one() -> None:
    assert wal_is_safe(db.sqlite_module().sqlite_version_info)


def pragmas(database: Database) -> dict[str, Any]:
    with database.engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_connection_is_durable_strict_and_patient(database: Database) -> None:
    safe = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}

    with ThreadPoolExecutor(8) as many:
        assert list(many.map(lambda _: pragmas(database), range(8))) == [safe] * 8


def test_an_affected_library_gets_the_old_journal_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = types.SimpleNamespace(**vars(db.sqlite_module()) | {"sqlite_version_info": (3, 40, 1)})
    monkeypatch.setattr(db, "sqlite_module", lambda: older)

    database = Database(f"sqlite:///{tmp_path}/old.db")
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE kept (answer INTEGER)"))

    assert pragmas(database)["journal_mode"] == "delete"
    assert not list(tmp_path.glob("*-wal"))
    database.close()


def test_a_file_that_stays_in_wal_under_an_affected_library_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has it open in WAL, so the journal cannot be changed: better no service than a lost commit."""
    url = f"sqlite:///{tmp_path}/shared.db"
    other = Database(url)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (answer INTEGER)")
        monkeypatch.setattr(db, "journal_mode", lambda _: "DELETE")
        affected = make_engine(url)
        with pytest.raises((SettingsError, sa.exc.OperationalError), match=r"journal|locked"):
            affected.connect()
    affected.dispose()
    other.close()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "postgresql://localhost/x", "postgresql+psycopg2://localhost/x"]
)
def test_another_database_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(SettingsError, match="ALOUD_DATABASE_URL"):
        make_engine(url)


def test_two_who_count_and_then_write_never_count_the_same(database: Database, study: SmallStudy) -> None:
    """Whoever will write takes her turn before she reads; what she saw is still true when she writes."""
    start = threading.Barrier(4)

    def one_more(_: int) -> None:
        start.wait()
        for _turn in range(10):
            with database.writing() as session:
                held = session.exec(db.for_update(session, select(Study))).one()
                held.minimum += 1

    with ThreadPoolExecutor(4) as many:
        list(many.map(one_more, range(4)))

    with database.reading() as session:
        assert session.exec(select(Study.minimum)).one() == 200 + 40


def test_a_reader_waits_for_no_writer_and_sees_nothing_half_done(database: Database, study: SmallStudy) -> None:
    with database.writing() as writing:
        writing.exec(select(Study)).one().minimum = 999
        writing.flush()

        with database.reading() as session:
            assert session.exec(select(Study.minimum)).one() == 200

    with database.reading() as session:
        assert session.exec(select(Study.minimum)).one() == 999


def test_what_is_written_while_looking_is_forgotten(database: Database, study: SmallStudy) -> None:
    with database.reading() as session:
        session.exec(select(Study)).one().minimum = 1
        session.flush()

    with database.reading() as session:
        assert session.exec(select(Study.minimum)).one() == 200


def test_a_transaction_that_fails_leaves_nothing(database: Database, study: SmallStudy) -> None:
    def half_done(session: Session) -> None:
        session.add(SignInTry(origin="half", at=EVENING))
        session.flush()
        raise LookupError

    with pytest.raises(LookupError), database.writing() as session:
        half_done(session)

    with database.reading() as session:
        assert session.exec(select(SignInTry)).all() == []


def test_an_upsert_replaces_a_row_and_keeps_its_neighbours(session: Session, study: SmallStudy) -> None:
    site = study.talk.site_id
    upsert(session, Quota, [{"site_id": site, "role": Role.PARENT, "wanted": 20}])
    upsert(session, Quota, [{"site_id": site, "role": Role.PUPIL, "wanted": 7}])
    upsert(session, Quota, [])

    rows = session.execute(sa.select(col(Quota.role), col(Quota.wanted)).where(col(Quota.site_id) == site))
    assert sorted(map(tuple, rows)) == [("mentor", 5), ("parent", 20), ("pupil", 7)]


def test_an_error_of_the_database_repeats_nobodys_answers(database: Database) -> None:
    """Such errors end in logs; what a parent said must not."""
    secret = "R-CANARY says that the mentor is kind"

    twice = [{"id": 1, "origin": secret, "at": EVENING}] * 2

    with pytest.raises(sa.exc.IntegrityError) as caught, database.writing() as session:
        session.execute(sa.insert(SignInTry), twice)

    assert secret not in str(caught.value)


def test_the_database_says_that_it_is_well(database: Database) -> None:
    assert database.answers()
