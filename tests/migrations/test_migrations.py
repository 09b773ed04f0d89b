"""Migrations make exactly the tables that the models describe, and can be taken back, on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel, select

from app.db import Database
from app.migrating import MIGRATIONS, configuration, migrate
from app.models import InstrumentVersion, Person, PersonRole, Study
from app.services.instruments import SHIPPED
from tests.databases import EVENING
from tests.factories import small_study

VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def differences(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_an_empty_database_gets_the_tables_that_the_models_describe(empty: Database) -> None:
    migrate(empty)

    assert differences(empty) == []
    assert tables(empty) == set(SQLModel.metadata.tables)


def test_what_the_comparison_would_miss_is_not_nothing(empty: Database) -> None:
    """Otherwise the test above would prove little."""
    migrate(empty)
    with empty.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE studies ADD COLUMN mood VARCHAR"))

    assert [change[0] for change in differences(empty)] == ["remove_column"]


def test_foreign_keys_hold_in_a_migrated_database(empty: Database) -> None:
    migrate(empty)

    with pytest.raises(sa.exc.IntegrityError), empty.writing() as session:
        session.add(Person(study_id=4242, name="Nobody's", role=PersonRole.STUDENT))


def test_a_migrated_database_takes_a_study(empty: Database) -> None:
    migrate(empty)

    with empty.writing() as session:
        small_study(session, now=EVENING)

    with empty.reading() as session:
        assert session.exec(select(Study.name)).one() == "Small study"
        assert len(session.exec(select(InstrumentVersion)).all()) == len(list(SHIPPED.glob("*.yaml")))


def test_a_database_that_is_up_to_date_is_left_alone(empty: Database) -> None:
    migrate(empty)
    with empty.writing() as session:
        small_study(session, now=EVENING)

    migrate(empty)

    with empty.reading() as session:
        assert len(session.exec(select(Person)).all()) == 5


def test_all_the_way_back_and_up_again(empty: Database) -> None:
    migrate(empty)
    command.downgrade(configuration(empty), "base")
    assert tables(empty) == set()

    migrate(empty)

    assert differences(empty) == []


def test_every_step_goes_back_one_by_one(empty: Database) -> None:
    steps = [script.revision for script in ScriptDirectory.from_config(configuration(empty)).walk_revisions()][::-1]
    for step in steps:
        migrate(empty, step)
        command.downgrade(configuration(empty), "-1")
        migrate(empty, step)

    assert differences(empty) == []


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))

    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_is_dated_says_why_and_depends_on_no_code_of_today(path: Path) -> None:
    _, why, code = path.read_text("utf-8").split('"""', 2)

    assert re.fullmatch(r"20\d{6}_[a-z0-9_]+", path.stem)
    assert f'revision = "{path.stem}"' in code
    assert len(why.strip()) > 10
    assert not re.search(r"^\s*(?:from|import) app\b", code, re.MULTILINE)
