"""The lead's desk for what was refused or never arrived: look, accept or void, read a phone's file."""

from asyncio import gather, wrap_future
from collections.abc import AsyncGenerator
from functools import partial

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.db import Database, RowId, SessionDep
from app.errors import TooLarge
from app.models import Person
from app.routes.interviews import bounded
from app.routes.policy import ClockDep, Me, SealerDep, admit, member
from app.security.headers import FILE_TOO_LARGE, LARGER
from app.services import audit, looking, parked, unsent
from app.templating import page

router = APIRouter()


@router.get("/parked", name="parked")
def show_parked(request: Request, session: SessionDep, _: Me) -> Response:
    """What waits for a decision, and what was decided last."""
    return page(request, "parked/list.html", waiting=looking.waiting(session), decided=looking.decided(session))


@router.get("/parked/{parked_id}", name="parked_one")
def parked_one(request: Request, session: SessionDep, sealer: SealerDep, _: Me, parked_id: RowId) -> Response:
    """One of them, beside what we hold."""
    return page(request, "parked/one.html", look=looking.look(session, sealer, parked_id))


@router.post("/parked/{parked_id}/acceptance", name="accept_parked")
def accept_parked(
    request: Request,
    session: SessionDep,
    sealer: SealerDep,
    me: Me,
    clock: ClockDep,
    parked_id: RowId,
    because: str = Form("", max_length=500),
    compared: str = Form("", max_length=64),
) -> Response:
    """It counts after all; back to the list."""
    parked.accept(session, sealer, parked_id, because=because, compared=compared, by=me, now=clock.now())
    return RedirectResponse(request.url_for("parked").path, 303)


@router.post("/parked/{parked_id}/voiding", name="void_parked")
def void_parked(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    parked_id: RowId,
    because: str = Form("", max_length=500),
) -> Response:
    """It does not count; back to the list."""
    parked.void(session, parked_id, because=because, by=me, now=clock.now())
    return RedirectResponse(request.url_for("parked").path, 303)


async def read_unsent_file(request: Request) -> Response:
    """What a phone saved to a file, each entry in a commit of its own, between those of the phones."""
    state = request.app.state
    lead = await run_in_threadpool(_lead, request)
    entries = unsent.read(await _file(request), state.sealer)
    writer, now = state.database.writer, state.clock.now()
    jobs = [partial(unsent.take, sealer=state.sealer, entry=entry, now=now) for entry in entries]
    read = partial(audit.record, verb="file.read", by=lead, now=now, thing=f"{len(entries)} entries")
    done = await gather(*(wrap_future(writer.submit(job)) for job in [*jobs, read]), return_exceptions=True)
    taken = [one if isinstance(one, unsent.Taken) else unsent.broken() for one in done[:-1]]
    return page(request, "parked/file.html", entries=taken)


def _lead(request: Request) -> Person:
    database: Database = request.app.state.database
    with database.reading() as session:
        return member(admit(session, request, now=request.app.state.clock.now(), route="read_unsent_file"))


async def _file(request: Request) -> bytes:
    try:
        body = await bounded(request, LARGER["/parked/files"])
    except TooLarge:
        raise TooLarge(FILE_TOO_LARGE) from None
    try:
        form = await MultiPartParser(request.headers, _whole(body)).parse()
    except (MultiPartException, KeyError):
        raise unsent.FileRefused(unsent.NOT_OURS) from None
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    await form.close()
    return content


async def _whole(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
