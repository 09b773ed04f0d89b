"""Brings a database to the tables that this release needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.db import Database

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def configuration(database: Database) -> Config:
    """Alembic, pointed at this database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database"] = database
    return config


def migrate(database: Database, target: str = "head") -> None:
    """Apply what is missing; a database that is up to date is left alone."""
    command.upgrade(configuration(database), target)
