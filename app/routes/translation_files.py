"""Translations as files: out, and in again after a look at what would change."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.db import SessionDep
from app.routes.deskwork import WorkerDep
from app.routes.policy import ClockDep
from app.routes.uploads import SentDep
from app.services import translation_files
from app.services.translation_rows import Format
from app.templating import page

router = APIRouter()
TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PO: "text/x-gettext-translation; charset=utf-8",
}


@router.get("/translations/{name}/{tag}/file.{form}", name="translation_file")
def translation_file(session: SessionDep, me: WorkerDep, name: str, tag: str, form: Format) -> Response:
    """One language of a questionnaire, to be translated elsewhere."""
    content = translation_files.export(session, name, tag, form, by=me)
    headers = {"content-disposition": f'attachment; filename="{name}-{tag}.{form}"', "cache-control": "no-store"}
    return Response(content, media_type=TYPES[form], headers=headers)


@router.post("/translations/files", name="preview_file")
def preview_file(request: Request, session: SessionDep, me: WorkerDep, sent: SentDep) -> Response:
    """What a file would change; nothing is kept yet."""
    shown = translation_files.preview(session, sent["name"], sent["tag"], sent.file, by=me)
    return page(request, "translations/file.html", worker=me, shown=shown)


@router.post("/translations/files/taken", name="take_file")
def take_file(session: SessionDep, clock: ClockDep, me: WorkerDep, sent: SentDep) -> Response:
    """Keep what was shown, all of it."""
    name, tag = sent["name"], sent["tag"]
    taken = translation_files.take(session, name, tag, sent["changes"], by=me, now=clock.now())
    return RedirectResponse(f"/translations/{name}/{tag}?taken={taken}", 303)
