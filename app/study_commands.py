"""`aloud study …`: an empty study, the demo gone, a plan in and out, the board counted anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app import i18n
from app.clock import Clock
from app.config import settings
from app.db import Database
from app.migrating import migrate as bring_up_to_date
from app.models import Person, PersonRole
from app.plan.sheets import heading
from app.services import people, plan_begin, plan_clearing, plan_files, tallies
from app.services.people import WayIn
from app.templating import told

app = typer.Typer(help="The study itself.", no_args_is_help=True)
NAME = "Our study"
Name = Annotated[str, typer.Option(help="What the study is called; it can be changed later.")]


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(settings().database_url)
    try:
        bring_up_to_date(database)
        yield database
    finally:
        database.close()


@app.command("new")
def new_command(
    name: Name = NAME,
    lead: Annotated[str, typer.Option(help="The name of the lead researcher.")] = "Lead",
) -> None:
    """Begin an empty study with the questionnaires of Aloud, and print a way in for its lead."""
    now = Clock().now()
    with _database() as database, database.writing() as session:
        person = plan_begin.begin(session, name=name, lead=lead, now=now)
        way = people.invite(session, person, now=now)
    typer.echo("An empty study. Sign in to set it up:")
    _print(person, way)


@app.command("remove-demo")
def remove_demo_command(
    name: Name = NAME,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the invented study out; an empty one stays, with its leads and the questionnaires."""
    if not yes:
        typer.confirm("Everything that was invented is removed for good. Go on?", abort=True)
    now = Clock().now()
    with _database() as database, database.writing() as session:
        plan_clearing.remove(session, name=name, sure=True, by=None, now=now)
        person = people.named(session, PersonRole.LEAD)
        way = people.invite(session, person, now=now)
    typer.echo("The demo is gone. Sign in to set the study up:")
    _print(person, way)


@app.command("export")
def export_command(file: Annotated[Path, typer.Argument(help="An .xlsx file to write.", dir_okay=False)]) -> None:
    """Write the study as it is now as a plan, to be changed or to begin another study with."""
    with _database() as database, database.reading() as session:
        file.write_bytes(plan_files.written(session, language=i18n.current()))
    typer.echo(file)


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="A plan: .xlsx, .csv or .zip.", exists=True, dir_okay=False)],
) -> None:
    """Say what is wrong with a plan, row by row, or what it would change; nothing is kept."""
    with _database() as database, database.reading() as session:
        shown = plan_files.preview(session, file.read_bytes(), now=Clock().now())
    tongue = i18n.current()
    for one in shown.problems:
        place = " ".join(
            part for part in (one.sheet, str(one.row or ""), heading(one.sheet, one.column, tongue)) if part
        )
        typer.secho(f"{place}: {told(one.sentence).striptags()}", fg="red", err=True)
    typer.echo(f"{shown.count('new')} new, {shown.count('changed')} changed, {shown.count('same')} the same")
    if shown.problems:
        raise typer.Exit(1)


@app.command("recount")
def recount_command() -> None:
    """Count the interviews anew for the board, after another program wrote into the database."""
    with _database() as database, database.writing() as session:
        wrong = tallies.recount(session)
    typer.echo(f"The board was wrong in {wrong} places; now it is right." if wrong else "The board was right.")


def _print(person: Person, way: WayIn) -> None:
    typer.echo(f"{person.name}\n{settings().base_url}/signin#{way.token}\n{way.code[:3]} {way.code[3:]}")
