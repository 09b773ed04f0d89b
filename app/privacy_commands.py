"""`aloud access` and `aloud withdrawals`: what one person may ask of us, at the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from app.clock import Clock
from app.config import settings
from app.db import Database
from app.security.sealing import Sealer
from app.services import access as told
from app.services import stopping
from app.templating import ENVIRONMENT


def access(
    code: Annotated[str, typer.Argument(help="The code on her card.")],
    out: Annotated[Path, typer.Option(help="A folder for the two files; name and number are in them.")] = Path(),
) -> None:
    """Write out everything we hold of one person, as a page to read and as JSON, for nobody but her."""
    now, database = Clock().now(), Database(settings().database_url)
    try:
        with database.writing() as session:
            held = told.everything(session, Sealer(settings().contact_keys), code, now=now)
    finally:
        database.close()
    page = ENVIRONMENT.get_template("withdrawals/access.html").render(held=held, moment=now)
    out.mkdir(parents=True, exist_ok=True)
    for kind, content in (("html", page), ("json", held.as_json())):
        file = out / f"{held.who['code']}.{kind}"
        file.touch(mode=0o600)
        file.write_text(content, "utf-8")
        typer.echo(file)


def withdrawals(
    again: Annotated[
        Path | None, typer.Option(help="A file as this prints it: do it once more, after a restore.")
    ] = None,
) -> None:
    """Print who stopped, as random numbers, how far and when; keep it beside the backups."""
    database = Database(settings().database_url)
    try:
        with database.writing() as session:
            if again is None:
                for line in stopping.record(session):
                    typer.echo(line)
            else:
                lines = again.read_text("utf-8").splitlines()
                done, unknown = stopping.repeat(session, lines, now=Clock().now())
                typer.echo(f"{done} stopped, {unknown} not in this database")
    finally:
        database.close()
