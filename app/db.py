"""The database: one engine, one place that commits, and nothing about dialects anywhere else."""

import sqlite3
import types
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from fastapi import Depends, Request
from pydantic import Field
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import SettingsError
from app.writer import Writer

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
DIALECTS: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}
SQLModel.metadata.naming_convention = NAMING
Row = TypeVar("Row")
RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]  # a number that a row can have, on every database


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """A moment, kept in UTC on every database; a time without a zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: D102, ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: D102, ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def sqlite_module() -> types.ModuleType:
    """The newer SQLite from PyPI where it can be had, else Python's own."""
    try:
        import pysqlite3.dbapi2 as newer  # noqa: PLC0415 - absent on some platforms
    except ImportError:
        return sqlite3
    module: types.ModuleType = newer
    return module


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite keeps committed transactions in WAL mode with several connections.

    Versions 3.7.0 to 3.51.2 can lose them (the WAL-reset bug); mended in 3.51.3, 3.50.7 and 3.44.6.
    """
    if version < (3, 7, 0) or version >= (3, 51, 3):
        return True
    return version[:2] in {(3, 50), (3, 44)} and version[2] >= {50: 7, 44: 6}[version[1]]


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where it is safe; otherwise the old rollback journal, slower and as durable."""
    return "WAL" if wal_is_safe(version) else "DELETE"


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    module = sqlite_module()
    mode = journal_mode(module.sqlite_version_info)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, module=module, pool_size=20, max_overflow=40, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # SQLAlchemy sends BEGIN itself (below); the driver's own would be deferred and read stale counts.
        connection.isolation_level = None
        # What is deleted is overwritten with zeros: SQLite leaves it readable in its file otherwise, for years.
        for pragma in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        [(got,)] = connection.execute(f"PRAGMA journal_mode={mode}").fetchall()
        if got not in {mode.lower(), "memory"}:  # SQLite keeps the old one when it cannot change it, and says so
            raise SettingsError(f"This SQLite needs the journal {mode}, and the database keeps {got}. Update SQLite.")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def make_engine(url: str) -> sa.Engine:
    """An engine for SQLite or PostgreSQL; what its errors say never repeats anybody's answers.

    Raises:
        SettingsError: For any other database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return sa.create_engine(parsed, pool_size=20, max_overflow=40, pool_pre_ping=True, hide_parameters=True)
    raise SettingsError("ALOUD_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")


class Database:
    """The engine with its two ways in: a transaction that reads and one that writes."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._reading = self.engine.execution_options(reading=True)
        self.writer = Writer(self.writing)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to look at; never waits for a writer and changes nothing."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def standing_still(self) -> Iterator[Session]:
        """A snapshot in which every question sees the same moment, however long it takes; changes nothing."""
        on_postgresql = self.engine.dialect.name == "postgresql"  # there each question would see its own moment
        options = {"isolation_level": "REPEATABLE READ"} if on_postgresql else {}
        with Session(self._reading.execution_options(**options), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed when the block ends well and undone when it does not."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def answers(self) -> bool:
        """Whether the database can be asked anything; for `/healthz`."""
        with self._reading.connect() as connection:
            return bool(connection.scalar(sa.text("SELECT 1")))

    def scrub(self) -> bool:
        """Empty the journal beside the file, in which what was deleted can be read until others write over it.

        Returns:
            Whether it is empty now; not, while somebody is reading. Other databases see to it themselves.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA busy_timeout=200")  # whoever wants to write waits no longer than that for us
            [(busy, *_)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.execute("PRAGMA busy_timeout=5000")
        finally:
            raw.close()
        return not busy

    def close(self) -> None:
        """Finish what waits to be written, then let go of every connection."""
        self.writer.close()
        self.engine.dispose()


class together(GenericFunction[str]):  # noqa: N801 - the name of a function in SQL
    """Names and texts of many rows as one text, a JSON object: a tenth of the work of reading them row by row."""

    type = sa.Text()
    inherit_cache = True


@compiles(together, "sqlite")
def _together_here(element: together, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(together)
def _together_there(element: together, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_object_agg({compiler.process(element.clauses, **options)}) AS TEXT)"


def for_update(session: Session, query: SelectOfScalar[Row]) -> SelectOfScalar[Row]:
    """Rows that are ours until we commit; whoever asks second waits. SQLite has one writer at a time anyway."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return query.with_for_update() if on_postgresql else query


def in_turn(session: AnySession, query: sa.Select[int]) -> sa.Select[int]:
    """The same rows, so that whoever asks for them second waits for our commit; others may still refer to them."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return query.order_by(*query.selected_columns).with_for_update(key_share=True) if on_postgresql else query


def one_while(name: str, column: str, condition: str) -> sa.Index:
    """An index that lets a column hold a value once among the rows that meet a condition; both databases know it."""
    return sa.Index(name, column, unique=True, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def upsert(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows, or replace those whose primary key is there already."""
    if rows:
        session.execute(_upsert(session.get_bind().dialect.name, model, frozenset(rows[0])), rows)


def insert_if_new(session: Session, row: SQLModel) -> None:
    """Insert a row, unless its primary key is there already or arrives at this very moment."""
    table = sa.inspect(type(row)).local_table
    insert = DIALECTS[session.get_bind().dialect.name].insert(table)
    session.execute(insert.on_conflict_do_nothing(), row.model_dump())


@cache
def _upsert(dialect: str, model: type[SQLModel], columns: frozenset[str]) -> sa.Insert:
    # Made once: building the statement would take longer than running it.
    table = sa.inspect(model).local_table
    keys = [column.name for column in table.primary_key]
    insert = DIALECTS[dialect].insert(table)
    changed = {name: insert.excluded[name] for name in columns if name not in keys}
    statement: sa.Insert = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    return statement


def open_session(request: Request) -> Generator[Session]:
    """The session of one request: a snapshot for looking, a transaction for changing."""
    database: Database = request.app.state.database
    looking = request.method in {"GET", "HEAD"}
    with database.reading() if looking else database.writing() as session:
        yield session


# scope="function": FastAPI otherwise commits after the phone has its answer, and a crash between
# the two would lose an interview that the phone has already forgotten.
SessionDep = Annotated[Session, Depends(open_session, scope="function")]
