"""The lead's questionnaires: what is in use, bringing one in a file, looking at it, publishing it."""

from asyncio import wrap_future
from functools import partial
from typing import get_args

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app import i18n
from app.db import Database, RowId, SessionDep
from app.errors import N_, FieldworkError, NotFound
from app.instrument.filed import filed
from app.instrument.schema import Instrument, Mode, Role
from app.instrument.xlsform.making import Given
from app.instrument.xlsform.read import Reading
from app.instrument.xlsform.write import workbook
from app.models import Person
from app.routes.files import posted
from app.routes.policy import ClockDep, Me, admit, member
from app.services import drafts, paper, shelf
from app.services.differences import difference
from app.templating import page

router = APIRouter()
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAVES = ("w1", "w2", "w3")


class NothingChosen(FieldworkError):
    """The form came without a file."""

    status = 422
    sentence = N_("Choose a file first: an XLSForm workbook (.xlsx) or a questionnaire in YAML.")


@router.get("/instruments", name="instruments")
def instruments_page(request: Request, session: SessionDep, _: Me) -> Response:
    """Every questionnaire, what waits to be published, and bringing another."""
    held, waiting = shelf.questionnaires(session), drafts.waiting(session)
    return page(
        request,
        "instruments/list.html",
        held=held,
        waiting=waiting,
        roles=get_args(Role),
        waves=WAVES,
        modes=get_args(Mode),
    )


async def bring_instrument(request: Request) -> Response:
    """A file, read away from the other requests, then kept as a draft or explained; nothing half."""
    lead = await run_in_threadpool(_lead, request)
    name, content, fields = await posted(request, refusal=NothingChosen())
    if not name:
        raise NothingChosen
    given = _given(name, fields)
    reading = await run_in_threadpool(drafts.understood, content, given)
    if reading.instrument is None:
        return page(request, "instruments/refused.html", status=422, file=name, reading=reading)
    number = await _kept(request, reading.instrument, reading, name, lead)
    return RedirectResponse(request.url_for("instrument_draft", draft_id=number).path, 303)


def _given(name: str, fields: dict[str, str]) -> Given:
    role, wave = fields.get("role", "parent"), fields.get("wave", "w1")
    language = fields.get("language", "nl")
    known = {one.tag for one in i18n.languages()}
    return Given(
        name,
        role if role in get_args(Role) else "parent",
        wave if wave in WAVES else "w1",
        language if language in known else "nl",
    )


def _lead(request: Request) -> Person:
    database: Database = request.app.state.database
    with database.reading() as session:
        return member(admit(session, request, now=request.app.state.clock.now(), route="bring_instrument"))


async def _kept(request: Request, instrument: Instrument, reading: Reading, name: str, lead: Person) -> int:
    state = request.app.state

    def keep(session: Session) -> int:
        return drafts.keep(session, instrument, reading, file=name, by=lead, now=state.clock.now()).id

    return await wrap_future(state.database.writer.submit(partial(keep)))


@router.get("/instruments/drafts/{draft_id}", name="instrument_draft")
def instrument_draft(request: Request, session: SessionDep, _: Me, draft_id: RowId) -> Response:
    """A draft: what it changes, what stands in the way, what somebody must stand for."""
    return page(
        request, "instruments/draft.html", look=drafts.look(session, draft_id), mark=drafts.mark, difference=difference
    )


@router.get("/instruments/drafts/{draft_id}/preview/{language}", name="preview_draft")
def preview_draft(request: Request, session: SessionDep, _: Me, draft_id: RowId, language: str) -> Response:
    """The draft on the real screen of an interview; nothing is kept and nothing is sent."""
    look = drafts.look(session, draft_id)
    if language not in look.instrument.languages:
        raise NotFound
    home = request.url_for("instrument_draft", draft_id=draft_id).path
    return page(request, "interview/print.html", paper=paper.paper(look.instrument), preview=language, home=home)


@router.post("/instruments/drafts/{draft_id}/publication", name="publish_draft")
def publish_draft(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, draft_id: RowId, confirmed: list[str] = Form([])
) -> Response:
    """Make a version of it, in her name; or say what is still in the way, with her ticks kept."""
    drafts.publish(session, draft_id, confirmed=confirmed, by=me, now=clock.now())
    return RedirectResponse(request.url_for("instruments").path, 303)


@router.post("/instruments/drafts/{draft_id}/disposal", name="dispose_of_draft")
def dispose_of_draft(request: Request, session: SessionDep, me: Me, clock: ClockDep, draft_id: RowId) -> Response:
    """It goes; back to the list."""
    drafts.throw_away(session, draft_id, by=me, now=clock.now())
    return RedirectResponse(request.url_for("instruments").path, 303)


@router.post("/instruments/{name}/use", name="use_instrument")
def use_instrument(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, name: str, mode: Mode = Form("capi")
) -> Response:
    """From now on it is used in its round."""
    shelf.put_to_use(session, name, mode, by=me, now=clock.now())
    return RedirectResponse(request.url_for("instruments").path, 303)


@router.get("/instruments/{name}.xlsx", name="export_workbook")
def export_workbook(session: SessionDep, _: Me, name: str, version: str = "") -> Response:
    """As an XLSForm workbook."""
    held = shelf.published(session, name, version)
    return _download(workbook(held), f"{held.name}-{held.version}.xlsx", WORKBOOK)


@router.get("/instruments/{name}.yaml", name="export_yaml")
def export_yaml(session: SessionDep, _: Me, name: str, version: str = "") -> Response:
    """As the file that Aloud itself reads."""
    held = shelf.published(session, name, version)
    return _download(filed(held).encode(), f"{held.name}.yaml", "application/yaml; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
