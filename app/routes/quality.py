"""What stands out and is talked about, and what misses its context."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.db import RowId, SessionDep
from app.routes.policy import ClockDep, Me
from app.services import quality, quality_context, quality_mending
from app.templating import page

router = APIRouter()


@router.get("/quality", name="quality")
def show_quality(request: Request, session: SessionDep, clock: ClockDep, _: Me) -> Response:
    """Per interviewer, those with something to talk about first."""
    return page(request, "quality/overview.html", cards=quality.overview(session, now=clock.now()))


@router.post("/quality/notes", name="note_quality")
def note_quality(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    interviewer: RowId = Form(),
    rule: str = Form("", max_length=32),
    note: str = Form("", max_length=1000),
) -> Response:
    """The lead talked with her about it."""
    quality.note(session, interviewer, rule, note, by=me, now=clock.now())
    return RedirectResponse(request.url_for("quality").path, 303)


@router.get("/mine", name="own_quality")
def own_quality(request: Request, session: SessionDep, me: Me, clock: ClockDep) -> Response:
    """Her own interviews, before the lead sees it; a small card for her home."""
    small = request.headers.get("hx-request") == "true"
    card = quality.own(session, me, now=clock.now(), alone=small)
    return page(request, "quality/own.html" if small else "quality/mine.html", card=card)


@router.post("/mine/notes", name="explain_quality")
def explain_quality(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    rule: str = Form("", max_length=32),
    note: str = Form("", max_length=1000),
) -> Response:
    """She has seen it, and says how it was."""
    quality.note(session, me.id, rule, note, by=me, now=clock.now())
    return RedirectResponse(request.url_for("own_quality").path, 303)


@router.get("/missing", name="missing_context")
def missing_context(request: Request, session: SessionDep, _: Me, mended: int | None = None) -> Response:
    """What misses its context, by what would mend it."""
    return page(request, "quality/missing.html", missing=quality_context.missing(session), mended=mended)


@router.post("/missing/classes/{group_id}", name="set_class_year")
def set_class_year(
    request: Request, session: SessionDep, me: Me, clock: ClockDep, group_id: RowId, year: str = Form("", max_length=20)
) -> Response:
    """One year mends a whole class."""
    mended = quality_mending.set_year(session, group_id, year, by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('missing_context').path}?mended={mended}", 303)


@router.post("/missing/places", name="move_interviews")
def move_interviews(
    request: Request,
    session: SessionDep,
    me: Me,
    clock: ClockDep,
    place: str = Form("", max_length=24),
    to: str = Form("", max_length=24),
    because: str = Form("", max_length=500),
) -> Response:
    """One choice mends all that stand at the same wrong place."""
    mended = quality_mending.move_all(session, place, to, because=because, by=me, now=clock.now())
    return RedirectResponse(f"{request.url_for('missing_context').path}?mended={mended}", 303)
