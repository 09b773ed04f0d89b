"""`aloud translations …`: the translation desk as files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app import i18n
from app.clock import Clock
from app.config import settings
from app.db import Database
from app.models import PersonRole
from app.services import languages, people, translation_files
from app.services.translation_files import Preview
from app.services.translation_rows import FileRefused, Format
from app.services.translators import Worker

app = typer.Typer(help="Translations as files.", no_args_is_help=True)
Named = Annotated[str, typer.Argument(help="The questionnaire, such as parent-w1.")]
Tag = Annotated[str, typer.Argument(help="The language, such as pap.")]
Lead = Annotated[str | None, typer.Option("--by", help="The lead in whose name; the first when left out.")]


@app.command("export")
def export(name: Named, language: Tag, out: Annotated[Path, typer.Option(help="A .xlsx or .po file.")]) -> None:
    """Write one language of a questionnaire, as the desk has it, into a workbook or a PO file."""
    form = _form(out)
    with _session() as session:
        content = translation_files.export(session, name, language, form, by=_lead(session, None))
    unfinished = out.with_name(f"{out.name}.part")  # a full disk leaves the old file as it was
    unfinished.write_bytes(content)
    unfinished.replace(out)
    typer.echo(out)


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A .xlsx or .po file that was exported here.")],
    name: Named,
    language: Tag,
    *,
    by: Lead = None,
    take: Annotated[bool, typer.Option("--take", help="Keep it on the desk; without this it is only shown.")] = False,
) -> None:
    """Say row by row what a file would change on the desk, and keep it if asked."""
    content = _content(file)
    with _session() as session:
        lead = _lead(session, by)
        shown = translation_files.preview(session, name, language, content, by=lead)
        _tell(file, shown)
        if take and shown.changes:
            taken = translation_files.take(session, name, language, shown.token(), by=lead, now=Clock().now())
            typer.echo(f"{taken} texts are on the desk now, as drafts.")
    raise typer.Exit(1 if shown.faults else 0)


def _tell(file: Path, shown: Preview) -> None:
    for one in shown.changes:
        typer.echo(f"{one.text.key}\n  - {one.text.text or '(nothing)'}\n  + {one.after}")
    for fault in shown.faults:
        typer.secho(f"{file.name}:{fault.number}: {fault.key}: {fault.sentence}", fg="red", err=True)
    typer.echo(f"{len(shown.changes)} would change, {shown.same} are the same, {shown.empty} are empty in the file.")


def _form(file: Path) -> Format:
    try:
        return Format(file.suffix.removeprefix("."))
    except ValueError:
        raise FileRefused("Name a file that ends in .xlsx or .po.") from None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise FileRefused("The file cannot be opened: %(name)s", name=file.name) from None


def _lead(session: Session, name: str | None) -> Worker:
    person = people.named(session, PersonRole.LEAD, name)
    return Worker(person.name, person=person)


@contextmanager
def _session() -> Iterator[Session]:
    database = Database(settings().database_url)
    try:
        i18n.overlay(languages.readable(database))
        with database.writing() as session:
            yield session
    finally:
        database.close()
