"""Runs migrations on the database that the caller hands in, else on the one of the settings."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import app.models  # noqa: F401 - so that the metadata knows every table
from app.config import settings
from app.db import Database

PLAIN = {"UTCDateTime": "sa.DateTime(timezone=True)", "AutoString": "sa.String()"}


def render(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are, so that an old migration does not depend on new code."""
    return PLAIN.get(type(thing).__name__, False) if kind == "type" else False


def run() -> None:
    """Migrate inside one transaction; SQLite needs whole tables rebuilt to change them."""
    database = context.config.attributes.get("database") or Database(settings().database_url)
    with database.engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            render_item=render,
            compare_type=True,
        )
        context.run_migrations()


run()
