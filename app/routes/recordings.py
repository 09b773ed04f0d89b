"""Recordings: the desk where they are made, and the addresses that phones play."""

import re
from asyncio import wrap_future
from functools import partial

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.db import Database, RowId, SessionDep
from app.routes.deskwork import WorkerDep, admit_worker
from app.routes.files import posted
from app.routes.policy import ClockDep, Me
from app.services import instruments, recorded, recordings
from app.services.recordings import Reading
from app.services.translators import Worker
from app.sound import apart
from app.templating import FOR_EVER, OURS, build, page

router = APIRouter()
desk = APIRouter()  # without the dependency of the team: a personal link opens it
MICROPHONE = {"permissions-policy": "camera=(), microphone=(self), geolocation=()"}
TYPES = {"m4a": "audio/mp4", "ogg": "audio/ogg"}
TELL = '{"recorded": {"target": "body"}}'  # the row that sent it is replaced by then
SPAN = re.compile(r"bytes=(\d+)-(\d*)")


@router.get("/recordings.json", name="recording_shelf")
def recording_shelf(session: SessionDep) -> Response:
    """Which questionnaires can be heard in which languages, and how large that is."""
    return JSONResponse(recordings.shelf(session), headers=_newest())


@router.get("/recordings/{name}", name="recordings")
def show_recordings(request: Request, session: SessionDep, _: Me, name: str) -> Response:
    """How far each language of a questionnaire is."""
    instrument = instruments.newest(session, name)
    found = recorded.overview(session, instrument)
    return page(request, "recordings/languages.html", instrument=instrument, languages=found)


@desk.get("/recordings/{name}/{language}", name="recording_desk")
def recording_desk(request: Request, session: SessionDep, me: WorkerDep, name: str, language: str) -> Response:
    """Each text to be read, what is missing first; only this page may listen to the microphone."""
    me.check(name, language)
    found = recorded.progress(session, instruments.newest(session, name), language)
    reply = page(request, "recordings/desk.html", block="figures", found=found, warnings=recorded.WARNINGS, worker=me)
    reply.headers.update(MICROPHONE)
    return reply


@router.get("/recordings/{name}/{version}/{language}.json", name="recording_list")
def recording_list(session: SessionDep, name: str, version: str, language: str) -> Response:
    """What a phone needs to play one version in one language; by digest, so that it fetches only what is new."""
    return JSONResponse(recordings.told(session, name, version, language), headers=_newest())


@router.get("/audio/{digest}.{kind}", name="recording_sound")
def recording_sound(request: Request, session: SessionDep, digest: str, kind: str) -> Response:
    """The sound itself, or the part of it that Safari asks for; it never changes."""
    content = recordings.sound(session, digest, kind)
    # Packing sound again makes it larger, and a part of a packed file is no part of the sound.
    headers = {"cache-control": FOR_EVER, "accept-ranges": "bytes", "content-encoding": "identity", OURS: build()}
    span = SPAN.fullmatch(request.headers.get("range", ""))
    if span is None:
        return Response(content, media_type=TYPES[kind], headers=headers)
    first, last = int(span[1]), min(int(span[2] or len(content)), len(content) - 1)
    if first > last:
        return Response(status_code=416, headers={"content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers, TYPES[kind])


@router.post("/recordings/{recording_id}/removal", name="remove_recording")
def remove_recording(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: Me,
    recording_id: RowId,
    name: str = Form(pattern=r"^[\w-]+$", max_length=80),
) -> Response:
    """Take out what holds what it should not; back to the desk where that was noticed."""
    removed = recordings.remove(session, recording_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("recording_desk", name=name, language=removed.language).path, 303)


def _newest() -> dict[str, str]:
    return {"cache-control": "no-cache", OURS: build()}


async def keep_recording(request: Request) -> Response:
    """Check what was recorded, make it small, keep it; the checking holds up no interview."""
    state = request.app.state
    me = await run_in_threadpool(_worker, request)
    _, content, fields = await posted(request, refusal=apart.RecordingRefused())
    reading = Reading(*(fields.get(name, "") for name in ("name", "language", "key", "words")))
    me.check(reading.name, reading.language)
    await run_in_threadpool(_expected, state.database, reading)
    made = await run_in_threadpool(apart.make, content)
    keeping = partial(recordings.keep, reading=reading, made=made, by=me, now=state.clock.now())
    await wrap_future(state.database.writer.submit(keeping))
    return await run_in_threadpool(_kept, request, me, reading)


def _worker(request: Request) -> Worker:
    database: Database = request.app.state.database
    with database.reading() as session:
        return admit_worker(session, request, now=request.app.state.clock.now(), route="keep_recording")


def _expected(database: Database, reading: Reading) -> None:
    with database.reading() as session:
        recordings.expected(session, reading)


def _kept(request: Request, me: Worker, reading: Reading) -> Response:
    """The text with its new recording, in its place on the page."""
    if request.headers.get("hx-request") != "true":
        desk = request.url_for("recording_desk", name=reading.name, language=reading.language)
        return RedirectResponse(desk.path, 303)
    with request.app.state.database.reading() as session:
        found = recorded.progress(session, instruments.newest(session, reading.name), reading.language)
        line = next(line for line in found.lines if line.spoken.key == reading.key)
        reply = page(request, "recordings/text.html", found=found, line=line, warnings=recorded.WARNINGS, worker=me)
    reply.headers.update({"hx-retarget": "closest .reading", "hx-reswap": "outerHTML", "hx-trigger": TELL})
    return reply
