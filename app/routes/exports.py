"""The lead takes data out: she chooses, a process makes the file, she fetches it; scripts pull theirs themselves."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from app.db import RowId, SessionDep
from app.errors import NotFound, TooManyTries
from app.export.levels import K
from app.routes.policy import ClockDep, Me
from app.services import export_formats, export_jobs, export_list, export_page, export_pulls, people
from app.services.export_pulls import PullAsked, PullBusy
from app.templating import page

router = APIRouter()
pulling = APIRouter()
PATIENCE = 900  # seconds in which a file for a script is made
SAFE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def where(request: Request) -> Path:
    """Where files are kept."""
    return export_jobs.folder(request.app.state.settings.data_dir)


@router.get("/exports", name="exports")
def exports(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """What to take out, what is being made, and what was."""
    return _shown(request, session, clock)


@router.post("/exports", name="make_export")
def make_export(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    after: BackgroundTasks,
    asked: Annotated[PullAsked, Form()],
) -> Response:
    """Make this file; the process begins when it is written down that somebody asked."""
    job = export_list.ask(session, asked.wanted(), by=me, now=clock.now())
    after.add_task(export_jobs.start, request.app.state.settings, job.id)
    return RedirectResponse(request.url_for("exports").path, 303)


@router.get("/exports/{export_id}", name="export")
def show_export(request: Request, session: SessionDep, clock: ClockDep, _: Me, export_id: RowId) -> Response:
    """One file before it goes out: what was left out or made coarser, and how hidden people are in it."""
    held = export_list.one(session, where(request), export_id, now=clock.now())
    return page(request, "exports/file.html", one=held, k=K, **_words())


@router.post("/exports/{export_id}/again", name="retry_export")
def retry_export(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, after: BackgroundTasks, export_id: RowId
) -> Response:
    """The same choice once more."""
    job = export_list.again(session, export_id, by=me, now=clock.now())
    after.add_task(export_jobs.start, request.app.state.settings, job.id)
    return RedirectResponse(request.url_for("exports").path, 303)


@router.post("/exports/{export_id}/file", name="fetch_export")
def fetch_export(request: Request, session: SessionDep, clock: ClockDep, me: Me, export_id: RowId) -> Response:
    """The file, from the disk; that it was fetched is written down."""
    held = export_list.fetch(session, where(request), export_id, by=me, now=clock.now())
    return _file(held.path, held.export.file)


@router.post("/pull-links", name="make_pull_link")
def make_pull_link(
    request: Request, session: SessionDep, clock: ClockDep, me: Me, asked: Annotated[PullAsked, Form()]
) -> Response:
    """An address for a script, shown once."""
    made = export_pulls.make(session, request.app.state.pull_links, asked, by=me, now=clock.now())
    return _shown(request, session, clock, made=made)


@router.post("/pull-links/{link_id}/revocation", name="revoke_pull_link")
def revoke_pull_link(request: Request, session: SessionDep, clock: ClockDep, me: Me, link_id: RowId) -> Response:
    """End an address at once."""
    export_pulls.revoke(session, link_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("exports").path, 303)


@pulling.get("/pull/{token}", name="pull")
def pull(request: Request, clock: ClockDep, after: BackgroundTasks, token: str) -> Response:
    """A fresh file for a script: made in a process of its own, sent from the disk, then removed."""
    state, now = request.app.state, clock.now()
    permit = state.pull_links.read(token)
    if permit is None:
        place = people.origin(request.client.host if request.client else "", state.settings.secrets[0])
        raise NotFound if state.guesses.lets(place, now) else TooManyTries
    if not state.pulls.acquire(blocking=False):
        raise PullBusy
    try:
        number = state.database.writer.submit(partial(export_pulls.begin, permit=permit, now=now)).result()
        export_jobs.start(state.settings, number).wait(PATIENCE)
        with state.database.reading() as session:
            path, job = export_pulls.made(session, where(request), number, now=now)
    finally:
        state.pulls.release()
    after.add_task(export_pulls.forget, path)
    return _file(path, job.file)


def _file(path: Path | None, name: str) -> Response:
    if path is None:
        raise NotFound
    media = {one.ending: one.media for one in export_formats.FORMATS.values()}
    return FileResponse(path, filename=name, media_type=media.get(path.suffix[1:]), headers=SAFE)


def _shown(request: Request, session: SessionDep, clock: ClockDep, *, made: object = None) -> Response:
    now = clock.now()
    return page(
        request,
        "exports/list.html",
        block="files",
        choices=export_page.choices(session),
        files=export_list.standing(session, where(request), now=now),
        pulls=export_pulls.listed(session, now=now),
        made=made,
        now=now,
        kept=export_jobs.KEPT.days,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"levels": export_page.LEVELS, "shapes": export_page.SHAPES, "formats": export_formats.FORMATS}
