"""`aloud closures …`: the calendar of the calls as a file."""

from pathlib import Path
from typing import Annotated

import typer

from app.clock import Clock
from app.config import settings
from app.db import Database
from app.services import closure_files, closures
from app.services.closure_files import Becomes
from app.templating import translated

app = typer.Typer(help="Days on which nobody is called, or others first.", no_args_is_help=True)


@app.command("list")
def list_command() -> None:
    """Print the whole calendar as CSV, as `import` reads it; what is missing goes to the other stream."""
    database = Database(settings().database_url)
    try:
        with database.reading() as session:
            typer.echo(closure_files.written(session), nl=False)
            for gap in closures.missing(session, Clock().today()):
                told = f"missing: {gap.kind} from {gap.starts_on} to {gap.ends_on}"
                typer.secho(told, fg="yellow", err=True)
    finally:
        database.close()


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV with the columns of `list`.", exists=True, dir_okay=False)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, and keep nothing.")] = False,
) -> None:
    """Check a file row by row and add what is new: all of it, or nothing when one row is wrong."""
    clock = Clock()
    database = Database(settings().database_url)
    try:
        with database.writing() as session:
            content = file.read_bytes()
            found = closure_files.preview(session, content, today=clock.today())
            for row in found.rows:
                told = f": {translated(row.told)}" if row.told else ""
                wrong = row.becomes == Becomes.WRONG
                line = f"{file}: row {row.number}: {row.becomes}: {row.typed.name}{told}"
                typer.secho(line, fg="red" if wrong else None, err=wrong)
            if found.of(Becomes.WRONG):
                raise typer.Exit(1)
            if not dry_run:
                kept = closure_files.take(session, content, by=None, now=clock.now(), today=clock.today())
                typer.echo(f"{len(kept.closures)} added; {kept.moved} parents got another first day.")
    finally:
        database.close()
