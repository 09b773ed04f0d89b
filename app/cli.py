"""`aloud …`: everything that is not a page."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time
from typing import Annotated, Any

import segno
import typer
import uvicorn
from sqlmodel import Session
from typer.core import TyperGroup

from app import (
    closure_commands,
    export_commands,
    i18n,
    instrument_commands,
    privacy_commands,
    study_commands,
    translation_commands,
)
from app.calling.days import agreed
from app.clock import Clock
from app.config import settings
from app.db import Database
from app.errors import FieldworkError, NotFound
from app.migrating import migrate as bring_up_to_date
from app.models import PersonRole
from app.security.sealing import Sealer
from app.services import (
    casework,
    demo_study,
    due_list,
    instruments,
    interviews,
    languages,
    people,
    purging,
    recorded,
)

EVENING = time(18)


class Sentences(TyperGroup):
    """Commands whose refusals are one sentence, not a stack trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except FieldworkError as problem:
            typer.secho(str(problem), fg="red", err=True)
            raise typer.Exit(1) from problem


app = typer.Typer(
    help="Questionnaires read aloud, and the call three months later.", no_args_is_help=True, cls=Sentences
)
app.add_typer(instrument_commands.app, name="instruments")
app.add_typer(translation_commands.app, name="translations")
app.add_typer(closure_commands.app, name="closures")
app.add_typer(study_commands.app, name="study")
app.command()(export_commands.export)
app.command()(privacy_commands.access)
app.command()(privacy_commands.withdrawals)
recordings_app = typer.Typer(help="Questionnaires as sound.", no_args_is_help=True)
app.add_typer(recordings_app, name="recordings")


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(settings().database_url)
    try:
        i18n.overlay(languages.readable(database))
        yield database
    finally:
        database.close()


@contextmanager
def _writing() -> Iterator[Session]:
    with _database() as database, database.writing() as session:
        yield session


@app.callback()
def main(
    language: Annotated[str, typer.Option(envvar="ALOUD_LANGUAGE", help="Language of what is printed.")] = "en",
) -> None:
    """Every command speaks this language."""
    i18n.speak(language)


@app.command()
def migrate() -> None:
    """Bring the database to the tables of this release."""
    with _database() as database:
        bring_up_to_date(database)


@app.command()
def serve(host: str | None = None, port: int | None = None) -> None:
    """Serve Aloud on a database that is up to date."""
    held = settings()
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host or held.host,
        port=port or held.port,
        proxy_headers=True,
        forwarded_allow_ips=held.proxies,
        log_level="warning",
    )


@app.command()
def start() -> None:
    """Set everything up, print a way in for each role, and serve: what `make run` does."""
    with _database() as database:
        bring_up_to_date(database)
        with database.writing() as session:
            if demo_study.is_empty(session):
                typer.echo("An empty database: the demo study is put in.")
                demo_study.fill(session, Sealer(settings().contact_keys), today=Clock().today(), now=Clock().now())
            instruments.publish_shipped(session, now=Clock().now())
            ways = _ways_in(session)
    typer.echo(f"\nAloud serves on {settings().base_url}\n")
    for role, address in ways.items():
        typer.echo(f"{role:>8}  {address}")
    if student := ways.get(PersonRole.STUDENT):
        typer.echo("\nThe student's link, for a phone in the same network:")
        segno.make(student.replace("localhost", _address_here())).terminal(compact=True)
    serve(host="0.0.0.0")  # noqa: S104 - a phone must be able to reach the demo


@app.command()
def demo(*, replay: bool = False) -> None:
    """Put the demo study into an empty database; with --replay, the published school year 2011–2012."""
    with _database() as database:
        bring_up_to_date(database)
        with database.writing() as session:
            if not demo_study.is_empty(session):
                raise FieldworkError("This database holds a study already; nothing was changed.")
            sealer = Sealer(settings().contact_keys)
            today = None if replay else Clock().today()
            demo_study.fill(session, sealer, today=today, now=Clock().now())
    typer.echo("The demo study is in place. All its answers are invented.")


@app.command()
def link(
    role: Annotated[PersonRole, typer.Option(help="Whose link.")],
    name: Annotated[str | None, typer.Option(help="Which of them; made when new.")] = None,
) -> None:
    """Print a sign-in link and a six-digit code, each to be used once."""
    with _writing() as session:
        person = people.named_or_new(session, role, name)
        way = people.invite(session, person, now=Clock().now())
    typer.echo(f"{person.name}\n{settings().base_url}/signin#{way.token}\n{way.code[:3]} {way.code[3:]}")


@app.command()
def settle() -> None:
    """Give forgotten drafts their final status, and let time pass for the cases; the server does it too."""
    with _writing() as session:
        drafts = interviews.settle(session, now=Clock().now())
        typer.echo(f"{drafts} drafts settled, {casework.pass_time(session, Clock().now())} cases closed")


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; nothing is removed.")] = False,
) -> None:
    """Remove names, numbers and notes that have no purpose any more; the server does it too."""
    with _writing() as session:
        gone = purging.purge(session, now=Clock().now(), dry_run=dry_run)
    would = "would be " if dry_run else ""
    typer.echo(f"{gone.fields} fields and {gone.notes} notes of {gone.respondents} respondents {would}removed")
    if gone.parked:
        typer.echo(f"name and number of {gone.parked} parked snapshots {would}removed")


@app.command()
def due(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Another day than today.")] = None,
    at: Annotated[datetime | None, typer.Option(formats=["%H:%M"], help="Another hour than now.")] = None,
    caller: Annotated[str | None, typer.Option(help="As this caller sees it; else as the lead does.")] = None,
) -> None:
    """Whom to call, in the order of the due list, at this or another moment; codes only."""
    with _database() as database, database.reading() as session:
        now = _moment(on, at)
        for call in due_list.due(session, due_list.reader(session, caller), now):
            typer.echo(f"{call.code}  {call.case.language}  {call.site}  {call.line}")


def _moment(on: datetime | None, at: datetime | None) -> datetime:
    """That day at that hour, on the schools' clocks; an evening hour where only a day was named."""
    clock = Clock()
    if on is None and at is None:
        return clock.now()
    return agreed(on.date() if on else clock.today(), at.time() if at else EVENING)


@recordings_app.command("missing")
def missing(name: str, language: str) -> None:
    """Print every text that is still to be spoken in a language: its key, whether its words changed, and its words."""
    with _database() as database, database.reading() as session:
        found = recorded.progress(session, instruments.newest(session, name), language)
    for line in found.missing:
        typer.echo(f"{line.state:8} {line.spoken.key}  {line.words}")
    typer.echo(f"{len(found.missing)} of {len(found.lines)} are missing", err=True)


def _address_here() -> str:
    """This machine as others in its network see it; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737)
        return str(probe.getsockname()[0])
    return "localhost"


def _way_in(session: Session, role: PersonRole, name: str | None) -> str:
    way = people.invite(session, people.named(session, role, name), now=Clock().now())
    return f"{settings().base_url}/signin#{way.token}"


def _ways_in(session: Session) -> dict[PersonRole, str]:
    """A way in for each role that somebody has: a study of one's own begins with a lead alone."""
    ways: dict[PersonRole, str] = {}
    for role in PersonRole:
        with suppress(NotFound):
            ways[role] = _way_in(session, role, None)
    return ways


if __name__ == "__main__":
    app()
