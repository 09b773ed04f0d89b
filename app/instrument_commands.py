"""`aloud instruments …`: questionnaires as files."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.clock import Clock
from app.config import settings
from app.db import Database
from app.errors import FieldworkError, InstrumentError
from app.instrument.load import load
from app.instrument.schema import Instrument
from app.instrument.xlsform.cells import Cell, Told
from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import Reading, read
from app.instrument.xlsform.write import workbook
from app.services import drafts, instruments

app = typer.Typer(help="Questionnaires as files.", no_args_is_help=True)


@app.command("check")
def check(files: list[Path]) -> None:
    """Say what is wrong in questionnaire files, with file and line."""
    wrong = 0
    for file in files:
        try:
            held = load(file)
            typer.echo(f"{file}: {held.name} {held.version}, {len(held.items())} items, {' '.join(held.languages)}")
        except InstrumentError as problem:
            wrong += 1
            typer.secho(str(problem), fg="red", err=True)
    raise typer.Exit(1 if wrong else 0)


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="An XLSForm workbook (.xlsx), ours or another's.")],
    *,
    publish: Annotated[bool, typer.Option("--publish", help="Publish it when nothing stands in the way.")] = False,
    role: Annotated[str, typer.Option(help="Who answers, when the workbook does not say.")] = "parent",
    wave: Annotated[str, typer.Option(help="In which round, when the workbook does not say.")] = "w1",
    language: Annotated[str, typer.Option(help="Of texts whose column names none.")] = "nl",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Stand for every point that publishing asks about.")
    ] = False,
) -> None:
    """Check a workbook row by row, say what was made of it, and publish it if asked."""
    reading = _read(file, Given(file.name, role, wave, language))
    for told in reading.remarks:
        typer.echo(_line(file, told))
    for told in reading.problems:
        typer.secho(_line(file, told), fg="red", err=True)
    held = reading.instrument
    if held is None:
        raise typer.Exit(1)
    typer.echo(f"{file}: {held.name} {held.version}, {len(held.items())} items, {' '.join(held.languages)}")
    if publish:
        database = Database(settings().database_url)
        try:
            with database.writing() as session:
                _judge(session, held, confirm=confirm)
                instruments.publish(session, held, now=Clock().now())
        finally:
            database.close()
        typer.echo(f"{held.name} {held.version} is published.")


def _judge(session: Session, instrument: Instrument, *, confirm: bool) -> None:
    """Say what stands in the way, and what somebody must stand for."""
    found = drafts.findings(session, instrument)
    for one in found:
        typer.secho(one.sentence, fg="red" if one.stops else "yellow", err=True)
    if any(one.stops for one in found):
        raise FieldworkError(f"{instrument.name} was not published.")
    if found and not confirm:
        raise FieldworkError(f"{instrument.name} was not published: add --confirm if all of this is right.")


def _read(file: Path, given: Given) -> Reading:
    try:
        return read(file.read_bytes(), given)
    except OSError as problem:
        raise FieldworkError(f"{file} cannot be opened.") from problem


def _line(file: Path, told: Told) -> str:
    return f"{file.name}: {place(told.cell)}{told.sentence}"


def place(cell: Cell) -> str:
    """Where something stands, as a spreadsheet says it: `survey!C4: `."""
    where = f"{cell.column}{cell.row or ''}" if cell.column else f"row {cell.row}" if cell.row else ""
    return f"{cell.sheet}{'!' if where else ''}{where}: " if cell.sheet else ""


@app.command("export")
def export_command(
    name: Annotated[str, typer.Argument(help="Which questionnaire, such as parent-w1.")],
    out: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx).")],
    version: Annotated[str | None, typer.Option(help="An earlier version than the newest published one.")] = None,
) -> None:
    """Write a published questionnaire as an XLSForm workbook, for translators or for another tool."""
    database = Database(settings().database_url)
    try:
        with database.reading() as session:
            held = instruments.version(session, name, version) if version else instruments.newest(session, name)
    finally:
        database.close()
    out.write_bytes(workbook(held))
    typer.echo(f"{out}: {held.name} {held.version}")
