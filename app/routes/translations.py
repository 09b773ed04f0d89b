"""The translation desk: for the lead, and for translators with a personal link."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db import SessionDep
from app.errors import FieldworkError
from app.routes.deskwork import WorkerDep
from app.routes.policy import ClockDep
from app.security.headers import FRAMED, FRAMING
from app.services import desk, desk_publishing, desk_screens, desk_standing, desk_writing, languages
from app.services.desk_texts import STATUSES
from app.templating import page, render, translated

router = APIRouter()  # without the dependency of the team: a personal link opens some of it
Status = Literal["", "open", "changed", "draft", "reviewed", "released"]
Act = Literal["save", "confirm", "remark", "note", "review", "release", "take_back"]


@router.get("/translations", name="translations")
def translations(request: Request, session: SessionDep, me: WorkerDep) -> Response:
    """How far every questionnaire is in every language."""
    return page(
        request,
        "translations/list.html",
        worker=me,
        progress=desk.progress(session, me),
        languages=languages.shown(session) if me.is_lead else [],
    )


@router.get("/translations/{name}/publication", name="publication")
def publication(request: Request, session: SessionDep, me: WorkerDep, name: str) -> Response:
    """What would change in the questionnaire if the desk were published now."""
    return page(
        request,
        "translations/publication.html",
        worker=me,
        instrument=desk.instrument(session, name),
        proposals=desk_publishing.proposals(session, name),
    )


@router.post("/translations/{name}/publication", name="publish_translations")
def publish_translations(session: SessionDep, clock: ClockDep, me: WorkerDep, name: str) -> Response:
    """A new version of the questionnaire; interviews that have begun keep theirs."""
    made = desk_publishing.publish(session, name, by=me, now=clock.now())
    return RedirectResponse(f"/translations?published={made.name}", 303)


@router.post("/translations/{name}/languages", name="want_language")
def want_language(
    session: SessionDep, clock: ClockDep, me: WorkerDep, name: str, tag: str = Form(max_length=40)
) -> Response:
    """One more language, all of whose texts are open."""
    desk_writing.want(session, name, tag, by=me, now=clock.now())
    return RedirectResponse(f"/translations/{name}/{tag}", 303)


@router.get("/translations/{name}/{tag}", name="translate")
def translate(
    request: Request, session: SessionDep, me: WorkerDep, name: str, tag: str, show: Annotated[Status, Query()] = ""
) -> Response:
    """Source beside target, with everything that is known about each text."""
    me.check(name, tag)
    sheet = desk.sheet(session, name, tag)
    reply = page(request, "translations/desk.html", worker=me, sheet=sheet, show=show, statuses=STATUSES)
    reply.headers["content-security-policy"] = FRAMING  # the phone beside the texts is a page of ours
    return reply


@router.get("/translations/{name}/{tag}/screen", name="translation_screen")
def translation_screen(
    request: Request,
    session: SessionDep,
    me: WorkerDep,
    name: str,
    tag: str,
    part: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """The screens that show a text, as they are on a phone of 320 pixels."""
    me.check(name, tag)
    reply = page(request, "translations/screen.html", shown=desk_screens.screens(session, name, tag, part))
    reply.headers["content-security-policy"] = FRAMED
    return reply


@router.post("/translations/{name}/{tag}/texts", name="write_translation")
def write_translation(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    me: WorkerDep,
    name: str,
    tag: str,
    key: str = Form(max_length=200),
    text: str = Form("", max_length=8000),
    back: str = Form("", max_length=8000),
    remark: str = Form("", max_length=8000),
    note: str = Form("", max_length=8000),
    revision: Annotated[int | None, Form()] = None,
    act: Annotated[Act, Form()] = "save",
    show: Annotated[Status, Form()] = "",
) -> Response:
    """Keep what was typed; then, if asked for, the next step."""
    typed = desk_writing.Typed(key, text, back, remark if act == "remark" else "", revision, act == "confirm")
    said = ""
    status = 200
    try:
        desk_writing.keep(session, name, tag, typed, by=me, now=clock.now())
        if act == "note":
            desk_writing.note(session, name, key, note, by=me, now=clock.now())
        desk_standing.act(session, name, tag, key, act, by=me, now=clock.now())
    except FieldworkError as refusal:
        if request.headers.get("hx-request") != "true" or refusal.status in (401, 403, 404):
            raise
        said, status = translated(refusal), refusal.status
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/translations/{name}/{tag}?show={show}#{key}", 303)
    sheet = desk.sheet(session, name, tag)
    context = {"worker": me, "sheet": sheet, "text": sheet.of(key), "show": show, "statuses": STATUSES, "error": said}
    return Response(render(request, "translations/kept.html", context=context), status, media_type="text/html")


@router.post("/translations/{name}/{tag}/standing", name="stand_for_all")
def stand_for_all(
    session: SessionDep,
    clock: ClockDep,
    me: WorkerDep,
    name: str,
    tag: str,
    act: Annotated[Literal["review", "release"], Form()],
) -> Response:
    """Review or release whatever is ready for it and was not this person's own last step."""
    step = {"review": desk_standing.review, "release": desk_standing.release}[act]
    step(session, name, tag, (), by=me, now=clock.now())
    return RedirectResponse(f"/translations/{name}/{tag}", 303)
