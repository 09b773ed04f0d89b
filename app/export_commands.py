"""`aloud export`: the data file at the terminal, and the process in which the server has files made."""

import os
from pathlib import Path
from typing import Annotated

import typer

from app.clock import Clock
from app.config import settings
from app.db import Database
from app.errors import FieldworkError
from app.export.model import Level
from app.export.wanted import Names, Shape, Wanted
from app.services import export_jobs, export_making

GENTLY = 5  # lets the process that saves interviews go first


def export(
    out: Annotated[Path | None, typer.Option(help="The data file; what belongs to it is put beside it.")] = None,
    format: Annotated[str, typer.Option(help="csv, csv-sheet, xlsx, sav, dta or zip")] = "csv",  # noqa: A002
    level: Annotated[Level, typer.Option(help="To whom it may go.")] = Level.INTERNAL,
    language: Annotated[str, typer.Option(help="Language of the labels.")] = "en",
    shape: Annotated[Shape, typer.Option(help="One row per interview, or per respondent.")] = Shape.LONG,
    names: Annotated[Names, typer.Option(help="Names of the columns: ours, or of the published study.")] = Names.OURS,
    wave: Annotated[list[str] | None, typer.Option(help="Only this round; may be repeated.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only these respondents; may be repeated.")] = None,
    paradata: Annotated[bool, typer.Option(help="A second file: how every answer came about.")] = False,
    synthetic: Annotated[bool, typer.Option(help="With invented answers, if there are any.")] = True,
    job: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Write the data file and what belongs to it; never a name or a number of anybody."""
    database = Database(settings().database_url)
    try:
        if job is not None:
            os.nice(GENTLY)
            export_jobs.run(database, export_jobs.folder(settings().data_dir), job, clock=Clock())
            return
        wanted = Wanted(
            format=format,
            level=level,
            language=language,
            shape=shape,
            names=names,
            waves=tuple(wave or ()),
            roles=tuple(role or ()),
            paradata=paradata,
            synthetic=synthetic,
        )
        _write(database, wanted, out)
    finally:
        database.close()


def _write(database: Database, wanted: Wanted, out: Path | None) -> None:
    if out is None:
        raise FieldworkError("Say where: --out data.csv")
    try:
        with database.standing_still() as session:
            made = export_making.make(session, wanted, out, now=Clock().now())
    except OSError as problem:
        raise FieldworkError(export_jobs.sentence(problem)) from problem
    for file in made.files:
        typer.echo(file)
    for note in made.notes:
        typer.echo(note, err=True)
